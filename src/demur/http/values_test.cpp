// What needs no socket: forms, targets, cookies, responses, Accept, the guards.
#include <gtest/gtest.h>

#include "demur/http/accept.hpp"
#include "demur/http/form.hpp"
#include "demur/http/guards.hpp"
#include "demur/http/percent.hpp"
#include "demur/http/response.hpp"
#include "demur/http/target.hpp"

namespace demur::http {
namespace {

using namespace std::chrono_literals;
using core::Code;

Request with_headers(std::vector<Field> headers) {
  return Request{.headers = std::move(headers)};
}

TEST(Form, ReadsWhatABrowserSends) {
  const Form form = parse_form("title=No+to+%22this%22&sign=a&sign=b&empty=&bare&&t%C3%AAte=1").value();
  EXPECT_EQ(form.get("title"), "No to \"this\"");
  EXPECT_EQ(form.all("sign"), (std::vector<std::string_view>{"a", "b"}));
  EXPECT_EQ(form.get("empty"), "");
  EXPECT_EQ(form.get("bare"), "");
  EXPECT_EQ(form.get("tête"), "1");
  EXPECT_FALSE(form.has("absent"));
  EXPECT_EQ(form.fields().size(), 6U);
}

TEST(Form, GivesTheSameTextWhateverTheLineEnds) {
  EXPECT_EQ(parse_form("t=a%0D%0Ab%0Dc%0Ad%0D%0D%0A").value().get("t"), "a\nb\nc\nd\n\n");
}

TEST(Form, RefusesWhatIsNotWellFormed) {
  for (const char* bad : {"a=%", "a=%4", "a=%zz", "%=1", "a=%C3", "a=%00", "a=%ED%A0%80", "a=%C0%AF"}) {
    const auto form = parse_form(bad);
    ASSERT_FALSE(form) << bad;
    EXPECT_EQ(form.error().code, Code::invalid) << bad;
  }
}

TEST(Form, KeepsItsLimits) {
  const FormLimits limits{.fields = 2, .name_bytes = 3, .value_bytes = 4};
  EXPECT_TRUE(parse_form("abc=1234&b=2", limits));
  for (const char* bad : {"abcd=1", "a=12345", "a&b&c"}) {
    const auto form = parse_form(bad, limits);
    ASSERT_FALSE(form) << bad;
    EXPECT_EQ(form.error().code, Code::too_large) << bad;
  }
}

TEST(Form, IsReadOnlyFromItsOwnContentType) {
  Request request = with_headers({{"content-type", "Application/X-WWW-Form-Urlencoded ; charset=UTF-8"}});
  request.body = "a=1";
  EXPECT_EQ(read_form(request).value().get("a"), "1");
  for (const char* type : {"text/plain", "multipart/form-data", "application/json", ""}) {
    request.headers = {{"Content-Type", type}};
    EXPECT_FALSE(read_form(request)) << type;
  }
}

TEST(Percent, EncodingIsUndoneByDecoding) {
  std::string every;
  for (int c = 0; c < 256; ++c) every += static_cast<char>(c);
  EXPECT_EQ(percent_decode(percent_encode(every), PlusSign::is_plus).value(), every);
  EXPECT_EQ(percent_encode("a/b c+é~"), "a%2Fb%20c%2B%C3%A9~");
}

TEST(Target, IsDecodedOnceAndSplit) {
  const Target target = parse_target("/caf%C3%A9/100%2525+/?q=a+b&q=c%26").value();
  EXPECT_EQ(target.path, "/café/100%25+/");
  EXPECT_EQ(target.query, (std::vector<Field>{{"q", "a b"}, {"q", "c&"}}));
  EXPECT_EQ(parse_target("/").value().path, "/");
  EXPECT_EQ(parse_target("/a..b/.c/...").value().path, "/a..b/.c/...");
}

TEST(Target, IsRefusedWhereTwoReadersCouldDisagree) {
  for (const char* bad : {"",     "*",      "a",         "http://h/", "//evil.example", "/a//b",
                          "/.",   "/..",    "/a/../b",   "/a/./b",    "/a/..",          "/%2e%2e/a",
                          "/%2E", "/a%2Fb", "/a%5Cb",    "/a\\b",     "/%00",           "/%0a",
                          "/%7f", "/%",     "/%4",       "/%zz",      "/%ff",           "/%c0%af",
                          "/a b", "/a#b",   "/\xc3\xa9", "/?a=%",     "/?a=%ff",        "/\x01"}) {
    const auto target = parse_target(bad);
    ASSERT_FALSE(target) << bad;
    EXPECT_EQ(target.error().code, Code::invalid) << bad;
  }
}

TEST(Request, FindsHeadersInAnyCaseAndCookiesInExactlyOne) {
  const Request request =
      with_headers({{"X-A", "1"}, {"cookie", "a=1; b=x=y;c = 3 ;flag"}, {"Cookie", "d=4"}, {"x-a", "2"}});
  EXPECT_EQ(request.header("x-A"), "1");
  EXPECT_EQ(request.all_headers("X-a").size(), 2U);
  EXPECT_EQ(request.header("X-B"), std::nullopt);
  EXPECT_EQ(request.cookie("a"), "1");
  EXPECT_EQ(request.cookie("b"), "x=y");
  EXPECT_EQ(request.cookie("c"), "3");
  EXPECT_EQ(request.cookie("d"), "4");
  EXPECT_EQ(request.cookie("flag"), std::nullopt);
  EXPECT_EQ(request.cookie("A"), std::nullopt);
}

TEST(Response, KeepsNoHeaderThatCouldBreakOutOfItsLine) {
  for (const std::string_view value :
       {std::string_view("a\r\nSet-Cookie: x=1"), std::string_view("a\nb"), std::string_view("a\rb"),
        std::string_view("a\0b", 3), std::string_view("a\x7f"), std::string_view("\xc3\xa9")}) {
    Response response;
    response.set_header("X-A", value);
    EXPECT_FALSE(response.is_sound());
    EXPECT_TRUE(response.headers().empty());
  }
  for (const std::string_view name :
       {"", "X A", "X:A", "X\r\nA", "X\n", "Content-Length", "transfer-encoding", "connection", "date"}) {
    Response response;
    response.add_header(name, "1");
    EXPECT_FALSE(response.is_sound()) << name;
    EXPECT_TRUE(response.headers().empty()) << name;
  }
  EXPECT_FALSE(Response(100).is_sound());
  EXPECT_FALSE(Response(600).is_sound());
}

TEST(Response, SetReplacesAndAddAdds) {
  Response response = html(200, "x");
  response.set_header("content-type", "text/csv").add_header("Vary", "Accept").add_header("Vary", "Cookie");
  EXPECT_EQ(response.headers(),
            (std::vector<Field>{{"content-type", "text/csv"}, {"Vary", "Accept"}, {"Vary", "Cookie"}}));
  EXPECT_TRUE(response.is_sound());
}

TEST(Redirect, StaysOnThisHost) {
  EXPECT_EQ(redirect("/decisions/a?b=1#c").header("Location"), "/decisions/a?b=1#c");
  EXPECT_EQ(redirect("/").status, 303);
  for (const char* bad :
       {"", "a", "//evil.example", "/\\evil.example", "https://evil.example/", "/a\r\nX: 1", "/a b"})
    EXPECT_FALSE(redirect(bad).is_sound()) << bad;
}

TEST(Cookie, IsSafeUnlessToldOtherwise) {
  EXPECT_EQ(to_header({.name = "__Host-session", .value = "abc"}).value(),
            "__Host-session=abc; Path=/; Secure; HttpOnly; SameSite=Lax");
  EXPECT_EQ(
      to_header({.name = "a", .value = "", .max_age = 0s, .same_site = SameSite::strict, .secure = false})
          .value(),
      "a=; Path=/; Max-Age=0; HttpOnly; SameSite=Strict");
}

TEST(Cookie, IsRefusedWhereItCouldSayMore) {
  EXPECT_FALSE(to_header({.name = "a b", .value = "1"}));
  EXPECT_FALSE(to_header({.name = "a", .value = "1; Domain=evil.example"}));
  EXPECT_FALSE(to_header({.name = "a", .value = "1\r\nX: 1"}));
  EXPECT_FALSE(to_header({.name = "a", .value = "1", .path = "/; Domain=evil.example"}));
  EXPECT_FALSE(to_header({.name = "__Host-a", .value = "1", .secure = false}));
  EXPECT_FALSE(to_header({.name = "__Host-a", .value = "1", .path = "/x"}));
  EXPECT_FALSE(Response().set_cookie({.name = "a", .value = "\n"}).is_sound());
}

TEST(Code, HasOneStatusEach) {
  EXPECT_EQ(status_of(Code::conflict), 409);
  EXPECT_EQ(status_of(Code::unproven), 422);
  for (int code = 0; code <= static_cast<int>(Code::internal); ++code)
    EXPECT_NE(reason_of(status_of(static_cast<Code>(code))), "");
}

TEST(Accept, GivesAPageUnlessJsonIsWantedMore) {
  for (const char* page :
       {"", "*/*", "text/html", "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
        "text/html, application/json", "application/json;q=0.8, text/html", "application/json;q=0",
        "application/json;q=2", "application/json;q=x", "text/*, application/json;q=0.9",
        "application/*;q=0.5, */*", "application/json;q=1.001", "application", "image/png", "*/json"})
    EXPECT_FALSE(prefers_json(page)) << page;
  for (const char* script :
       {"application/json", "Application/JSON; charset=utf-8", "application/json, text/plain, */*",
        "application/json, text/html;q=0.9", "text/html;q=0.001,application/json;q=0.002", "application/*",
        "application/json,text/*", "application/json;q=0.5", ",,application/json,", "text/html;q=0, */*",
        "application/json ; Q=0.7, text/html;q=0.699"})
    EXPECT_TRUE(prefers_json(script)) << script;
  EXPECT_TRUE(prefers_json(with_headers({{"Accept", "text/html;q=0.5"}, {"accept", "application/json"}})));
}

const core::Origin kSite{"https", "d.example", 443};
const core::Origin kHere{"http", "localhost", 8080};

TEST(SameOrigin, IsWhatTheBrowserSaysItIs) {
  EXPECT_TRUE(
      check_same_origin(with_headers({{"Host", "d.example"}, {"Sec-Fetch-Site", "same-origin"}}), kSite));
  EXPECT_TRUE(
      check_same_origin(with_headers({{"Host", "D.example:443"}, {"Origin", "https://d.example"}}), kSite));
  EXPECT_TRUE(
      check_same_origin(with_headers({{"Host", "d.example:8443"}, {"Origin", "https://d.example:8443"}}),
                        {"https", "d.example", 8443}));
}

TEST(SameOrigin, OfASiteOnThisMachineGoesByEveryNameOfIt) {
  for (const char* host : {"localhost:8080", "127.0.0.1:8080", "[::1]:8080", "localhost:9000"}) {
    EXPECT_TRUE(check_same_origin(with_headers({{"Host", host}, {"Sec-Fetch-Site", "same-origin"}}), kHere))
        << host;
    EXPECT_TRUE(
        check_same_origin(with_headers({{"Host", host}, {"Origin", std::string("http://") + host}}), kHere));
  }
}

// The browser says same-origin: it does not know that the name was made to point here.
TEST(SameOrigin, UnderAnotherNameThanTheSitesOwnIsRefused) {
  for (const auto& site : {kSite, kHere})
    for (const char* host : {"evil.example", "d.example.evil.example", "localhost.evil.example:8080",
                             "d.example:8443", "192.0.2.1", "", "d.example/"}) {
      const auto status =
          check_same_origin(with_headers({{"Host", host}, {"Sec-Fetch-Site", "same-origin"}}), site);
      ASSERT_FALSE(status) << host;
      EXPECT_EQ(status.error().code, Code::forbidden);
      EXPECT_TRUE(status.error().what.contains(site.text()));
    }
}

TEST(SameOrigin, IsRefusedInEveryOtherCase) {
  const std::vector<std::vector<Field>> cases{
      {},
      {{"Sec-Fetch-Site", "none"}},
      {{"Sec-Fetch-Site", "same-site"}},
      {{"Sec-Fetch-Site", "cross-site"}},
      {{"Sec-Fetch-Site", ""}},
      {{"Sec-Fetch-Site", "same-origin"}, {"Sec-Fetch-Site", "cross-site"}},
      {{"Sec-Fetch-Site", "cross-site"}, {"Origin", "https://d.example"}},
      {{"Origin", "null"}},
      {{"Origin", "d.example"}},
      {{"Origin", "https://d.example.evil.example"}},
      {{"Origin", "https://d.example:8443"}},
      {{"Origin", "https://d.example/"}},
      {{"Origin", "http://d.example"}},
      {{"Origin", "ftp://d.example"}},
      {{"Origin", "https://d.example"}, {"Origin", "https://b"}},
      {{"Origin", "https://"}},
      {{"Origin", ""}},
  };
  for (auto headers : cases) {
    headers.push_back({"Host", "d.example"});
    const auto status = check_same_origin(with_headers(headers), kSite);
    ASSERT_FALSE(status) << headers.front().value;
    EXPECT_EQ(status.error().code, Code::forbidden);
  }
  EXPECT_FALSE(check_same_origin(with_headers({{"Sec-Fetch-Site", "same-origin"}}), kSite)) << "no Host";
}

TEST(RateLimiter, GivesABurstAndThenOneARefill) {
  RateLimiter limiter({.burst = 2, .refill = 10s, .keys = 10});
  const core::Time start{1000s};
  EXPECT_TRUE(limiter.allow("a", start));
  EXPECT_TRUE(limiter.allow("a", start));
  EXPECT_FALSE(limiter.allow("a", start + 9s));
  EXPECT_TRUE(limiter.allow("b", start + 9s));
  EXPECT_TRUE(limiter.allow("a", start + 10s));
  EXPECT_FALSE(limiter.allow("a", start + 19s));
  EXPECT_FALSE(limiter.allow("a", start - 100s));
  EXPECT_TRUE(limiter.allow("a", start + 1000s));
  EXPECT_TRUE(limiter.allow("a", start + 1000s));
  EXPECT_FALSE(limiter.allow("a", start + 1000s));
}

TEST(RateLimiter, ForgetsTheQuietestKeyFirst) {
  RateLimiter limiter({.burst = 1, .refill = 60s, .keys = 2});
  const core::Time now{1000s};
  EXPECT_TRUE(limiter.allow("a", now));
  EXPECT_TRUE(limiter.allow("b", now));
  EXPECT_FALSE(limiter.allow("a", now));
  EXPECT_TRUE(limiter.allow("c", now));
  EXPECT_EQ(limiter.size(), 2U);
  EXPECT_FALSE(limiter.allow("a", now));
  EXPECT_TRUE(limiter.allow("b", now));
}

}  // namespace
}  // namespace demur::http
