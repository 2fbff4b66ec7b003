// What Demur writes, checked by verifiers that others wrote: Go's checksum database client
// (tests/tools/tlogcheck) and Sigstore's (tests/tools/sigstore_check.mjs).
#include <sys/wait.h>

#include <cstdlib>

#include "demur/translog/directory_export.hpp"
#include "demur/translog/test_log.hpp"
#include "demur/translog/tlog_proof.hpp"

namespace demur::translog {
namespace {

using namespace test;

// The exit code of a shell command; its output goes to the test's.
int run(const std::string& command) {
  const int status = std::system(command.c_str());
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

bool has_program(const std::string& name) {
  return run("command -v " + name + " >/dev/null") == 0;
}

void write_text(const std::filesystem::path& path, std::string_view text) {
  std::ofstream(path, std::ios::binary) << text;
}

class GoVerifier : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    if (!has_program("go") || !std::filesystem::exists("/usr/share/gocode/src/golang.org/x/mod/sumdb/tlog"))
      return;
    build_ = std::make_unique<TemporaryFolder>();
    const std::string cache =
        std::getenv("HOME") == nullptr ? "GOCACHE=" + (build_->path / "cache").string() + " " : "";
    const std::string command =
        cache + "GO111MODULE=off GOPATH=/usr/share/gocode GOFLAGS= GOPROXY=off go build -o " +
        (build_->path / "tlogcheck").string() + " " DEMUR_TESTS "/tools/tlogcheck/main.go";
    built_ = run(command) == 0;
  }
  static void TearDownTestSuite() { build_.reset(); }

  void SetUp() override {
    if (!build_) GTEST_SKIP() << "needs Debian's golang-go and golang-golang-x-mod-dev";
    ASSERT_TRUE(built_) << "tlogcheck does not build";
  }

  static int check(const std::filesystem::path& folder, const MemoryLog& log, const std::string& old = "") {
    return run((build_->path / "tlogcheck").string() + " " + folder.string() + " '" +
               log.key.verifier().text() + "' " + old);
  }

 private:
  static inline std::unique_ptr<TemporaryFolder> build_;
  static inline bool built_ = false;
};

TEST_F(GoVerifier, AcceptsLogsOfEverySizeAroundTileEdges) {
  for (const std::size_t size : {1, 2, 255, 256, 257, 600, 1'000}) {
    TemporaryFolder folder;
    MemoryLog log;
    log.add_numbered(size);
    ASSERT_TRUE(write_static(log, folder.path));
    EXPECT_EQ(check(folder.path, log), 0) << size;
  }
}

TEST_F(GoVerifier, AcceptsThreeLevelsOfTiles) {
  TemporaryFolder folder;
  MemoryLog log;
  log.add_numbered(65'800);
  ASSERT_TRUE(write_static(log, folder.path));
  EXPECT_EQ(check(folder.path, log), 0);
}

TEST_F(GoVerifier, SeesThatALogExtendsItsEarlierCheckpointsAndNoFork) {
  TemporaryFolder folder;
  MemoryLog log;
  log.add_numbered(300);
  const std::filesystem::path old = folder.path / "old";
  write_text(old, log.checkpoint().value());
  log.add_numbered(400);
  ASSERT_TRUE(write_static(log, folder.path / "log"));
  EXPECT_EQ(check(folder.path / "log", log, old.string()), 0);
  MemoryLog fork;
  fork.add({"another"});
  fork.add_numbered(699);
  ASSERT_TRUE(write_static(fork, folder.path / "fork"));
  EXPECT_EQ(check(folder.path / "fork", fork), 0);
  EXPECT_EQ(check(folder.path / "fork", fork, old.string()), 1);
}

TEST_F(GoVerifier, RefusesWhatOurAuditRefuses) {
  TemporaryFolder folder;
  MemoryLog log;
  log.add_numbered(300);
  ASSERT_TRUE(write_static(log, folder.path));
  ASSERT_EQ(check(folder.path, log), 0);
  for (const char* path :
       {"checkpoint", "tile/0/000", "tile/0/001.p/44", "tile/1/000.p/1", "tile/entries/001.p/44"}) {
    const std::string good = read_text(folder.path / path);
    std::string bad = good;
    bad[5] = static_cast<char>(bad[5] ^ 1);
    write_text(folder.path / path, bad);
    EXPECT_EQ(check(folder.path, log), 1) << path;
    write_text(folder.path / path, good);
  }
}

class SigstoreVerifier : public ::testing::Test {
 protected:
  void SetUp() override {
    if (!has_program("node") || !std::filesystem::exists(DEMUR_ROOT "/node_modules/@sigstore/verify"))
      GTEST_SKIP() << "needs node and npm ci";
  }

  static int check(const std::string& proof, const std::string& entry, const VerifierKey& key) {
    TemporaryFolder folder;
    write_text(folder.path / "proof", proof);
    write_text(folder.path / "entry", entry);
    return run("node " DEMUR_TESTS "/tools/sigstore_check.mjs " + (folder.path / "proof").string() + " " +
               (folder.path / "entry").string() + " '" + key.text() + "' 2>/dev/null");
  }
};

TEST_F(SigstoreVerifier, AcceptsOurProofsAndNoOthers) {
  MemoryLog log;
  log.add_numbered(1'000);
  SourceTiles tiles(log);
  for (const std::uint64_t index : {0, 255, 256, 700, 999}) {
    const TlogProof proof{index, prove_inclusion(tiles, index, 1'000).value(), log.checkpoint().value()};
    const std::string text = format_tlog_proof(proof).value();
    EXPECT_EQ(check(text, log.entries[index], log.key.verifier()), 0) << index;
    EXPECT_NE(check(text, log.entries[index] + "!", log.key.verifier()), 0) << index;
    EXPECT_NE(check(text, log.entries[index], key_named("another").verifier()), 0) << index;
  }
}

}  // namespace
}  // namespace demur::translog
