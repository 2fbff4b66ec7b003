#include "demur/domain/policy.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

namespace demur::domain {
namespace {

using testing::AllOf;
using testing::Contains;
using testing::Each;
using testing::ElementsAre;
using testing::Field;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

using Weight = PolicyFinding::Weight;

std::string file(const std::string& name) {
  std::ifstream in(std::string(DEMUR_ROOT) + "/" + name);
  std::stringstream text;
  text << in.rdbuf();
  EXPECT_TRUE(in) << name;
  return text.str();
}

Day day(const char* text) {
  return core::parse_day(text).value();
}

auto finding(Weight weight, const std::string& part) {
  return AllOf(Field(&PolicyFinding::weight, weight), Field(&PolicyFinding::what, HasSubstr(part)));
}

// The demo's policy with one piece of it replaced; the piece must be there.
std::string changed(const std::string& from, const std::string& to) {
  std::string text = file("policies/demo.toml");
  const auto at = text.find(from);
  EXPECT_NE(at, std::string::npos) << from;
  return text.replace(at, from.size(), to);
}

int line_of(const std::string& text, const std::string& part) {
  const auto end = text.begin() + static_cast<std::ptrdiff_t>(text.find(part));
  return 1 + static_cast<int>(std::count(text.begin(), end, '\n'));
}

TEST(StatePolicy, HoldsTheClocksOfItsChannel) {
  const ChannelPolicy policy = parse_policy(file("policies/state-dissent.toml")).value();
  EXPECT_EQ(policy.id, "state-dissent");
  EXPECT_EQ(policy.acknowledge.normal_by, 2);
  EXPECT_EQ(policy.acknowledge.latest_by, 2);
  EXPECT_EQ(policy.acknowledge.owner, Role::custodian);
  EXPECT_EQ(policy.acknowledge.starts_at, ClockEvent::filed);
  EXPECT_EQ(policy.answer.unit, ClockUnit::working_days);
  EXPECT_EQ(policy.answer.normal_by, 30);
  EXPECT_EQ(policy.answer.latest_by, 60);
  EXPECT_EQ(policy.answer.owner, Role::respondent);
  EXPECT_EQ(policy.answer.fallback_after, 2);
  EXPECT_EQ(policy.kinds.size(), 4U);
  EXPECT_EQ(policy.outcomes.size(), 5U);
  EXPECT_EQ(policy.publishing.every, Publishing::Every::day);
  EXPECT_EQ(policy.publishing.hour, 18);
  EXPECT_EQ(policy.publishing.at_least, 8);
  EXPECT_THAT(check_policy(file("policies/state-dissent.toml")), IsEmpty());
}

// Days that the Office of Personnel Management lists as observed.
TEST(StatePolicy, KnowsTheFederalHolidaysOnTheirObservedDays) {
  const ChannelPolicy policy = parse_policy(file("policies/state-dissent.toml")).value();
  for (const char* text : {"2024-11-28", "2026-07-03", "2027-06-18", "2027-07-05", "2027-12-24", "2027-12-31",
                           "2028-11-10", "2025-10-13"})
    EXPECT_FALSE(policy.calendar.is_working(day(text))) << text;
  for (const char* text : {"2026-07-02", "2027-07-06", "2028-01-03", "2028-11-13", "2025-01-09"})
    EXPECT_TRUE(policy.calendar.is_working(day(text))) << text;
  EXPECT_EQ(policy.calendar.holidays.size(), 55U);
}

TEST(OmbudsPolicy, TakesAnonymousDissentsInGroupsOfTwentyAndMore) {
  const ChannelPolicy policy = parse_policy(file("policies/ombuds.toml")).value();
  EXPECT_EQ(policy.id, "ombuds");
  EXPECT_EQ(policy.standings.size(), 3U);
  ASSERT_TRUE(policy.anonymous);
  EXPECT_EQ(policy.anonymous->to_open, 2);
  EXPECT_EQ(policy.anonymous->floor, 20);
  EXPECT_TRUE(policy.anonymous->passkey);
}

TEST(DemoPolicy, IsSoundAndWarnsOfWhatIsForTheDemoOnly) {
  const ChannelPolicy policy = parse_policy(file("policies/demo.toml")).value();
  EXPECT_EQ(policy.id, "meridia-dissent");
  EXPECT_EQ(policy.cosign_threshold, 5);
  EXPECT_EQ(policy.floor, 5);
  EXPECT_THAT(check_policy(file("policies/demo.toml")),
              ElementsAre(finding(Weight::warning, "more often than once a day"),
                          finding(Weight::warning, "fewer than 20 hides nobody well"),
                          finding(Weight::warning, "without a passkey the operator can draw tokens")));
}

struct Fault {
  std::string from;
  std::string to;
  std::string says;
  std::string at = {};  // part of the line that is named; the replacement when empty
};

TEST(PolicyCheck, NamesEachFaultByItsLine) {
  const std::vector<Fault> faults = {
      {"floor = 5", "flor = 5", "unknown key protection.flor (did you mean floor?)"},
      {"floor = 5", "flor = 5", "protection.floor is missing", "[protection]"},
      {"[last_word]", "[lastword]", "unknown table [lastword] (did you mean last_word?)"},
      {"floor = 5", "floor = 4", "protection.floor must be a whole number from 5 to 1000"},
      {"floor = 5", "floor = \"5\"", "protection.floor must be a whole number"},
      {"floor = 5", "floor = 5.0", "protection.floor must be a whole number"},
      {"cosign_threshold = 5", "cosign_threshold = 1", "from 2 to 1000"},
      {"latest_by = 60", "latest_by = 29", "earlier than answer.normal_by"},
      {"normal_by = 30", "normal_by = 0", "answer.normal_by must be"},
      {"normal_by = 30", "normal_by = 99999999999", "answer.normal_by must be"},
      {"fallback_after = 2", "", "who never acknowledges never has to answer", "starts_at"},
      {"starts_at = \"acknowledged\"", "starts_at = \"answered\"", "cannot be the answer itself"},
      {"starts_at = \"acknowledged\"", "starts_at = \"filed\"", "no meaning", "fallback_after"},
      {"owner = \"custodian\"", "owner = \"auditor\"", "cannot be the auditor"},
      {"owner = \"custodian\"", "owner = \"custodain\"", "did you mean custodian?"},
      {"\"declined\", ", "", "must include declined", "outcomes"},
      {"\"declined\"", "\"noted\"", "\"noted\" is not an outcome"},
      {"\"adopted\", \"adopted_in_part\", ", "", "no dissent can succeed", "outcomes"},
      {"standings = [\"named\", \"confidential\", \"anonymous\"]", "standings = []",
       "filing.standings is empty"},
      {"\"confidential\"", "\"secret\"", "unknown word secret"},
      {"\"confidential\"", "\"named\"", "named stands twice"},
      {"\"confidential\"", "7", "must be words in quotes"},
      {"named_readers = \"recipients\"", "named_readers = true", "must be words in quotes"},
      {"every = \"minute\"", "every = \"minute\"\nhour = 3", "for every = \"day\" only", "hour = 3"},
      {"promise_days = 1", "promise_days = 0", "publishing.promise_days must be"},
      {"2024-05-01", "\"2024-05-01\"", "without quotes"},
      {"2024-05-01", "2024-01-01", "2024-01-01 stands twice"},
      {"2024-05-01", "0001-05-01", "years 1900 to 2999"},
      {"2024-05-01", "2024-05-32", "not TOML"},
      {"id = \"meridia-dissent\"", "id = \"Meridia Dissent\"", "id has only a-z"},
      {"title = \"Dissent Channel of the Ministry\"", "title = \" \"", "title is empty"},
      {"verified = \"unverified\"", "verified = \"yes\"", "filing.verified must be a day"},
      {"source = \"For the demo only\"", "", "publishing.source is missing", "[publishing]"},
      {"version = 1", "version = 1\nversion = 2", "not TOML", "version = 2"},
      {"round_days = 5\n", "round_days = 0\n", "consultation.round_days must be"},
      {"urgent_round_days = 2", "urgent_round_days = 9", "is longer than consultation.round_days"},
      {"required = [\"Legal Office\"]", "required = [\"Legal Office\", \"Legal Office\"]", "stands twice"},
      {"required = [\"Legal Office\"]", "required = [7]", "a list of texts in quotes"},
      {"required = [\"Legal Office\"]", "require = []", "did you mean required?"},
      {"[filing]", "[[filing]]", "table [filing] is missing", "-"},
  };
  for (const Fault& fault : faults) {
    const std::string text = changed(fault.from, fault.to);
    const std::string& at = fault.at.empty() ? fault.to : fault.at;
    const int line = at == "-" ? 0 : line_of(text, at);
    EXPECT_THAT(check_policy(text),
                Contains(AllOf(finding(Weight::error, fault.says), Field(&PolicyFinding::line, line))))
        << fault.from << " -> " << fault.to;
    const auto parsed = parse_policy(text);
    ASSERT_FALSE(parsed) << fault.to;
    EXPECT_EQ(parsed.error().code, core::Code::invalid);
  }
}

TEST(PolicyCheck, TakesADefaultWhereItSaysNothingOfConsultation) {
  const ChannelPolicy demo = parse_policy(file("policies/demo.toml")).value();
  EXPECT_THAT(demo.consultation.required, ElementsAre("Legal Office"));
  EXPECT_EQ(parse_policy(changed("review_days = 365", "review_days = 700"))->consultation.review_days, 700);
  const ChannelPolicy state = parse_policy(file("policies/state-dissent.toml")).value();
  EXPECT_EQ(state.consultation, Consultation{});
}

TEST(PolicyCheck, WarnsButReadsWhereNothingIsBroken) {
  const std::string unverified = changed("verified = \"unverified\"", "");
  EXPECT_THAT(check_policy(unverified), Contains(finding(Weight::warning, "filing.verified is missing")));
  EXPECT_TRUE(parse_policy(unverified));
  const std::string weekend = changed("2024-05-01", "2024-05-04");
  EXPECT_THAT(check_policy(weekend),
              Contains(finding(Weight::warning, "2024-05-04 is a Saturday or Sunday")));
  EXPECT_TRUE(parse_policy(weekend));
}

TEST(PolicyCheck, ReportsEverythingAtOnceInOrderOfLines) {
  const auto findings = check_policy("id = 7\n[answer]\nunit = 3\n[nonsense]\n");
  EXPECT_GT(findings.size(), 15U);
  EXPECT_TRUE(std::ranges::is_sorted(findings, {}, &PolicyFinding::line));
  EXPECT_THAT(findings, Contains(finding(Weight::error, "id must be a text in quotes")));
  EXPECT_THAT(findings, Contains(finding(Weight::error, "unknown table [nonsense]")));
}

TEST(PolicyCheck, SurvivesWhatIsNoPolicy) {
  for (const std::string text :
       {"", "\xff", "[", "= = =", "a.b.c = 1", "[a]\n[a]", "[+a]", "[[+a]]", "[a.+b]", "[", "[a"})
    EXPECT_FALSE(parse_policy(text)) << text;
  EXPECT_FALSE(parse_policy(std::string(300'000, '#')));
  EXPECT_FALSE(parse_policy("x = " + std::string(5000, '[')));
}

TEST(Provenance, IsADayOrUnverified) {
  const ChannelPolicy policy =
      parse_policy(changed("verified = \"unverified\"", "verified = 2026-11-23")).value();
  EXPECT_EQ(policy.filing_provenance.verified_on, day("2026-11-23"));
  EXPECT_EQ(policy.answer.provenance.verified_on, std::nullopt);
  EXPECT_EQ(policy.calendar_provenance.source, "Meridia, Holidays Act (invented)");
}

TEST(PolicyClock, CountsWorkingDaysInTheNamedCalendar) {
  const ChannelPolicy policy = parse_policy(file("policies/demo.toml")).value();
  EXPECT_EQ(add(policy, ClockUnit::working_days, day("2024-12-24"), 2), day("2024-12-30"));
  EXPECT_EQ(add(policy, ClockUnit::calendar_days, day("2024-12-24"), 2), day("2024-12-26"));
}

}  // namespace
}  // namespace demur::domain
