// The linkage game: somebody has the whole database, every key of the server and the wallets' public side,
// and must say which member filed what. They may do no better than chance.
//
// Forty members collect on days of their own, twenty of them file on other days. The truth is known here
// and nowhere in the server. Where ten of them collect only when they file, the same attack must find them:
// else it would prove nothing.
#include <gmock/gmock.h>
#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/x509.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>

#include "demur/service/test_ballots.hpp"

namespace demur::service {
namespace {

using testing::AnonymousHouse;
using testing::TokenRound;

constexpr int kMembers = 40;
constexpr int kFilers = 20;
constexpr int kDays = 20;
constexpr int kEarly = 30;  // as many as the floor

struct Number {
  BIGNUM* value;
  explicit Number(BIGNUM* made = BN_new()) : value(made) {}
  explicit Number(core::ByteView bytes)
      : value(BN_bin2bn(bytes.data(), static_cast<int>(bytes.size()), nullptr)) {}
  Number(const Number&) = delete;
  Number& operator=(const Number&) = delete;
  ~Number() { BN_clear_free(value); }
};

// What the attacker took: the private key of the scope, out of the database and with log.key.
struct StolenKey {
  Number n;
  Number d;
};

std::unique_ptr<StolenKey> steal_key(AnonymousHouse& test, const anonymity::KeyId& id) {
  const auto locked =
      test.house->store().read([&](const store::Reader& reader) { return store::issuer_secret(reader, id); });
  const auto secret = unlock_secret(*test.house, locked.value().value()).value();
  const std::uint8_t* at = secret.bytes().data();
  const std::unique_ptr<EVP_PKEY, void (*)(EVP_PKEY*)> key(
      d2i_AutoPrivateKey(nullptr, &at, static_cast<long>(secret.size())), EVP_PKEY_free);
  auto stolen = std::make_unique<StolenKey>();
  EVP_PKEY_get_bn_param(key.get(), OSSL_PKEY_PARAM_RSA_N, &stolen->n.value);
  EVP_PKEY_get_bn_param(key.get(), OSSL_PKEY_PARAM_RSA_D, &stolen->d.value);
  return stolen;
}

// Is there a blinding under which this member's request became this filer's signature? With the private key:
// r = (blinded / sig^e)^d, and then blinded = sig^e * r^e must hold. It always does: that is the promise.
bool could_be(const StolenKey& key, const core::Bytes& blinded, const core::Bytes& signature) {
  BN_CTX* context = BN_CTX_new();
  const Number e;
  BN_set_word(e.value, 65537);
  const Number b(blinded);
  const Number s(signature);
  const Number m;
  const Number inverse;
  const Number r;
  const Number again;
  BN_mod_exp(m.value, s.value, e.value, key.n.value, context);
  BN_mod_inverse(inverse.value, m.value, key.n.value, context);
  BN_mod_mul(r.value, b.value, inverse.value, key.n.value, context);
  BN_mod_exp(r.value, r.value, key.d.value, key.n.value, context);
  BN_mod_exp(again.value, r.value, e.value, key.n.value, context);
  BN_mod_mul(again.value, again.value, m.value, key.n.value, context);
  const bool fits = BN_cmp(again.value, b.value) == 0 && !BN_is_zero(r.value);
  BN_CTX_free(context);
  return fits;
}

struct Game : AnonymousHouse {
  Game() : AnonymousHouse(false, 30) {}
};

// A house where the members of the game work, with the truth about who filed what.
enum class Habit { collect_beforehand, collect_to_file };

class Played {
 public:
  explicit Played(Habit habit = Habit::collect_beforehand) {
    for (int i = 0; i < kMembers; ++i) {
      names_.push_back("gamer" + std::to_string(i));
      house.hire({names_.back().c_str(), names_.back().c_str(), "Legal Office"});
    }
    house.go_to("2026-04-01");  // a new quarter: a new key, of a roster with all of them
    house.open_scopes_again();
    scope_ = house.file_scope();
    if (habit == Habit::collect_beforehand) {
      collect(order());
      file();
    } else {
      const auto all = order();
      collect({all.begin(), all.begin() + kEarly});
      file_at_once({all.begin() + kEarly, all.end()});
    }
  }

  [[nodiscard]] core::Digest key_id() { return house.issuer(scope_).id(); }

  Game house;
  std::map<std::string, std::string> author_of;     // filing -> login
  std::map<std::string, core::Digest> key_of;       // filing -> key
  std::map<std::string, core::Bytes> signature_of;  // filing -> the issuer's signature, as handed in

 private:
  std::uint64_t draw(std::uint64_t below) {
    std::uint64_t value = 0;
    house.random({reinterpret_cast<std::uint8_t*>(&value), sizeof value});
    return value % below;
  }
  std::vector<std::size_t> order() {
    std::vector<std::size_t> all(kMembers);
    std::iota(all.begin(), all.end(), std::size_t{0});
    for (std::size_t left = all.size(); left > 1; --left) std::swap(all[left - 1], all[draw(left)]);
    return all;
  }
  void collect(const std::vector<std::size_t>& members) {
    int collected = 0;
    for (const std::size_t member : members) {
      tokens_.emplace(names_[member], house.token(names_[member], scope_));
      if (++collected % (kMembers / 4) == 0) house.now += std::chrono::hours{24};
    }
    if (!publish_counts(*house.house)) throw std::runtime_error("no counts");
  }
  void file() {
    auto filers = order();
    filers.resize(kFilers);
    std::vector<drop::Item> waiting;
    for (int day = 0; day < kDays; ++day) {
      house.now += std::chrono::hours{24};
      // The relay's batch of the day, in the order of digests as the house takes it.
      waiting.clear();
      for (const std::size_t member : filers)
        if (static_cast<int>(draw(kDays)) <= day && tokens_.contains(names_[member])) {
          const auto author = house.author_keys();
          waiting.push_back(house.filing(tokens_.at(names_[member]), author, "text"));
          remember(waiting.back(), member);
        }
      std::ranges::sort(waiting, {}, [](const drop::Item& item) { return drop::digest_of(item); });
      for (const drop::Item& item : waiting)
        if (!take_item(*house.house, item)) throw std::runtime_error("not taken");
    }
  }
  void file_at_once(const std::vector<std::size_t>& members) {
    for (const std::size_t member : members) {
      house.now += std::chrono::hours{48};
      tokens_.emplace(names_[member], house.token(names_[member], scope_));
      const auto author = house.author_keys();
      const drop::Item item = house.filing(tokens_.at(names_[member]), author, "text");
      remember(item, member);
      if (!take_item(*house.house, item)) throw std::runtime_error("not taken");
    }
  }
  void remember(const drop::Item& item, std::size_t member) {
    const auto credential = anonymity::decode_credential(item.credential).value();
    author_of[item.filing] = names_[member];
    key_of[item.filing] = credential.key_id;
    signature_of[item.filing] = credential.signatures;
    tokens_.erase(names_[member]);
  }

  std::string scope_;
  std::vector<std::string> names_;
  std::map<std::string, anonymity::Token> tokens_;
};

std::vector<std::pair<std::string, core::Bytes>> issued(Played& played) {
  return played.house.house->store()
      .read([&](const store::Reader& reader) {
        return reader.rows(
            "SELECT m.login, i.blinded FROM issued i JOIN member m ON m.id = i.member "
            "WHERE m.login LIKE 'gamer%'",
            [](store::Row& row) {
              auto login = row.next<std::string>();
              return std::pair{std::move(login), row.next<core::Bytes>()};
            });
      })
      .value();
}

std::vector<std::string> texts(Played& played, std::string_view sql) {
  return played.house.house->store()
      .read([&](const store::Reader& reader) { return reader.all<std::string>(sql); })
      .value();
}

// How many filings a rule names rightly that lays one order beside another.
int right_by_order(const Played& played, const std::vector<std::string>& filings,
                   const std::vector<std::string>& logins) {
  int right = 0;
  for (std::size_t i = 0; i < filings.size() && i < logins.size(); ++i)
    if (played.author_of.at(filings[i]) == logins[i]) ++right;
  return right;
}

// By guessing, one of forty is right: of 20 filings half of one. Four or more happen by chance once in 600.
constexpr int kMoreThanChance = 4;

TEST(WithEveryKeyOfTheServer, EachFilingFitsEachMemberWhoCollectedAToken) {
  Played played;
  ASSERT_GE(played.author_of.size(), 15U);
  const auto key = steal_key(played.house, played.key_id());
  const auto requests = issued(played);
  ASSERT_EQ(requests.size(), static_cast<std::size_t>(kMembers));
  for (const auto& [filing, signature] : played.signature_of)
    for (const auto& [login, blinded] : requests)
      ASSERT_TRUE(could_be(*key, blinded, signature)) << filing << " would not be " << login << "'s";
}

TEST(WithTheWholeDatabase, NoOrderOfRowsOrRecordsTellsWhoFiled) {
  Played played;
  std::vector<std::vector<std::string>> filings;
  for (const char* sql :
       {"SELECT id FROM dissent WHERE standing = 'anonymous'", "SELECT dissent FROM sealed_filing",
        "SELECT id FROM dissent WHERE standing = 'anonymous' ORDER BY filed_on, id"})
    filings.push_back(texts(played, sql));
  std::vector<std::string> logged;
  for (const auto& leaf : played.house.leaves())
    if (leaf.type == "anonymous.filed") logged.push_back(leaf.id);
  filings.push_back(logged);
  for (const char* sql :
       {"SELECT m.login FROM issued i JOIN member m ON m.id = i.member WHERE m.login LIKE 'gamer%'",
        "SELECT m.login FROM issue_batch b JOIN member m ON m.id = b.member WHERE m.login LIKE 'gamer%' "
        "ORDER BY b.day, b.challenge",
        "SELECT m.login FROM issued i JOIN member m ON m.id = i.member WHERE m.login LIKE 'gamer%' ORDER BY "
        "blinded",
        "SELECT m.login FROM eligible e JOIN member m ON m.id = e.member WHERE m.login LIKE 'gamer%'"}) {
    const auto logins = texts(played, sql);
    for (const auto& order : filings)
      EXPECT_LT(right_by_order(played, order, logins), kMoreThanChance) << sql;
  }
}

// Forty collect a token to vote with, on days of their own; twenty of them vote, on other days.
class Voted {
 public:
  Voted() {
    for (int i = 0; i < kMembers; ++i) {
      names_.push_back("gamer" + std::to_string(i));
      house.hire({names_.back().c_str(), names_.back().c_str(), "Legal Office"});
    }
    const auto act = house.opening();  // another round, of all of them
    house.round = act.id;
    house.statements.clear();
    for (const auto& each : act.statements) house.statements.push_back(each.id);
    if (!house.act_on("respondent", act)) throw std::runtime_error("not opened");
    house.open_scopes_again();
    int collected = 0;
    for (const std::size_t member : order()) {
      tokens_.emplace(names_[member], house.token(names_[member], house.vote_scope()));
      if (++collected % (kMembers / 4) == 0) house.now += std::chrono::hours{24};
    }
    if (!publish_counts(*house.house)) throw std::runtime_error("no counts");
    auto voters = order();
    voters.resize(kFilers);
    for (int day = 0; day < kVotingDays; ++day) vote(voters, day);
  }

  TokenRound house;
  std::map<std::string, std::string> voter_of;  // hex of the tag -> login

 private:
  static constexpr int kVotingDays = 10;

  std::uint64_t draw(std::uint64_t below) {
    std::uint64_t value = 0;
    house.random({reinterpret_cast<std::uint8_t*>(&value), sizeof value});
    return value % below;
  }
  std::vector<std::size_t> order() {
    std::vector<std::size_t> all(kMembers);
    std::iota(all.begin(), all.end(), std::size_t{0});
    for (std::size_t left = all.size(); left > 1; --left) std::swap(all[left - 1], all[draw(left)]);
    return all;
  }
  // The relay's batch of the day, in the order of digests as the house takes it.
  void vote(std::vector<std::size_t>& voters, int day) {
    house.now += std::chrono::hours{24};
    std::vector<drop::Item> waiting;
    std::erase_if(voters, [&](std::size_t member) {
      if (static_cast<int>(draw(kVotingDays)) > day && day + 1 < kVotingDays) return false;
      const anonymity::Token& token = tokens_.at(names_[member]);
      waiting.push_back(house.ballot(token, 1, {{0, 1}, {1, -1}}));
      voter_of[core::to_hex(anonymity::spent_tag(token.credential))] = names_[member];
      return true;
    });
    std::ranges::sort(waiting, {}, [](const drop::Item& item) { return drop::digest_of(item); });
    for (const drop::Item& item : waiting)
      if (!take_item(*house.house, item)) throw std::runtime_error("not taken");
  }

  std::vector<std::string> names_;
  std::map<std::string, anonymity::Token> tokens_;
};

std::vector<std::string> column(AnonymousHouse& house, std::string_view sql) {
  return house.house->store()
      .read([&](const store::Reader& reader) { return reader.all<std::string>(sql); })
      .value();
}

TEST(WithTheWholeDatabase, NoOrderOfVotesOrRecordsTellsWhoVoted) {
  Voted voted;
  ASSERT_EQ(voted.voter_of.size(), static_cast<std::size_t>(kFilers));
  std::vector<std::vector<std::string>> orders;
  // Asked before the close: after it nothing ties votes to tags.
  for (const char* sql :
       {"SELECT lower(hex(tag)) FROM opinion_token_voter", "SELECT lower(hex(tag)) FROM spent",
        "SELECT lower(hex(t.tag)) FROM opinion_vote v JOIN opinion_token_voter t USING (round, voter) WHERE "
        "v.statement = 1",
        "SELECT lower(hex(tag)) FROM opinion_token_voter ORDER BY voter"})
    orders.push_back(column(voted.house, sql));
  voted.house.go_to("2026-03-25");
  std::vector<std::string> logged;
  for (const auto& leaf : voted.house.leaves())
    if (leaf.type == "anonymous.voted") {
      const auto credential = core::from_base64(leaf.public_part->at("credential").as_string()).value();
      logged.push_back(core::to_hex(anonymity::spent_tag(anonymity::decode_credential(credential).value())));
    }
  orders.push_back(logged);
  for (const char* sql :
       {"SELECT m.login FROM issued i JOIN member m ON m.id = i.member WHERE m.login LIKE 'gamer%'",
        "SELECT m.login FROM issue_batch b JOIN member m ON m.id = b.member WHERE m.login LIKE 'gamer%' "
        "ORDER BY b.day, b.challenge",
        "SELECT m.login FROM issued i JOIN member m ON m.id = i.member WHERE m.login LIKE 'gamer%' ORDER BY "
        "blinded"}) {
    const auto logins = column(voted.house, sql);
    ASSERT_EQ(logins.size(), static_cast<std::size_t>(kMembers));
    for (const auto& order : orders) {
      ASSERT_EQ(order.size(), static_cast<std::size_t>(kFilers));
      int right = 0;
      for (std::size_t i = 0; i < order.size(); ++i)
        right += voted.voter_of.at(order[i]) == logins[i] ? 1 : 0;
      EXPECT_LT(right, kMoreThanChance) << sql;
    }
  }
}

// What the days tell: the attacker believes that people collect shortly before they file, and ranks all
// members for each filing. Who draws lots finds the author in the middle on the average, and then all remain
// to hide among. How many do:
double left_to_hide_among(Played& played) {
  const auto collected =
      played.house.house->store()
          .read([&](const store::Reader& reader) {
            return reader.rows(
                "SELECT m.login, b.day FROM issue_batch b JOIN member m ON m.id = b.member "
                "WHERE m.login LIKE 'gamer%'",
                [](store::Row& row) {
                  auto login = row.next<std::string>();
                  return std::pair{std::move(login), row.next<core::Day>()};
                });
          })
          .value();
  double mean_rank = 0;
  for (const auto& [filing, author] : played.author_of) {
    const auto filed =
        core::parse_day(texts(played, "SELECT filed_on FROM dissent WHERE id = '" + filing + "'").front())
            .value();
    std::map<std::string, double> distance;
    for (const auto& [login, day] : collected)
      distance[login] = std::abs(static_cast<double>((filed - day).count()));
    const double own = distance.at(author);
    double before = 0;
    for (const auto& [login, far] : distance)
      if (login != author) before += far < own ? 1.0 : far == own ? 0.5 : 0.0;
    mean_rank += before / static_cast<double>(distance.size() - 1);
  }
  mean_rank /= static_cast<double>(played.author_of.size());
  return 2 * std::min(mean_rank, 1 - mean_rank) * kMembers;
}

TEST(WithTheDaysOfEverything, MoreThanHalfOfTheEligibleRemainToHideAmong) {
  Played played;
  EXPECT_GE(left_to_hide_among(played), kMembers / 2.0);
}

TEST(WithTheDaysOfEverything, WhoCollectsOnlyToFileIsFoundByTheSameAttack) {
  Played played(Habit::collect_to_file);
  EXPECT_LT(left_to_hide_among(played), kMembers / 8.0);
}

}  // namespace
}  // namespace demur::service
