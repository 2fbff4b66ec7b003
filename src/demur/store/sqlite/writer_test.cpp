#include "demur/store/sqlite/writer.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>

#include <barrier>
#include <latch>
#include <stdexcept>

#include "demur/store/sqlite/broken_disk.hpp"
#include "demur/store/sqlite/data_directory.hpp"
#include "demur/store/sqlite/reader_pool.hpp"
#include "demur/store/sqlite/scratch.hpp"

namespace demur::store {
namespace {

using core::Code;
using core::fail;
using core::Result;
using core::Status;
using testing::ElementsAre;
using testing::HasSubstr;

class WriterTest : public testing::Test {
 protected:
  WriterTest() : directory_(DataDirectory::hold(scratch_.data()).value()) {
    const auto database = open(Access::write);
    EXPECT_TRUE(database->run_script("CREATE TABLE t(n INTEGER PRIMARY KEY) STRICT"));
  }

  std::unique_ptr<Database> open(Access access) const {
    return Database::open({directory_.database_file(), access, disk_.name()}).value();
  }
  std::unique_ptr<Writer> start(WriterOptions options = {}) const {
    return std::make_unique<Writer>(open(Access::write), std::move(options), core::silent_log());
  }
  std::vector<int> kept() const {
    const auto database = open(Access::read);
    return Reader(*database).all<int>("SELECT n FROM t ORDER BY n").value();
  }
  static auto insert(int n) {
    return [n](Transaction& transaction) -> Status {
      DEMUR_TRY(transaction.execute("INSERT INTO t VALUES (?1)", n));
      return {};
    };
  }

  // Runs the jobs so that the writer finds them all in one batch: its thread is held in a first job
  // until every other one is queued.
  std::vector<Status> run_together(Writer& writer,
                                   const std::vector<std::function<Status(Transaction&)>>& jobs) {
    std::latch started(1);
    std::latch go(1);
    std::vector<Status> answers(jobs.size());
    {
      std::vector<std::jthread> threads;
      threads.emplace_back([&] {
        (void)writer.run([&](Transaction&) -> Status {
          started.count_down();
          go.wait();
          return fail(Code::conflict, "only here to hold the others up");
        });
      });
      started.wait();
      for (std::size_t i = 0; i < jobs.size(); ++i)
        threads.emplace_back([&, i] { answers[i] = writer.run(jobs[i]); });
      while (writer.waiting() < jobs.size()) std::this_thread::yield();
      go.count_down();
    }
    return answers;
  }

  BrokenDisk disk_;
  Scratch scratch_;
  DataDirectory directory_;
};

TEST_F(WriterTest, AnswersWhenTheDiskHasIt) {
  const auto writer = start();
  for (int n = 1; n <= 3; ++n) {
    const int before = disk_.log_syncs;
    ASSERT_TRUE(writer->run(insert(n)));
    EXPECT_GT(disk_.log_syncs, before);
  }
  EXPECT_THAT(kept(), ElementsAre(1, 2, 3));
}

TEST_F(WriterTest, HandsOutWhatAJobReturns) {
  const auto writer = start();
  const auto answer = writer->run([](Transaction& t) -> Result<std::string> {
    DEMUR_TRY(t.execute("INSERT INTO t VALUES (?1)", 5));
    return std::to_string(DEMUR_TRY(t.one<int>("SELECT max(n) FROM t")).value());
  });
  EXPECT_EQ(answer.value(), "5");
}

TEST_F(WriterTest, CommitsWhatWaitsTogetherWithOneSync) {
  std::atomic<int> hooks = 0;
  const auto writer = start({.before_commit = [&](Transaction&) -> Status {
    ++hooks;
    return {};
  }});
  ASSERT_TRUE(writer->run(insert(0)));
  const int syncs = disk_.log_syncs;
  std::vector<std::function<Status(Transaction&)>> jobs;
  for (int n = 1; n <= 50; ++n) jobs.emplace_back(insert(n));
  for (const Status& answer : run_together(*writer, jobs)) EXPECT_TRUE(answer);
  EXPECT_EQ(disk_.log_syncs - syncs, 1);
  EXPECT_EQ(hooks, 2);
  EXPECT_EQ(writer->counts().commits, 2u);
  EXPECT_EQ(writer->counts().jobs, 52u);
  EXPECT_EQ(kept().size(), 51u);
}

TEST_F(WriterTest, AnswersOneJobThoughManyCameBefore) {
  const auto writer = start();
  std::vector<std::function<Status(Transaction&)>> jobs;
  for (int n = 1; n <= 50; ++n) jobs.emplace_back(insert(n));
  for (const Status& answer : run_together(*writer, jobs)) EXPECT_TRUE(answer);
  EXPECT_TRUE(writer->run(insert(51)));
  EXPECT_TRUE(writer->run(insert(52)));
}

TEST_F(WriterTest, UndoesAFailedJobAlone) {
  const auto writer = start();
  const auto fails_halfway = [](Transaction& t) -> Status {
    DEMUR_TRY(t.execute("INSERT INTO t VALUES (?1)", 2));
    return fail(Code::forbidden, "not you");
  };
  const auto throws_halfway = [](Transaction& t) -> Status {
    DEMUR_TRY(t.execute("INSERT INTO t VALUES (?1)", 3));
    throw std::runtime_error("secret");
  };
  const auto answers =
      run_together(*writer, {insert(1), fails_halfway, throws_halfway, insert(1000), insert(1)});
  EXPECT_TRUE(answers[3]);
  EXPECT_EQ(answers[1].error().code, Code::forbidden);
  EXPECT_EQ(answers[2].error().code, Code::internal);
  EXPECT_THAT(answers[2].error().what, testing::Not(HasSubstr("secret")));
  EXPECT_NE(answers[0].has_value(), answers[4].has_value());  // the same key twice: whoever came second
  EXPECT_THAT(kept(), ElementsAre(1, 1000));
}

TEST_F(WriterTest, LetsAJobSeeTheJobsBeforeItAndNotTheUndoneOnes) {
  const auto writer = start();
  (void)writer->run([](Transaction& t) -> Status {
    DEMUR_TRY(t.execute("INSERT INTO t VALUES (7)"));
    return fail(Code::conflict, "undone");
  });
  ASSERT_TRUE(writer->run(insert(8)));
  const auto seen = writer->run([](Transaction& t) { return t.all<int>("SELECT n FROM t"); });
  EXPECT_THAT(seen.value(), ElementsAre(8));
}

TEST_F(WriterTest, FailsTheWholeBatchWhenTheHookFails) {
  std::atomic<bool> broken = false;
  const auto writer = start({.before_commit = [&](Transaction& t) -> Status {
    DEMUR_TRY(t.execute("INSERT INTO t VALUES (?1)", broken ? 901 : 900));
    if (broken) return fail(Code::unavailable, "the signing key is gone");
    return {};
  }});
  ASSERT_TRUE(writer->run(insert(1)));
  broken = true;
  const auto own_error = [](Transaction&) -> Status { return fail(Code::forbidden, "not you"); };
  const auto answers = run_together(*writer, {insert(2), own_error, insert(3)});
  EXPECT_EQ(answers[0].error().what, "the signing key is gone");
  EXPECT_EQ(answers[1].error().code, Code::forbidden);
  EXPECT_EQ(answers[2].error().code, Code::unavailable);
  EXPECT_THAT(kept(), ElementsAre(1, 900));
}

TEST_F(WriterTest, GoesOnAfterAHookThatThrew) {
  std::atomic<bool> broken = true;
  const auto writer = start({.before_commit = [&](Transaction&) -> Status {
    if (broken) throw 1;
    return {};
  }});
  EXPECT_EQ(writer->run(insert(1)).error().code, Code::internal);
  broken = false;
  EXPECT_TRUE(writer->run(insert(2)));
  EXPECT_THAT(kept(), ElementsAre(2));
}

TEST_F(WriterTest, DoesNotSignABatchInWhichNothingHappened) {
  std::atomic<int> hooks = 0;
  const auto writer = start({.before_commit = [&](Transaction&) -> Status {
    ++hooks;
    return {};
  }});
  (void)writer->run([](Transaction&) -> Status { return fail(Code::conflict, "no"); });
  EXPECT_EQ(hooks, 0);
}

TEST_F(WriterTest, StopsForGoodWhenASyncFails) {
  auto writer = start();
  ASSERT_TRUE(writer->run(insert(1)));
  disk_.fail_syncs = true;
  const Status unknown = writer->run(insert(2));
  ASSERT_FALSE(unknown);
  EXPECT_EQ(unknown.error().code, Code::unavailable);
  EXPECT_THAT(unknown.error().what, HasSubstr("nobody knows whether it was"));
  disk_.fail_syncs = false;
  const Status later = writer->run(insert(3));
  ASSERT_FALSE(later);
  EXPECT_THAT(later.error().what, HasSubstr("restart the server"));
  writer.reset();
  EXPECT_THAT(kept(), testing::AnyOf(ElementsAre(1), ElementsAre(1, 2)));
}

TEST_F(WriterTest, SaysThatTheDiskIsFullKeepsWhatItHadAndGoesOnWhenThereIsRoom) {
  auto writer = start();
  ASSERT_TRUE(writer->run(insert(1)));
  disk_.bytes_left = 0;
  const Status full = writer->run(insert(2));
  ASSERT_FALSE(full);
  EXPECT_EQ(full.error().code, Code::unavailable);
  EXPECT_THAT(full.error().what, HasSubstr("the disk is full"));
  EXPECT_THAT(kept(), ElementsAre(1));
  disk_.bytes_left = std::numeric_limits<std::int64_t>::max();
  EXPECT_TRUE(writer->run(insert(3)));
  writer.reset();
  EXPECT_THAT(kept(), ElementsAre(1, 3));
}

TEST_F(WriterTest, RefusesBeyondItsLimitAndNotBelow) {
  const auto writer = start({.queue_limit = 2});
  std::latch started(1);
  std::latch go(1);
  std::vector<std::jthread> threads;
  threads.emplace_back([&] {
    (void)writer->run([&](Transaction&) -> Status {
      started.count_down();
      go.wait();
      return {};
    });
  });
  started.wait();
  for (const int n : {1, 2}) threads.emplace_back([&, n] { EXPECT_TRUE(writer->run(insert(n))); });
  while (writer->waiting() < 2) std::this_thread::yield();
  const Status refused = writer->run(insert(3));
  go.count_down();
  threads.clear();
  EXPECT_EQ(refused.error().code, Code::unavailable);
  EXPECT_THAT(kept(), ElementsAre(1, 2));
}

TEST_F(WriterTest, RefusesAJobThatWaitsForAnother) {
  const auto writer = start();
  const Status inner = writer->run([&](Transaction&) -> Status { return writer->run(insert(1)); });
  EXPECT_EQ(inner.error().code, Code::internal);
}

TEST_F(WriterTest, FinishesWhatIsQueuedBeforeItStops) {
  const auto writer = start();
  std::vector<std::function<Status(Transaction&)>> jobs;
  for (int n = 1; n <= 20; ++n) jobs.emplace_back(insert(n));
  jobs.emplace_back([&](Transaction&) -> Status { return {}; });
  for (const Status& answer : run_together(*writer, jobs)) EXPECT_TRUE(answer);
  writer->stop();
  EXPECT_EQ(writer->run(insert(21)).error().code, Code::unavailable);
  EXPECT_EQ(kept().size(), 20u);
}

TEST_F(WriterTest, CopiesTheLogItselfAndEmptiesItAtTheEnd) {
  const auto log = directory_.database_file().string() + "-wal";
  const auto reader = open(Access::read);  // keeps the log file from being removed
  const auto writer = start({.passive_checkpoint_bytes = 100'000});
  for (int n = 0; n < 300; ++n) ASSERT_TRUE(writer->run(insert(n)));
  EXPECT_GT(writer->counts().checkpoints, 3u);
  EXPECT_LT(std::filesystem::file_size(log), 300'000u);
  writer->stop();
  EXPECT_EQ(std::filesystem::file_size(log), 0u);
  EXPECT_EQ(kept().size(), 300u);
}

TEST_F(WriterTest, KeepsGoingWhileAReaderHoldsTheLog) {
  const auto writer = start({.passive_checkpoint_bytes = 20'000, .restart_checkpoint_bytes = 100'000});
  ASSERT_TRUE(writer->run(insert(0)));
  {
    const auto database = open(Access::read);
    ASSERT_TRUE(database->execute("BEGIN"));
    ASSERT_EQ(Reader(*database).one<int>("SELECT count(*) FROM t").value(), 1);
    for (int n = 1; n < 60; ++n) ASSERT_TRUE(writer->run(insert(n)));
    EXPECT_EQ(Reader(*database).one<int>("SELECT count(*) FROM t").value(), 1);
  }
  EXPECT_EQ(kept().size(), 60u);
}

TEST_F(WriterTest, LetsAReaderSeeOneSnapshotThroughoutACall) {
  const auto writer = start();
  std::vector<std::unique_ptr<Database>> connections;
  connections.push_back(open(Access::read));
  ReaderPool readers(std::move(connections));
  ASSERT_TRUE(writer->run(insert(1)));
  const auto count = [](Reader& reader) { return reader.one<int>("SELECT count(*) FROM t"); };
  const auto seen = readers.read([&](Reader& reader) -> Result<std::vector<int>> {
    const auto before = DEMUR_TRY(count(reader));
    DEMUR_TRY(writer->run(insert(2)));
    const auto after = DEMUR_TRY(count(reader));
    return std::vector<int>{*before, *after};
  });
  EXPECT_THAT(seen.value(), ElementsAre(1, 1));
  EXPECT_EQ(readers.read(count).value(), 2);
}

TEST_F(WriterTest, SharesReadersAmongThreads) {
  const auto writer = start();
  std::vector<std::unique_ptr<Database>> connections;
  for (int i = 0; i < 2; ++i) connections.push_back(open(Access::read));
  ReaderPool readers(std::move(connections));
  std::atomic<int> wrong = 0;
  {
    std::vector<std::jthread> threads;
    for (int thread = 0; thread < 6; ++thread)
      threads.emplace_back([&, thread] {
        for (int i = 0; i < 20; ++i) {
          const int n = thread * 100 + i;
          if (!writer->run(insert(n))) ++wrong;
          const auto own = readers.read(
              [&](Reader& reader) { return reader.one<int>("SELECT n FROM t WHERE n = ?1", n); });
          if (!own || *own != n) ++wrong;  // what was acknowledged is seen
        }
      });
  }
  EXPECT_EQ(wrong, 0);
}

TEST_F(WriterTest, LeavesTheProgramsEndToTheThreadThatWaitsForIt) {
  const auto writer = start();
  EXPECT_TRUE(writer->run([](Transaction&) -> Status {
    sigset_t blocked;
    pthread_sigmask(SIG_BLOCK, nullptr, &blocked);
    return sigismember(&blocked, SIGTERM) == 1 ? Status{} : fail(Code::internal, "it takes the signal");
  }));
}

}  // namespace
}  // namespace demur::store
