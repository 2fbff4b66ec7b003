#include "demur/service/sign_in.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>

#include "demur/core/digest.hpp"
#include "demur/service/test_authenticator.hpp"
#include "demur/store/members.hpp"
#include "demur/store/offices.hpp"

namespace demur::service {
namespace {

using namespace std::chrono_literals;
using core::Bytes;
using core::Code;
using core::Status;
using domain::Member;
using domain::MemberState;
using store::Reader;
using store::Transaction;

const RelyingParty kParty{"demur.example", "https://demur.example"};
const std::string kPassword = "to be or not to be";

// An authenticator with one ES256 passkey, which answers whatever it is asked.
struct Authenticator {
  testing_keys::Key key = testing_keys::make_key(PasskeyAlgorithm::es256);
  Bytes id = {1, 2, 3, 4};
  std::uint32_t count = 0;

  static std::string client_data(const char* type, const core::json::object& options) {
    const std::string challenge = core::string_member(options, "challenge").value();
    return std::string(R"({"type":"webauthn.)") + type + R"(","challenge":")" + challenge +
           R"(","origin":")" + kParty.origin + "\"}";
  }
  [[nodiscard]] Bytes data(std::uint8_t flags) const {
    const auto hash = core::sha256(core::bytes_of(kParty.id));
    Bytes bytes(hash.begin(), hash.end());
    bytes.insert(bytes.end(), {flags, 0, 0, 0, static_cast<std::uint8_t>(count)});
    return bytes;
  }
  static std::string text(const core::json::object& body) { return core::canonical_json(body).value(); }

  [[nodiscard]] std::string registration(const core::json::object& options) const {
    Bytes attested = data(0x45);
    attested.resize(attested.size() + 16);
    attested.insert(attested.end(), {0, static_cast<std::uint8_t>(id.size())});
    attested.insert(attested.end(), id.begin(), id.end());
    attested.push_back(0xa0);
    return text({{"id", core::to_base64url(id)},
                 {"publicKey", core::to_base64url(testing_keys::spki_of(key))},
                 {"algorithm", -7},
                 {"authenticatorData", core::to_base64url(attested)},
                 {"clientData", core::to_base64url(core::bytes_of(client_data("create", options)))},
                 {"name", "Blue key"}});
  }
  std::string assertion(const core::json::object& options, std::string_view handle = "") {
    ++count;
    const std::string client = client_data("get", options);
    Bytes message = data(0x05);
    std::ranges::copy(core::sha256(core::bytes_of(client)), std::back_inserter(message));
    return text({{"id", core::to_base64url(id)},
                 {"authenticatorData", core::to_base64url(data(0x05))},
                 {"clientData", core::to_base64url(core::bytes_of(client))},
                 {"signature", core::to_base64url(testing_keys::sign(key, PasskeyAlgorithm::es256, message))},
                 {"userHandle", core::to_base64url(core::bytes_of(handle))}});
  }
};

class SigningIn : public testing::Test {
 protected:
  SigningIn() {
    write([&](Transaction& transaction) -> Status {
      DEMUR_TRY(store::save_office(transaction, {office, "Bureau"}));
      DEMUR_TRY(store::save_member(transaction, ada));
      return store::save_member(transaction, ben);
    });
  }
  ~SigningIn() override {
    store.reset();
    std::filesystem::remove_all(folder);
  }

  template <typename Job>
  void write(Job job) {
    const Status done = store->write(job);
    ASSERT_TRUE(done) << done.error().what;
  }
  void set_password(const Member& member) {
    const std::string hash = sign_in->new_password_hash(member, kPassword).value();
    write([&](Transaction& transaction) { return store::save_password(transaction, member.id, hash); });
  }
  void leave(Member member) {
    member.state = MemberState::left;
    write([&](Transaction& transaction) { return store::save_member(transaction, member); });
  }
  bool is_in(const NewSession& made) { return sign_in->who(made.token).value().has_value(); }
  SignInOptions options(PasswordCost cost = kCheapPasswordCost) {
    return {.party = kParty, .challenge_key = {1, 2, 3}, .cost = cost, .clock = [this] { return now; }};
  }
  [[nodiscard]] core::Day today() const { return core::day_of(now); }

  std::filesystem::path folder = std::filesystem::temp_directory_path() /
                                 ("demur-sign-in-" + core::random_id_text(core::system_random()));
  std::unique_ptr<store::Store> store = store::Store::open({.directory = folder}).value();
  core::Time now{std::chrono::sys_days{std::chrono::year{2026} / 11 / 23} + 9h};
  std::unique_ptr<SignIn> sign_in = std::make_unique<SignIn>(*store, options());
  domain::OfficeId office = domain::OfficeId::make(core::system_random());
  Member ada{domain::MemberId::make(core::system_random()), "ada", "Ada King", office, MemberState::active};
  Member ben{domain::MemberId::make(core::system_random()), "ben", "Ben Bow", office, MemberState::active};
};

TEST_F(SigningIn, WithTheRightPasswordOnly) {
  set_password(ada);
  const NewSession made = sign_in->with_password("ada", kPassword).value();
  EXPECT_EQ(sign_in->who(made.token).value(), ada);
  EXPECT_EQ(sign_in->with_password("ada", kPassword + "!").error().code, Code::unauthenticated);
}

TEST_F(SigningIn, TellsNobodyWhoIsAMember) {
  set_password(ada);
  const auto wrong = sign_in->with_password("ada", "something else entirely").error();
  const auto stranger = sign_in->with_password("eve", kPassword).error();
  const auto without = sign_in->with_password("ben", kPassword).error();
  leave(ada);
  const auto left = sign_in->with_password("ada", kPassword).error();
  for (const auto& other : {stranger, without, left}) {
    EXPECT_EQ(other.code, wrong.code);
    EXPECT_EQ(other.what, wrong.what);
    EXPECT_EQ(other.field, wrong.field);
  }
}

TEST_F(SigningIn, IsPacedPerAccount) {
  set_password(ada);
  for (int i = 0; i < 5; ++i) EXPECT_FALSE(sign_in->with_password("ada", "something else entirely"));
  EXPECT_EQ(sign_in->with_password("ada", kPassword).error().code, Code::too_many);
  now += 1s;
  EXPECT_TRUE(sign_in->with_password("ada", kPassword));
}

TEST_F(SigningIn, RehashesAPasswordWhoseCostHasRisen) {
  set_password(ada);
  SignIn dearer(*store, options({.passes = 2, .memory_bytes = 16384}));
  ASSERT_TRUE(dearer.with_password("ada", kPassword));
  const auto stored =
      store->read([&](const Reader& reader) { return store::find_password(reader, ada.id); }).value();
  EXPECT_TRUE(stored->starts_with("$argon2id$v=19$m=16,t=2,p=1$")) << stored->substr(0, 30);
  EXPECT_TRUE(dearer.with_password("ada", kPassword));
}

TEST_F(SigningIn, ANewPasswordEndsEverySession) {
  set_password(ada);
  const NewSession before = sign_in->with_password("ada", kPassword).value();
  const std::string chosen = "whether tis nobler";
  EXPECT_EQ(sign_in->change_password(ada, "not my password", chosen).error().field, "current");
  EXPECT_EQ(sign_in->change_password(ada, kPassword, "short").error().field, "password");
  EXPECT_TRUE(is_in(before));
  const NewSession after = sign_in->change_password(ada, kPassword, chosen).value();
  EXPECT_FALSE(is_in(before));
  EXPECT_TRUE(is_in(after));
  EXPECT_FALSE(sign_in->with_password("ada", kPassword));
  EXPECT_TRUE(sign_in->with_password("ada", chosen));
}

TEST_F(SigningIn, WithAPasskeyThatWasAdded) {
  Authenticator authenticator;
  const auto options = sign_in->register_options(ada).value();
  ASSERT_TRUE(sign_in->add_passkey(ada, authenticator.registration(options), today()));
  const NewSession made =
      sign_in->with_passkey(authenticator.assertion(sign_in->passkey_options(), ada.id.text)).value();
  EXPECT_EQ(sign_in->who(made.token).value(), ada);
  const auto stored =
      store->read([&](const Reader& reader) { return store::find_passkey(reader, authenticator.id); })
          .value();
  EXPECT_EQ(stored->sign_count, 1U);
  EXPECT_EQ(stored->name, "Blue key");
  EXPECT_EQ(stored->created_day, today());
}

TEST_F(SigningIn, OffersToExcludeThePasskeysThatAreThere) {
  const Authenticator authenticator;
  const auto first = sign_in->register_options(ada).value();
  EXPECT_TRUE(first.at("exclude").as_array().empty());
  EXPECT_EQ(core::from_base64url(std::string_view(first.at("user").at("id").as_string())).value(),
            Bytes(ada.id.text.begin(), ada.id.text.end()));
  ASSERT_TRUE(sign_in->add_passkey(ada, authenticator.registration(first), today()));
  const auto second = sign_in->register_options(ada).value();
  EXPECT_EQ(second.at("exclude").as_array().at(0).as_string(), core::to_base64url(authenticator.id));
  EXPECT_EQ(sign_in->add_passkey(ada, authenticator.registration(second), today()).error().code,
            Code::conflict);
}

TEST_F(SigningIn, AnAnswerCountsOnce) {
  Authenticator authenticator;
  const auto options = sign_in->register_options(ada).value();
  const std::string registration = authenticator.registration(options);
  ASSERT_TRUE(sign_in->add_passkey(ada, registration, today()));
  EXPECT_EQ(sign_in->add_passkey(ada, registration, today()).error().code, Code::unproven);
  authenticator.count = 255;  // the next is 0: an authenticator without a counter
  const std::string assertion = authenticator.assertion(sign_in->passkey_options());
  ASSERT_TRUE(sign_in->with_passkey(assertion));
  EXPECT_EQ(sign_in->with_passkey(assertion).error().code, Code::unproven);
}

TEST_F(SigningIn, AChallengeIsForOneCeremonyOnePersonAndFiveMinutes) {
  Authenticator authenticator;
  const auto for_ben = sign_in->register_options(ben).value();
  EXPECT_EQ(sign_in->add_passkey(ada, authenticator.registration(for_ben), today()).error().code,
            Code::unproven);
  const auto to_sign_in = sign_in->passkey_options();
  EXPECT_EQ(sign_in->add_passkey(ada, authenticator.registration(to_sign_in), today()).error().code,
            Code::unproven);
  ASSERT_TRUE(
      sign_in->add_passkey(ada, authenticator.registration(sign_in->register_options(ada).value()), today()));
  EXPECT_FALSE(sign_in->with_passkey(authenticator.assertion(sign_in->register_options(ada).value())));
  const auto late = sign_in->passkey_options();
  now += 5min;
  EXPECT_EQ(sign_in->with_passkey(authenticator.assertion(late)).error().code, Code::unproven);
}

TEST_F(SigningIn, RefusesAPasskeyThatIsUnknownCopiedAnothersOrOfSomeoneWhoLeft) {
  Authenticator authenticator;
  const auto try_it = [&](std::string_view handle = "") {
    return sign_in->with_passkey(authenticator.assertion(sign_in->passkey_options(), handle));
  };
  EXPECT_EQ(try_it().error().code, Code::unauthenticated);
  ASSERT_TRUE(
      sign_in->add_passkey(ada, authenticator.registration(sign_in->register_options(ada).value()), today()));
  ASSERT_TRUE(try_it(ada.id.text));
  EXPECT_EQ(try_it(ben.id.text).error().code, Code::unauthenticated);
  authenticator.count = 0;
  EXPECT_EQ(try_it().error().code, Code::unproven);
  authenticator.count = 9;
  ASSERT_TRUE(try_it());
  leave(ada);
  EXPECT_EQ(try_it().error().code, Code::unauthenticated);
}

TEST_F(SigningIn, IsLatelyForTenMinutesHoweverBusyTheSession) {
  set_password(ada);
  const NewSession made = sign_in->with_password("ada", kPassword).value();
  EXPECT_TRUE(sign_in->signed_in_lately(made.token).value());
  now += 9min;
  EXPECT_TRUE(is_in(made));
  EXPECT_TRUE(sign_in->signed_in_lately(made.token).value());
  now += 1min;
  EXPECT_TRUE(is_in(made));
  EXPECT_FALSE(sign_in->signed_in_lately(made.token).value());
  EXPECT_TRUE(sign_in->signed_in_lately(sign_in->with_password("ada", kPassword).value().token).value());
  EXPECT_FALSE(sign_in->signed_in_lately(std::string(43, 'A')).value());
  EXPECT_FALSE(sign_in->signed_in_lately("").value());
}

TEST_F(SigningIn, LastsWhileItIsUsedAndTwelveHoursAtMost) {
  set_password(ada);
  const NewSession made = sign_in->with_password("ada", kPassword).value();
  const core::Time start = now;
  while (now < start + 12h) {
    ASSERT_TRUE(is_in(made)) << (now - start).count();
    ASSERT_TRUE(sign_in->tidy());
    now += 29min;
  }
  EXPECT_FALSE(is_in(made));
}

TEST_F(SigningIn, EndsAfterHalfAnHourOfRest) {
  set_password(ada);
  const NewSession made = sign_in->with_password("ada", kPassword).value();
  now += 30min;
  EXPECT_FALSE(is_in(made));
}

TEST_F(SigningIn, ReadingWritesOnceAMinute) {
  set_password(ada);
  const NewSession made = sign_in->with_password("ada", kPassword).value();
  const auto stored = [&] {
    return store
        ->read([&](const Reader& reader) { return store::find_session(reader, made.session.token_hash); })
        .value()
        ->last_seen;
  };
  const auto jobs = store->counts().jobs;
  const core::Time start = now;
  for (int i = 0; i < 10; ++i) {
    now += 6s;
    ASSERT_TRUE(is_in(made));
  }
  EXPECT_EQ(store->counts().jobs, jobs);
  EXPECT_EQ(stored(), start);
  now += 6s;
  ASSERT_TRUE(sign_in->tidy());
  EXPECT_EQ(stored(), start + 60s);
}

TEST_F(SigningIn, TidyingRemovesTheDeadAndOnlyThem) {
  set_password(ada);
  const NewSession resting = sign_in->with_password("ada", kPassword).value();
  const NewSession used = sign_in->with_password("ada", kPassword).value();
  now += 29min;
  ASSERT_TRUE(is_in(used));
  now += 1min;
  ASSERT_TRUE(sign_in->tidy());
  const auto rows = store->read(
      [](const Reader& reader) { return reader.one<std::int64_t>("SELECT count(*) FROM session"); });
  EXPECT_EQ(rows.value(), 1);
  EXPECT_TRUE(is_in(used));
  EXPECT_FALSE(is_in(resting));
}

TEST_F(SigningIn, EndsHereOrEverywhere) {
  set_password(ada);
  const NewSession here = sign_in->with_password("ada", kPassword).value();
  const NewSession there = sign_in->with_password("ada", kPassword).value();
  ASSERT_TRUE(sign_in->sign_out(here.token));
  EXPECT_FALSE(is_in(here));
  EXPECT_TRUE(is_in(there));
  ASSERT_TRUE(sign_in->sign_out_everywhere(ada.id));
  EXPECT_FALSE(is_in(there));
  EXPECT_TRUE(sign_in->sign_out("not a token"));
  EXPECT_FALSE(sign_in->who("not a token").value());
}

TEST_F(SigningIn, LeavingEndsItAtOnce) {
  set_password(ada);
  const NewSession made = sign_in->with_password("ada", kPassword).value();
  leave(ada);
  EXPECT_FALSE(is_in(made));
}

TEST_F(SigningIn, AStolenDatabaseHoldsNoTokens) {
  set_password(ada);
  const NewSession made = sign_in->with_password("ada", kPassword).value();
  const auto rows =
      store->read([](const Reader& reader) { return reader.all<Bytes>("SELECT token_hash FROM session"); });
  for (const Bytes& row : rows.value()) EXPECT_FALSE(sign_in->who(core::to_base64url(row)).value());
  EXPECT_TRUE(is_in(made));
}

TEST_F(SigningIn, AnInvitationWorksOnceForFourteenDays) {
  const NewInvitation made = make_invitation(ada.id, today(), core::system_random());
  write([&](Transaction& transaction) { return store::save_invitation(transaction, made.invitation); });
  const auto invited = [&](std::string_view token, core::Day day) {
    return store->read([&](const Reader& reader) { return invited_member(reader, token, day); });
  };
  EXPECT_EQ(invited(made.token, today() + std::chrono::days(14)).value(), ada.id);
  EXPECT_EQ(invited(made.token, today() + std::chrono::days(15)).error().code, Code::not_found);
  EXPECT_EQ(invited(make_token(core::system_random()).text, today()).error().code, Code::not_found);
  EXPECT_EQ(invited("", today()).error().code, Code::not_found);

  const auto use = [&] {
    return store->write(
        [&](Transaction& transaction) { return use_invitation(transaction, made.token, today()); });
  };
  EXPECT_EQ(use().value(), ada.id);
  EXPECT_EQ(use().error().code, Code::not_found);
}

}  // namespace
}  // namespace demur::service
