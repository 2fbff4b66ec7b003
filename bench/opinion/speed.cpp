// How long the classic pipeline and the model take, and how much memory, beside one sweep over the votes:
// each in a process of its own, so that its peak is its own.
#include "speed.hpp"

#include <fcntl.h>
#include <fmt/core.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <functional>
#include <span>
#include <string>
#include <type_traits>
#include <vector>

#include "demur/opinion/made_votes.hpp"
#include "demur/opinion/map.hpp"
#include "demur/opinion/polis.hpp"

namespace demur::bench {
namespace {

using Clock = std::chrono::steady_clock;

struct Measured {
  double seconds = 0;
  double processor = 0;  // seconds of all threads
  double peak = 0;       // MB of the whole process, votes included
};

double processor_seconds() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return static_cast<double>(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) +
         1e-6 * static_cast<double>(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec);
}

double peak_megabytes() {
  std::ifstream status("/proc/self/status");
  for (std::string line; std::getline(status, line);)
    if (line.starts_with("VmHWM:")) return std::strtod(line.c_str() + 6, nullptr) / 1024;
  return 0;
}

// From here on the peak counts: what making the votes took does not.
void forget_peak() {
  std::ofstream("/proc/self/clear_refs") << "5";
}

Measured measure(const std::function<void()>& work) {
  forget_peak();
  const double before = processor_seconds();
  const auto start = Clock::now();
  work();
  return {std::chrono::duration<double>(Clock::now() - start).count(), processor_seconds() - before,
          peak_megabytes()};
}

// Runs in a child, which hands its figures back through a pipe.
template <typename Figures>
Figures in_child(const std::function<Figures()>& work) {
  static_assert(std::is_trivially_copyable_v<Figures>);
  std::array<int, 2> ends = {};
  Figures result = {};
  if (pipe2(ends.data(), O_CLOEXEC) != 0) return result;
  std::fflush(stdout);
  const pid_t child = fork();
  if (child == 0) {
    result = work();
    const bool sent = write(ends[1], &result, sizeof result) == static_cast<ssize_t>(sizeof result);
    _exit(sent ? 0 : 1);
  }
  close(ends[1]);
  if (read(ends[0], &result, sizeof result) != static_cast<ssize_t>(sizeof result)) result = {};
  close(ends[0]);
  waitpid(child, nullptr, 0);
  return result;
}

// Reads every vote once: what no method can do without.
double sweep_seconds(const opinion::Votes& votes) {
  double best = 1e9;
  std::uint64_t sum = 0;
  for (int i = 0; i < 5; ++i) {
    const auto start = Clock::now();
    const auto statements = votes.all_statements();
    const auto cast = votes.all_votes();
    for (const std::uint16_t j : statements) sum += j;
    for (const opinion::Vote v : cast) sum += static_cast<std::uint64_t>(static_cast<int>(v) + 1);
    best = std::min(best, std::chrono::duration<double>(Clock::now() - start).count());
  }
  volatile std::uint64_t keep = sum;
  (void)keep;
  return best;
}

struct Size {
  std::size_t people;
  std::size_t statements;
  double each;
  opinion::Making making;
  bool numpy;
};

constexpr std::size_t kPlaced = 1'000;  // people whose one more vote is timed

// Microseconds in which one more vote moves one person.
double place_microseconds(const opinion::Map& map, const opinion::Votes& votes) {
  std::vector<std::vector<opinion::Cast>> cast;
  std::vector<opinion::Placed> before;
  for (std::uint32_t u = 0; u < std::min(kPlaced, votes.people()); ++u) {
    auto& of_person = cast.emplace_back();
    for (std::size_t k = 0; k < votes.count_of(u); ++k)
      of_person.push_back({votes.statements_of(u)[k], votes.votes_of(u)[k]});
    before.push_back(opinion::place(map, std::span(of_person).first(of_person.size() - 1)));
  }
  const auto start = Clock::now();
  for (std::size_t i = 0; i < cast.size(); ++i) before[i] = opinion::place(map, cast[i], before[i]);
  return 1e6 * std::chrono::duration<double>(Clock::now() - start).count() / static_cast<double>(cast.size());
}

void save_cells(const opinion::Votes& votes, const std::filesystem::path& path) {
  std::ofstream out(path, std::ios::binary);
  for (std::uint32_t u = 0; u < votes.people(); ++u)
    for (std::size_t k = 0; k < votes.count_of(u); ++k) {
      const std::array<std::int32_t, 3> cell = {static_cast<std::int32_t>(u), votes.statements_of(u)[k],
                                                static_cast<std::int32_t>(votes.votes_of(u)[k])};
      out.write(reinterpret_cast<const char*>(cell.data()), sizeof cell);
    }
}

// Seconds and MB that the script prints.
Measured by_numpy(const Size& size, const opinion::Votes& votes, const std::filesystem::path& script) {
  const auto path = std::filesystem::temp_directory_path() / fmt::format("demur-bench-{}.cells", getpid());
  save_cells(votes, path);
  Measured result;
  const std::string command = fmt::format("/usr/bin/python3 '{}' '{}' {} {}", script.string(), path.string(),
                                          size.people, size.statements);
  if (FILE* pipe = popen(command.c_str(), "r"); pipe != nullptr) {
    std::array<char, 200> line = {};
    if (std::fgets(line.data(), line.size(), pipe) != nullptr) {
      char* rest = nullptr;
      result.seconds = std::strtod(line.data(), &rest);
      result.processor = std::strtod(rest, &rest);
      result.peak = std::strtod(rest, nullptr);
    }
    pclose(pipe);
  }
  std::filesystem::remove(path);
  return result;
}

template <typename T>
bool read_array(std::ifstream& in, std::vector<T>& into) {
  return bool(
      in.read(reinterpret_cast<char*>(into.data()), static_cast<std::streamsize>(into.size() * sizeof(T))));
}

template <typename T>
void write_array(std::ofstream& out, std::span<const T> from) {
  out.write(reinterpret_cast<const char*>(from.data()), static_cast<std::streamsize>(from.size_bytes()));
}

// Made, or as they were made before: making 100 million takes longer than all that is measured of them.
opinion::Votes votes_of(const Size& size, const std::filesystem::path& kept) {
  const std::filesystem::path file = kept / fmt::format("{}-{}-{}-{}.votes", size.people, size.statements,
                                                        size.each, static_cast<int>(size.making));
  if (std::ifstream in(file, std::ios::binary); !kept.empty() && in) {
    const std::size_t count = (std::filesystem::file_size(file) - 4 * (size.people + 1)) / 3;
    std::vector<std::uint32_t> starts(size.people + 1);
    std::vector<std::uint16_t> statements(count);
    std::vector<opinion::Vote> votes(count);
    if (read_array(in, starts) && read_array(in, statements) && read_array(in, votes))
      if (auto read = opinion::Votes::make(size.statements, std::move(starts), std::move(statements),
                                           std::move(votes)))
        return *std::move(read);
  }
  opinion::Recipe recipe = {.people = size.people, .statements = size.statements, .votes_each = size.each};
  recipe.making = size.making;
  opinion::Votes votes = opinion::make_votes(recipe).votes;
  if (!kept.empty()) {
    std::ofstream out(file, std::ios::binary);
    write_array(out, votes.starts());
    write_array(out, votes.all_statements());
    write_array(out, votes.all_votes());
  }
  return votes;
}

struct ModelFigures {
  Measured fit;
  Measured refit;
  double place = 0;  // microseconds
};

void measure_size(const Size& size, const opinion::Votes& votes, const std::filesystem::path& numpy) {
  const double sweep = sweep_seconds(votes);
  const auto classic =
      in_child<Measured>([&] { return measure([&] { (void)opinion::polis(votes, {}, {}); }); });
  const auto model = in_child<ModelFigures>([&] {
    opinion::Map map;
    ModelFigures figures;
    figures.fit = measure([&] { map = *opinion::fit(votes, {}, {}); });
    if (!map.model.people.empty()) figures.refit = measure([&] { (void)opinion::refit(map, votes, {}); });
    figures.place = place_microseconds(map, votes);
    return figures;
  });
  const auto row = [&](const char* name, const Measured& m) {
    fmt::print("{:9} {:5} {:9}  {:9} {:8.3f} {:8.3f} {:8.0f} {:9.0f}\n", size.people, size.statements,
               votes.count(), name, m.seconds, m.processor, m.peak, m.seconds / sweep);
  };
  row("classic", classic);
  row("model", model.fit);
  if (model.refit.seconds > 0) row("refit", model.refit);
  fmt::print("{:27} one vote moves one person in {:.1f} microseconds; a sweep takes {:.2f} ms\n", "",
             model.place, 1e3 * sweep);
  if (size.numpy && !numpy.empty()) {
    const Measured theirs = by_numpy(size, votes, numpy);
    row("numpy", theirs);
    if (theirs.seconds > 0)
      fmt::print(
          "{:27} classic is {:.0f} times as fast in the processor's time, {:.0f} by the clock; memory {:.0f} "
          "to 1\n",
          "", theirs.processor / classic.processor, theirs.seconds / classic.seconds,
          theirs.peak / classic.peak);
  }
}

}  // namespace

void measure_speed(const SpeedOptions& options) {
  using opinion::Making;
  fmt::print(
      "\nSeconds by the clock and of the processor, peak MB of the process with the votes, and by the clock "
      "in multiples of "
      "one sweep over the votes.\n{:>9} {:>5} {:>9}  {:9} {:>8} {:>8} {:>8} {:>9}\n",
      "people", "stat.", "votes", "", "clock", "process.", "peak MB", "sweeps");
  for (const Size& size :
       {Size{200, 100, 50, Making::skewed, false}, Size{2'000, 300, 50, Making::skewed, false},
        Size{10'000, 500, 50, Making::skewed, true}, Size{33'422, 783, 60, Making::staircase, true},
        Size{100'000, 1'000, 50, Making::skewed, true}, Size{1'000'000, 1'000, 50, Making::skewed, false},
        Size{2'000'000, 1'000, 50, Making::skewed, false}})
    if (const double votes = static_cast<double>(size.people) * size.each;
        votes >= static_cast<double>(options.least_votes) &&
        votes <= static_cast<double>(options.most_votes)) {
      const opinion::Votes made = votes_of(size, options.kept);
      if (!options.only_make) measure_size(size, made, options.numpy);
    }
}

}  // namespace demur::bench
