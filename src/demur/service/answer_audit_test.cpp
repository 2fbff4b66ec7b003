#include "demur/service/answer_audit.hpp"

#include <gmock/gmock.h>

#include "demur/service/test_institution.hpp"

namespace demur::service {
namespace {

using core::json::object;
using testing::day;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

domain::ChannelPolicy rules() {
  return domain::parse_policy(testing::daily_policy()).value();
}

using Findings = std::vector<std::string>;

FindAnswer into(Findings& findings) {
  return [&findings](std::uint64_t, const std::string& what) { findings.push_back(what); };
}

Findings of_answer(const char* outcome, const object& also, domain::ChannelPolicy policy = rules()) {
  RecordedEvent answer{3, day("2026-03-20"), {{"outcome", outcome}, {"reasons", "It costs a ship."}}};
  for (const auto& [name, value] : also) answer.said[name] = value;
  Findings findings;
  judge_answer(answer, policy, into(findings));
  return findings;
}

TEST(AnAnswerInTheLog, HasAnOutcomeOfTheChannelAndReasons) {
  EXPECT_THAT(of_answer("declined", {}), IsEmpty());
  EXPECT_THAT(of_answer("noted", {}), ElementsAre(HasSubstr("\"noted\", is none that the channel has")));
  EXPECT_THAT(of_answer("declined", {{"reasons", ""}}), ElementsAre(HasSubstr("without reasons")));
  domain::ChannelPolicy strict = rules();
  strict.outcomes = {domain::Outcome::adopted};
  EXPECT_THAT(of_answer("declined", {}, strict), ElementsAre(HasSubstr("none that the channel has")));
}

TEST(AnAnswerInTheLog, SaysWhatItsOutcomeAsksForAndNoOtherDoes) {
  for (const char* outcome : {"adopted", "adopted_in_part"}) {
    EXPECT_THAT(of_answer(outcome, {{"what_changed", "The day."}, {"changed_version", 2}}), IsEmpty());
    EXPECT_THAT(of_answer(outcome, {}), ElementsAre(HasSubstr("and not what changed")));
  }
  EXPECT_THAT(of_answer("declined", {{"what_changed", "The day."}}),
              ElementsAre(HasSubstr("not that anything was adopted")));
  EXPECT_THAT(of_answer("declined", {{"changed_version", 2}}),
              ElementsAre(HasSubstr("not that anything was adopted")));
  EXPECT_THAT(of_answer("out_of_scope", {{"belongs_to", "The court."}}), IsEmpty());
  EXPECT_THAT(of_answer("out_of_scope", {}), ElementsAre(HasSubstr("belongs somewhere else")));
  EXPECT_THAT(of_answer("declined", {{"belongs_to", "The court."}}),
              ElementsAre(HasSubstr("belongs somewhere else")));
  EXPECT_THAT(of_answer("deferred", {{"deferred_until", "2026-03-21"}}), IsEmpty());
  EXPECT_THAT(of_answer("deferred", {{"deferred_until", "2026-03-20"}}),
              ElementsAre(HasSubstr("a day that has come")));
  EXPECT_THAT(of_answer("declined", {{"deferred_until", "2026-03-21"}}),
              ElementsAre(HasSubstr("defers nothing")));
}

RecordedEvent at(std::uint64_t index, const char* on, const object& said = {}) {
  return {index, day(on), said};
}

// Answered on 20 March, so that the author's last word may come until 19 April, and closed by the clock.
RecordedCase closed(const char* on, const char* outcome = "declined") {
  RecordedCase one;
  one.answers = {at(3, "2026-03-20", {{"outcome", outcome}})};
  one.closed = at(5, on);
  return one;
}

Findings of_closing(const RecordedCase& one, const char* newest = "2026-06-01") {
  Findings findings;
  judge_closing(one, rules(), day(newest), into(findings));
  return findings;
}

TEST(AClosingInTheLog, FollowsTheAnswerAndTheDaysForALastWord) {
  EXPECT_THAT(of_closing(closed("2026-04-20")), IsEmpty());
  EXPECT_THAT(of_closing(closed("2026-04-19")), ElementsAre(HasSubstr("author's last word")));
  RecordedCase spoken = closed("2026-04-19");
  spoken.last_word = at(4, "2026-03-25");
  EXPECT_THAT(of_closing(spoken), ElementsAre(HasSubstr("author's last word")))
      << "which closes by itself, without a record";
  RecordedCase unanswered = closed("2026-04-20");
  unanswered.answers.front().index = 6;
  EXPECT_THAT(of_closing(unanswered), ElementsAre(HasSubstr("before it is answered")));
  unanswered.answers.clear();
  EXPECT_THAT(of_closing(unanswered), ElementsAre(HasSubstr("before it is answered")));
  RecordedCase withdrawn = closed("2026-04-20");
  withdrawn.withdrawn = at(4, "2026-03-25");
  EXPECT_THAT(of_closing(withdrawn), ElementsAre(HasSubstr("has withdrawn it")));
}

TEST(AClosingInTheLog, OfWhatWasPutOffWaitsForTheDecisionOrItsWaiver) {
  RecordedCase put_off = closed("2026-04-20", "deferred");
  EXPECT_THAT(of_closing(put_off), ElementsAre(HasSubstr("still owed")));
  put_off.waived.emplace("decide", at(6, "2026-04-20"));
  EXPECT_THAT(of_closing(put_off), ElementsAre(HasSubstr("still owed"))) << "waived after it was closed";
  put_off.waived.at("decide").index = 4;
  EXPECT_THAT(of_closing(put_off), IsEmpty());
  put_off.closed->day = day("2026-04-01");
  EXPECT_THAT(of_closing(put_off), ElementsAre(HasSubstr("author's last word")));
  EXPECT_THAT(of_closing(put_off, "2026-04-02"), IsEmpty()) << "its author's word may wait for its batch";
  put_off.last_word = at(9, "2026-04-01");
  EXPECT_THAT(of_closing(put_off), IsEmpty());
  put_off.last_word->day = day("2026-04-02");
  EXPECT_THAT(of_closing(put_off), ElementsAre(HasSubstr("author's last word")));
  put_off.answers.push_back(at(4, "2026-03-25", {{"outcome", "declined"}}));
  put_off.last_word->day = day("2026-03-22");
  EXPECT_THAT(of_closing(put_off), ElementsAre(HasSubstr("author's last word")))
      << "said on the first answer";
}

}  // namespace
}  // namespace demur::service
