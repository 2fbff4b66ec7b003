#include <sys/stat.h>

#include <set>

#include "demur/translog/audit.hpp"
#include "demur/translog/directory_export.hpp"
#include "demur/translog/directory_source.hpp"
#include "demur/translog/test_log.hpp"

namespace demur::translog {
namespace {

using namespace test;
namespace fs = std::filesystem;

void write_text(const fs::path& path, std::string_view text) {
  std::ofstream(path, std::ios::binary) << text;
}

TEST(Directory, HoldsALogThatCanBeAudited) {
  for (const std::size_t size : {0, 1, 256, 600}) {
    TemporaryFolder folder;
    MemoryLog log;
    log.add_numbered(size);
    std::uint64_t done = 0;
    std::uint64_t total = 0;
    ASSERT_TRUE(write_static(log, folder.path, [&](std::uint64_t now, std::uint64_t all) {
      EXPECT_EQ(now, done + 1);
      done = now;
      total = all;
    }));
    EXPECT_EQ(done, total);
    EXPECT_EQ(total, tiles_of_size(size).size() + bundles_of_size(size).size());
    StaticSource source = directory_source(folder.path);
    const auto tree = audit_tree(source, log.key.verifier());
    ASSERT_TRUE(tree) << tree.error().what;
    EXPECT_EQ(tree->checkpoint.size, size);
    EXPECT_TRUE(check_leftovers(folder.path, size));
  }
}

TEST(Directory, HoldsExactlyTheFilesOfTheSpecification) {
  TemporaryFolder folder;
  MemoryLog log;
  log.add_numbered(300);
  ASSERT_TRUE(write_static(log, folder.path));
  std::set<std::string> paths;
  for (const auto& entry : fs::recursive_directory_iterator(folder.path))
    if (entry.is_regular_file()) paths.insert(entry.path().lexically_relative(folder.path).string());
  EXPECT_EQ(paths, (std::set<std::string>{"checkpoint", "tile/0/000", "tile/0/001.p/44", "tile/1/000.p/1",
                                          "tile/entries/000", "tile/entries/001.p/44"}));
  for (const auto& [path, bytes] : files_of(log))
    EXPECT_EQ(read_text(folder.path / path), core::text_of(bytes));
}

TEST(Directory, IsReadToItsEndThoughAPipeStandsForAFile) {
  TemporaryFolder folder;
  MemoryLog log;
  log.add_numbered(3);
  ASSERT_TRUE(write_static(log, folder.path));
  fs::remove(folder.path / "tile/0/000.p/3");
  ASSERT_EQ(::mkfifo((folder.path / "tile/0/000.p/3").c_str(), 0600), 0);
  StaticSource source = directory_source(folder.path);
  EXPECT_EQ(audit_tree(source, log.key.verifier()).error().code, Code::unavailable);
}

TEST(Directory, GrowsAndLeavesFullTilesAlone) {
  TemporaryFolder folder;
  MemoryLog log;
  for (const std::size_t more : {300, 1, 0, 255, 700}) {
    const auto file_number = [&] {
      struct stat status{};
      EXPECT_EQ(::stat((folder.path / "tile/0/000").c_str(), &status), 0);
      return status.st_ino;
    };
    const auto before = log.entries.empty() ? 0 : file_number();
    log.add_numbered(more);
    ASSERT_TRUE(write_static(log, folder.path));
    EXPECT_TRUE(before == 0 || file_number() == before);
    StaticSource source = directory_source(folder.path);
    ASSERT_TRUE(audit_tree(source, log.key.verifier()));
    ASSERT_TRUE(check_leftovers(folder.path, log.entries.size()));
  }
  EXPECT_TRUE(fs::exists(folder.path / "tile/0/001.p/44"));  // an earlier checkpoint's partial tile stays
}

TEST(Directory, AfterAnExportThatDiedNothingIsMissing) {
  TemporaryFolder folder;
  MemoryLog log;
  log.add_numbered(300);
  ASSERT_TRUE(write_static(log, folder.path));
  log.add_numbered(400);
  // What a crash may leave: full tiles that were renamed but never flushed, above the checkpoint.
  fs::create_directories(folder.path / "tile/entries");
  write_text(folder.path / "tile/0/001", "");
  write_text(folder.path / "tile/entries/001", "half");
  write_text(folder.path / "tile/0/002.p", "in the way");
  fs::remove(folder.path / "tile/0/002.p");
  write_text(folder.path / "tile/0/000.new", "half");
  ASSERT_TRUE(write_static(log, folder.path));
  StaticSource source = directory_source(folder.path);
  EXPECT_TRUE(audit_tree(source, log.key.verifier()));
  EXPECT_TRUE(check_leftovers(folder.path, log.entries.size()));
}

// A reader between any two steps of an export sees a log that holds.
TEST(Directory, IsWholeAtEveryStepOfAnExport) {
  TemporaryFolder folder;
  MemoryLog log;
  log.add_numbered(300);
  ASSERT_TRUE(write_static(log, folder.path));
  log.add_numbered(500);
  int steps = 0;
  ASSERT_TRUE(write_static(log, folder.path, [&](std::uint64_t, std::uint64_t) {
    StaticSource source = directory_source(folder.path);
    const auto tree = audit_tree(source, log.key.verifier());
    EXPECT_TRUE(tree);
    EXPECT_EQ(tree->checkpoint.size, 300U);
    ++steps;
  }));
  EXPECT_GT(steps, 5);
}

TEST(Directory, IsNotOverwrittenByAnotherHistory) {
  TemporaryFolder folder;
  MemoryLog log;
  log.add_numbered(300);
  ASSERT_TRUE(write_static(log, folder.path));
  MemoryLog fork;
  fork.add({"another"});
  fork.add_numbered(400);
  EXPECT_EQ(write_static(fork, folder.path).error().code, Code::conflict);
  MemoryLog shorter;
  shorter.add_numbered(299);
  EXPECT_EQ(write_static(shorter, folder.path).error().code, Code::conflict);
  MemoryLog other("example.com/other");
  other.add_numbered(300);
  EXPECT_EQ(write_static(other, folder.path).error().code, Code::conflict);
  StaticSource source = directory_source(folder.path);
  EXPECT_TRUE(audit_tree(source, log.key.verifier()));
  write_text(folder.path / "checkpoint", "broken");
  EXPECT_EQ(write_static(log, folder.path).error().code, Code::conflict);
}

// A.8.10: a partial tile left over from before must be a prefix of today's tile.
TEST(Directory, LeftoversMustBeTheBeginningOfWhatIsThereNow) {
  TemporaryFolder folder;
  MemoryLog log;
  log.add_numbered(300);
  ASSERT_TRUE(write_static(log, folder.path));
  log.add_numbered(300);
  ASSERT_TRUE(write_static(log, folder.path));
  ASSERT_TRUE(check_leftovers(folder.path, 600));
  for (const char* path : {"tile/0/001.p/44", "tile/entries/001.p/44"}) {
    const std::string good = read_text(folder.path / path);
    std::string bad = good;
    bad[bad.size() / 2] = static_cast<char>(bad[bad.size() / 2] ^ 1);
    write_text(folder.path / path, bad);
    const Status status = check_leftovers(folder.path, 600);
    ASSERT_FALSE(status) << path;
    EXPECT_NE(status.error().what.find(path), std::string::npos);
    write_text(folder.path / path, good);
  }
  write_text(folder.path / "tile/0/001.p/200", std::string(200 * 32, '\0'));
  EXPECT_FALSE(check_leftovers(folder.path, 600));
  fs::remove(folder.path / "tile/0/001.p/200");
  write_text(folder.path / "tile/0/7", "x");
  EXPECT_FALSE(check_leftovers(folder.path, 600));
}

TEST(Directory, RefusesFilesThatAreTooLong) {  // A.8.7
  TemporaryFolder folder;
  MemoryLog log;
  log.add_numbered(300);
  ASSERT_TRUE(write_static(log, folder.path));
  write_text(folder.path / "tile/0/000", std::string(8'193, 'x'));
  StaticSource source = directory_source(folder.path);
  EXPECT_EQ(source.tile({0, 0, 256}).error().code, Code::too_large);
  write_text(folder.path / "tile/0/001.p/44", std::string(1'407, 'x'));
  EXPECT_EQ(source.tile({0, 1, 44}).error().code, Code::unproven);
  EXPECT_EQ(directory_source(folder.path / "nowhere").checkpoint().error().code, Code::not_found);
}

}  // namespace
}  // namespace demur::translog
