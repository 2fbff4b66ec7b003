// How fast the transparency log is, and how far that is from what the hash and the disk allow.
//
//   bench_translog [--rounds N] [--folder FOLDER] [--in-flight N] [--flush-longer MICROSECONDS] [PART...]
//
// Parts: append receipts memory proofs flushes durable audit; all of them when none is named. Every
// figure is a median of N rounds (5), in which ours and its limit take turns. What waits for nothing is
// measured in processor time, what waits for the disk by the wall's clock, in FOLDER (the one for
// temporary files). --flush-longer makes a slower disk of it, for whatever is measured.
#include <fmt/core.h>
#include <sodium.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <span>
#include <string_view>
#include <vector>

#include "flushes.hpp"
#include "parts.hpp"

namespace demur::bench {
namespace {

struct Part {
  std::string_view name;
  core::Status (*measure)(const Settings&);
};
constexpr Part kParts[] = {
    {"append", measure_append}, {"memory", measure_memory},   {"receipts", measure_receipts},
    {"proofs", measure_proofs}, {"flushes", measure_flushes}, {"durable", measure_durable},
    {"audit", measure_audit},
};

core::Status run(const Settings& settings, std::span<const std::string_view> wanted) {
  for (const Part& part : kParts) {
    if (!wanted.empty() && std::ranges::find(wanted, part.name) == wanted.end()) continue;
    std::filesystem::remove_all(settings.folder);
    std::filesystem::create_directories(settings.folder);
    DEMUR_TRY(part.measure(settings));
    std::fflush(stdout);
  }
  return {};
}

}  // namespace
}  // namespace demur::bench

int main(int argc, char** argv) {
  if (sodium_init() < 0) return 70;
  demur::bench::Settings settings{.folder = std::filesystem::temp_directory_path()};
  std::vector<std::string_view> parts;
  for (int i = 1; i < argc; ++i) {
    const std::string_view word = argv[i];
    if (word == "--rounds" && i + 1 < argc)
      settings.rounds = std::strtoul(argv[++i], nullptr, 10);
    else if (word == "--in-flight" && i + 1 < argc)
      settings.in_flight = std::strtoul(argv[++i], nullptr, 10);
    else if (word == "--flush-longer" && i + 1 < argc)
      demur::bench::lengthen_flushes(std::chrono::microseconds(std::strtoul(argv[++i], nullptr, 10)));
    else if (word == "--folder" && i + 1 < argc)
      settings.folder = argv[++i];
    else
      parts.push_back(word);
  }
  settings.folder /= "demur-bench-translog";
  const auto done = demur::bench::run(settings, parts);
  std::filesystem::remove_all(settings.folder);
  if (done) return 0;
  fmt::print(stderr, "bench_translog: {}\n", done.error().what);
  return 1;
}
