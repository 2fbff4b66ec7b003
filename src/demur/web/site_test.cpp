#include "demur/web/site.hpp"

#include <fmt/core.h>
#include <gmock/gmock.h>

#include <algorithm>
#include <set>

#include "demur/service/meetings.hpp"
#include "demur/service/publishing.hpp"
#include "demur/web/test_site.hpp"

namespace demur::web {
namespace {

using namespace testing;
using namespace std::chrono_literals;
using domain::Acknowledge;
using domain::FileDissent;
using domain::Standing;
using http::Method;
using http::Request;
using http::Response;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

// A pattern of the route table with its parameters filled in.
std::string filled(std::string pattern, const std::string& id) {
  for (const char* parameter : {"{id}", "{token}", "{file...}", "{file}"})
    if (const auto at = pattern.find(parameter); at != std::string::npos)
      pattern.replace(at, std::string_view(parameter).size(), id);
  return pattern;
}

void expect_protected(const Response& response, const std::string& what) {
  EXPECT_TRUE(response.is_sound()) << what;
  EXPECT_THAT(header(response, "Content-Security-Policy"), HasSubstr("default-src 'none'")) << what;
  EXPECT_THAT(header(response, "Content-Security-Policy"), HasSubstr("frame-ancestors 'none'")) << what;
  EXPECT_THAT(header(response, "Content-Security-Policy"), Not(HasSubstr("unsafe"))) << what;
  EXPECT_EQ(header(response, "X-Content-Type-Options"), "nosniff") << what;
  EXPECT_EQ(header(response, "Referrer-Policy"), "no-referrer") << what;
  EXPECT_EQ(header(response, "Cross-Origin-Resource-Policy"), "same-origin") << what;
  EXPECT_NE(header(response, "Cache-Control"), "") << what;
}

TEST(EveryAnswer, CarriesTheHeadersThatProtect) {
  TestSite test;
  const FileDissent filed = test.institution.file("author");
  const std::string dissent = "/dissents/" + filed.id.text;
  for (const char* accept : {kHtml, kJson}) {
    for (const std::string& target :
         {std::string("/"), std::string("/decisions"), dissent, dissent + "/clock.csv",
          dissent + "/receipt.json", std::string("/sign-in"), std::string("/nowhere"),
          std::string("/assets/style.css"), std::string("/assets/nothing"), std::string("/log/checkpoint"),
          std::string("/log/nothing"), std::string("/healthz"), std::string("/verify"),
          std::string("/sign-out")})
      for (const std::string& login : {std::string("author"), std::string("colleague"), std::string()}) {
        const Response response = test.get(login, target, accept);
        expect_protected(response, login + " GET " + target);
        if (!target.starts_with("/assets") && !target.starts_with("/log")) {
          EXPECT_EQ(header(response, "Cache-Control"), "no-store") << target;
        }
      }
    expect_protected(test.post("author", "/nowhere", {}, accept), "POST to nowhere");
    expect_protected(test.post("author", "/decisions", {}, accept), "POST where there is no form");
    expect_protected(test.post("author", "/decisions/new", {}, accept), "a form with errors");
    expect_protected(test.send(test.request(Method::options, "", "/decisions")), "OPTIONS");
    expect_protected(test.send(test.request(Method::put, "", "/decisions")), "PUT");
  }
}

TEST(AnUnknownPath, IsAPageThatSaysSo) {
  TestSite test;
  const Response page = test.get("", "/nowhere");
  EXPECT_EQ(page.status, 404);
  EXPECT_THAT(header(page, "Content-Type"), StartsWith("text/html"));
  EXPECT_THAT(test.get("", "/nowhere", kJson).body, HasSubstr("\"not_found\""));
  EXPECT_EQ(test.send(test.request(Method::put, "", "/decisions")).status, 405);
}

// ---- who comes in

TEST(WithoutSigningIn, NoPageOfMembersOpens) {
  TestSite test;
  const std::string id = test.institution.file("author").id.text;
  const std::vector<std::string> open = {"/verify",     "/log",        "/sign-in", "/sign-out",
                                         "/signed-out", "/invitation", "/assets",  "/verify/offline.html",
                                         "/healthz",    "/keys",       "/drop"};
  int members = 0;
  for (const http::Route* route : test.router.routes()) {
    const std::string target = filled(route->pattern, id);
    if (std::ranges::any_of(open, [&](const auto& start) { return target.starts_with(start); })) continue;
    ++members;
    if (route->method == Method::get) {
      const Response page = test.get("", target);
      EXPECT_EQ(page.status, 303) << target;
      EXPECT_THAT(header(page, "Location"), StartsWith("/sign-in?next=")) << target;
      EXPECT_EQ(test.get("", target, kJson).status, 401) << target;
    } else {
      EXPECT_EQ(test.post("", target, {}).status, 401) << target;
      EXPECT_EQ(test.post("", target, {}, kJson).status, 401) << target;
    }
  }
  EXPECT_GT(members, 40);
}

TEST(WithoutSigningIn, ThePageThatWasAskedForComesAfterIt) {
  TestSite test;
  const std::string wanted =
      "/dissents/" + test.institution.file("author").id.text + "/co-sign?invitation=a&b=%26c";
  const Response first = test.get("", wanted);
  const std::string location = header(first, "Location");
  const Request form = test.request(Method::get, "", location);
  const std::string next(form.query_value("next").value());
  EXPECT_EQ(next, wanted);
  const Response in =
      test.post("", "/sign-in", {{"login", "author"}, {"password", kPassword}, {"next", next}});
  EXPECT_EQ(in.status, 303);
  EXPECT_EQ(header(in, "Location"), wanted);
}

TEST(SigningIn, LeadsNowhereElse) {
  TestSite test;
  for (const char* next : {"//evil.example", "https://evil.example", "/\\evil.example", "\\\\evil.example",
                           "evil", "javascript:alert(1)", "/\t/evil.example", "/\n/evil.example",
                           " //evil.example", "/%0d%0aSet-Cookie:%20a=b\r\nx: y", ""}) {
    const Response in =
        test.post("", "/sign-in", {{"login", "author"}, {"password", kPassword}, {"next", next}});
    ASSERT_EQ(in.status, 303) << next;
    EXPECT_TRUE(in.is_sound());
    EXPECT_EQ(header(in, "Location"), "/") << next;
  }
}

TEST(SigningIn, TellsNobodyWhoHasAnAccount) {
  TestSite test;
  const auto refused = [&](const char* login) {
    const Response page =
        test.post("", "/sign-in", {{"login", login}, {"password", "not the password"}}, kJson);
    EXPECT_EQ(page.status, 401);
    std::string body = page.body;
    if (const auto at = body.find(login); at != std::string::npos)
      body.replace(at, std::string(login).size(), "X");
    return body;
  };
  EXPECT_EQ(refused("author"), refused("nobody"));
}

TEST(SigningIn, MakesANewSessionThatOnlyThisSiteSends) {
  TestSite test;
  const Fields fields = {{"login", "author"}, {"password", kPassword}};
  const std::string planted(43, 'A');
  Request with_planted = test.form("", "/sign-in", fields);
  with_planted.headers.push_back({"Cookie", "__Host-demur=" + planted});
  const std::string first = header(test.send(with_planted), "Set-Cookie");
  const std::string second = header(test.post("", "/sign-in", fields), "Set-Cookie");
  EXPECT_NE(first, second);
  EXPECT_THAT(first, Not(HasSubstr(planted)));
  EXPECT_THAT(first, StartsWith("__Host-demur="));
  for (const char* flag : {"; Secure", "; HttpOnly", "; Path=/"}) EXPECT_THAT(first, HasSubstr(flag));
  EXPECT_THAT(first, HasSubstr("SameSite="));
}

TEST(SigningIn, IsLimitedForOneAddressBeforeAnyPasswordIsHashed) {
  SiteOptions options = TestSite::cheap();
  options.sign_ins = {.burst = 3, .refill = 60s};
  TestSite test({}, options);
  const Fields wrong = {{"login", "author"}, {"password", "not the password"}};
  for (int i = 0; i < 3; ++i) EXPECT_EQ(test.post("", "/sign-in", wrong).status, 401);
  EXPECT_EQ(test.post("", "/sign-in", {{"login", "author"}, {"password", kPassword}}).status, 429);
  EXPECT_THAT(test.institution.log_lines.back(), HasSubstr("sign_in_limited"));
  Request elsewhere = test.form("", "/sign-in", {{"login", "author"}, {"password", kPassword}});
  elsewhere.remote_address = "192.0.2.2";
  EXPECT_EQ(test.send(elsewhere).status, 303);
  test.institution.now += 60s;
  EXPECT_EQ(test.post("", "/sign-in", {{"login", "author"}, {"password", kPassword}}).status, 303);
}

TEST(SigningOut, EndsTheSessionAndOnlyFromThisSite) {
  TestSite test;
  EXPECT_EQ(test.get("author", "/").status, 200);
  Request foreign = test.form("author", "/sign-out", {});
  for (auto& field : foreign.headers)
    if (field.name == "Origin") field.value = "https://evil.example";
  EXPECT_EQ(test.send(foreign).status, 403);
  EXPECT_EQ(test.get("author", "/").status, 200);
  EXPECT_EQ(test.get("author", "/sign-out").status, 405) << "no link or picture may sign anybody out";
  EXPECT_EQ(test.post("author", "/sign-out", {}).status, 303);
  EXPECT_EQ(test.get("author", "/").status, 303);
}

TEST(APasskey, IsAddedSoonAfterSigningInOnly) {
  TestSite test;
  const auto ask = [&] { return test.post("author", "/passkey/register/options", {}, kJson).status; };
  EXPECT_EQ(ask(), 200);
  EXPECT_THAT(test.get("author", "/settings").body, HasSubstr("data-passkey=\"add\""));
  test.institution.now += 10min;
  EXPECT_EQ(ask(), 403);
  const std::string page = test.get("author", "/settings").body;
  EXPECT_THAT(page, Not(HasSubstr("data-passkey=\"add\"")));
  EXPECT_THAT(page, HasSubstr("Sign in again"));
  const Response out = test.post("author", "/sign-out", {{"next", "/settings"}});
  EXPECT_EQ(header(out, "Location"), "/sign-in?next=/settings");
  EXPECT_EQ(test.get("author", "/settings").status, 303) << "the session has ended";
}

TEST(WhatIsSealedToAndWhoHandsIn, IsChangedSoonAfterSigningInOnly) {
  TestSite test;
  const auto ask = [&](const char* path) { return test.post("keeper", path, {{"line", "x"}}, kJson).status; };
  EXPECT_NE(ask("/settings/officer-key"), 403);
  EXPECT_NE(ask("/settings/drops"), 403);
  test.institution.now += 10min;
  EXPECT_EQ(ask("/settings/officer-key"), 403);
  EXPECT_EQ(ask("/settings/drops"), 403);
}

// ---- where a form comes from

TEST(EveryForm, FromAnotherSiteIsRefused) {
  TestSite test;
  const std::string id = test.institution.file("author").id.text;
  const auto size = test.institution.size();
  int forms = 0;
  for (const http::Route* route : test.router.routes()) {
    // What a drop hands in comes from no browser, and stands on its signature.
    if (route->method != Method::post || route->pattern == "/drop/hand-in") continue;
    ++forms;
    const std::string target = filled(route->pattern, id);
    const auto status = [&](const std::vector<http::Field>& from) {
      Request sent = test.request(Method::post, "keeper", target);
      sent.headers.push_back({"Content-Type", "application/x-www-form-urlencoded"});
      for (const auto& field : from) sent.headers.push_back(field);
      return test.send(sent).status;
    };
    EXPECT_EQ(status({}), 403) << target;
    EXPECT_EQ(status({{"Origin", "null"}}), 403) << target;
    EXPECT_EQ(status({{"Origin", "https://evil.example"}}), 403) << target;
    EXPECT_EQ(status({{"Origin", "https://dissent.example.org.evil.example"}}), 403) << target;
    EXPECT_EQ(status({{"Sec-Fetch-Site", "cross-site"}, {"Origin", kUrl}}), 403) << target;
    EXPECT_EQ(status({{"Sec-Fetch-Site", "same-site"}, {"Origin", kUrl}}), 403) << target;
    Request renamed = test.request(Method::post, "keeper", target);
    renamed.headers.front() = {"Host", "rebound.example"};
    renamed.headers.push_back({"Sec-Fetch-Site", "same-origin"});
    EXPECT_EQ(test.send(renamed).status, 403) << target;
  }
  EXPECT_GT(forms, 25);
  EXPECT_EQ(test.institution.size(), size);
}

// ---- what somebody who holds no role can find out

TEST(ADissentThatIsHidden, AnswersLikeOneThatIsNot) {
  TestSite test;
  const std::string hidden = test.institution.file("author").id.text;
  const std::string nothing = domain::DissentId::make(test.institution.random).text;
  for (const http::Route* route : test.router.routes()) {
    if (!route->pattern.starts_with("/dissents/{id}")) continue;
    for (const char* accept : {kHtml, kJson}) {
      const auto ask = [&](const std::string& id) {
        const std::string target = filled(route->pattern, id);
        return route->method == Method::get ? test.get("colleague", target, accept)
                                            : test.post("colleague", target, {{"reason", "x"}}, accept);
      };
      const Response there = ask(hidden);
      const Response not_there = ask(nothing);
      EXPECT_EQ(there.status, 404) << route->pattern;
      EXPECT_EQ(there.status, not_there.status) << route->pattern;
      EXPECT_EQ(there.body, not_there.body) << route->pattern;
      EXPECT_EQ(there.headers(), not_there.headers()) << route->pattern;
    }
  }
  EXPECT_EQ(test.get("colleague", "/dissents/not-an-id").body,
            test.get("colleague", "/dissents/" + nothing).body);
}

// Every page that there is, as each role, HTML and JSON: what the role may not read stands nowhere.
struct Reader {
  const char* login;
  bool text;
};
constexpr Reader kReaders[] = {{"cosigner", true},   {"respondent", true}, {"keeper", true},
                               {"colleague", false}, {"outsider", false},  {"recused", false},
                               {"auditor", false},   {"", false}};

TEST(AConfidentialDissent, GivesItsAuthorAwayOnNoPage) {
  TestSite test;
  auto& house = test.institution;
  const FileDissent filed = house.file("author");
  house.must("cosigner", domain::CoSign{filed.id, filed.invitation});
  house.must("keeper", Acknowledge{filed.id});
  house.must("respondent", house.answer(filed.id));
  house.must("author", domain::SetLastWord{filed.id, domain::Verdict::maintained, "LASTWORD-CANARY"});
  ASSERT_TRUE(service::publish(*house.house));
  int pages = 0;
  for (const Reader& reader : kReaders)
    for (const http::Route* route : test.router.routes())
      for (const char* accept : {kHtml, kJson}) {
        const bool is_dissent = route->pattern.starts_with("/dissents");
        // The list of members names every member, and the sign-in form whoever signs in.
        if (route->pattern.starts_with("/settings/people") || route->pattern == "/settings/offices") continue;
        if (route->pattern == "/sign-out") continue;
        const std::string target = filled(route->pattern, is_dissent ? filed.id.text : house.decision.text);
        const Response page = route->method == Method::get ? test.get(reader.login, target, accept)
                                                           : test.post(reader.login, target, {}, accept);
        ++pages;
        const std::string what = std::string(reader.login) + " " + http::name(route->method) + " " + target;
        EXPECT_NE(page.status, 500) << what;
        for (const char* author : {"Canary-Name", "Seconder"})
          if (std::string_view(reader.login) != "cosigner" || std::string_view(author) != "Seconder") {
            EXPECT_FALSE(page.body.contains(author)) << what << ": " << author;
          }
        EXPECT_FALSE(page.body.contains(house.people["author"].text))
            << what << ": " << house.people["author"].text;
        EXPECT_FALSE(page.body.contains(filed.invitation)) << what << ": " << filed.invitation;
        if (std::string_view(reader.login) != "respondent") {
          EXPECT_FALSE(page.body.contains("NOTE-CANARY")) << what << ": " << "NOTE-CANARY";
        }
        if (!reader.text) {
          for (const char* text : {"TITLE-CANARY", "TEXT-CANARY", "MIND-CANARY", "LASTWORD-CANARY"})
            EXPECT_FALSE(page.body.contains(text)) << what << ": " << text;
        }
      }
  EXPECT_GT(pages, 800);
}

// The author asks, the office sets a day, and both sign what the author wrote of it.
domain::MeetingId they_meet(service::testing::TestInstitution& house, const char* author,
                            const domain::DissentId& dissent) {
  const auto id = domain::MeetingId::make(house.random);
  const auto must = [&](const char* login, const domain::MeetingAct& act) {
    const auto done = service::perform(*house.house, house.people.at(login), act);
    EXPECT_TRUE(done) << done.error().what;
  };
  must(author, domain::AskMeeting{id, dissent, "The survey.", {}});
  must("respondent",
       domain::ScheduleMeeting{id,
                               {core::Time(service::testing::day("2026-03-10")) + 14h, 60, "Room 4"},
                               domain::Mandate{.fixed = "All.",
                                               .may_change = "Some.",
                                               .decides = "The minister",
                                               .hear_by = service::testing::day("2026-04-01"),
                                               .attribution = domain::Attribution::chatham_house}});
  house.go_to("2026-03-10");
  must(author, domain::HoldMeeting{id});
  must(author, domain::WriteMinutes{id, std::string(26, 'm'), "They spoke of the survey."});
  const auto kept = service::see_meeting(*house.house, house.member(author), id);
  const std::string hash = domain::minutes_hash(id, *kept->meeting.minutes);
  for (const char* side : {author, "respondent"}) must(side, domain::SignMinutes{id, hash});
  return id;
}

// Twice the same story; only who filed differs. What everybody else is shown and sent is the same to the
// byte.
TEST(AConfidentialDissent, LooksTheSameToEverybodyElseWhoeverFiledIt) {
  const auto pages_of = [](const char* author) {
    TestSite test;
    auto& house = test.institution;
    const FileDissent filed = house.file(author);
    house.must("keeper", Acknowledge{filed.id});
    const domain::MeetingId meeting = they_meet(house, author, filed.id);
    house.must("respondent", house.answer(filed.id));
    house.must(author, domain::SetLastWord{filed.id, domain::Verdict::maintained, "I hold on to it."});
    EXPECT_TRUE(service::publish(*house.house));
    const auto subject_of = [&](const std::string& pattern) {
      if (pattern.starts_with("/meetings")) return meeting.text;
      return pattern.starts_with("/dissents") ? filed.id.text : house.decision.text;
    };
    std::map<std::string, std::string> pages;
    for (const char* login : {"respondent", "keeper", "recused", "auditor", "outsider", ""})
      for (const http::Route* route : test.router.routes())
        for (const char* accept : {kHtml, kJson}) {
          if (route->method != Method::get) continue;
          const std::string target = filled(route->pattern, subject_of(route->pattern));
          const http::Response page = test.get(login, target, accept);
          if (target == "/meetings/" + meeting.text && *login != 0) {
            EXPECT_EQ(page.status, 200) << login;
          }
          std::string body = page.body;
          // Within a day the ledger's order is by chance.
          if (target.starts_with("/ledger")) std::ranges::sort(body);
          pages.emplace(fmt::format("{} {} {}", login, target, accept), std::move(body));
        }
    return pages;
  };
  const auto by_author = pages_of("author");
  const auto by_colleague = pages_of("colleague");
  ASSERT_EQ(by_author.size(), by_colleague.size());
  EXPECT_GT(by_author.size(), 500U);
  for (const auto& [what, body] : by_author) EXPECT_EQ(body, by_colleague.at(what)) << what;
}

TEST(AReceipt, IsSentToItsHolderOnly) {
  TestSite test;
  const FileDissent filed = test.institution.file("author");
  const std::string target = "/dissents/" + filed.id.text + "/receipt.json";
  EXPECT_EQ(test.get("author", target).status, 200);
  EXPECT_THAT(header(test.get("author", target), "Content-Disposition"), HasSubstr("attachment"));
  for (const char* login : {"respondent", "keeper", "auditor", "recused", "colleague"})
    EXPECT_EQ(test.get(login, target).status, 404) << login;
  EXPECT_EQ(test.get("respondent", "/dissents/" + filed.id.text + "/filed").status, 404);
}

TEST(ACustodian, CannotMakeALinkIntoSomebodysAccount) {
  TestSite test;
  const Response page = test.post("keeper", "/settings/people/invite",
                                  {{"id", test.institution.people["author"].text},
                                   {"login", "somebody.new"},
                                   {"name", "Somebody New"},
                                   {"office", test.institution.offices[service::testing::kLegal].text}});
  EXPECT_EQ(page.status, 409);
  EXPECT_THAT(page.body, Not(HasSubstr("/invitation/")));
}

TEST(Filing, UnderALeafOfTheLogTellsNothingAboutTheLeaf) {
  TestSite test;
  test.institution.file("author");
  ASSERT_TRUE(service::publish(*test.institution.house));
  std::set<std::string> answers;
  int sealed = 0;
  for (const auto& leaf : test.institution.leaves()) {
    if (leaf.type != "sealed") continue;
    ++sealed;
    Response page = test.post("colleague", "/decisions/" + test.institution.decision.text + "/dissent",
                              {{"id", leaf.id},
                               {"step", "check"},
                               {"standing", "confidential"},
                               {"kind", "procedure"},
                               {"title", "x"},
                               {"text", "x"}},
                              kJson);
    for (auto at = page.body.find(leaf.id); at != std::string::npos; at = page.body.find(leaf.id))
      page.body.erase(at, leaf.id.size());
    answers.insert(std::to_string(page.status) + page.body);
  }
  EXPECT_EQ(sealed, 8);
  EXPECT_EQ(answers.size(), 1U);
}

TEST(AnError, OfOursSaysNothingOfWhatHappenedInside) {
  TestSite test;
  ASSERT_TRUE(test.institution.house->store().write([](store::Transaction& transaction) -> core::Status {
    DEMUR_TRY(
        transaction.execute("CREATE TRIGGER full BEFORE INSERT ON office "
                            "BEGIN SELECT RAISE(ABORT, 'INSIDE-CANARY'); END"));
    return {};
  }));
  for (const char* accept : {kHtml, kJson}) {
    const Response page = test.post("keeper", "/settings/offices", {{"name", "New Office"}}, accept);
    EXPECT_EQ(page.status, 500);
    EXPECT_FALSE(page.body.contains("CANARY"));
    EXPECT_TRUE(page.body.contains("Something went wrong"));
    expect_protected(page, "an internal error");
  }
}

TEST(AClockThatWentBack, LeavesEveryPageReadable) {
  TestSite test;
  const FileDissent filed = test.institution.file("author");
  test.institution.now = service::testing::day("2026-03-02") + 8h;  // the same day, for the session's sake
  EXPECT_EQ(test.get("keeper", "/dissents/" + filed.id.text).status, 200);
  test.institution.now = service::testing::day("2026-03-01") + 23h;
  EXPECT_EQ(test.get("keeper", "/dissents/" + filed.id.text).status, 200);
  const Response refused = test.post("keeper", "/dissents/" + filed.id.text + "/acknowledge", {});
  EXPECT_EQ(refused.status, 503);
}

TEST(TheLog, IsServedToEverybodyAndWithoutCookies) {
  TestSite test;
  test.institution.file("author");
  for (const char* file : {"checkpoint", "tile/0/000.p/1", "tile/entries/000.p/1"}) {
    const Response sent = test.get("", std::string("/log/") + file);
    EXPECT_EQ(sent.status, 200) << file;
    EXPECT_EQ(sent.header("Set-Cookie"), std::nullopt);
  }
  EXPECT_THAT(header(test.get("", "/log/tile/0/000.p/1"), "Cache-Control"), HasSubstr("immutable"));
  EXPECT_EQ(header(test.get("", "/log/checkpoint"), "Cache-Control"), "no-store");
}

}  // namespace
}  // namespace demur::web
