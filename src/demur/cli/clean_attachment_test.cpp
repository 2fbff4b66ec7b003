#include "demur/cli/clean_attachment.hpp"

#include <gtest/gtest.h>

#include "demur/cli/child.hpp"
#include "demur/cli/terminal.hpp"

namespace demur::cli {
namespace {

class CleanAttachment : public ::testing::Test {
 protected:
  [[nodiscard]] std::string file(const std::string& name, std::string_view bytes) const {
    const std::string path = folder_.path() + "/" + name;
    EXPECT_TRUE(write_file(path, bytes));
    return path;
  }
  PrivateFolder folder_ = PrivateFolder::make().value();
};

TEST_F(CleanAttachment, TakesPlainTextAsItIsAndWithoutItsFolder) {
  const auto clean = clean_attachment(file("table.csv", "level,9\n"));
  ASSERT_TRUE(clean) << clean.error().what;
  EXPECT_EQ(clean->name, "table.csv");
  EXPECT_EQ(core::text_of(clean->bytes), "level,9\n");
  EXPECT_FALSE(clean_attachment(file("no.txt", "\xff\xfe")));
}

TEST_F(CleanAttachment, TakesNoKindOfFileThatNothingHereCanClean) {
  EXPECT_FALSE(clean_attachment(file("letter.xyz", "who knows")));
  EXPECT_FALSE(clean_attachment(folder_.path() + "/absent.txt"));
}

// A PNG of one pixel with a text chunk.
TEST_F(CleanAttachment, TakesOutOfAPictureWhatItSaysOfItsMaker) {
  if (!is_installed("mat2") && !is_installed("exiftool")) GTEST_SKIP() << "neither mat2 nor exiftool is here";
  const core::Bytes png = core::from_base64(
                              "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAIAAACQd1PeAAAAFHRFWHRBdXRob3IAQ0FOQVJZLUFVVE"
                              "hPUlHnHqEAAAAMSURBVHic"
                              "Y2BkYgYAAA4AB9dv5HgAAAAASUVORK5CYII=")
                              .value_or(core::Bytes{});
  ASSERT_NE(core::text_of(png).find("CANARY-AUTHOR"), std::string_view::npos);
  const auto clean = clean_attachment(file("photo.png", core::text_of(png)));
  ASSERT_TRUE(clean) << clean.error().what;
  EXPECT_EQ(core::text_of(clean->bytes).find("CANARY-AUTHOR"), std::string_view::npos);
  EXPECT_FALSE(clean->done.empty());
}

}  // namespace
}  // namespace demur::cli
