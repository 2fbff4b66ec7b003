// What the node remembers of its log outside the database, and what it refuses by it.
#include "demur/service/last_checkpoint.hpp"

#include <gmock/gmock.h>

#include <thread>

#include "demur/service/key_file.hpp"
#include "demur/service/receipts.hpp"
#include "demur/service/stored_log.hpp"
#include "demur/service/test_institution.hpp"
#include "demur/store/backup.hpp"

namespace demur::service {
namespace {

using namespace domain;
using namespace testing;
using core::Code;
using ::testing::HasSubstr;
namespace fs = std::filesystem;

fs::path memory(const TestInstitution& test) {
  return test.folder / "data" / "last-checkpoint";
}

std::string newest(TestInstitution& test) {
  return test.house->store()
      .read([](const store::Reader& reader) { return store::latest_checkpoint(reader); })
      .value()
      ->note;
}

void grow(TestInstitution& test, const std::string& office) {
  test.must("founder", CreateOffice{OfficeId::make(test.random), office});
}

void put_back(TestInstitution& test, const fs::path& copy) {
  test.house.reset();
  for (const char* name : {"demur.db", "demur.db-wal", "demur.db-shm"})
    fs::remove(test.folder / "data" / name);
  fs::copy_file(copy, test.folder / "data" / "demur.db");
}

core::Result<std::unique_ptr<Institution>> reopened(TestInstitution& test) {
  return Institution::open(test.folder / "data", test.environment());
}

TEST(LastCheckpoint, IsWrittenBeforeTheLogIsShown) {
  TestInstitution test;
  EXPECT_FALSE(fs::exists(memory(test))) << "nobody asked for one yet";
  ShownLog log(*test.house);
  const std::string first = log.checkpoint().value();
  EXPECT_EQ(read_whole(memory(test)), first);
  grow(test, "One more");
  EXPECT_EQ(read_whole(memory(test)), first) << "a commit alone costs no flush";
  EXPECT_EQ(log.checkpoint().value(), newest(test));
  EXPECT_EQ(read_whole(memory(test)), newest(test));
}

TEST(LastCheckpoint, IsWrittenBeforeAReceiptShowsIt) {
  TestInstitution test;
  const FileDissent filed = test.filing();
  const std::string leaf = test.must("author", filed).receipt;
  ASSERT_TRUE(receipt_json(*test.house, test.people.at("author"), leaf));
  EXPECT_FALSE(fs::exists(memory(test))) << "a promise shows no checkpoint";
  ASSERT_TRUE(publish(*test.house));
  const auto receipt = receipt_json(*test.house, test.people.at("author"), leaf);
  ASSERT_TRUE(receipt) << receipt.error().what;
  EXPECT_EQ(read_whole(memory(test)), newest(test));
}

TEST(LastCheckpoint, IsWrittenByTheClockToo) {
  TestInstitution test;
  ASSERT_TRUE(test.house->remember_newest());
  EXPECT_EQ(read_whole(memory(test)), newest(test));
}

TEST(LastCheckpoint, ThatCannotBeWrittenIsNotShown) {
  TestInstitution test;
  fs::create_directory(memory(test).string() + ".new");
  ShownLog log(*test.house);
  const auto shown = log.checkpoint();
  ASSERT_FALSE(shown);
  EXPECT_EQ(shown.error().code, Code::unavailable);
  EXPECT_THAT(shown.error().what, HasSubstr("is not shown"));
  fs::remove(memory(test).string() + ".new");
  EXPECT_TRUE(log.checkpoint()) << "it is tried again";
}

TEST(LastCheckpoint, IsTheNewestWhoeverIsLast) {
  TestInstitution test;
  std::vector<store::SignedCheckpoint> all;
  for (int i = 0; i < 20; ++i) {
    grow(test, "Office " + std::to_string(i));
    all.push_back(*test.house->store()
                       .read([](const store::Reader& reader) { return store::latest_checkpoint(reader); })
                       .value());
  }
  // Another process of the same folder, such as an export, and several threads in each.
  LastCheckpoint other(test.folder / "data", test.house->log_key().verifier());
  std::vector<std::jthread> threads;
  for (int thread = 0; thread < 4; ++thread)
    threads.emplace_back([&, thread] {
      LastCheckpoint& last = thread % 2 == 0 ? other : test.house->last_checkpoint();
      for (std::size_t i = 0; i < all.size(); ++i)
        EXPECT_TRUE(last.remember(all[thread < 2 ? i : all.size() - 1 - i]));
    });
  threads.clear();
  EXPECT_EQ(read_whole(memory(test)), all.back().note);
  EXPECT_FALSE(fs::exists(memory(test).string() + ".new"));
}

TEST(LastCheckpoint, OfAnotherLogIsNotFoundedOver) {
  TestInstitution test;
  const auto folder = test.folder / "new";
  fs::create_directory(folder);
  std::ofstream(folder / LastCheckpoint::kFile) << newest(test);
  const auto founded = Institution::found(folder,
                                          {.name = "Other",
                                           .origin = "other.example/log",
                                           .policy_toml = daily_policy(),
                                           .office = "x",
                                           .login = "x",
                                           .custodian = "x"},
                                          test.environment());
  ASSERT_FALSE(founded);
  EXPECT_EQ(founded.error().code, Code::conflict);
  EXPECT_FALSE(fs::exists(folder / "log.key"));
}

// ---- an older copy put back

TEST(AnOlderDatabase, ThanWhatWasShownDoesNotOpen) {
  TestInstitution test;
  ASSERT_TRUE(store::back_up(test.folder / "data", test.folder / "old.db"));
  const std::uint64_t old_size = test.size();
  grow(test, "Soon forgotten");
  ASSERT_TRUE(ShownLog(*test.house).checkpoint());
  const std::string shown = read_whole(memory(test));
  put_back(test, test.folder / "old.db");
  for (int attempt = 0; attempt < 2; ++attempt) {
    const auto opened = reopened(test);
    ASSERT_FALSE(opened);
    EXPECT_EQ(opened.error().code, Code::conflict);
    EXPECT_THAT(opened.error().what, HasSubstr("older copy: its log ends at " + std::to_string(old_size) +
                                               ", and this node signed " + std::to_string(old_size + 1)));
    EXPECT_EQ(read_whole(memory(test)), shown);
  }
}

TEST(AnOlderDatabase, IsNotExportedEither) {
  TestInstitution test;
  ASSERT_TRUE(store::back_up(test.folder / "data", test.folder / "old.db"));
  grow(test, "Soon forgotten");
  ASSERT_TRUE(ShownLog(*test.house).checkpoint());
  put_back(test, test.folder / "old.db");
  const auto readers = store::open_read_only(test.folder / "data").value();
  const LastCheckpoint last(test.folder / "data",
                            read_key(test.folder / "data", translog::KeyType::log).value()->verifier());
  EXPECT_FALSE(readers->read([&](const store::Reader& reader) { return last.check(reader); }));
}

TEST(AnOlderDatabase, ThatGrewAnotherWayDoesNotOpen) {
  TestInstitution test;
  ASSERT_TRUE(store::back_up(test.folder / "data", test.folder / "old.db"));
  grow(test, "What was shown");
  ASSERT_TRUE(ShownLog(*test.house).checkpoint());
  // The same institution on a second machine, from the backup: it goes on, and further.
  const auto second = test.folder / "second";
  fs::create_directory(second);
  fs::copy_file(test.folder / "data" / "log.key", second / "log.key");
  fs::copy_file(test.folder / "old.db", second / "demur.db");
  test.house = Institution::open(second, test.environment()).value();
  for (const char* office : {"Another", "history", "and", "longer"}) grow(test, office);
  ASSERT_TRUE(store::back_up(second, test.folder / "fork.db"));
  put_back(test, test.folder / "fork.db");
  const auto opened = reopened(test);
  ASSERT_FALSE(opened);
  EXPECT_THAT(opened.error().what, HasSubstr("another history"));
}

TEST(AnOlderDatabase, OfWhichNobodySawMoreOpens) {
  TestInstitution test;
  ASSERT_TRUE(ShownLog(*test.house).checkpoint());
  ASSERT_TRUE(store::back_up(test.folder / "data", test.folder / "old.db"));
  grow(test, "Shown to nobody");
  put_back(test, test.folder / "old.db");
  const auto opened = reopened(test);
  EXPECT_TRUE(opened) << opened.error().what;
}

TEST(AnHonestDatabase, OpensWithWhateverItShowedBefore) {
  TestInstitution test;
  ASSERT_TRUE(ShownLog(*test.house).checkpoint());
  for (int i = 0; i < 300; ++i) grow(test, "Office " + std::to_string(i));
  test.house.reset();
  auto opened = reopened(test);
  ASSERT_TRUE(opened) << opened.error().what;
  test.house = std::move(*opened);
  ASSERT_TRUE(ShownLog(*test.house).checkpoint());
  test.house.reset();
  EXPECT_TRUE(reopened(test));
}

TEST(ALastCheckpoint, ThatTheLogsKeyDidNotSignIsRefused) {
  TestInstitution test;
  TestInstitution other(Start{.seed = 2});
  ASSERT_TRUE(ShownLog(*test.house).checkpoint());
  const std::string good = read_whole(memory(test));
  for (const std::string& text :
       {std::string(), good.substr(0, good.size() - 1), newest(other), std::string(100'000, 'x')}) {
    std::ofstream(memory(test), std::ios::binary) << text;
    test.house.reset();
    const auto opened = reopened(test);
    ASSERT_FALSE(opened) << text;
    EXPECT_THAT(opened.error().what, HasSubstr("last-checkpoint is not a checkpoint of this log"));
  }
  std::ofstream(memory(test), std::ios::binary) << good;
  EXPECT_TRUE(reopened(test));
}

}  // namespace
}  // namespace demur::service
