#include "demur/service/audit.hpp"

#include <gmock/gmock.h>

#include "demur/service/test_institution.hpp"

namespace demur::service {
namespace {

using namespace testing;
using core::json::object;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

// A log written by hand, by somebody who may lie. The days are those of the channel's policy: two
// working days to acknowledge, thirty from then to answer, sixty with an extension.
class Forged {
 public:
  Forged() {
    say("policy.in_force", "2026-03-02", {},
        {{"policy", "state-dissent"}, {"version", 1}, {"toml", daily_policy()}});
  }

  Forged& say(const std::string& type, const char* on, std::vector<std::string> refs, object said,
              std::string id = {}) {
    leaves_.push_back({.type = type,
                       .id = id.empty() ? core::random_id_text(random_) : id,
                       .day = day(on),
                       .refs = std::move(refs),
                       .commit = {},
                       .public_part = {}});
    if (!said.empty()) leaves_.back().public_part = std::move(said);
    return *this;
  }
  // A dissent's filing, as its leaf stands in the log.
  Forged& filed(const char* on, const char* id = kOne) { return say("sealed", on, {}, {}, id); }
  Forged& acknowledged(const char* on, const char* due, bool late, const char* id = kOne) {
    return say("dissent.acknowledged", on, {std::string("dissent:") + id}, {{"due", due}, {"late", late}});
  }
  Forged& answered(const char* on, const char* due, bool late, object also = {{"outcome", "declined"}}) {
    also["due"] = due;
    also["late"] = late;
    also.emplace("reasons", "It costs a ship.");
    return say("disposition.published", on, {std::string("dissent:") + kOne}, std::move(also));
  }
  Forged& missed(const char* on, const char* kind, const char* due) {
    return say("duty.missed", on, {std::string("dissent:") + kOne}, {{"kind", kind}, {"due", due}});
  }
  Forged& extended(const char* on, const char* before, const char* due) {
    return say("duty.extended", on, {std::string("dissent:") + kOne},
               {{"kind", "answer"}, {"due_before", before}, {"due", due}});
  }
  Forged& office(const char* on) { return say("office.created", on, {}, {{"name", "x"}}); }

  [[nodiscard]] std::vector<std::string> findings(const char* today = "2026-03-02") {
    RecordAudit audit;
    std::uint64_t index = 0;
    for (const auto& leaf : leaves_) {
      const std::string text = translog::format_leaf(leaf).value();
      const auto read = audit.read(index++, core::bytes_of(text));
      EXPECT_TRUE(read) << read.error().what;
    }
    figures = audit.finish(day(today));
    std::vector<std::string> said;
    for (const auto& finding : audit.findings()) said.push_back(finding.what);
    return said;
  }

  static constexpr const char* kOne = "aaaaaaaaaaaaaaaaaaaaaaaaaa";
  AuditFigures figures;

 private:
  core::Random random_ = core::seeded_random(7);
  std::vector<translog::Leaf> leaves_;
};

TEST(AnHonestStory, HasNoContradiction) {
  Forged log;
  log.filed("2026-03-02").acknowledged("2026-03-03", "2026-03-04", false);
  log.answered("2026-03-20", "2026-04-14", false).office("2026-06-01");
  EXPECT_THAT(log.findings(), IsEmpty());
  EXPECT_EQ(log.figures.acknowledged, 1);
  EXPECT_EQ(log.figures.answered, 1);
  EXPECT_EQ(log.figures.late_answers, 0);
}

TEST(AnHonestStory, OfLatenessThatIsAdmittedHasNoContradiction) {
  Forged log;
  log.filed("2026-03-02").missed("2026-03-05", "acknowledge", "2026-03-04");
  log.acknowledged("2026-03-09", "2026-03-04", true);
  log.missed("2026-04-16", "answer", "2026-04-15").answered("2026-05-01", "2026-04-15", true);
  EXPECT_THAT(log.findings(), IsEmpty());
  EXPECT_EQ(log.figures.late_acknowledgements, 1);
  EXPECT_EQ(log.figures.late_answers, 1);
  EXPECT_EQ(log.figures.missed, 2);
}

TEST(ALie, ThatALateAcknowledgementWasInTimeIsFound) {
  Forged log;
  log.filed("2026-03-02").missed("2026-03-05", "acknowledge", "2026-03-04");
  log.acknowledged("2026-03-09", "2026-03-04", false);
  EXPECT_THAT(log.findings(), ElementsAre(HasSubstr("late and does not say so")));
}

TEST(ALie, ThatTheDayWasALaterOneIsFound) {
  Forged log;
  log.filed("2026-03-02").acknowledged("2026-03-09", "2026-03-09", false);
  EXPECT_THAT(log.findings(), ::testing::Contains(HasSubstr("by the policy it was due on 2026-03-04")));
}

TEST(ALie, ThatAnAnswerInTimeWasLateIsFound) {
  Forged log;
  log.filed("2026-03-02").acknowledged("2026-03-03", "2026-03-04", false);
  log.answered("2026-03-20", "2026-04-14", true);
  EXPECT_THAT(log.findings(), ElementsAre(HasSubstr("says that it is late, and is not")));
}

TEST(ALie, OfSilenceAboutAMissIsFound) {
  Forged late;
  late.filed("2026-03-02").acknowledged("2026-03-09", "2026-03-04", true);
  EXPECT_THAT(late.findings(), ElementsAre(HasSubstr("was missed, and no record says so")));
  Forged never;
  never.filed("2026-03-02").acknowledged("2026-03-03", "2026-03-04", false).office("2026-06-01");
  EXPECT_THAT(never.findings(), ElementsAre(HasSubstr("none says that it was missed")));
  EXPECT_EQ(never.figures.open, 1);
  EXPECT_THAT(never.figures.overdue, ElementsAre(Forged::kOne));
}

TEST(ALie, OfAMissOnTheDueDayItselfIsNotOne) {
  Forged log;
  log.filed("2026-03-02").acknowledged("2026-03-03", "2026-03-04", false).office("2026-04-14");
  EXPECT_THAT(log.findings(), IsEmpty());
}

TEST(ALie, OfARecordPutBeforeItsTimeIsFound) {
  Forged log;
  log.office("2026-03-05").office("2026-03-04");
  EXPECT_THAT(log.findings(), ElementsAre(HasSubstr("2026-03-04, lies before 2026-03-05")));
}

TEST(ALie, OfAWaiverWithoutAReasonOrTwiceOrOnNothingIsFound) {
  const std::vector<std::string> meeting = {std::string("meeting:") + Forged::kOne};
  const object said = {{"kind", "reply"}, {"due", "2026-03-10"}, {"reason", "Fire."}};
  Forged log;
  log.say("duty.waived", "2026-03-05", meeting, said).say("duty.waived", "2026-03-05", meeting, said);
  log.say("duty.waived", "2026-03-05", meeting, {{"kind", "say_change"}, {"due", "2026-03-10"}});
  log.say("duty.waived", "2026-03-05", {"nothing:at_all"}, said);
  EXPECT_THAT(log.findings(), ElementsAre(HasSubstr("a second duty.waived"), HasSubstr("without a reason"),
                                          HasSubstr("on nothing")));
  EXPECT_EQ(log.figures.waived, 4);
}

TEST(ALie, OfAReviewThatWasWaivedWithoutBeingOwedIsFound) {
  const std::vector<std::string> decision = {std::string("decision:") + Forged::kOne};
  const object said = {{"kind", "review"}, {"due", "2027-03-10"}, {"reason", "Fire."}};
  Forged log;
  log.say("duty.waived", "2026-03-05", decision, said);
  EXPECT_THAT(log.findings(), ElementsAre(HasSubstr("waives a review that nobody owed")));
}

TEST(ALie, OfARecordThatCallsItselfAnAuthorsIsFound) {
  const std::vector<std::string> meeting = {std::string("meeting:") + Forged::kOne};
  const core::json::object author = {{"side", "author"}};
  const auto backdated = [&](const char* type, const core::json::object& said) {
    Forged log;
    log.office("2026-03-05").say(type, "2026-03-04", meeting, said);
    const auto findings = log.findings();
    return std::ranges::any_of(findings,
                               [](const auto& what) { return what.find("lies before") != what.npos; });
  };
  EXPECT_FALSE(backdated("meeting.minutes_signed", author)) << "it waited for its batch";
  EXPECT_FALSE(backdated("meeting.agreed", {})) << "the author may have signed last";
  EXPECT_TRUE(backdated("meeting.minutes_signed", {{"side", "owner"}}));
  for (const char* type : {"office.created", "dissent.acknowledged", "clearance.opened", "duty.waived"})
    EXPECT_TRUE(backdated(type, author)) << type;
}

TEST(ALie, OfASealedRecordOlderThanThePromiseAllowsIsFound) {
  Forged in_time;
  in_time.office("2026-03-05").filed("2026-03-04");
  EXPECT_THAT(in_time.findings(), IsEmpty());
  Forged backdated;
  backdated.office("2026-03-05").office("2026-03-07").filed("2026-03-03");
  EXPECT_THAT(backdated.findings(), ElementsAre(HasSubstr("lies before")));
}

// As soon as it is back it records what fell due, and then publishes what waited since.
TEST(AnHonestStory, OfAServerThatWasAwayHasNoContradiction) {
  Forged away;
  away.office("2026-03-04").office("2026-03-09").filed("2026-03-04").filed("2026-03-08");
  EXPECT_THAT(away.findings(), IsEmpty());
  Forged there_meanwhile;
  there_meanwhile.office("2026-03-04").office("2026-03-06").office("2026-03-09").filed("2026-03-04");
  EXPECT_THAT(there_meanwhile.findings(), ElementsAre(HasSubstr("lies before")));
}

TEST(ALie, OfAnAnswerToNothingIsFound) {
  Forged log;
  log.answered("2026-03-05", "2026-04-14", false).office("2026-03-09");
  EXPECT_THAT(log.findings(), ElementsAre(HasSubstr("not in the log")));
  Forged waiting;  // until its batch goes out
  waiting.answered("2026-03-05", "2026-04-14", false).office("2026-03-06");
  EXPECT_THAT(waiting.findings(), IsEmpty());
}

TEST(ALie, OfASecondAcknowledgementIsFound) {
  Forged log;
  log.filed("2026-03-02").acknowledged("2026-03-03", "2026-03-04", false);
  log.acknowledged("2026-03-04", "2026-03-04", false).answered("2026-03-20", "2026-04-14", false);
  EXPECT_THAT(log.findings(), ::testing::Contains(HasSubstr("a second dissent.acknowledged")));
}

TEST(ALie, OfASecondExtensionIsFound) {
  Forged log;
  log.filed("2026-03-02").acknowledged("2026-03-03", "2026-03-04", false);
  log.extended("2026-04-01", "2026-04-14", "2026-04-20").extended("2026-04-02", "2026-04-14", "2026-04-21");
  EXPECT_THAT(log.findings(), ::testing::Contains(HasSubstr("a second duty.extended")));
}

TEST(ALie, OfAnExtensionThatThePolicyDoesNotGiveIsFound) {
  const auto told = [](const char* on, const char* before, const char* due) {
    Forged log;
    log.filed("2026-03-02").acknowledged("2026-03-03", "2026-03-04", false).extended(on, before, due);
    return log.findings();
  };
  EXPECT_THAT(told("2026-04-01", "2026-04-14", "2026-05-20"), IsEmpty());
  EXPECT_THAT(told("2026-04-01", "2026-04-14", "2026-12-01"),
              ElementsAre(HasSubstr("beyond what the policy")));
  EXPECT_THAT(told("2026-04-01", "2026-04-14", "2026-04-14"),
              ElementsAre(HasSubstr("beyond what the policy")));
  EXPECT_THAT(told("2026-04-15", "2026-04-14", "2026-05-20"),
              ElementsAre(HasSubstr("after the day had passed")));
  EXPECT_THAT(told("2026-04-01", "2026-04-20", "2026-05-20"), ElementsAre(HasSubstr("misstates the day")));
  EXPECT_THAT(told("2026-04-01", "2026-04-14", "soon"), ElementsAre(HasSubstr("without a day")));
}

TEST(ALie, OfASecondAnswerWithoutADeferralIsFound) {
  Forged log;
  log.filed("2026-03-02").acknowledged("2026-03-03", "2026-03-04", false);
  log.answered("2026-03-20", "2026-04-14", false).answered("2026-03-23", "2026-04-14", false);
  EXPECT_THAT(log.findings(), ElementsAre(HasSubstr("answered a second time")));
}

TEST(ALie, OfAnAnswerThatIsNoneOrOfAnEndBeforeItsDayIsFound) {
  const auto closed = [](const char* on, const char* outcome) {
    Forged log;
    log.filed("2026-03-02").acknowledged("2026-03-03", "2026-03-04", false);
    log.answered("2026-03-20", "2026-04-14", false, {{"outcome", outcome}});
    log.say("dissent.closed", on, {std::string("dissent:") + Forged::kOne}, {{"by", "clock"}});
    return log.findings();
  };
  EXPECT_THAT(closed("2026-04-20", "declined"), IsEmpty());
  EXPECT_THAT(closed("2026-04-19", "declined"), ElementsAre(HasSubstr("author's last word")));
  EXPECT_THAT(closed("2026-04-20", "noted"), ElementsAre(HasSubstr("none that the channel has")));
}

TEST(ALie, AboutTheDayOfADeferralIsFound) {
  const auto told = [](const char* on, const char* due, bool late, bool admitted) {
    Forged log;
    log.filed("2026-03-02").acknowledged("2026-03-03", "2026-03-04", false);
    log.answered("2026-03-20", "2026-04-14", false,
                 {{"outcome", "deferred"}, {"deferred_until", "2026-05-01"}});
    if (admitted) log.missed("2026-05-02", "decide", "2026-05-01");
    log.answered(on, due, late);
    return log.findings();
  };
  EXPECT_THAT(told("2026-04-30", "2026-05-01", false, false), IsEmpty());
  EXPECT_THAT(told("2026-05-04", "2026-05-01", true, true), IsEmpty());
  EXPECT_THAT(told("2026-05-04", "2026-05-01", false, true),
              ElementsAre(HasSubstr("late and does not say so")));
  EXPECT_THAT(told("2026-05-04", "2026-05-01", true, false), ElementsAre(HasSubstr("no record says so")));
  EXPECT_THAT(told("2026-04-30", "2026-06-01", false, false), ElementsAre(HasSubstr("due on 2026-05-01")));
}

TEST(ALie, OfADeferralThatNobodyDecidesIsFound) {
  Forged log;
  log.filed("2026-03-02").acknowledged("2026-03-03", "2026-03-04", false);
  log.answered("2026-03-20", "2026-04-14", false,
               {{"outcome", "deferred"}, {"deferred_until", "2026-05-01"}});
  log.office("2026-05-04");
  EXPECT_THAT(log.findings(), ElementsAre(HasSubstr("none says that it was missed")));
}

TEST(ALie, OfAMissThatWasNoneIsFound) {
  Forged log;
  log.filed("2026-03-02").acknowledged("2026-03-03", "2026-03-04", false);
  log.missed("2026-03-20", "answer", "2026-03-19");
  EXPECT_THAT(log.findings(), ::testing::Contains(HasSubstr("was missed")));
}

TEST(ALog, WithoutItsPolicyCannotBeRecomputedAndSaysSo) {
  RecordAudit audit;
  const std::string text = translog::format_leaf({.type = "office.created",
                                                  .id = Forged::kOne,
                                                  .day = day("2026-03-02"),
                                                  .refs = {},
                                                  .commit = {},
                                                  .public_part = {}})
                               .value();
  ASSERT_TRUE(audit.read(0, core::bytes_of(text)));
  (void)audit.finish(day("2026-03-02"));
  ASSERT_EQ(audit.findings().size(), 1U);
  EXPECT_THAT(audit.findings().front().what, HasSubstr("no policy"));
}

TEST(ALog, OfAnotherFormIsAnError) {
  for (const char* text : {"", "{}", "hello", R"({"v":2})"}) {
    RecordAudit audit;
    const auto read = audit.read(3, core::bytes_of(std::string_view(text)));
    ASSERT_FALSE(read) << text;
    EXPECT_THAT(read.error().what, HasSubstr("leaf 3"));
  }
}

}  // namespace
}  // namespace demur::service
