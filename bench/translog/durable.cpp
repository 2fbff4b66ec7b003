// An institution's log on its way to the disk: leaves of many threads, signed and committed in batches, as
// those of an act are, without HTTP and without the rest of it. Once they are appended as they are, which is
// what the limit does with its entries; once the service records them, which forms each inside of its job.
#include <fmt/core.h>
#include <sys/resource.h>

#include <array>
#include <atomic>
#include <chrono>
#include <fstream>
#include <map>
#include <thread>

#include "demur/service/institution.hpp"
#include "demur/service/log_leaves.hpp"
#include "demur/service/records.hpp"
#include "demur/store/log_rows.hpp"
#include "demur/translog/leaf.hpp"
#include "flushes.hpp"
#include "limits.hpp"
#include "measure.hpp"
#include "parts.hpp"

namespace demur::bench {
namespace {

using core::Result;
using core::Status;
using service::Institution;

constexpr std::size_t kEntryBytes = 256;
constexpr std::size_t kThreads = 64;  // as many as the server has workers

Result<std::unique_ptr<Institution>> found(const std::filesystem::path& folder) {
  return Institution::found(folder,
                            {.name = "Ministry of Benchmarks",
                             .origin = "bench.example/log",
                             .policy_toml = dissent_policy(),
                             .office = "Channel Office",
                             .login = "custodian",
                             .custodian = "Edda Varga"},
                            {});
}

// A record of 256 bytes.
Result<std::string> leaf(Institution& house) {
  constexpr std::size_t kWithoutText = 121;
  return translog::format_leaf({.type = "duty.extended",
                                .id = "record:" + core::random_id_text(house.environment().random),
                                .day = DEMUR_TRY(house.today()),
                                .refs = {},
                                .public_part = {{{"text", std::string(kEntryBytes - kWithoutText, 't')}}}});
}

Result<std::vector<std::string>> form_leaves(Institution& house, std::size_t count) {
  std::vector<std::string> formed;
  for (std::size_t i = 0; i < count; ++i) formed.push_back(DEMUR_TRY(leaf(house)));
  return formed;
}

Status append(Institution& house, std::span<const std::string> formed) {
  const std::vector<std::string_view> leaves(formed.begin(), formed.end());
  return house.store().write([&](store::Transaction& transaction) -> Status {
    DEMUR_TRY(service::append_leaves(transaction, leaves));
    return {};
  });
}

// The same number of records, each by itself, as an act makes them.
Status record(Institution& house, std::size_t count) {
  const core::Day today = DEMUR_TRY(house.today());
  constexpr std::size_t kWithoutText = 121;
  const domain::Entry one{.type = "duty.extended",
                          .public_part = {{"text", std::string(kEntryBytes - kWithoutText, 't')}}};
  return house.store().write([&](store::Transaction& transaction) -> Status {
    for (std::size_t i = 0; i < count; ++i) DEMUR_TRY(service::record(house, transaction, one, {}, today));
    return {};
  });
}

Status check_leaf_size(Institution& house) {
  const auto leaf = DEMUR_TRY(house.store().read([](const store::Reader& reader) -> Result<core::Bytes> {
    const auto size = DEMUR_TRY(store::next_leaf_index(reader));
    return DEMUR_TRY(service::leaves(reader, size - 1, size)).at(0);
  }));
  if (leaf.size() == kEntryBytes) return {};
  return core::fail(core::Code::internal, fmt::format("the leaves measured have {} bytes", leaf.size()));
}

// How often SQLite's log has begun anew: bytes 12 to 15 of its head (https://sqlite.org/fileformat.html,
// section 4.1). Each new head is flushed.
Result<std::uint64_t> logs_begun(const std::filesystem::path& house) {
  std::ifstream file(house / "demur.db-wal", std::ios::binary);
  std::array<char, 16> head{};
  if (!file.read(head.data(), head.size())) return core::fail(core::Code::internal, "there is no log");
  std::uint64_t begun = 0;
  for (std::size_t i = 12; i < head.size(); ++i) begun = begun << 8 | static_cast<std::uint8_t>(head.at(i));
  return begun;
}

struct Counted {
  std::uint64_t flushes = 0;
  std::uint64_t commits = 0;
  std::uint64_t copies = 0;  // of the log into the database file: both are flushed
  std::uint64_t begun = 0;
};

Result<Counted> count(Institution& house, const std::filesystem::path& folder) {
  // Waits for what the writer does after its last answer: a job that is refused commits nothing.
  (void)house.store().write(
      [](store::Transaction&) -> Status { return core::fail(core::Code::conflict, ""); });
  const auto counts = house.store().counts();
  return Counted{flushes(), counts.commits, counts.checkpoints, DEMUR_TRY(logs_begun(folder))};
}

}  // namespace

Status measure_flushes(const Settings& settings) {
  constexpr std::uint64_t kBatches = 30;
  fmt::print("Flushes, counted in {} batches of each size\n", kBatches);
  const auto folder = settings.folder / "flushes";
  const auto house = DEMUR_TRY(found(folder));
  for (const std::size_t batch : {1, 64, 256, 1024, 4096}) {
    const Counted before = DEMUR_TRY(count(*house, folder));
    for (std::uint64_t i = 0; i < kBatches; ++i)
      DEMUR_TRY(append(*house, DEMUR_TRY(form_leaves(*house, batch))));
    const Counted after = DEMUR_TRY(count(*house, folder));
    const std::uint64_t commits = after.commits - before.commits;
    const std::uint64_t all = after.flushes - before.flushes;
    const std::uint64_t copying = 2 * (after.copies - before.copies) + (after.begun - before.begun);
    fmt::print(
        "  batches of {:>4}: {} commits, {} flushes, {} of them to copy SQLite's log: {:.2f} a commit\n",
        batch, commits, all, copying, static_cast<double>(all - copying) / static_cast<double>(commits));
  }
  return {};
}

namespace {

struct Load {
  std::size_t in_flight;
  std::size_t batches;  // of a turn
};
constexpr Load kLoads[] = {{1, 60}, {64, 30}, {1024, 6}, {8192, 2}};
constexpr int kTurns = 5;

template <typename Work>
Result<double> timed(Work&& work) {
  const auto begin = std::chrono::steady_clock::now();
  DEMUR_TRY(work());
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
}

// As many threads as there are leaves in flight, up to the server's; beyond them, leaves a job.
// write(first, count): of the leaves that this job takes.
template <typename Write>
Status at_once(const Load& load, Write&& write) {
  const std::size_t threads = std::min(load.in_flight, kThreads);
  const std::size_t each = load.in_flight / threads;
  std::atomic<std::size_t> begun = 0;
  std::atomic<std::size_t> failed = 0;
  const auto work = [&] {
    for (std::size_t job = begun++; job < load.batches * threads; job = begun++)
      if (!write(job * each, each)) ++failed;
  };
  {
    std::vector<std::jthread> others;
    for (std::size_t i = 1; i < threads; ++i) others.emplace_back(work);
    work();
  }
  if (failed != 0) return core::fail(core::Code::internal, "a leaf was refused");
  return {};
}

Status write_journal(Journal& journal, const Load& load) {
  const std::vector<core::Bytes> batch(load.in_flight, core::Bytes(kEntryBytes, 'e'));
  for (std::size_t i = 0; i < load.batches; ++i) DEMUR_TRY(journal.append(batch));
  return {};
}

double process_cpu() {
  rusage usage{};
  ::getrusage(RUSAGE_SELF, &usage);
  const auto seconds = [](const timeval& time) {
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) * 1e-6;
  };
  return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

struct Figures {
  std::vector<double> ours;
  std::vector<double> ceiling;
  std::vector<double> ratio;
  std::vector<double> batch;
  std::vector<double> microseconds;  // of processor time a leaf
  std::vector<double> recorded;      // leaves a second
  std::vector<double> recorded_ratio;
};

Status one_round(const std::filesystem::path& folder, const Load& load, Figures& figures) {
  std::filesystem::remove_all(folder);
  const auto house = DEMUR_TRY(found(folder / "house"));
  Journal journal = DEMUR_TRY(Journal::create(folder / "journal"));
  double ours = 0;
  double ceiling = 0;
  double recorded = 0;
  double cpu = 0;
  std::uint64_t commits = 0;
  for (int turn = 0; turn < kTurns; ++turn) {
    ceiling += DEMUR_TRY(timed([&] { return write_journal(journal, load); }));
    const auto formed = DEMUR_TRY(form_leaves(*house, load.in_flight * load.batches));
    const auto commits_before = house->store().counts().commits;
    const double cpu_before = process_cpu();
    ours += DEMUR_TRY(timed([&] {
      return at_once(load, [&](std::size_t first, std::size_t count) {
        return append(*house, std::span(formed).subspan(first, count));
      });
    }));
    cpu += process_cpu() - cpu_before;
    commits += house->store().counts().commits - commits_before;
    recorded += DEMUR_TRY(timed([&] {
      return at_once(load, [&](std::size_t, std::size_t count) { return record(*house, count); });
    }));
  }
  DEMUR_TRY(check_leaf_size(*house));
  const auto leaves = static_cast<double>(load.in_flight * load.batches * kTurns);
  figures.ours.push_back(leaves / ours);
  figures.ceiling.push_back(leaves / ceiling);
  figures.ratio.push_back(ceiling / ours);
  figures.batch.push_back(leaves / static_cast<double>(commits));
  figures.microseconds.push_back(cpu * 1e6 / leaves);
  figures.recorded.push_back(leaves / recorded);
  figures.recorded_ratio.push_back(ceiling / recorded);
  return {};
}

}  // namespace

Status measure_durable(const Settings& settings) {
  std::map<std::size_t, Figures> figures;
  for (std::size_t round = 0; round < settings.rounds; ++round)
    for (const Load& load : kLoads)
      if (settings.in_flight == 0 || settings.in_flight == load.in_flight)
        DEMUR_TRY(one_round(settings.folder / "durable", load, figures[load.in_flight]));
  fmt::print("Durable leaves of 256 bytes; limit: the journal's ceiling in the same minute\n");
  fmt::print("  {:>9} {:>9} {:>9} {:>6} {:>17} {:>11} {:>9} {:>11} {:>6} {:>17}\n", "in flight", "ceiling/s",
             "leaves/s", "ratio", "least to most", "a commit", "cpu us", "recorded/s", "ratio",
             "least to most");
  for (const auto& [in_flight, one] : figures)
    fmt::print(
        "  {:>9} {:>9.0f} {:>9.0f} {:>6.2f} {:>8.2f} to {:>5.2f} {:>11.1f} {:>9.1f} {:>11.0f} {:>6.2f} "
        "{:>8.2f} "
        "to {:>5.2f}\n",
        in_flight, percentile(one.ceiling, 0.5), percentile(one.ours, 0.5), percentile(one.ratio, 0.5),
        percentile(one.ratio, 0), percentile(one.ratio, 1), percentile(one.batch, 0.5),
        percentile(one.microseconds, 0.5), percentile(one.recorded, 0.5), percentile(one.recorded_ratio, 0.5),
        percentile(one.recorded_ratio, 0), percentile(one.recorded_ratio, 1));
  return {};
}

}  // namespace demur::bench
