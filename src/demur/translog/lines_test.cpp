#include "demur/translog/lines.hpp"

#include "demur/translog/test_support.hpp"

namespace demur::translog {
namespace {

void expect_same(const std::string& text) {
  const auto ours = parse_base64(text);
  const auto theirs = core::from_base64(text);
  ASSERT_EQ(ours.has_value(), theirs.has_value()) << text;
  if (ours) {
    ASSERT_EQ(*ours, *theirs) << text;
  }
}

// Every text of one to five bytes with one character changed or left out, and each with every ending.
TEST(Base64, IsReadAsLibsodiumReadsIt) {
  for (std::size_t length = 0; length <= 5; ++length) {
    Bytes bytes(length);
    core::seeded_random(length)(bytes);
    const std::string good = core::to_base64(bytes);
    EXPECT_EQ(parse_base64(good).value(), bytes);
    for (const char* ending : {"=", "==", "===", "====", "A", "A=", "A==", "A===", "\n", " ", "-", "_"})
      expect_same(good + ending);
    for (std::size_t at = 0; at < good.size(); ++at) {
      expect_same(good.substr(0, at) + good.substr(at + 1));
      for (int c = 0; c < 256; ++c) {
        std::string text = good;
        text[at] = static_cast<char>(c);
        expect_same(text);
      }
    }
  }
}

TEST(Base64, OfAHashHasItsLength) {
  const std::string good = core::to_base64(empty_root());
  EXPECT_EQ(parse_hash(good).value(), empty_root());
  for (const std::string& text :
       {std::string(), good.substr(0, 40), good + "====", good + good, "AAAA" + good})
    EXPECT_FALSE(parse_hash(text)) << text;
}

}  // namespace
}  // namespace demur::translog
