// How fast dissents are filed, and how far that is from what the disk allows.
//
//   bench_filing [ROUNDS] [FOLDER]      3 rounds, in the folder for temporary files
//
// One run of the real `demur serve` for each number of clients, who file over HTTP with keep-alive
// connections; beside each, in the same round, the same rows written with group commit and nothing
// else, and one fdatasync. Medians of the rounds. Client and server share the machine's cores.
// `at_once` appends every leaf, its tiles and a signed checkpoint in the transaction of its filing;
// `day` is the default: the leaves wait, and are published together.
#include <fmt/core.h>
#include <sodium.h>

#include <cstdlib>
#include <filesystem>
#include <map>

#include "demur/core/result.hpp"
#include "house.hpp"
#include "limits.hpp"
#include "load.hpp"
#include "measure.hpp"

namespace demur::bench {
namespace {

using core::Result;
using core::Status;

struct Size {
  std::size_t clients;
  std::size_t filings;
};
constexpr Size kSizes[] = {{1, 400}, {8, 3'000}, {64, 10'000}};

// What was measured, by name; each round adds one value.
using Figures = std::map<std::string, std::vector<double>>;

double median(const Figures& figures, const std::string& name) {
  const auto found = figures.find(name);
  return found == figures.end() ? 0 : percentile(found->second, 0.5);
}

Result<std::string> policy_of(const std::string& every) {
  std::string toml = dissent_policy();
  const std::string daily = "every = \"day\"\nhour = 18\n";
  const auto at = toml.find(daily);
  if (at == std::string::npos) return core::fail(core::Code::internal, "the policy is not as expected");
  if (every != "day") toml.replace(at, daily.size(), "every = \"" + every + "\"\n");
  return toml;
}

Status serve_and_file(const std::filesystem::path& folder, const std::string& every, Size size,
                      Figures& figures) {
  const House house = DEMUR_TRY(make_house(folder, DEMUR_TRY(policy_of(every)), size.clients));
  const LogSize before = DEMUR_TRY(log_size(folder));
  const char* program = std::getenv("DEMUR_PROGRAM");
  Served served = DEMUR_TRY(Served::start(program != nullptr ? program : DEMUR_PROGRAM_PATH, folder));
  const double cpu = served.cpu_seconds();
  const Loaded loaded = file_over_http({.port = served.port(),
                                        .cookies = house.cookies,
                                        .decision = house.decision,
                                        .clients = size.clients,
                                        .filings = size.filings});
  const double filings = static_cast<double>(size.filings);
  figures[every + " cpu us"].push_back((served.cpu_seconds() - cpu) * 1e6 / filings);
  served.stop();
  figures[every + " rate"].push_back(filings / loaded.seconds);
  figures[every + " refused"].push_back(static_cast<double>(loaded.refused));
  figures[every + " p50"].push_back(percentile(loaded.milliseconds, 0.5));
  figures[every + " p99"].push_back(percentile(loaded.milliseconds, 0.99));
  if (every == "day") figures["publish"].push_back(filings / DEMUR_TRY(publish_all(folder)));
  const LogSize after = DEMUR_TRY(log_size(folder));
  const auto batches = static_cast<double>(after.checkpoints - before.checkpoints);
  figures[every + " batch"].push_back(static_cast<double>(after.leaves - before.leaves) / batches);
  return {};
}

Status one_round(const std::filesystem::path& folder, Size size, Figures& figures) {
  std::filesystem::remove_all(folder);
  std::filesystem::create_directories(folder);
  figures["sync"].push_back(percentile(DEMUR_TRY(fdatasyncs(folder, 200)), 0.5));
  DEMUR_TRY(serve_and_file(folder / "at_once", "at_once", size, figures));
  figures["bare"].push_back(DEMUR_TRY(bare_rows(folder / "bare", size.clients, size.filings)));
  return serve_and_file(folder / "day", "day", size, figures);
}

void print_row(Size size, const std::string& every, const Figures& figures) {
  const double rate = median(figures, every + " rate");
  const double p50 = median(figures, every + " p50");
  fmt::print(
      "{:>7} {:>8} {:>8.0f} {:>7.0f} {:>7.2f} {:>7.2f} {:>8.0f} {:>6.2f} {:>8.2f} {:>6.1f} {:>7.1f} "
      "{:>7.0f}\n",
      size.clients, every, rate, median(figures, every + " refused"), p50, median(figures, every + " p99"),
      median(figures, "bare"), rate / median(figures, "bare"), median(figures, "sync"),
      p50 / median(figures, "sync"), median(figures, every + " batch"), median(figures, every + " cpu us"));
}

Status run(std::size_t rounds, const std::filesystem::path& folder) {
  std::vector<Figures> by_size(std::size(kSizes));
  for (std::size_t round = 0; round < rounds; ++round)
    for (std::size_t i = 0; i < by_size.size(); ++i) DEMUR_TRY(one_round(folder, kSizes[i], by_size[i]));
  fmt::print("{:>7} {:>8} {:>8} {:>7} {:>7} {:>7} {:>8} {:>6} {:>8} {:>6} {:>7} {:>7}\n", "clients",
             "publish", "filed/s", "refused", "p50 ms", "p99 ms", "bare/s", "ratio", "sync ms", "p50/sy",
             "batch", "cpu us");
  for (std::size_t i = 0; i < by_size.size(); ++i)
    for (const char* every : {"at_once", "day"}) print_row(kSizes[i], every, by_size[i]);
  fmt::print("A day's batch of {} is published at {:.0f} leaves/s.\n", kSizes[2].filings,
             median(by_size[2], "publish"));
  return {};
}

}  // namespace
}  // namespace demur::bench

int main(int argc, char** argv) {
  if (sodium_init() < 0) return 70;
  const std::size_t rounds = argc > 1 ? std::strtoul(argv[1], nullptr, 10) : 3;
  std::filesystem::path folder = argc > 2 ? argv[2] : std::filesystem::temp_directory_path();
  folder /= "demur-bench-filing";
  const auto done = demur::bench::run(rounds, folder);
  std::filesystem::remove_all(folder);
  if (done) return 0;
  fmt::print(stderr, "bench_filing: {}\n", done.error().what);
  return 1;
}
