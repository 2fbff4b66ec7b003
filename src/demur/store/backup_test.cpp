#include "demur/store/backup.hpp"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/file.h>
#include <sys/stat.h>

#include <fstream>
#include <thread>

#include "demur/store/migrate.hpp"
#include "demur/store/sqlite/scratch.hpp"
#include "demur/store/store.hpp"

namespace demur::store {
namespace {

using core::Code;
using core::Status;
namespace fs = std::filesystem;

class Backup : public testing::Test {
 protected:
  Backup() : store_(Store::open({.directory = scratch_.data()}).value()) {}

  Status set(const std::string& name, const std::string& value = "1") {
    return store_->write([&](Transaction& t) -> Status {
      DEMUR_TRY(t.execute("INSERT INTO setting(name, value) VALUES (?1, ?2)", name, value));
      return {};
    });
  }
  static std::vector<std::string> names_in(const fs::path& file) {
    const auto database = Database::open({file, Access::read}).value();
    EXPECT_EQ(database->ask("PRAGMA integrity_check").value(), "ok");
    return Reader(*database).all<std::string>("SELECT name FROM setting ORDER BY name").value();
  }

  Scratch scratch_;
  std::unique_ptr<Store> store_;
  fs::path copy_ = scratch_.path() / "copy.db";
  fs::path partial_ = scratch_.path() / "copy.db.partial";
};

TEST_F(Backup, IsWholeInOneFileForItsOwnerAndHoldsNothingThatWasErased) {
  ASSERT_TRUE(set("kept"));
  ASSERT_TRUE(set("erased", "the text nobody shall find"));
  ASSERT_TRUE(
      store_->write([](Transaction& t) { return t.execute("DELETE FROM setting WHERE name = 'erased'"); }));
  ASSERT_TRUE(back_up(scratch_.data(), copy_));
  EXPECT_EQ(back_up(scratch_.data(), copy_).error().code, Code::conflict);
  struct stat found{};
  ASSERT_EQ(::stat(copy_.c_str(), &found), 0);
  EXPECT_EQ(found.st_mode & 0777, 0600u);
  EXPECT_FALSE(fs::exists(partial_));
  EXPECT_THAT(names_in(copy_), testing::ElementsAre("kept"));
  std::ifstream stream(copy_, std::ios::binary);
  const std::string content((std::istreambuf_iterator<char>(stream)), {});
  EXPECT_EQ(content.find("nobody shall find"), std::string::npos);
  EXPECT_TRUE(migrate(*Database::open({copy_, Access::write}).value(), built_in_migrations()));
}

TEST_F(Backup, HoldsEverythingThatWasAcknowledgedBeforeItBegan) {
  std::atomic<bool> enough = false;
  std::atomic<int> acknowledged = 0;
  std::jthread writer([&] {
    for (int i = 0; !enough; ++i) {
      EXPECT_TRUE(set(std::to_string(1'000'000 + i)));
      ++acknowledged;
    }
  });
  for (int round = 0; round < 10; ++round) {
    const int before = acknowledged;
    while (acknowledged == before) std::this_thread::yield();
    const auto file = scratch_.path() / std::to_string(round);
    const int had = acknowledged;
    ASSERT_TRUE(back_up(scratch_.data(), file));
    const auto names = names_in(file);
    ASSERT_GE(names.size(), static_cast<std::size_t>(had));
    EXPECT_EQ(names[had - 1], std::to_string(1'000'000 + had - 1)) << "no gap";
  }
  enough = true;
}

TEST_F(Backup, WritesOverWhatAKilledOneLeft) {
  ASSERT_TRUE(set("kept"));
  std::ofstream(partial_) << std::string(100'000, 'x');
  ASSERT_TRUE(back_up(scratch_.data(), copy_));
  EXPECT_THAT(names_in(copy_), testing::ElementsAre("kept"));
  EXPECT_FALSE(fs::exists(partial_));
}

TEST_F(Backup, IsMadeByOneAtATime) {
  const FileHandle other(::open(partial_.c_str(), O_CREAT | O_RDWR, 0600));
  ASSERT_EQ(::flock(other.get(), LOCK_EX), 0);
  EXPECT_EQ(back_up(scratch_.data(), copy_).error().code, Code::conflict);
}

TEST_F(Backup, GetsNoNameWhenItsCheckFails) {
  const Status refused =
      back_up(scratch_.data(), copy_, [&](ReaderPool& readers, const fs::path& file) -> Status {
        EXPECT_EQ(file, partial_);
        EXPECT_TRUE(
            readers.read([](Reader& reader) { return reader.one<int>("SELECT count(*) FROM setting"); }));
        EXPECT_FALSE(fs::exists(copy_));
        return core::fail(Code::unproven, "it does not hold");
      });
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().what, "it does not hold");
  EXPECT_FALSE(fs::exists(copy_));
  EXPECT_FALSE(fs::exists(partial_));
}

TEST_F(Backup, SaysWhereItCannotBeWrittenAndWhatHoldsNothing) {
  const Status nowhere = back_up(scratch_.data(), scratch_.path() / "no-such-folder" / "copy.db");
  ASSERT_FALSE(nowhere);
  EXPECT_THAT(nowhere.error().what, testing::HasSubstr("does its folder exist"));
  EXPECT_FALSE(fs::exists(scratch_.path() / "no-such-folder"));
  EXPECT_EQ(back_up(scratch_.path() / "empty", copy_).error().code, Code::not_found);
}

}  // namespace
}  // namespace demur::store
