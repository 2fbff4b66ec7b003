// Whatever happens to a file of a log, the audit notices: every file of a small log, and of one with three
// levels of tiles those where the levels meet, and some of the rest; all of them with DEMUR_SWEEP=all.
#include <cstdlib>
#include <random>
#include <string_view>

#include "demur/translog/audit.hpp"
#include "demur/translog/test_log.hpp"

namespace demur::translog {
namespace {

using namespace test;
using Random = std::minstd_rand;

struct Harm {
  const char* name;
  void (*befalls)(Files& files, Files::iterator file, Random& random);
};

Bytes& neighbour_of(Files& files, Files::iterator file) {
  const auto next = std::next(file);
  return (next == files.end() ? files.begin() : next)->second;
}

const Harm kHarms[] = {
    {"a byte flipped",
     [](Files&, Files::iterator file, Random& random) {
       file->second[random() % file->second.size()] ^= static_cast<std::uint8_t>(1U << random() % 8);
     }},
    {"cut by a byte", [](Files&, Files::iterator file, Random&) { file->second.pop_back(); }},
    {"cut in half",
     [](Files&, Files::iterator file, Random&) { file->second.resize(file->second.size() / 2); }},
    {"a byte longer", [](Files&, Files::iterator file, Random&) { file->second.push_back(0); }},
    {"twice as long",
     [](Files&, Files::iterator file, Random&) {
       const Bytes copy = file->second;
       file->second.insert(file->second.end(), copy.begin(), copy.end());
     }},
    {"zeroed", [](Files&, Files::iterator file, Random&) { std::ranges::fill(file->second, 0); }},
    {"empty", [](Files&, Files::iterator file, Random&) { file->second.clear(); }},
    {"swapped with its neighbour",
     [](Files& files, Files::iterator file, Random&) { std::swap(file->second, neighbour_of(files, file)); }},
    {"its neighbour's",
     [](Files& files, Files::iterator file, Random&) { file->second = neighbour_of(files, file); }},
    {"gone", [](Files& files, Files::iterator file, Random&) { files.erase(file); }},
};

// Befalls, and is undone. Every harm must be noticed; the number of those that were looked for.
std::size_t sweep(MemoryLog& log, std::size_t most_files) {
  Files files = files_of(log);
  Random random(20261125);
  std::vector<std::string> paths;
  std::vector<std::string> others;
  // Where levels meet and files are partial, always: the checkpoint, the upper levels, the last of each.
  for (const auto& [path, bytes] : files)
    (path.starts_with("tile/0/") || path.starts_with("tile/entries/") ? others : paths).push_back(path);
  for (const auto& path : others)
    if (path.find(".p/") != std::string::npos) paths.push_back(path);
  std::ranges::shuffle(others, random);
  for (const auto& path : others)
    if (paths.size() < most_files && path.find(".p/") == std::string::npos) paths.push_back(path);
  std::size_t looked_for = 0;
  for (const auto& path : paths)
    for (const Harm& harm : kHarms) {
      const auto file = files.find(path);
      const auto next = std::next(file) == files.end() ? files.begin() : std::next(file);
      const std::string neighbour = next->first;
      const Bytes own_before = file->second;
      const Bytes next_before = next->second;
      harm.befalls(files, file, random);
      StaticSource source = source_of(files);
      EXPECT_FALSE(audit_tree(source, log.key.verifier())) << path << ": " << harm.name;
      files[path] = own_before;
      files[neighbour] = next_before;
      ++looked_for;
    }
  StaticSource source = source_of(files);
  EXPECT_TRUE(audit_tree(source, log.key.verifier()));
  return looked_for;
}

TEST(AuditSweep, NoticesWhateverHappensToAnyFileOfASmallLog) {
  for (const std::size_t size : {1, 255, 256, 300, 700}) {
    MemoryLog log;
    log.add_numbered(size);
    const std::size_t files = files_of(log).size();
    EXPECT_EQ(sweep(log, files), files * std::size(kHarms)) << size;
  }
}

TEST(AuditSweep, NoticesWhateverHappensToAFileOfALogWithThreeLevels) {
  MemoryLog log;
  log.add_numbered(70'000);
  const char* told = std::getenv("DEMUR_SWEEP");
  const bool is_whole = told != nullptr && std::string_view(told) == "all";
  const std::size_t files = files_of(log).size();
  EXPECT_EQ(files, 552U);
  const std::size_t swept = is_whole ? files : 10;
  EXPECT_EQ(sweep(log, swept), swept * std::size(kHarms));
}

}  // namespace
}  // namespace demur::translog
