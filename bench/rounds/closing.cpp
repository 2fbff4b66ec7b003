// What it takes to close an opinion round by token: sealing every voter's votes, which happens beside the
// writer; the records of all tokens that voted, and then the votes parted from tokens, step by step. Whoever
// files meanwhile waits for the records, or for one step.
//
//   bench_closing [PEOPLE] [FOLDER]      5000 people with 50 votes each
//
// Beside it, what the database takes to insert the same votes in one transaction.
#include <fmt/core.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <filesystem>

#include "demur/core/random.hpp"
#include "demur/service/opinion_rounds.hpp"
#include "demur/store/opinion.hpp"
#include "demur/store/opinion_ballots.hpp"
#include "demur/store/opinion_votes.hpp"
#include "demur/store/tokens.hpp"
#include "measure.hpp"

namespace demur::bench {
namespace {

using namespace domain;
using core::Result;
using core::Status;
using std::chrono::days;

constexpr int kStatements = 100;
constexpr int kVotesEach = 50;
constexpr std::size_t kCredentialBytes = 460;

struct House {
  core::Time now = core::system_clock()();
  std::unique_ptr<service::Institution> house;
  OpinionRoundId round;
};

// Rows are written as they stand when a round is over: drops and signatures are measured elsewhere.
Status open_round(House& all, const std::filesystem::path& folder) {
  const service::Environment environment{.clock = [&all] { return all.now; },
                                         .random = core::system_random()};
  all.house = DEMUR_TRY(service::Institution::found(folder,
                                                    {.name = "Bench",
                                                     .origin = "bench.example.org/log",
                                                     .policy_toml = dissent_policy(),
                                                     .office = "Secretariat",
                                                     .login = "founder",
                                                     .custodian = "Founder"},
                                                    environment));
  const core::Day today = DEMUR_TRY(all.house->today());
  all.round = OpinionRoundId::make(environment.random);
  OpinionRound round{.id = all.round,
                     .owner = DEMUR_TRY(service::founder(*all.house)).office,
                     .title = "Bench",
                     .mandate = {.fixed = "All.",
                                 .may_change = "Some.",
                                 .decides = "Bench",
                                 .hear_by = today + days{30},
                                 .attribution = Attribution::not_recorded},
                     .series = all.round,
                     .opened_on = today,
                     .closes_on = today + days{5}};
  return all.house->store().write([&](store::Transaction& transaction) -> Status {
    DEMUR_TRY(store::save_opinion_round(transaction, round));
    for (int number = 1; number <= kStatements; ++number)
      DEMUR_TRY(store::save_opinion_statement(transaction, {.id = StatementId::make(environment.random),
                                                            .round = all.round,
                                                            .number = number,
                                                            .text = fmt::format("Statement {}", number),
                                                            .state = StatementState::shown,
                                                            .proposed_on = today}));
    return {};
  });
}

Status vote(House& all, int people) {
  const auto random = core::system_random();
  return all.house->store().write([&](store::Transaction& transaction) -> Status {
    const std::int64_t number = DEMUR_TRY(store::opinion_round_number(transaction, all.round));
    for (int person = 0; person < people; ++person) {
      store::TokenVoter voter{.round = number, .credential = core::Bytes(kCredentialBytes), .sequence = 1};
      random(voter.tag);
      random(voter.nonce);
      random(voter.credential);
      DEMUR_TRY(store::add_spent(transaction, voter.tag, voter.key_id));
      voter.voter = DEMUR_TRY(store::add_token_voter(transaction, voter));
      for (int at = 0; at < kVotesEach; ++at) {
        const int statement = (person * 7 + at * 2) % kStatements + 1;
        DEMUR_TRY(store::save_vote(transaction, number, {voter.voter, statement, Vote::agree}));
        DEMUR_TRY(store::save_signed_vote(transaction, number, voter.voter,
                                          {.statement = statement, .sequence = 1}));
      }
    }
    return {};
  });
}

Status part(service::Institution& house) {
  const auto begin = std::chrono::steady_clock::now();
  double longest = 0;
  for (bool more = true; more;) {
    const auto step = std::chrono::steady_clock::now();
    more = DEMUR_TRY(service::part_ended_ballots(house));
    longest = std::max(longest, seconds_since(step));
  }
  fmt::print("part      {:.2f} s for all, {:.3f} s the longest step\n", seconds_since(begin), longest);
  return {};
}

Status close(House& all, int people) {
  all.now += days{8};
  auto begin = std::chrono::steady_clock::now();
  const auto sealed = DEMUR_TRY(service::seal_ended_polls(*all.house));
  fmt::print("seal      {:.2f} s beside the writer, {} people with {} votes each\n", seconds_since(begin),
             people, kVotesEach);
  begin = std::chrono::steady_clock::now();
  const core::Day today = DEMUR_TRY(all.house->today());
  DEMUR_TRY(all.house->store().write([&](store::Transaction& transaction) -> Status {
    DEMUR_TRY(service::settle_opinion_rounds(*all.house, transaction, today, sealed));
    fmt::print("close     {:.2f} s in the transaction\n", seconds_since(begin));
    return {};
  }));
  fmt::print("close     {:.2f} s until it is on the disk: so long nobody else's filing is acknowledged\n",
             seconds_since(begin));
  return part(*all.house);
}

Status run(int people, const std::filesystem::path& parent) {
  std::string name = (parent / "demur-bench-closing-XXXXXX").string();
  if (::mkdtemp(name.data()) == nullptr) return core::fail(core::Code::internal, "cannot make a folder");
  House all;
  Status done = open_round(all, std::filesystem::path(name) / "data");
  const auto begin = std::chrono::steady_clock::now();
  if (done) done = vote(all, people);
  fmt::print("insert    {:.2f} s for the votes, in one transaction\n", seconds_since(begin));
  if (done) done = close(all, people);
  all.house.reset();
  std::filesystem::remove_all(name);
  return done;
}

}  // namespace
}  // namespace demur::bench

int main(int count, char** arguments) {
  const int people = count > 1 ? std::atoi(arguments[1]) : 5000;
  const std::filesystem::path folder = count > 2 ? arguments[2] : std::filesystem::temp_directory_path();
  const auto done = demur::bench::run(people, folder);
  if (!done) fmt::print(stderr, "bench_closing: {}\n", done.error().what);
  return done ? 0 : 1;
}
