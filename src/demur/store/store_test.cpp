#include "demur/store/store.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <fstream>
#include <random>
#include <set>
#include <thread>

#include "demur/store/backup.hpp"
#include "demur/store/records.hpp"
#include "demur/store/savepoint.hpp"
#include "demur/store/sqlite/scratch.hpp"

namespace demur::store {
namespace {

using core::Bytes;
using core::Code;
using core::Result;
using core::Status;
using testing::HasSubstr;

std::unique_ptr<Store> open(const Scratch& scratch) {
  return Store::open({.directory = scratch.data()}).value();
}

Status set(Store& store, const std::string& name, const std::string& value) {
  return store.write([&](Transaction& t) -> Status {
    DEMUR_TRY(t.execute("INSERT INTO setting(name, value) VALUES (?1, ?2)", name, value));
    return {};
  });
}

Result<std::vector<std::string>> names(Store& store) {
  return store.read(
      [](Reader& reader) { return reader.all<std::string>("SELECT name FROM setting ORDER BY name"); });
}

TEST(Store, KeepsWhatWasWrittenWhenItIsOpenedAgain) {
  const Scratch scratch;
  ASSERT_TRUE(set(*open(scratch), "a", "1"));
  EXPECT_THAT(names(*open(scratch)).value(), testing::ElementsAre("a"));
}

TEST(Store, IsOpenInOneProcessOnly) {
  const Scratch scratch;
  const auto first = open(scratch);
  const auto second = Store::open({.directory = scratch.data()});
  ASSERT_FALSE(second);
  EXPECT_THAT(second.error().what, HasSubstr("stop it first"));
}

TEST(Savepoint, UndoesWhatFailedAloneAndKeepsTheRest) {
  const Scratch scratch;
  const auto store = open(scratch);
  const auto add = [](Transaction& t, const std::string& name, bool fails) {
    return in_savepoint(t, [&]() -> Status {
      DEMUR_TRY(t.execute("INSERT INTO setting(name, value) VALUES (?1, '')", name));
      if (fails) return core::fail(Code::forbidden, "not you");
      return {};
    });
  };
  const Status written = store->write([&](Transaction& t) -> Status {
    EXPECT_TRUE(add(t, "a", false));
    EXPECT_EQ(add(t, "b", true).error().code, Code::forbidden);
    EXPECT_FALSE(add(t, "a", false)) << "the same key twice";
    EXPECT_TRUE(add(t, "c", false));
    return {};
  });
  ASSERT_TRUE(written);
  EXPECT_THAT(names(*store).value(), testing::ElementsAre("a", "c"));
}

bool file_holds(const std::filesystem::path& file, std::string_view text) {
  std::ifstream stream(file, std::ios::binary);
  const std::string content((std::istreambuf_iterator<char>(stream)), {});
  return content.find(text) != std::string::npos;
}

TEST(Store, HoldsNothingThatWasErasedWhileItRuns) {
  const Scratch scratch;
  const auto store = open(scratch);
  const std::string_view secret = "nobody shall find";
  ASSERT_TRUE(store->write([&](Transaction& t) {
    return add_opening(t, {"leaf", {}, {}, core::Bytes(16), "the text " + std::string(secret)});
  }));
  ASSERT_TRUE(file_holds(scratch.data() / "demur.db-wal", secret));
  ASSERT_TRUE(store->write([](Transaction& t) { return erase_opening(t, "leaf"); }));
  ASSERT_TRUE(set(*store, "one more", "batch, so that the cut after the one before is done"));
  EXPECT_FALSE(file_holds(scratch.data() / "demur.db-wal", secret));
  EXPECT_FALSE(file_holds(scratch.data() / "demur.db", secret));
}

TEST(Store, OverwritesWhatIsErased) {
  const Scratch scratch;
  const auto file = scratch.data() / "demur.db";
  ASSERT_TRUE(set(*open(scratch), "private", "the text nobody shall find"));
  ASSERT_TRUE(file_holds(file, "nobody shall find"));
  ASSERT_TRUE(open(scratch)->write([](Transaction& t) { return t.execute("DELETE FROM setting"); }));
  EXPECT_FALSE(file_holds(file, "nobody shall find"));
}

// ---- a process that dies

// Writes rows from several threads and tells each, once acknowledged, through the pipe.
[[noreturn]] void write_until_killed(const std::filesystem::path& directory, int round, int pipe) {
  auto store = Store::open({.directory = directory, .writer = {.passive_checkpoint_bytes = 50'000}});
  if (!store) ::_exit(3);
  std::vector<std::jthread> threads;
  for (int thread = 0; thread < 4; ++thread)
    threads.emplace_back([&, thread] {
      for (int i = 0;; ++i) {
        const int id = (round * 4 + thread) * 1'000'000 + i;
        if (!set(**store, std::to_string(id), "x") || ::write(pipe, &id, sizeof id) != sizeof id) ::_exit(4);
      }
    });
  threads.clear();
  ::_exit(5);
}

// Reads what was acknowledged; kills the process after `enough` of it, then reads the rest.
void read_and_kill(pid_t child, int pipe, int enough, std::set<std::string>& acknowledged) {
  int id = 0;
  for (int count = 0; ::read(pipe, &id, sizeof id) == sizeof id; ++count) {
    acknowledged.insert(std::to_string(id));
    if (count == enough) ::kill(child, SIGKILL);
  }
}

TEST(Store, LosesNothingThatWasAcknowledgedWhenItIsKilled) {
  const Scratch scratch;
  std::set<std::string> acknowledged;
  std::minstd_rand random(20261123);
  for (int round = 0; round < 20; ++round) {
    std::array<int, 2> ends{};
    ASSERT_EQ(::pipe(ends.data()), 0);
    const pid_t child = ::fork();
    ASSERT_GE(child, 0);
    if (child == 0) {
      ::close(ends[0]);
      write_until_killed(scratch.data(), round, ends[1]);
    }
    ::close(ends[1]);
    read_and_kill(child, ends[0], static_cast<int>(random() % 200), acknowledged);
    ::close(ends[0]);
    int status = 0;
    ASSERT_EQ(::waitpid(child, &status, 0), child);
    ASSERT_TRUE(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL) << status;

    const auto store = open(scratch);
    const auto kept = names(*store).value();
    EXPECT_TRUE(std::ranges::includes(kept, acknowledged)) << "round " << round;
    EXPECT_EQ(Database::open({scratch.data() / "demur.db", Access::read})
                  .value()
                  ->ask("PRAGMA integrity_check")
                  .value(),
              "ok");
  }
  EXPECT_GT(acknowledged.size(), 20u);
}

}  // namespace
}  // namespace demur::store
