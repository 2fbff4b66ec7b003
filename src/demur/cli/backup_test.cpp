// What a script that makes backups goes by.
#include <gtest/gtest.h>

#include "demur/cli/commands.hpp"
#include "demur/service/test_institution.hpp"

namespace demur::cli {
namespace {

using service::testing::TestInstitution;
namespace fs = std::filesystem;

TEST(BackupsExitCode, SaysThatItIsTakenAndThatItMustBeLookedAt) {
  TestInstitution test;
  const fs::path data = test.folder / "data";
  const fs::path whole = test.folder / "whole.db";
  const fs::path looked_at = test.folder / "look.db";
  test.house.reset();
  EXPECT_EQ(backup({.data = data, .out = whole}), 0);
  EXPECT_EQ(backup({.data = data, .out = whole}), 5) << "the name is taken";
  {
    const auto database = store::Database::open({data / "demur.db", store::Access::write}).value();
    ASSERT_TRUE(database->run_script("PRAGMA foreign_keys = OFF"));
    ASSERT_TRUE(database->run_script("UPDATE member SET office = 'nowhere'"));
  }
  EXPECT_EQ(backup({.data = data, .out = looked_at, .json = true}), 7);
  EXPECT_TRUE(fs::exists(looked_at));
  const RestoreOptions back{
      .backup = looked_at, .data = test.folder / "restored", .key = data / "log.key", .nothing_newer = true};
  EXPECT_EQ(restore(back), 7);
  fs::remove(test.folder / "look.db.json");
  RestoreOptions again = back;
  again.data = test.folder / "again";
  EXPECT_EQ(restore(again), 1) << "without its manifest";
}

}  // namespace
}  // namespace demur::cli
