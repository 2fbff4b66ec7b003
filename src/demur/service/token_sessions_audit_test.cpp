// Sessions of which nothing is recorded, as the logs alone tell of them; and what of who asked and voted is
// nowhere.
#include <gmock/gmock.h>

#include "demur/core/fixed_bytes.hpp"
#include "demur/service/test_token_audit.hpp"
#include "demur/service/test_token_session.hpp"

namespace demur::service {
namespace {

using domain::CancelMeeting;
using domain::HoldMeeting;
using domain::MoveMeeting;
using testing::audit;
using testing::audit_records;
using testing::audit_tokens;
using ::testing::Contains;
using testing::day;
using testing::Forgery;
using testing::Forging;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using testing::on_each;
using testing::on_first;
using testing::Read;
using testing::TokenSession;
using Collected = testing::CollectedSession;

struct Told : Collected {
  Told() {
    vote(4);
    go_to("2026-03-23");
    EXPECT_TRUE(publish_counts(*house));  // as the server does daily: the key ends
    EXPECT_TRUE(act_on("respondent", HoldMeeting{session}));
  }
};

TEST(TheAuditOfQuestionsByToken, FindsNothingWhereAllWasInOrderAndCountsThem) {
  Told test;
  const Read read = audit(test);
  EXPECT_THAT(read.findings, IsEmpty());
  EXPECT_EQ(read.meetings.by_token, 1);
  EXPECT_EQ(read.meetings.voters, 4);
  EXPECT_EQ(read.meetings.asked, 3);
  EXPECT_EQ(read.anonymous.voted, 4U);
}

// In the place of a leaf of that day that means nothing; gathered all the same where it would be late.
Forging rejects(const Told& test, const char* on, const char* by) {
  const bool is_late = std::string_view(by) == "clock" && day(on) > day("2026-03-19");
  return
      [=, seen = 0, id = test.questions[0].text, session = test.session.text](translog::Leaf& leaf) mutable {
        if (leaf.type == "meeting.gathered" && !is_late) {
          auto& ids = leaf.public_part->at("questions").as_array();
          ids.erase(std::ranges::find(ids, core::json::value(id)));
        }
        if (leaf.type != "sealed" || leaf.day != day(on) || seen++ > 0) return true;
        leaf.type = "question.rejected";
        leaf.refs = {"meeting:" + session, "question:" + id};
        leaf.public_part = core::json::object{{"by", by}, {"reason", "It came late."}};
        return true;
      };
}

// In the place of leaves of a day that mean nothing: to a day before its questions are gathered, and back.
Forging moves(const Told& test) {
  return [seen = 0, session = test.session.text](translog::Leaf& leaf) mutable {
    if (leaf.type != "sealed" || leaf.day != day("2026-03-03") || seen > 1) return true;
    leaf.type = "meeting.moved";
    leaf.refs = {"meeting:" + session};
    leaf.public_part = core::json::object{{"on", seen++ == 0 ? "2026-03-12" : "2026-03-20"}};
    return true;
  };
}

std::vector<Forgery> forged_questions(const Told& test) {
  const auto is_of = [](const translog::Leaf& leaf, const char* type) { return leaf.type == type; };
  return {{"a question left out", "were not rejected",
           on_first("anonymous.proposed", [](translog::Leaf&) { return false; })},
          {"a question made up", "were not rejected",
           on_each({"meeting.gathered"},
                   [](translog::Leaf& leaf) {
                     leaf.public_part->at("questions").as_array().emplace_back(std::string(26, 'a'));
                   })},
          {"a question rejected that came in time", "came in time and found room",
           rejects(test, "2026-03-03", "clock")},
          {"moved, and back", "its questions are not gathered yet", moves(test)},
          {"a question rejected by somebody", "not by the clock", rejects(test, "2026-03-21", "custodian")},
          {"a question rejected and gathered", "is gathered that was rejected",
           rejects(test, "2026-03-21", "clock")},
          {"never gathered", "before the questions are gathered",
           [=](translog::Leaf& leaf) { return !is_of(leaf, "meeting.gathered"); }},
          {"never gathered, and nobody voted", "none says that they are gathered",
           [=](translog::Leaf& leaf) {
             return !is_of(leaf, "meeting.gathered") && !is_of(leaf, "anonymous.voted");
           }},
          {"more questions than people may ask", "3 tokens asked questions, and 0 people were eligible",
           testing::with_eligible(0)},
          {"before a session that promises less", "its mandate does not promise that",
           on_each({"meeting.announced"},
                   [](translog::Leaf& leaf) {
                     leaf.public_part->at("mandate").as_object()["attribution"] = "chatham_house";
                   })},
          {"no time to ask", "leave no time for questions",
           on_each({"meeting.announced"}, [](translog::Leaf& leaf) { leaf.day = day("2026-03-11"); })}};
}

TEST(TheAuditOfQuestionsByToken, FindsEachContradiction) {
  Told test;
  expect_each_is_found(test, testing::forged_ballots("meeting.gathered"));
  expect_each_is_found(test, forged_questions(test));
}

TEST(TheAuditOfQuestionsByToken, TakesAsManyVotersAsPeople) {
  Told test;
  EXPECT_THAT(audit(test, testing::with_eligible(4)).findings, IsEmpty());
}

TEST(TheAuditOfQuestionsByToken, TakesALogFromBeforeItSaidHowManyWereEligible) {
  Told test;
  const Read read = audit(test, [](translog::Leaf& leaf) {
    if (leaf.type.starts_with("meeting.")) leaf.public_part->erase("eligible");
    return true;
  });
  EXPECT_THAT(read.findings, IsEmpty());
  EXPECT_EQ(read.meetings.unlimited, 1) << "and says that nothing holds it";
}

// Whoever makes up voters would leave out how many might vote.
TEST(TheAuditOfQuestionsByToken, FindsASessionThatDoesNotSayHowManyWereEligibleWhenOthersDid) {
  Told test;
  const auto second = domain::MeetingId::make(test.random);
  auto act = test.announcement_of(test.offices.at(testing::kNorth));
  act.id = second;
  act.venue.starts = day("2026-04-20") + std::chrono::hours{14};
  act.mandate.hear_by = day("2026-05-10");
  ASSERT_TRUE(test.act_on("respondent", act));
  const auto without = [&](std::vector<std::string> ids, const core::json::value& instead) {
    return audit(test, [&, ids](translog::Leaf& leaf) {
      if (leaf.type != "meeting.announced" || std::ranges::find(ids, leaf.id) == ids.end()) return true;
      leaf.public_part->erase("eligible");
      if (!instead.is_null()) (*leaf.public_part)["eligible"] = instead;
      return true;
    });
  };
  EXPECT_EQ(without({}, {}).meetings.unlimited, 0);
  for (const core::json::value& instead : {core::json::value(), core::json::value("12")})
    EXPECT_THAT(without({second.text}, instead).findings,
                ::testing::ElementsAre(HasSubstr("does not say how many might vote")));
  const Read neither = without({test.session.text, second.text}, {});
  EXPECT_THAT(neither.findings, IsEmpty());
  EXPECT_EQ(neither.meetings.unlimited, 2);
}

// As large as its operator likes, beside that of everybody.
TEST(TheAuditOfVotesAndQuestions, FindsAKeyForAnotherGroupThanEverybody) {
  Told test;
  const std::string cosign = "cosign:" + std::string(26, 'a');
  for (const std::string& scope : {test.vote_scope(), test.propose_scope(), cosign}) {
    auto keys = testing::keys_log_of(test);
    anonymity::IssuerKeyRecord second;
    for (const std::string& text : keys)
      if (const auto record = anonymity::parse_record(text).value();
          const auto* issuer = std::get_if<anonymity::IssuerKeyRecord>(&record))
        if (issuer->scope == scope || (scope == cosign && issuer->scope == test.vote_scope()))
          second = *issuer;
    second.scope = scope;
    second.klass = "office-" + test.offices.at(testing::kNorth).text;
    second.moduli.front()[5] ^= 1U;
    keys.push_back(anonymity::format_record(second).value());
    EXPECT_THAT(audit_tokens(test, test.leaf_texts(), keys).findings,
                ::testing::ElementsAre(HasSubstr("where everybody has one")))
        << scope;
  }
}

// What its house does with the thousandth, and with what a drop promised and brings later.
TEST(TheAuditOfQuestionsByToken, TakesAFullSessionAndWhatCameLate) {
  TokenSession test;
  constexpr int kMore = domain::kMostTokenQuestions - 3;
  ASSERT_TRUE(test.house->store().write([&](store::Transaction& transaction) -> core::Status {
    for (int i = 0; i < kMore; ++i)
      DEMUR_TRY(store::add_token_question(transaction, {.id = domain::QuestionId::make(test.random),
                                                        .meeting = test.session,
                                                        .text = "More?",
                                                        .asked_on = day("2026-03-02")}));
    return {};
  }));
  const auto full = test.question("One too many?");
  const auto late = test.question("Too late?");
  EXPECT_TRUE(test.take(full).value());
  EXPECT_FALSE(test.take(full).value());
  test.go_to("2026-03-20");
  EXPECT_TRUE(test.take(late).value());
  test.go_to("2026-03-24");
  EXPECT_EQ(test.one<int>("SELECT count(*) FROM question"), domain::kMostTokenQuestions);
  std::vector<std::string> reasons;
  for (const auto& leaf : test.leaves())
    if (leaf.type == "question.rejected") reasons.push_back(said_text(*leaf.public_part, "reason"));
  EXPECT_THAT(reasons, ::testing::ElementsAre(HasSubstr("There are 1,000 questions"),
                                              HasSubstr("after the questions were gathered")));
  // A token stands behind each in a log: as many more of them, from a house of that many people.
  const auto with_more = [&](int more) {
    std::vector<std::string> leaves;
    for (translog::Leaf leaf : test.leaves()) {
      if (leaf.public_part && leaf.public_part->contains("eligible")) (*leaf.public_part)["eligible"] = 400;
      leaves.push_back(translog::format_leaf(leaf).value());
      for (; leaf.type == "anonymous.proposed" && more > 0; --more) leaves.push_back(leaves.back());
    }
    return audit_records(test, leaves).findings;
  };
  EXPECT_THAT(with_more(kMore), IsEmpty());
  EXPECT_THAT(with_more(kMore - 1), Contains(HasSubstr("were not rejected")));
  EXPECT_THAT(with_more(kMore - 2), Contains(HasSubstr("found room")));
}

TEST(TheAuditOfQuestionsByToken, TakesASessionThatIsCalledOffBeforeOrAfterItsQuestionsAreGathered) {
  for (const char* on : {"2026-03-10", "2026-03-20"}) {
    Collected test;
    test.vote(4);
    const auto late = test.question("Too late?");
    ASSERT_TRUE(test.act_on("respondent", MoveMeeting{test.session,
                                                      {.starts = day("2026-03-25") + std::chrono::hours{14},
                                                       .minutes = 60,
                                                       .place = "Room 4"}}));
    test.go_to(on);
    ASSERT_TRUE(test.act_on("respondent", CancelMeeting{test.session, "The minister is abroad."}));
    EXPECT_TRUE(test.take(late).value());
    test.go_to("2026-04-20");
    ASSERT_TRUE(publish_counts(*test.house));
    const Read read = audit(test);
    EXPECT_THAT(read.findings, IsEmpty()) << on;
    EXPECT_EQ(read.meetings.cancelled, 1);
    EXPECT_EQ(read.meetings.voters, std::string_view(on) == "2026-03-20" ? 4 : 0);
  }
}

// ---- who asked, and who voted

// The same tokens, given to other members: the k-th that is asked votes like the k-th of the other run.
struct Voters : TokenSession {
  explicit Voters(std::size_t shift) {
    everybody_collects(vote_scope(), shift);
    go_to("2026-03-10");
    for (std::size_t i = 0; i < 5; ++i)
      EXPECT_TRUE(take(ballot(spare[i], 1, {{0, 1}, {2, i < 2 ? 1 : 0}})).value());
    go_to("2026-03-23");
    while (part_ended_ballots(*house).value()) {
    }
  }
};

TEST(TwoRunsThatDifferOnlyInWhoVotedBeforeASession, LeaveTheSameLogAndTheSameRowsOutsideTheIssuing) {
  Voters one(0);
  Voters other(5);
  expect_the_same_but_who_has_which_token(one, other);
}

// So it is with who asks.
struct Askers : TokenSession {
  explicit Askers(std::size_t shift) : TokenSession(12, shift) {
    go_to("2026-03-10");
    for (std::size_t i = 0; i < 3; ++i)
      EXPECT_TRUE(take(question("Question " + std::to_string(i) + "?")).value());
    go_to("2026-03-20");
    EXPECT_TRUE(take(question("Too late?")).value());
    go_to("2026-03-23");
  }
};

TEST(TwoRunsThatDifferOnlyInWhoAskedBeforeASession, LeaveTheSameLogAndTheSameRowsOutsideTheIssuing) {
  Askers one(0);
  Askers other(5);
  expect_the_same_but_who_has_which_token(one, other);
}

}  // namespace
}  // namespace demur::service
