#include "demur/web/request_fields.hpp"

#include <gmock/gmock.h>

#include "demur/http/target.hpp"
#include "demur/web/notices.hpp"

namespace demur::web {
namespace {

using core::Code;
using http::Request;
using ::testing::HasSubstr;
using ::testing::Not;

Request posted(std::string body, const char* type = "application/json") {
  return {.method = http::Method::post, .headers = {{"Content-Type", type}}, .body = std::move(body)};
}

TEST(FieldsOfJson, AreTextsNumbersFlagsAndListsOfTexts) {
  const auto form =
      fields_of(posted(R"({"a":"x","n":-5,"yes":true,"no":false,"nothing":null,"roles":["p","q"]})"));
  ASSERT_TRUE(form) << form.error().what;
  EXPECT_EQ(form->get("a"), "x");
  EXPECT_EQ(form->get("n"), "-5");
  EXPECT_EQ(form->get("yes"), "true");
  EXPECT_EQ(form->get("no"), "false");
  EXPECT_FALSE(form->has("nothing"));
  EXPECT_THAT(form->all("roles"), ::testing::ElementsAre("p", "q"));
}

TEST(FieldsOfJson, OfAnyOtherShapeAreRefusedWithoutRepeatingThem) {
  for (const char* body :
       {"[]", "\"CANARY\"", "1", "null", R"({"a":{"CANARY":1}})", R"({"a":["x",1]})", R"({"a":[["CANARY"]]})",
        R"({"a":1.5})", R"({"a":"CANARY","a":"y"})", "{", "", " ", R"({"a":99999999999999999999})"}) {
    const auto form = fields_of(posted(body));
    if (std::string_view(body).empty()) {
      EXPECT_TRUE(form);
      continue;
    }
    ASSERT_FALSE(form) << body;
    EXPECT_EQ(form.error().code, Code::invalid) << body;
    EXPECT_THAT(form.error().what, Not(HasSubstr("CANARY")));
  }
}

TEST(FieldsOfAForm, AreReadAndOtherTypesAreRefused) {
  const auto form = fields_of(posted("a=1&a=2&b=%C3%A9", "application/x-www-form-urlencoded"));
  ASSERT_TRUE(form);
  EXPECT_THAT(form->all("a"), ::testing::ElementsAre("1", "2"));
  EXPECT_EQ(form->get("b"), "\xC3\xA9");
  for (const char* type : {"text/plain", "multipart/form-data; boundary=x", ""})
    EXPECT_FALSE(fields_of(posted("a=1", type))) << type;
  EXPECT_TRUE(fields_of(posted("", "text/plain"))) << "an empty body is an empty form";
}

TEST(SafeNext, IsAPathOfThisSiteOrTheFirstPage) {
  for (const char* path : {"/", "/decisions", "/dissents/abc?x=1&y=%20", "/a/b-c_d.e"})
    EXPECT_EQ(safe_next(path), path);
  for (const char* other :
       {"", "x", "//", "//evil.example", "///evil", "/\\evil", "\\/evil", "/a\\b", "http://evil",
        "javascript:alert(1)", "/ x", "/\tx", "/\r\nSet-Cookie: a=b", "/\x7f", "/\xC3\xA9"})
    EXPECT_EQ(safe_next(other), "/") << other;
  EXPECT_EQ(safe_next("/" + std::string(2000, 'a')), "/");
}

TEST(NextParameter, ComesBackAsItWas) {
  for (const char* target : {"/", "/a?b=c&d=%26#e", "/x+y;z='\"<>", "/%E2%80%A6"}) {
    const std::string encoded = next_parameter(target);
    EXPECT_THAT(encoded,
                Not(::testing::AnyOf(HasSubstr("&"), HasSubstr("<"), HasSubstr("\""), HasSubstr("+"))));
    const auto parsed = http::parse_target("/sign-in?next=" + encoded);
    ASSERT_TRUE(parsed) << target;
    EXPECT_EQ(parsed->query.at(0).value, target);
  }
}

Notice read(const std::string& cookie) {
  return read_notice(Request{.headers = {{"Cookie", cookie}}});
}

TEST(ANotice, IsOneOfOursOrNone) {
  const int last = static_cast<int>(kLastNotice);
  for (int number = 1; number <= last; ++number) {
    const auto notice = static_cast<Notice>(number);
    EXPECT_FALSE(words_of(notice).empty()) << number;
    EXPECT_EQ(read("demur-notice=" + notice_cookie(notice).value), notice);
  }
  for (const std::string& value : {std::string("0"), std::string("-1"), std::to_string(last + 1),
                                   std::string("999999999999"), std::string("1x"), std::string("x"),
                                   std::string(), std::string("+1"), std::string("0x1"), std::string("1.0")})
    EXPECT_EQ(read("demur-notice=" + value), Notice::none) << value;
  EXPECT_EQ(read(""), Notice::none);
  EXPECT_EQ(words_of(Notice::none), "");
  EXPECT_EQ(words_of(static_cast<Notice>(last + 1)), "");
}

}  // namespace
}  // namespace demur::web
