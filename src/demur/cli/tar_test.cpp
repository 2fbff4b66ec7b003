#include "demur/cli/tar.hpp"

#include <gtest/gtest.h>

#include "demur/cli/child.hpp"
#include "demur/cli/terminal.hpp"

namespace demur::cli {
namespace {

// Debian's tar reads what we write.
TEST(Tar, IsUnpackedByTheTarThatEveryMachineHas) {
  const auto folder = PrivateFolder::make().value();
  std::string bytes;
  TarWriter tar([&](core::ByteView part) -> core::Status {
    bytes += core::text_of(part);
    return {};
  });
  const std::string long_text(1'000, 'x');
  ASSERT_TRUE(tar.add("README.txt", core::bytes_of("read me\n")));
  ASSERT_TRUE(tar.add("log/tile/entries/000", core::bytes_of(long_text)));
  ASSERT_TRUE(tar.add("log/empty", {}));
  ASSERT_TRUE(tar.finish());
  const std::string archive = folder.path() + "/all.tar";
  ASSERT_TRUE(write_file(archive, bytes));
  ASSERT_TRUE(run_program({"tar", "-x", "-f", archive, "-C", folder.path()}));
  EXPECT_EQ(read_file(folder.path() + "/README.txt", 100).value(), "read me\n");
  EXPECT_EQ(read_file(folder.path() + "/log/tile/entries/000", 2'000).value(), long_text);
  EXPECT_EQ(read_file(folder.path() + "/log/empty", 100).value(), "");
}

TEST(Tar, TakesNoPathThatLeavesItsFolder) {
  TarWriter tar([](core::ByteView) -> core::Status { return {}; });
  for (const std::string& path : {std::string("/etc/passwd"), std::string("../x"), std::string("a/../../x"),
                                  std::string(), std::string(101, 'a')})
    EXPECT_FALSE(tar.add(path, {})) << path;
}

TEST(Child, TellsWhatAProgramEndedWith) {
  EXPECT_TRUE(is_installed("sh"));
  EXPECT_FALSE(is_installed("no-such-program-of-demur"));
  EXPECT_TRUE(run_program({"true"}));
  EXPECT_FALSE(run_program({"false"}));
  EXPECT_FALSE(run_program({"no-such-program-of-demur"}));
  auto reader = PipedProgram::start({"sh", "-c", "test \"$(cat)\" = hello"});
  ASSERT_TRUE(reader);
  EXPECT_TRUE(reader->write(core::bytes_of("hello")));
  EXPECT_TRUE(reader->finish());
}

}  // namespace
}  // namespace demur::cli
