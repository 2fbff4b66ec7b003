#include "demur/cli/reserved_file.hpp"

#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include <csignal>
#include <filesystem>

#include "demur/cli/terminal.hpp"

namespace demur::cli {
namespace {

using core::Code;

class AReservedFile : public ::testing::Test {
 protected:
  AReservedFile() { std::filesystem::create_directories(folder_); }
  ~AReservedFile() override { std::filesystem::remove_all(folder_); }

  std::filesystem::path folder_ =
      std::filesystem::temp_directory_path() / ("demur-reserved-" + std::to_string(::getpid()));
  std::string path_ = folder_ / "ballot.json";
};

TEST_F(AReservedFile, HoldsWhatWasWrittenLastAndNoMoreForItsOwnerOnly) {
  {
    auto place = ReservedFile::at(path_, 5000);
    ASSERT_TRUE(place) << place.error().what;
    ASSERT_TRUE(place->write("what will be sent, which is longer\n"));
    EXPECT_EQ(read_file(path_, 10'000).value(), "what will be sent, which is longer\n");
    ASSERT_TRUE(place->write("what was sent\n"));
  }
  EXPECT_EQ(read_file(path_, 10'000).value(), "what was sent\n");
  struct stat status{};
  ASSERT_EQ(::stat(path_.c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777, 0600U);
}

TEST_F(AReservedFile, IsGoneWhereNothingCameOfIt) {
  {
    ASSERT_TRUE(ReservedFile::at(path_, 5000));
  }
  EXPECT_FALSE(std::filesystem::exists(path_));
  auto refused = ReservedFile::at(path_, 5000).value();
  ASSERT_TRUE(refused.write("what the drop did not take"));
  refused.remove();
  EXPECT_FALSE(std::filesystem::exists(path_));
}

TEST_F(AReservedFile, WritesOverNothing) {
  ASSERT_TRUE(write_file(path_, "an older receipt"));
  const auto place = ReservedFile::at(path_, 5000);
  ASSERT_FALSE(place);
  EXPECT_EQ(place.error().code, Code::conflict);
  EXPECT_EQ(read_file(path_, 10'000).value(), "an older receipt");
}

TEST_F(AReservedFile, SaysBeforeAnythingIsSentThatThePathIsWrong) {
  EXPECT_EQ(ReservedFile::at(folder_ / "none" / "ballot.json", 5000).error().code, Code::invalid);
}

TEST_F(AReservedFile, SaysBeforeAnythingIsSentThatThereIsNoRoom) {
  struct rlimit before{};
  ASSERT_EQ(::getrlimit(RLIMIT_FSIZE, &before), 0);
  const auto handler = std::signal(SIGXFSZ, SIG_IGN);
  const struct rlimit narrow{1000, before.rlim_max};
  ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &narrow), 0);
  const auto place = ReservedFile::at(path_, 5000);
  ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &before), 0);
  (void)std::signal(SIGXFSZ, handler);
  ASSERT_FALSE(place);
  EXPECT_EQ(place.error().code, Code::unavailable);
  EXPECT_FALSE(std::filesystem::exists(path_));
}

TEST_F(AReservedFile, IsFoundFromAnotherFolderAndNamedAsTypedWhereThereIsNone) {
  const auto here = std::filesystem::current_path();
  EXPECT_EQ(path_from_anywhere(""), "");
  EXPECT_EQ(path_from_anywhere("ballot.json"), (here / "ballot.json").string());
  const auto gone = folder_ / "gone";
  std::filesystem::create_directories(gone);
  std::filesystem::current_path(gone);
  std::filesystem::remove(gone);
  EXPECT_EQ(path_from_anywhere("ballot.json"), "ballot.json");
  std::filesystem::current_path(here);
}

}  // namespace
}  // namespace demur::cli
