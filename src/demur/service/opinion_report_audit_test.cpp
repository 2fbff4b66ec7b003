// Reports of opinion rounds as an office would write them that wants to look as if it had answered: each lie
// is found out, and by the words that name it.
#include <gmock/gmock.h>

#include <algorithm>
#include <functional>

#include "demur/service/audit.hpp"
#include "demur/service/test_opinion.hpp"

namespace demur::service::testing {
namespace {

using namespace domain;
using core::json::array;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using Lie = std::function<void(std::vector<translog::Leaf>&)>;

// What the log alone says, as `lie` leaves it.
std::vector<std::string> findings(TestRound& test, const Lie& lie = {}) {
  auto leaves = test.leaves();
  if (lie) lie(leaves);
  RecordAudit audit;
  std::uint64_t index = 0;
  for (const translog::Leaf& leaf : leaves)
    EXPECT_TRUE(audit.read(index++, core::bytes_of(translog::format_leaf(leaf).value())));
  (void)audit.finish(core::day_of(test.now));
  std::vector<std::string> said;
  for (const AuditFinding& finding : audit.findings()) said.push_back(finding.what);
  return said;
}

Lie say(const char* type, const char* member, const core::json::value& value) {
  return [=](std::vector<translog::Leaf>& leaves) {
    for (translog::Leaf& leaf : leaves)
      if (leaf.type == type) (*leaf.public_part)[member] = value;
  };
}

Lie say_of_set(const char* set, const char* member, const core::json::value& value) {
  return [=](std::vector<translog::Leaf>& leaves) {
    for (translog::Leaf& leaf : leaves)
      if (leaf.type == "opinion_round.answered" && said_text(*leaf.public_part, "set") == set)
        (*leaf.public_part)[member] = value;
  };
}

Lie leave_out(const char* type) {
  return [=](std::vector<translog::Leaf>& leaves) {
    std::erase_if(leaves, [&](const translog::Leaf& leaf) { return leaf.type == type; });
  };
}

// Records of this type stand at the end.
Lie put_last(const char* type) {
  return [=](std::vector<translog::Leaf>& leaves) {
    const auto is_it = [&](const translog::Leaf& leaf) { return leaf.type == type; };
    std::vector<translog::Leaf> last;
    std::ranges::copy_if(leaves, std::back_inserter(last), is_it);
    std::erase_if(leaves, is_it);
    std::ranges::move(last, std::back_inserter(leaves));
  };
}

Lie both(const Lie& one, const Lie& other) {
  return [=](std::vector<translog::Leaf>& leaves) {
    one(leaves);
    other(leaves);
  };
}

// What bridges is adopted, what divides is not, and so the round is in part.
void tell(TestRound& test) {
  test.go_to("2026-04-09");
  ReportRound report{test.round, Outcome::adopted_in_part, "Some of it.", "It closes in March alone."};
  report.sets = {
      {StatementSet::bridges, {{test.statements[0], Vote::agree}}, Outcome::adopted, "It stays open."},
      {StatementSet::divides, {{test.statements[1]}}, Outcome::declined, "There are none."}};
  ASSERT_TRUE(test.act_on("respondent", report));
  test.go_to("2026-04-20");
}

TEST(AForgedReportOfARound, IsFoundOutInEachOfItsLies) {
  TestRound test;
  tell(test);
  EXPECT_THAT(findings(test), IsEmpty());
  const std::string one = test.statements[0].text;
  const auto reported = [](const char* member, const core::json::value& value) {
    return say("opinion_round.reported", member, value);
  };
  const std::vector<std::pair<const char*, Lie>> lies = {
      {"a set of statements that there is not",
       both(say_of_set("divides", "set", "neither"), reported("sets", array{"bridges", "neither"}))},
      {"a set of statements is answered twice",
       both(say_of_set("divides", "set", "bridges"), reported("sets", array{"bridges", "bridges"}))},
      {"one statement stands twice", say_of_set("bridges", "statements", array{one, one})},
      {"one statement stands twice", say_of_set("divides", "statements", array{one})},
      {"what all groups say", say_of_set("bridges", "all", array{})},
      {"what all groups say", say_of_set("bridges", "all", array{"pass"})},
      {"what all groups say", say_of_set("divides", "all", array{"agree"})},
      {"its outcome is none", reported("outcome", "deferred")},
      {"its outcome is none", reported("outcome", "")},
      {"a set of its statements is adopted",
       both(reported("outcome", "declined"), reported("what_changed", ""))},
      {"a set of its statements is not", reported("outcome", "adopted")},
      {"does not say what changed", reported("what_changed", "")},
      {"before the round is closed", leave_out("opinion_round.closed")},
      {"before the round is closed", put_last("opinion_round.closed")},
      {"it is reported before it closed", put_last("opinion_round.closed")},
      {"after the report", put_last("opinion_round.answered")},
      {"on another day than the report's",
       [](std::vector<translog::Leaf>& leaves) {
         for (translog::Leaf& leaf : leaves)
           if (leaf.type == "opinion_round.answered") leaf.day = day("2026-04-08");
       }},
      {"the round is not reported", leave_out("opinion_round.reported")},
      {"of a round that the log has not opened", leave_out("opinion_round.opened")},
  };
  for (const auto& [what, lie] : lies) EXPECT_THAT(findings(test, lie), Contains(HasSubstr(what))) << what;
}

TEST(AForgedReportOfARound, AnswersNothingInARoundThatIsVoid) {
  TestRound test;
  tell(test);
  const Lie voids = [](std::vector<translog::Leaf>& leaves) {
    for (translog::Leaf& leaf : leaves)
      if (leaf.type == "opinion_round.closed") {
        leaf.type = "opinion_round.voided";
        leaf.public_part = core::json::object{{"reason", "We asked too early."}};
      }
  };
  EXPECT_THAT(findings(test, voids), Contains(HasSubstr("a round is reported that is void")));
  EXPECT_THAT(findings(test, both(voids, leave_out("opinion_round.reported"))),
              ElementsAre(HasSubstr("the round is not reported")));
}

TEST(AForgedReportOfABriefing, IsFoundOutWhereItSaysThatSomethingWasDecided) {
  TestRound test;
  OpenOpinionRound act = test.opening();
  act.mandate.level = Level::inform;
  act.mandate.may_change = kNothing;
  ASSERT_TRUE(test.act_on("respondent", act));
  test.go_to("2026-04-09");
  ReportRound report{act.id, std::nullopt, "They were heard."};
  report.sets = {{StatementSet::divides, {{act.statements[0].id}}, std::nullopt, "We see both."}};
  ASSERT_TRUE(test.act_on("respondent", report));
  EXPECT_THAT(findings(test), IsEmpty());
  EXPECT_THAT(findings(test, say("opinion_round.reported", "outcome", "declined")),
              ElementsAre(HasSubstr("its outcome is none")));
  EXPECT_THAT(findings(test, say("opinion_round.answered", "outcome", "declined")),
              ElementsAre(HasSubstr("its outcome is none")));
}

// Another mandate while people vote: judged is the first.
TEST(AForgedRound, IsFoundOutWhereItIsOpenedASecondTime) {
  TestRound test;
  tell(test);
  const Lie again = [](std::vector<translog::Leaf>& leaves) {
    const auto opened = std::ranges::find(leaves, "opinion_round.opened", &translog::Leaf::type);
    translog::Leaf second = *opened;
    second.public_part->at("mandate").get_object()["may_change"] = kNothing;
    second.public_part->at("mandate").get_object()["hear_by"] = "2026-04-19";
    const auto closed = std::ranges::find(leaves, "opinion_round.closed", &translog::Leaf::type);
    second.day = closed->day;
    leaves.insert(closed, std::move(second));
  };
  EXPECT_THAT(findings(test, again), ElementsAre(HasSubstr("a round is opened a second time")));
}

TEST(AForgedRound, IsFoundOutWhereItPutsOffWhatPeopleHear) {
  TestRound test;
  const auto heard_by = [](const char* on) -> Lie {
    return [on](std::vector<translog::Leaf>& leaves) {
      for (translog::Leaf& leaf : leaves)
        if (leaf.type == "opinion_round.opened") leaf.public_part->at("mandate").get_object()["hear_by"] = on;
    };
  };
  EXPECT_THAT(findings(test, heard_by("2026-04-19")), IsEmpty());
  EXPECT_THAT(findings(test, heard_by("2026-04-20")),
              ElementsAre(HasSubstr("by the policy they hear it by 2026-04-19")));
}

}  // namespace
}  // namespace demur::service::testing
