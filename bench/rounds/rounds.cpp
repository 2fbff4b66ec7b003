// Votes on opinion rounds: how many the service takes in a second, each durable before its answer, while
// others read; how long the map takes at 100,000 people; and both at once, with how far the map is behind.
//
//   bench_rounds [SECONDS] [WRITERS] [PEOPLE] [FOLDER]      10 s, 64 threads that vote, 100000 people
//
// The limit beside it is the disk's: 4 KiB appended and flushed, one after the other. Group commit lets many
// votes share a flush, so votes are counted against flushes in the same run.
#include <fmt/core.h>

#include <atomic>
#include <chrono>
#include <cstdlib>
#include <thread>
#include <vector>

#include "demur/core/random.hpp"
#include "demur/service/opinion_rounds.hpp"
#include "demur/store/members.hpp"
#include "demur/store/opinion.hpp"
#include "demur/store/opinion_votes.hpp"
#include "demur/web/opinion_maps.hpp"
#include "measure.hpp"

namespace demur::bench {
namespace {

using namespace domain;
using core::Result;
using core::Status;

constexpr int kStatements = 100;
constexpr int kVotesEach = 50;
constexpr int kMembers = 2'000;
constexpr int kReaders = 4;

struct Options {
  int seconds = 10;
  int writers = 64;
  int people = 100'000;
  std::filesystem::path folder = std::filesystem::temp_directory_path();
};

struct House {
  std::unique_ptr<service::Institution> house;
  std::vector<Member> members;
  OpinionRoundId round;
  std::vector<OpinionStatement> statements;
};

// Members are put into the database at once: inviting each would measure that.
Result<House> open_round(const std::filesystem::path& folder) {
  const service::Environment environment{.random = core::system_random()};
  House all{.house = DEMUR_TRY(service::Institution::found(folder,
                                                           {.name = "Bench",
                                                            .origin = "bench.example.org/log",
                                                            .policy_toml = dissent_policy(),
                                                            .office = "Secretariat",
                                                            .login = "founder",
                                                            .custodian = "Founder"},
                                                           environment)),
            .members = {},
            .round = OpinionRoundId::make(environment.random),
            .statements = {}};
  const Member founder = DEMUR_TRY(service::founder(*all.house));
  const OfficeId office = OfficeId::make(environment.random);
  DEMUR_TRY(service::perform(*all.house, founder.id, Act{CreateOffice{office, "Bureau"}}));
  for (int i = 0; i < kMembers; ++i) {
    Member member{.id = MemberId::make(environment.random),
                  .login = fmt::format("m{}", i),
                  .name = fmt::format("Member {}", i),
                  .office = office,
                  .state = MemberState::active};
    if (i == 0) member.appointments.insert({office, Role::respondent});
    all.members.push_back(std::move(member));
  }
  DEMUR_TRY(all.house->store().write([&](store::Transaction& transaction) -> Status {
    for (const Member& member : all.members) DEMUR_TRY(store::save_member(transaction, member));
    return {};
  }));
  const core::Day today = DEMUR_TRY(all.house->today());
  OpenOpinionRound act{.id = all.round,
                       .owner = office,
                       .title = "Bench",
                       .mandate = {.fixed = "All.",
                                   .may_change = "Some.",
                                   .decides = "Bench",
                                   .hear_by = today + std::chrono::days{30},
                                   .attribution = Attribution::chatham_house},
                       .closes_on = today + std::chrono::days{20}};
  for (int i = 0; i < kStatements; ++i)
    act.statements.push_back({StatementId::make(environment.random), fmt::format("Statement {}", i)});
  DEMUR_TRY(service::perform(*all.house, all.members[0].id, OpinionAct{act}));
  all.statements = DEMUR_TRY(service::read_opinion_round(*all.house, all.members[0], all.round)).shown;
  return all;
}

// Makes the map again and again, as the server does, until it is told to stop. Returns for how long at most a
// vote was not in it: one that came when its making had begun waits for the next.
Result<double> keep_making(web::OpinionMaps& maps, const OpinionRoundId& round,
                           const std::atomic<bool>& stop) {
  double behind = 0;
  auto began_before = std::chrono::steady_clock::now();
  for (bool is_first = true; is_first || !stop; is_first = false) {
    const auto began = std::chrono::steady_clock::now();
    maps.voted(round);
    DEMUR_TRY(maps.refresh());
    behind = std::max(behind, seconds_since(began_before));
    began_before = began;
  }
  return behind;
}

// Voters one after the other vote on one statement after the other; readers read the round's page meanwhile,
// and where there are `maps`, these are made.
Status take_votes(House& all, const Options& options, web::OpinionMaps* maps = nullptr) {
  std::atomic<bool> stop = false;
  std::atomic<std::uint64_t> votes = 0;
  std::atomic<std::uint64_t> reads = 0;
  std::atomic<std::uint64_t> failed = 0;
  std::vector<std::vector<double>> waits(static_cast<std::size_t>(options.writers));
  std::vector<std::jthread> threads;
  const auto writes_before = all.house->store().counts();
  const auto begin = std::chrono::steady_clock::now();
  for (int writer = 0; writer < options.writers; ++writer)
    threads.emplace_back([&, writer] {
      for (std::size_t step = 0; !stop; ++step) {
        const auto person =
            (static_cast<std::size_t>(writer) + step * static_cast<std::size_t>(options.writers)) %
            all.members.size();
        const auto& statement = all.statements[(step * 31 + person) % all.statements.size()];
        const auto asked = std::chrono::steady_clock::now();
        const auto cast = service::cast_vote(*all.house, all.members[person], all.round, statement.id,
                                             static_cast<Vote>(step % 3));
        waits[static_cast<std::size_t>(writer)].push_back(seconds_since(asked) * 1000);
        ++(cast ? votes : failed);
      }
    });
  for (int reader = 0; reader < kReaders; ++reader)
    threads.emplace_back([&, reader] {
      for (std::size_t step = static_cast<std::size_t>(reader); !stop; step += kReaders)
        if (service::read_opinion_round(*all.house, all.members[step % all.members.size()], all.round))
          ++reads;
    });
  Result<double> behind = 0.0;
  if (maps != nullptr) threads.emplace_back([&] { behind = keep_making(*maps, all.round, stop); });
  std::this_thread::sleep_for(std::chrono::seconds(options.seconds));
  stop = true;
  threads.clear();
  if (!behind) return std::unexpected(behind.error());
  const double took = seconds_since(begin);
  const auto writes = all.house->store().counts();
  std::vector<double> every;
  for (const auto& one : waits) every.insert(every.end(), one.begin(), one.end());
  const auto flushes = DEMUR_TRY(fdatasyncs(options.folder, 100));
  fmt::print("votes     {:.0f} a second by {} threads, {:.0f} pages a second read beside; {} refused\n",
             static_cast<double>(votes) / took, options.writers, static_cast<double>(reads) / took,
             failed.load());
  fmt::print("          a vote waits {:.1f} ms (median), {:.1f} ms (99 %); {:.1f} votes share a commit\n",
             percentile(every, 0.5), percentile(every, 0.99),
             static_cast<double>(votes) /
                 static_cast<double>(std::max<std::uint64_t>(1, writes.commits - writes_before.commits)));
  fmt::print("disk      {:.2f} ms a flush (median): {:.0f} a second, one after the other\n",
             percentile(flushes, 0.5), 1000 / percentile(flushes, 0.5));
  if (maps != nullptr) fmt::print("map       at most {:.1f} s behind, while votes came\n", *behind);
  return {};
}

// The votes of many people at once, then what one vote more costs, and then with voters beside it.
Status keep_the_map(House& all, const Options& options) {
  DEMUR_TRY(all.house->store().write([&](store::Transaction& transaction) -> Status {
    const std::int64_t number = DEMUR_TRY(store::opinion_round_number(transaction, all.round));
    for (std::int64_t voter = 1; voter <= options.people; ++voter)
      for (int at = 0; at < kVotesEach; ++at) {
        const int statement = static_cast<int>((voter * 7 + at * 2) % kStatements) + 1;
        const bool agrees = ((voter + statement) % 2 == 0) != ((voter * 31 + statement * 17) % 7 == 0);
        DEMUR_TRY(
            store::save_vote(transaction, number, {voter, statement, agrees ? Vote::agree : Vote::disagree}));
      }
    return {};
  }));
  web::OpinionMaps maps(*all.house);
  for (const char* what : {"first", "next"}) {
    maps.voted(all.round);
    const auto begin = std::chrono::steady_clock::now();
    double processor = 0;
    Status made;
    processor = cpu_seconds([&] { made = maps.refresh(); });
    DEMUR_TRY(std::move(made));
    fmt::print("map       {} at {} people, {} votes: {:.1f} s by the clock, {:.1f} s of one processor\n",
               what, maps.live(all.round)->map.people, maps.live(all.round)->votes.votes.count(),
               seconds_since(begin), processor);
  }
  return take_votes(all, options, &maps);
}

Status run(const Options& options) {
  std::string name = (options.folder / "demur-bench-rounds-XXXXXX").string();
  if (::mkdtemp(name.data()) == nullptr) return core::fail(core::Code::internal, "cannot make a folder");
  Status done;
  {
    auto all = DEMUR_TRY(open_round(std::filesystem::path(name) / "data"));
    done = take_votes(all, options);
    if (done) done = keep_the_map(all, options);
  }
  std::filesystem::remove_all(name);
  return done;
}

}  // namespace
}  // namespace demur::bench

int main(int count, char** arguments) {
  demur::bench::Options options;
  if (count > 1) options.seconds = std::atoi(arguments[1]);
  if (count > 2) options.writers = std::atoi(arguments[2]);
  if (count > 3) options.people = std::atoi(arguments[3]);
  if (count > 4) options.folder = arguments[4];
  const auto done = demur::bench::run(options);
  if (!done) fmt::print(stderr, "bench_rounds: {}\n", done.error().what);
  return done ? 0 : 1;
}
