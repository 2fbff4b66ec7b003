// How long a search of the ledger takes at 100,000 dissents, for each sort of reader, and how that compares
// with the FTS5 query beneath it.
//
//   bench_ledger [DISSENTS] [ROUNDS] [FOLDER]      100000 dissents, 200 rounds, in the folder for temporary
//   files
//
// The peer is SQLite's FTS5 asked in its own words on the same index, by the same library: the newest twenty
// of a word, with their excerpts, for somebody who may read everything. What Demur adds is reading the words,
// narrowing to what the reader may see, the judgement on each dissent, and the decisions' and offices' names.
// Reader by reader and word by word turn about, in one run.
#include <fmt/core.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <random>

#include "demur/core/random.hpp"
#include "demur/service/ledger.hpp"
#include "demur/store/decisions.hpp"
#include "demur/store/dispositions.hpp"
#include "demur/store/dissents.hpp"
#include "demur/store/members.hpp"
#include "demur/store/offices.hpp"
#include "measure.hpp"

namespace demur::bench {
namespace {

using namespace domain;
using core::Result;
using core::Status;

constexpr int kOffices = 40;
constexpr int kDecisions = 2'000;
constexpr int kMembers = 3'000;
constexpr int kWords = 20'000;
constexpr int kWordsInText = 150;
constexpr int kInATransaction = 2'000;

// Words as texts have them: the n-th is met 1/n as often as the first.
class Vocabulary {
 public:
  Vocabulary() {
    double sum = 0;
    for (int i = 0; i < kWords; ++i) {
      std::string word;
      for (int length = 3 + below(7); length > 0; --length) word += static_cast<char>('a' + below(26));
      words_.push_back(word);
      sums_.push_back(sum += 1.0 / (i + 1));
    }
  }
  [[nodiscard]] int below(int limit) { return std::uniform_int_distribution(0, limit - 1)(dice_); }
  [[nodiscard]] const std::string& word(int rank) const { return words_[static_cast<std::size_t>(rank)]; }
  [[nodiscard]] std::string text(int count) {
    std::uniform_real_distribution<double> draw(0, sums_.back());
    std::string text;
    for (int i = 0; i < count; ++i) {
      const auto at = std::ranges::lower_bound(sums_, draw(dice_)) - sums_.begin();
      text += (i == 0 ? "" : " ") + words_[static_cast<std::size_t>(at)];
    }
    return text;
  }

 private:
  std::minstd_rand dice_{20261125};
  std::vector<std::string> words_;
  std::vector<double> sums_;
};

struct People {
  Member plain;
  Member respondent;
  Member custodian;
};

struct Ground {
  std::vector<DissentId> dissents = {};
  std::vector<OfficeId> offices;
  std::vector<MemberId> members;
  std::vector<DecisionId> decisions;
  People people;
};

Result<Ground> lay_ground(service::Institution& house, Vocabulary& words) {
  const core::Random& random = house.environment().random;
  return house.store().write([&](store::Transaction& t) -> Result<Ground> {
    Ground ground;
    for (int i = 0; i < kOffices; ++i) {
      ground.offices.push_back(OfficeId::make(random));
      DEMUR_TRY(store::save_office(t, {ground.offices.back(), fmt::format("Office {}", i)}));
    }
    const auto hire = [&](int number, std::set<Appointment> roles) -> Result<Member> {
      Member member{.id = MemberId::make(random),
                    .login = fmt::format("member{}", number),
                    .name = "x",
                    .office = ground.offices.back(),
                    .state = MemberState::active,
                    .appointments = std::move(roles)};
      DEMUR_TRY(store::save_member(t, member));
      ground.members.push_back(member.id);
      return member;
    };
    for (int i = 0; i < kMembers; ++i) DEMUR_TRY(hire(i, {}));
    ground.people.plain = DEMUR_TRY(hire(kMembers, {}));
    ground.people.respondent = DEMUR_TRY(hire(kMembers + 1, {{ground.offices[0], Role::respondent}}));
    ground.people.custodian = DEMUR_TRY(hire(kMembers + 2, {{ground.offices[1], Role::custodian}}));
    for (int i = 0; i < kDecisions; ++i) {
      Decision decision{.id = DecisionId::make(random),
                        .number = fmt::format("{}/{}", 2000 + i % 26, i),
                        .title = words.text(8),
                        .owner = ground.offices[static_cast<std::size_t>(words.below(kOffices - 2))]};
      decision.registered_on = core::Day(std::chrono::days(11'000 + i * 4));
      decision.versions = {{1, words.text(kWordsInText), "h", decision.registered_on}};
      DEMUR_TRY(store::save_decision(t, decision));
      ground.decisions.push_back(decision.id);
    }
    return ground;
  });
}

Status fill(service::Institution& house, Vocabulary& words, Ground& ground, int dissents) {
  const core::Random& random = house.environment().random;
  for (int done = 0; done < dissents;) {
    DEMUR_TRY(house.store().write([&](store::Transaction& t) -> Status {
      for (int i = 0; i < kInATransaction && done < dissents; ++i, ++done) {
        Dissent dissent{
            .id = DissentId::make(random),
            .decision = ground.decisions[static_cast<std::size_t>(words.below(kDecisions))],
            .standing = done % 2 == 0 ? Standing::named : Standing::confidential,
            .author = ground.members[static_cast<std::size_t>(words.below(kMembers))],
            .title = words.text(8),
            .text = words.text(kWordsInText),
            .filed_on = core::Day(std::chrono::days(11'000 + done / 12)),
        };
        if (done % 5'000 == 17) dissent.author = ground.people.plain.id;
        DEMUR_TRY(store::save_dissent(t, dissent));
        ground.dissents.push_back(dissent.id);
      }
      return {};
    }));
    fmt::print(stderr, "\r{} dissents", done);
  }
  fmt::print(stderr, "\n");
  return {};
}

double milliseconds(auto&& work) {
  const auto begin = std::chrono::steady_clock::now();
  work();
  return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - begin).count();
}

Status plain_fts5(const store::Reader& reader, const std::string& word) {
  DEMUR_TRY(reader.rows(
      "SELECT rowid, snippet(dissent_index, 1, '<', '>', '…', 32) FROM dissent_index "
      "WHERE dissent_index MATCH ?1 ORDER BY rowid DESC LIMIT 20",
      [](store::Row& row) {
        (void)row.next<std::int64_t>();
        return row.next<std::string>().size();
      },
      word));
  return {};
}

struct Question {
  const char* name;
  std::string typed;
};

Status measure(service::Institution& house, const Vocabulary& words, const Ground& ground, int rounds) {
  const std::vector<Question> questions = {
      {"in nearly all", words.word(0)},
      {"in a tenth", words.word(40)},
      {"in few", words.word(3'000)},
      {"two common", words.word(0) + " " + words.word(5)},
      {"a phrase", "\"" + words.word(0) + " " + words.word(1) + "\""},
      {"none", "zzzzzzzzzzzz"},
  };
  const std::pair<const char*, const Member*> readers[] = {{"member", &ground.people.plain},
                                                           {"respondent", &ground.people.respondent},
                                                           {"custodian", &ground.people.custodian}};
  fmt::print("{:<14} {:<11} {:>8} {:>8} {:>8} {:>7}\n", "words", "reader", "p50 ms", "p99 ms", "FTS5 p50",
             "ratio");
  for (const Question& question : questions) {
    std::vector<double> peer;
    std::vector<std::vector<double>> ours(std::size(readers));
    for (int round = 0; round < rounds; ++round) {
      Status done;
      peer.push_back(milliseconds([&] {
        done = house.store().read(
            [&](const store::Reader& reader) { return plain_fts5(reader, question.typed); });
      }));
      DEMUR_TRY(done);
      for (std::size_t i = 0; i < std::size(readers); ++i)
        ours[i].push_back(milliseconds([&] {
          const auto page = service::search_ledger(house, *readers[i].second, {.typed = question.typed});
          if (!page) done = std::unexpected(page.error());
        }));
      DEMUR_TRY(done);
    }
    for (std::size_t i = 0; i < std::size(readers); ++i)
      fmt::print("{:<14} {:<11} {:>8.2f} {:>8.2f} {:>8.2f} {:>7.2f}\n", question.name, readers[i].first,
                 percentile(ours[i], 0.5), percentile(ours[i], 0.99), percentile(peer, 0.5),
                 percentile(ours[i], 0.5) / percentile(peer, 0.5));
  }
  return {};
}

// Each dissent is answered: what is public, and may be like a new matter, is as much again.
Status answer(service::Institution& house, Vocabulary& words, const Ground& ground) {
  const core::Random& random = house.environment().random;
  for (std::size_t done = 0; done < ground.dissents.size();)
    DEMUR_TRY(house.store().write([&](store::Transaction& t) -> Status {
      for (int i = 0; i < kInATransaction && done < ground.dissents.size(); ++i, ++done)
        DEMUR_TRY(store::save_disposition(
            t, {.id = DispositionId::make(random),
                .dissent = ground.dissents[done],
                .outcome = Outcome::declined,
                .state = DispositionState::published,
                .reasons = words.text(kWordsInText),
                .by = ground.people.respondent.id,
                .published_on = core::Day(std::chrono::days(11'100 + static_cast<int>(done) / 12))}));
      return {};
    }));
  return {};
}

// What is alike is looked for whenever somebody files or answers, ahead of the transaction.
Status measure_alike(service::Institution& house, Vocabulary& words, const Ground& ground, int rounds) {
  std::vector<double> took;
  for (int round = 0; round < rounds; ++round) {
    const std::string text = words.text(kWordsInText);
    Status done;
    took.push_back(milliseconds([&] {
      const auto found = service::like_matters(house, text, ground.decisions.front());
      if (!found) done = std::unexpected(found.error());
    }));
    DEMUR_TRY(done);
  }
  fmt::print("earlier matters like a text, of {} decisions and {} answers: p50 {:.2f} ms, p99 {:.2f} ms\n",
             ground.decisions.size(), ground.dissents.size(), percentile(took, 0.5), percentile(took, 0.99));
  return {};
}

Status run(int dissents, int rounds, const std::filesystem::path& folder) {
  const service::Environment environment{
      .clock = core::system_clock(), .random = core::system_random(), .log = core::silent_log()};
  auto house = DEMUR_TRY(service::Institution::found(folder,
                                                     {.name = "Bench",
                                                      .origin = "bench.example.org/log",
                                                      .policy_toml = dissent_policy(),
                                                      .office = "Secretariat",
                                                      .login = "founder",
                                                      .custodian = "Founder"},
                                                     environment));
  Vocabulary words;
  auto ground = DEMUR_TRY(lay_ground(*house, words));
  DEMUR_TRY(fill(*house, words, ground, dissents));
  DEMUR_TRY(measure(*house, words, ground, rounds));
  DEMUR_TRY(answer(*house, words, ground));
  return measure_alike(*house, words, ground, rounds);
}

}  // namespace
}  // namespace demur::bench

int main(int count, char** values) {
  const int dissents = count > 1 ? std::atoi(values[1]) : 100'000;
  const int rounds = count > 2 ? std::atoi(values[2]) : 200;
  const std::filesystem::path under =
      count > 3 ? std::filesystem::path(values[3]) : std::filesystem::temp_directory_path();
  const auto folder = under / ("bench-ledger-" + demur::core::random_id_text(demur::core::system_random()));
  const auto done = demur::bench::run(dissents, rounds, folder);
  std::filesystem::remove_all(folder);
  if (!done) fmt::print(stderr, "{}\n", done.error().what);
  return done ? 0 : 1;
}
