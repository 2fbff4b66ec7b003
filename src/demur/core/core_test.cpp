#include <gtest/gtest.h>

#include "demur/core/bytes.hpp"
#include "demur/core/day.hpp"
#include "demur/core/id.hpp"
#include "demur/core/json.hpp"
#include "demur/core/origin.hpp"

namespace demur::core {
namespace {

using namespace std::chrono_literals;

TEST(Base64, HasOneSpellingForOneValue) {
  EXPECT_EQ(to_base64(bytes_of("any carnal pleas")), "YW55IGNhcm5hbCBwbGVhcw==");
  EXPECT_EQ(text_of(from_base64("YW55IGNhcm5hbCBwbGVhcw==").value()), "any carnal pleas");
  EXPECT_FALSE(from_base64("YW55IGNhcm5hbCBwbGVhcx=="));  // stray bits under the padding
  EXPECT_FALSE(from_base64("YW55IGNhcm5hbCBwbGVhcw="));
  EXPECT_FALSE(from_base64("YW55 IGNhcm5hbCBwbGVhcw=="));
  EXPECT_TRUE(from_base64("").value().empty());
}

TEST(Hex, IsLowerCaseOnly) {
  EXPECT_EQ(to_hex(from_hex("00ff7a").value()), "00ff7a");
  EXPECT_FALSE(from_hex("00FF"));
  EXPECT_FALSE(from_hex("0"));
}

TEST(Utf8, RefusesOverlongFormsSurrogatesAndNul) {
  EXPECT_TRUE(is_utf8_text("naïve — 日本 𝄞"));
  for (const std::string_view bad : {std::string_view("\xc0\xaf", 2), std::string_view("\xed\xa0\x80", 3),
                                     std::string_view("a\0b", 3), std::string_view("\xf4\x90\x80\x80", 4),
                                     std::string_view("\xe2\x82", 2), std::string_view("\x80", 1)})
    EXPECT_FALSE(is_utf8_text(bad));
}

TEST(Id, IsRandomAndParsesBack) {
  const auto id = random_id_text(seeded_random(1));
  EXPECT_TRUE(is_id_text(id));
  EXPECT_NE(id, random_id_text(seeded_random(2)));
  EXPECT_FALSE(is_id_text("../../etc/passwd"));
}

TEST(Day, IsWrittenAndReadAsIsoDate) {
  const Day day = parse_day("2024-02-29").value();
  EXPECT_EQ(to_string(day), "2024-02-29");
  EXPECT_EQ(to_words(day), "29 February 2024");
  for (const char* bad : {"2023-02-29", "2024-2-29", "2024-02-30", "24-02-29", "2024-13-01", "2024-00-10",
                          "-024-01-01", "2024-02-29 ", "20240229", ""})
    EXPECT_FALSE(parse_day(bad)) << bad;
}

TEST(WorkingDays, SkipWeekendsAndHolidays) {
  const Calendar calendar{"test", {parse_day("2026-12-25").value()}};
  const Day thursday = parse_day("2026-12-24").value();
  EXPECT_EQ(to_string(add_working_days(thursday, 1, calendar)), "2026-12-28");
  EXPECT_EQ(to_string(add_working_days(parse_day("2026-12-26").value(), 0, calendar)), "2026-12-28");
  EXPECT_EQ(working_days_between(thursday, parse_day("2026-12-29").value(), calendar), 2);
  EXPECT_EQ(working_days_between(parse_day("2026-12-29").value(), thursday, calendar), -2);
}

TEST(Origin, IsReadInEveryWritingAndWrittenInOne) {
  EXPECT_EQ(parse_origin("https://Dissent.Example.org:443").value().text(), "https://dissent.example.org");
  EXPECT_EQ(parse_origin("http://localhost:80").value().authority(), "localhost");
  EXPECT_EQ(parse_origin("https://localhost:80").value().authority(), "localhost:80");
  EXPECT_EQ(parse_origin("http://[::1]:8080").value(), (Origin{"http", "[::1]", 8080}));
  EXPECT_NE(parse_origin("http://a.example").value(), parse_origin("https://a.example").value());
}

TEST(Origin, IsSchemeHostAndPortAndNothingElse) {
  for (const char* text : {"",
                           "null",
                           "a.example",
                           "//a.example",
                           "https://",
                           "https:///",
                           "https://a/",
                           "https://a/b",
                           "https://a?b",
                           "https://a#b",
                           "https://u@a",
                           "https://u:p@a",
                           "https://a b",
                           "https://a:",
                           "https://a:0",
                           "https://a:65536",
                           "https://a:+1",
                           "https://a:80x",
                           "https://[::1",
                           "https://::1",
                           "https://[]",
                           "https://[::1]x",
                           "https://[::1]:",
                           "ftp://a",
                           "https://\xc3\xa4",
                           "https://a\nb",
                           " https://a",
                           "httpss://a"})
    EXPECT_FALSE(parse_origin(text)) << text;
  EXPECT_FALSE(parse_origin("https://" + std::string(400, 'a')));
}

TEST(Loopback, IsAnAddressOrOneNameAndNeverANameThatBeginsLikeOne) {
  for (const char* host : {"localhost", "127.0.0.1", "127.1.2.3", "[::1]"})
    EXPECT_TRUE(is_loopback(host)) << host;
  for (const char* host :
       {"demur.example", "127.0.0.1.evil.example", "127.evil.example", "localhost.evil.example", "127.0.0",
        "127.0.0.1.1", "127.0.0.", "127..0.1", "128.0.0.1", "[::2]", "::1", ""})
    EXPECT_FALSE(is_loopback(host)) << host;
}

TEST(Json, RefusesWhatTwoReadersCouldReadDifferently) {
  EXPECT_FALSE(parse_json(R"({"a":1,"a":2})"));
  EXPECT_FALSE(parse_json(R"([{"b":{"a":1,"\u0061":2}}])"));
  EXPECT_TRUE(parse_json(R"([{"a":1},{"a":2}])"));
  EXPECT_FALSE(parse_json("{\"a\":1}x"));
  EXPECT_FALSE(parse_json(std::string(40, '[') + std::string(40, ']')));
  EXPECT_FALSE(parse_json("\"\xff\""));
}

// The example of RFC 8785 section 3.2.2 and 3.2.3, without its fractional numbers.
TEST(CanonicalJson, FollowsRfc8785) {
  const auto value = parse_json(
      R"({"string":"\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/","literals":[null,true,false]})");
  EXPECT_EQ(canonical_json(value.value()).value(),
            "{\"literals\":[null,true,false],\"string\":\"\xe2\x82\xac$\\u000f\\nA'B\\\"\\\\\\\\\\\"/\"}");
  EXPECT_FALSE(parse_canonical_json(R"({"b":1,"a":2})"));
  EXPECT_FALSE(parse_canonical_json(R"({"a": 1})"));
  EXPECT_TRUE(parse_canonical_json(R"({"a":1,"b":[]})"));
  EXPECT_FALSE(canonical_json(json::value(0.5)));
  EXPECT_FALSE(canonical_json(json::value(std::int64_t{1} << 53)));
}

}  // namespace
}  // namespace demur::core
