#include "demur/translog/audit.hpp"

#include "demur/translog/test_log.hpp"

namespace demur::translog {
namespace {

using namespace test;

TEST(Audit, ReadsEveryEntryOfEverySize) {
  for (const std::size_t size : {0, 1, 2, 255, 256, 257, 511, 512, 1'000}) {
    MemoryLog log;
    log.add_numbered(size);
    std::vector<std::string> seen;
    std::uint64_t last_progress = 0;
    const auto tree = audit_tree(
        log, log.key.verifier(),
        [&](std::uint64_t index, ByteView entry) -> Status {
          EXPECT_EQ(index, seen.size());
          seen.emplace_back(core::text_of(entry));
          return {};
        },
        [&](std::uint64_t done, std::uint64_t total) {
          EXPECT_EQ(total, size);
          EXPECT_GT(done, last_progress);
          last_progress = done;
        });
    ASSERT_TRUE(tree) << tree.error().what;
    EXPECT_EQ(seen, log.entries);
    EXPECT_EQ(last_progress, size);
    EXPECT_EQ(tree->checkpoint.root, log.root);
    EXPECT_EQ(tree->note, log.checkpoint().value());
  }
}

TEST(Audit, ChecksThreeLevelsOfTiles) {
  MemoryLog log;
  log.add_numbered(66'000);
  EXPECT_TRUE(audit_tree(log, log.key.verifier()));
  log.tiles.rows[{1, 0}][200 * 32] ^= 1;
  EXPECT_EQ(audit_tree(log, log.key.verifier()).error().what,
            "hash 200 of tile/1/000 is not that of the tile below it");
  log.tiles.rows[{1, 0}][200 * 32] ^= 1;
  log.tiles.rows[{2, 0}][31] ^= 1;
  EXPECT_EQ(audit_tree(log, log.key.verifier()).error().what,
            "hash 0 of tile/2/000.p/1 is not that of the tile below it");
}

// Every byte of every file of an exported log.
TEST(Audit, NoticesEveryFlippedByte) {
  MemoryLog log;
  log.add_numbered(300);
  Files files = files_of(log);
  ASSERT_EQ(files.size(), 6U);
  StaticSource source = source_of(files);
  ASSERT_TRUE(audit_tree(source, log.key.verifier()));
  std::size_t flipped = 0;
  std::size_t noticed = 0;
  for (auto& [path, bytes] : files)
    for (std::uint8_t& byte : bytes) {
      const std::uint8_t good = byte;
      byte = static_cast<std::uint8_t>(byte ^ (1U << flipped % 8));
      const auto tree = audit_tree(source, log.key.verifier());
      EXPECT_FALSE(tree) << path;
      if (!tree && tree.error().code == Code::unproven) ++noticed;
      byte = good;
      ++flipped;
    }
  EXPECT_GT(flipped, 13'000U);
  EXPECT_EQ(noticed, flipped);
}

TEST(Audit, NoticesFilesThatAreCutShortGrownOrGone) {
  MemoryLog log;
  log.add_numbered(300);
  const Files whole = files_of(log);
  for (const auto& [path, bytes] : whole) {
    Files files = whole;
    StaticSource source = source_of(files);
    files[path].pop_back();
    EXPECT_FALSE(audit_tree(source, log.key.verifier())) << path;
    files[path].clear();
    EXPECT_FALSE(audit_tree(source, log.key.verifier())) << path;
    files[path] = bytes;
    files[path].push_back(0);
    EXPECT_FALSE(audit_tree(source, log.key.verifier())) << path;
    files.erase(path);
    const auto tree = audit_tree(source, log.key.verifier());
    EXPECT_FALSE(tree);
    EXPECT_NE(tree.error().what.find(path), std::string::npos) << tree.error().what;
  }
}

TEST(Audit, NoticesSwappedEntriesAndSaysWhere) {
  MemoryLog log;
  log.add_numbered(300);
  std::swap(log.entries[270], log.entries[271]);
  const auto tree = audit_tree(log, log.key.verifier());
  ASSERT_FALSE(tree);
  EXPECT_EQ(tree.error().code, Code::unproven);
  EXPECT_EQ(tree.error().what,
            "entry 270 in tile/entries/001.p/44 does not have the hash in tile/0/001.p/44");
}

TEST(Audit, NoticesATreeThatIsWholeButNotTheOneSigned) {
  MemoryLog log;
  log.add_numbered(300);
  log.root = leaf_hash({});
  EXPECT_FALSE(audit_tree(log, log.key.verifier()));
  EXPECT_FALSE(audit_tree(log, key_named("example.com/another").verifier()));
}

TEST(Audit, EndsWhenTheCallerRefusesALeaf) {
  MemoryLog log;
  log.add_numbered(300);
  int calls = 0;
  const auto tree = audit_tree(log, log.key.verifier(), [&](std::uint64_t, ByteView) -> Status {
    ++calls;
    return fail(Code::invalid, "not a record");
  });
  EXPECT_FALSE(tree);
  EXPECT_EQ(calls, 1);
}

TEST(Audit, EndsOnASizeThatNobodyCouldHold) {
  MemoryLog log;
  log.add_numbered(1);
  Files files = files_of(log);
  const std::string note =
      sign_checkpoint({log.key.verifier().name, kMaxTreeSize, log.root, {}}, log.key).value();
  files["checkpoint"] = Bytes(note.begin(), note.end());
  StaticSource source = source_of(files);
  EXPECT_EQ(audit_tree(source, log.key.verifier()).error().code, Code::not_found);
  EXPECT_FALSE(check_extends(log.checkpoint().value(), log.key.verifier(), source));
}

TEST(CheckExtends, AcceptsEveryEarlierCheckpoint) {
  MemoryLog log;
  std::vector<std::string> notes{log.checkpoint().value()};
  for (const std::size_t more : {1, 2, 250, 3, 1, 300}) {
    log.add_numbered(more);
    notes.push_back(log.checkpoint().value());
  }
  for (const std::string& note : notes) EXPECT_TRUE(check_extends(note, log.key.verifier(), log));
}

TEST(CheckExtends, NoticesAForkAndALogThatShrank) {
  MemoryLog one;
  one.add_numbered(290);
  MemoryLog other;
  other.add_numbered(270);
  other.add({"a different history"});
  other.add_numbered(100);
  // Each is whole by itself: only the other's checkpoint tells.
  EXPECT_TRUE(audit_tree(other, one.key.verifier()));
  const Status fork = check_extends(one.checkpoint().value(), one.key.verifier(), other);
  ASSERT_FALSE(fork);
  EXPECT_EQ(fork.error().code, Code::unproven);
  EXPECT_NE(fork.error().what.find("fork"), std::string::npos);
  EXPECT_FALSE(check_extends(other.checkpoint().value(), one.key.verifier(), one));
}

TEST(StaticSource, CutsTheFullTileWhereThePartialOneIsGone) {
  MemoryLog log;
  log.add_numbered(600);
  const Files files = files_of(log);
  StaticSource source = source_of(files);
  EXPECT_EQ(source.tile({0, 1, 17}).value(), log.tile({0, 1, 17}).value());
  EXPECT_EQ(source.bundle({1, 17}).value(), log.bundle({1, 17}).value());
  EXPECT_EQ(source.tile({0, 2, 17}).error().code, Code::not_found);
  EXPECT_NE(source.tile({0, 2, 17}).error().what.find("tile/0/002.p/17"), std::string::npos);
}

}  // namespace
}  // namespace demur::translog
