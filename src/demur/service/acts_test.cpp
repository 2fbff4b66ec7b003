#include "demur/service/acts.hpp"

#include <gmock/gmock.h>

#include "demur/service/joining.hpp"
#include "demur/service/reading.hpp"
#include "demur/service/test_institution.hpp"
#include "demur/store/decisions.hpp"
#include "demur/store/dissents.hpp"
#include "demur/store/duties.hpp"
#include "demur/store/records.hpp"

namespace demur::service {
namespace {

using namespace domain;
using namespace testing;
using core::Code;
using core::Status;
using ::testing::HasSubstr;

// Everything that the database holds, row by row: what an act that failed must leave as it was.
std::string everything(TestInstitution& test) {
  std::string all;
  const Status read = test.house->store().read([&](const store::Reader& reader) -> Status {
    for (const char* table :
         {"office", "member", "appointment", "decision", "text_version", "dissent", "identity_opening",
          "signature", "disposition", "citation", "duty", "log_entries", "log_place", "log_tile",
          "log_checkpoint", "pending_leaf", "opening", "invitation"}) {
      const std::string count = std::string("SELECT count(*) FROM ") + table;
      all += std::string(table) + " " + std::to_string(DEMUR_TRY(reader.one<std::int64_t>(count)).value()) +
             "\n";
    }
    for (const Dissent& dissent : DEMUR_TRY(store::dissents_by_author(reader, test.people.at("author"))))
      all += std::string(word(dissent.state)) + "\n";
    for (const Duty& duty : DEMUR_TRY(store::unsettled_duties(reader)))
      all += core::to_string(duty.due_on) + "\n";
    return {};
  });
  EXPECT_TRUE(read) << read.error().what;
  return all;
}

Code code_of(const core::Result<Done>& done) {
  EXPECT_FALSE(done);
  return done ? Code::internal : done.error().code;
}

TEST(OneAct, IsOneTransaction) {
  TestInstitution test;
  const auto before = test.size();
  const FileDissent filed = test.file("author");
  EXPECT_EQ(test.size(), before) << "a filing waits for its batch";
  test.must("keeper", Acknowledge{filed.id});
  EXPECT_EQ(test.size(), before + 1);
  EXPECT_EQ(test.one<std::string>("SELECT state FROM dissent"), "acknowledged");
}

TEST(OneAct, LeavesNothingWhenWhatBelongsToItFails) {
  TestInstitution test;
  const FileDissent filed = test.file("author");
  const std::string before = everything(test);
  const auto done =
      perform(*test.house, test.people.at("keeper"), Acknowledge{filed.id},
              [](store::Transaction&) { return Status(core::fail(Code::internal, "no room")); });
  EXPECT_EQ(code_of(done), Code::internal);
  EXPECT_EQ(everything(test), before);
}

TEST(OneAct, LeavesNothingWhenARowCannotBeSaved) {
  TestInstitution test;
  FileDissent filing = test.filing();
  ASSERT_TRUE(test.house->store().write([](store::Transaction& transaction) -> Status {
    DEMUR_TRY(
        transaction.execute("CREATE TRIGGER full BEFORE INSERT ON pending_leaf "
                            "BEGIN SELECT RAISE(ABORT, 'the disk is full'); END"));
    return {};
  }));
  const std::string before = everything(test);
  EXPECT_FALSE(test.act("author", filing));
  EXPECT_EQ(everything(test), before);
}

TEST(OneAct, LeavesNothingWhenItIsRefused) {
  TestInstitution test;
  const FileDissent filed = test.file("author");
  const std::string before = everything(test);
  EXPECT_EQ(code_of(test.act("colleague", Acknowledge{filed.id})), Code::not_found);
  EXPECT_EQ(code_of(test.act("recused", Acknowledge{filed.id})), Code::forbidden);
  EXPECT_EQ(code_of(test.act("outsider", test.answer(filed.id))), Code::not_found);
  EXPECT_EQ(code_of(test.act("auditor", test.filing())), Code::forbidden);
  EXPECT_EQ(code_of(test.act("colleague", CoSign{filed.id, "not the invitation"})), Code::not_found);
  EXPECT_EQ(everything(test), before);
}

TEST(OneAct, IsMadeOnceHoweverOftenItIsSent) {
  TestInstitution test;
  const FileDissent filing = test.filing();
  const Answer answer = test.answer(filing.id);
  const std::vector<std::pair<std::string, Act>> story = {
      {"author", filing},
      {"cosigner", CoSign{filing.id, filing.invitation}},
      {"keeper", Acknowledge{filing.id}},
      {"keeper", OpenIdentity{filing.id, "To ask the author for the sources."}},
      {"respondent", Extend{filing.id, day("2026-05-20"), "The railway's figures come in May."}},
      {"respondent", answer},
      {"author", SetLastWord{filing.id, Verdict::maintained, "The railway has no room."}}};
  for (const auto& [who, act] : story) {
    EXPECT_FALSE(test.must(who, act).already_done);
    const std::string before = everything(test);
    EXPECT_TRUE(test.must(who, act).already_done) << "act " << act.index();
    EXPECT_EQ(everything(test), before) << "act " << act.index();
  }
}

TEST(OneAct, AnAnswerThatComesFirstAcknowledgesTooOnRecord) {
  TestInstitution test;
  const FileDissent filed = test.file("author");
  test.must("respondent", test.answer(filed.id));
  const auto leaves = test.leaves();
  ASSERT_GE(leaves.size(), 2U);
  EXPECT_EQ(leaves[leaves.size() - 2].type, "dissent.acknowledged");
  EXPECT_EQ(leaves.back().type, "disposition.published");
}

TEST(OneAct, ANewAnswerSupersedesTheDeferralBeforeIt) {
  TestInstitution test;
  const FileDissent filed = test.file("author");
  Answer deferral = test.answer(filed.id);
  deferral.outcome = Outcome::deferred;
  deferral.deferred_until = day("2026-04-01");
  test.must("respondent", deferral);
  test.must("respondent", test.answer(filed.id));
  EXPECT_EQ(
      test.one<std::string>("SELECT group_concat(state) FROM (SELECT state FROM disposition ORDER BY state)"),
      "published,superseded");
}

TEST(FilingUnderAnId, OfSomebodyElsesDissentIsAConflict) {
  TestInstitution test;
  const FileDissent theirs = test.file("author");
  FileDissent mine = test.filing();
  mine.id = theirs.id;
  EXPECT_EQ(code_of(test.act("colleague", mine)), Code::conflict);
}

// The ids of sealed leaves are public; whether one is a dissent, a co-signature or padding is not.
TEST(FilingUnderAnId, DoesNotTellADissentFromPadding) {
  TestInstitution test;
  const FileDissent theirs = test.file("author");
  test.must("cosigner", CoSign{theirs.id, theirs.invitation});
  ASSERT_TRUE(publish(*test.house));
  int sealed = 0;
  for (const auto& leaf : test.leaves()) {
    if (leaf.type != "sealed") continue;
    ++sealed;
    FileDissent mine = test.filing();
    mine.id = DissentId{leaf.id};
    const Status tried = would_allow(*test.house, test.member("colleague"), mine);
    const auto filed = test.act("colleague", mine);
    ASSERT_FALSE(tried);
    ASSERT_FALSE(filed);
    EXPECT_EQ(tried.error().code, Code::conflict);
    EXPECT_EQ(tried.error().what, filed.error().what);
    EXPECT_THAT(filed.error().what, HasSubstr("This form was used before"));
    mine.text = "";  // the order in which faults are found tells nothing either
    EXPECT_EQ(code_of(test.act("colleague", mine)), Code::conflict);
  }
  EXPECT_EQ(sealed, 8);
  EXPECT_TRUE(publish(*test.house)) << "no used id may stand in the way of a batch";
}

TEST(FilingUnderAnId, OfALeafIsRefusedForEveryKindOfRecord) {
  TestInstitution test;
  const FileDissent filed = test.file("author");
  ASSERT_TRUE(publish(*test.house));
  const std::string before = everything(test);
  EXPECT_EQ(code_of(test.act("respondent", RegisterDecision{.id = DecisionId{filed.id.text},
                                                            .number = "1",
                                                            .title = "x",
                                                            .text = "x",
                                                            .text_hash = "",
                                                            .owner = test.offices[kNorth]})),
            Code::conflict);
  EXPECT_EQ(code_of(test.act("founder", CreateOffice{OfficeId{filed.id.text}, "x"})), Code::conflict);
  Answer answer = test.answer(filed.id);
  answer.id = DispositionId{filed.id.text};
  EXPECT_EQ(code_of(test.act("respondent", answer)), Code::conflict);
  EXPECT_EQ(everything(test), before);
}

TEST(AnAnswer, UnderTheIdOfAnothersIsNotSilentlyDropped) {
  TestInstitution test;
  const FileDissent first = test.file("author");
  const FileDissent second = test.file("cosigner");
  const Answer answer = test.answer(first.id);
  test.must("respondent", answer);
  Answer again = test.answer(second.id);
  again.id = answer.id;
  EXPECT_EQ(code_of(test.act("respondent", again)), Code::conflict);
}

// Whoever holds an invitation's link chooses the password.
TEST(Inviting, SomebodyWhoIsAMemberAlreadyGivesNobodyALink) {
  TestInstitution test;
  const std::string before = everything(test);
  for (const char* victim : {"author", "founder"}) {
    const auto link = invite(*test.house, test.people.at("keeper"),
                             InviteMember{.id = test.people.at(victim),
                                          .login = "somebody.new",
                                          .name = "Somebody New",
                                          .office = test.offices[kLegal]});
    ASSERT_FALSE(link);
    EXPECT_EQ(link.error().code, Code::conflict);
  }
  EXPECT_EQ(everything(test), before);
}

TEST(Inviting, ShowsItsLinkOnce) {
  TestInstitution test;
  const InviteMember act{.id = MemberId::make(test.random),
                         .login = "new",
                         .name = "New Person",
                         .office = test.offices[kLegal]};
  ASSERT_TRUE(invite(*test.house, test.people.at("keeper"), act));
  const auto again = invite(*test.house, test.people.at("founder"), act);
  ASSERT_FALSE(again);
  EXPECT_EQ(again.error().code, Code::conflict);
}

TEST(Inviting, IsForCustodiansOnlyAndLeavesNoLinkOtherwise) {
  TestInstitution test;
  const std::string before = everything(test);
  EXPECT_FALSE(invite(*test.house, test.people.at("author"),
                      InviteMember{.id = MemberId::make(test.random),
                                   .login = "new",
                                   .name = "New Person",
                                   .office = test.offices[kLegal]}));
  EXPECT_EQ(everything(test), before);
}

TEST(TheLastCustodian, StaysUntilAnotherHasAccepted) {
  TestInstitution test;
  test.must("founder", Appoint{test.people.at("keeper"), {}});
  test.must("founder", Appoint{test.people.at("recused"), {}});
  EXPECT_EQ(code_of(test.act("founder", LeaveInstitution{test.people.at("founder")})), Code::conflict);
  const MemberId next = MemberId::make(test.random);
  test.must("founder", InviteMember{.id = next,
                                    .login = "next",
                                    .name = "Next Keeper",
                                    .office = test.offices[kLegal],
                                    .appointments = {{test.offices[kLegal], Role::custodian}}});
  EXPECT_EQ(code_of(test.act("founder", LeaveInstitution{test.people.at("founder")})), Code::conflict);
  test.people["next"] = next;
  test.must("next", AcceptInvitation{next});
  EXPECT_TRUE(test.act("founder", LeaveInstitution{test.people.at("founder")}));
}

TEST(AnOffice, ThatOwnsDecisionsIsMergedNotClosed) {
  TestInstitution test;
  const auto closed = test.act("founder", CloseOffice{test.offices[kNorth]});
  EXPECT_EQ(code_of(closed), Code::conflict);
  EXPECT_THAT(closed.error().what, HasSubstr("merge it"));
  const OfficeId empty = OfficeId::make(test.random);
  test.must("founder", CreateOffice{empty, "Empty Office"});
  EXPECT_TRUE(test.act("founder", CloseOffice{empty}));
}

TEST(AMergedOffice, PassesItsDutiesToItsHeirAndOnToTheHeirsHeir) {
  TestInstitution test;
  const FileDissent first = test.file("author");
  const FileDissent second = test.file("cosigner");
  test.must("founder", MergeOffice{test.offices[kNorth], test.offices[kLegal]});
  EXPECT_EQ(read_today(*test.house, test.member("outsider"))->due_from_me.size(), 2U);
  EXPECT_EQ(read_today(*test.house, test.member("respondent"))->due_from_me.size(), 0U);
  test.must("outsider", test.answer(first.id));
  EXPECT_EQ(code_of(test.act("respondent", test.answer(second.id))), Code::not_found)
      << "the office that is gone answers no more";

  const OfficeId last = OfficeId::make(test.random);
  test.must("founder", CreateOffice{last, "Ministry of Everything"});
  test.must("founder", MergeOffice{test.offices[kLegal], last});
  test.must("founder", Appoint{test.people.at("colleague"), {{last, Role::respondent}}});
  test.must("colleague", test.answer(second.id));
}

TEST(AMergedOffice, RecusesTheHeirsCustodians) {
  TestInstitution test;
  const FileDissent filed = test.file("author");
  test.must("founder", MergeOffice{test.offices[kNorth], test.offices[kSecretariat]});
  EXPECT_EQ(code_of(test.act("keeper", Acknowledge{filed.id})), Code::forbidden);
  EXPECT_EQ(code_of(test.act("recused", Acknowledge{filed.id})), Code::forbidden);
}

TEST(TheClocksOwnActs, HappenOnceHoweverOftenTheyAreAsked) {
  TestInstitution test;
  test.file("author");
  test.now = day("2026-03-06") + 9h;
  ASSERT_TRUE(settle_all(*test.house));
  EXPECT_EQ(test.count_of("duty.missed"), 1);
  const std::string before = everything(test);
  ASSERT_TRUE(settle_all(*test.house));
  EXPECT_EQ(everything(test), before);
}

TEST(TheClocksOwnActs, MissNothingOnTheDueDayItself) {
  TestInstitution test;
  test.file("author");
  test.now = day("2026-03-04") + 23h + 59min;  // two working days after Monday
  ASSERT_TRUE(settle_all(*test.house));
  EXPECT_EQ(test.count_of("duty.missed"), 0);
  test.now = day("2026-03-05") + 0h;
  ASSERT_TRUE(settle_all(*test.house));
  ASSERT_EQ(test.count_of("duty.missed"), 1);
  EXPECT_EQ(core::string_member(*test.leaves().back().public_part, "due").value(), "2026-03-04");
}

// Between midnight and the clock's next look at the duties, somebody may act.
TEST(TheClocksOwnActs, ComeBeforeALateAct) {
  TestInstitution test;
  const FileDissent filed = test.file("author");
  test.now = day("2026-03-05") + 0h;
  test.must("keeper", Acknowledge{filed.id});
  const auto leaves = test.leaves();
  EXPECT_EQ(leaves[leaves.size() - 2].type, "duty.missed");
  EXPECT_EQ(leaves.back().type, "dissent.acknowledged");
}

TEST(AClockThatGoesBack, StopsActsAndSaysWhy) {
  TestInstitution test;
  test.now = day("2026-03-01") + 12h;
  const std::string before = everything(test);
  const auto done = test.act("author", test.filing());
  EXPECT_EQ(code_of(done), Code::unavailable);
  EXPECT_THAT(done.error().what, HasSubstr("clock"));
  EXPECT_FALSE(settle_all(*test.house));
  EXPECT_FALSE(publish(*test.house));
  EXPECT_EQ(everything(test), before);
  ASSERT_FALSE(test.log_lines.empty());
  EXPECT_THAT(test.log_lines.back(), HasSubstr("clock_went_back"));
}

TEST(AClockThatGoesBack, IsNoticedAfterARestart) {
  TestInstitution test;
  test.house.reset();
  test.now = day("2026-03-01") + 12h;
  auto opened = Institution::open(test.folder / "data", test.environment());
  if (opened) {
    test.house = std::move(*opened);
    EXPECT_EQ(code_of(test.act("author", test.filing())), Code::unavailable);
  } else {
    EXPECT_THAT(opened.error().what, HasSubstr("clock"));
  }
}

// A clock that was ahead for a moment, while nobody recorded anything, does no harm.
TEST(AClockThatGoesBack, StopsNothingWhereNothingWasRecorded) {
  TestInstitution test;
  test.now = day("2027-01-01") + 9h;
  EXPECT_TRUE(would_allow(*test.house, test.member("author"), test.filing()));
  EXPECT_FALSE(test.act("colleague", Acknowledge{DissentId::make(test.random)}));
  test.now = day("2026-03-03") + 9h;
  EXPECT_TRUE(test.act("author", test.filing()));
}

}  // namespace
}  // namespace demur::service
