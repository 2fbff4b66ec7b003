#include "demur/service/reading.hpp"

#include <gmock/gmock.h>

#include "demur/service/test_institution.hpp"

namespace demur::service {
namespace {

using namespace domain;
using namespace testing;
using core::Code;
using ::testing::HasSubstr;
using ::testing::Not;

// Every text that a reading holds.
std::string said(const SeenDissent& seen) {
  const Dissent& dissent = seen.dissent;
  std::string all = dissent.author.value_or(domain::MemberId{}).text + "|" + dissent.title + "|" +
                    dissent.text + "|" + dissent.would_change_my_mind + "|" + dissent.invitation + "|" +
                    seen.author_name + "|" + seen.answered_by + "|" + seen.receipt + "|";
  if (dissent.last_word) all += dissent.last_word->text + "|";
  if (seen.disposition) all += seen.disposition->confidential_note + "|";
  for (const IdentityOpening& opening : dissent.identity_openings) all += opening.reason + "|";
  for (const std::string& name : seen.signer_names) all += name + "|";
  if (seen.place) all += seen.place->leaf_hash;
  return all;
}

// What the consultation's table promises to each, by hand: e exists, t text, a author, n the note.
struct Promise {
  const char* login;
  const char* confidential;
  const char* named;
};
constexpr Promise kPromises[] = {
    {"author", "etan", "etan"},    {"cosigner", "et", "eta"}, {"colleague", "", ""},
    {"respondent", "etn", "etan"}, {"outsider", "", ""},      {"keeper", "et", "eta"},
    {"founder", "et", "eta"},      {"recused", "e", "e"},     {"auditor", "e", "e"},
};

bool promised(const char* promise, char what) {
  return std::string_view(promise).contains(what);
}

FileDissent tell(TestInstitution& test, Standing standing) {
  const FileDissent filed = test.file("author", standing);
  test.must("cosigner", CoSign{filed.id, filed.invitation});
  test.must("keeper", Acknowledge{filed.id});
  test.must("respondent", test.answer(filed.id));
  test.must("author", SetLastWord{filed.id, Verdict::maintained, "LASTWORD-CANARY"});
  return filed;
}

TEST(Seeing, GivesEachRoleWhatItIsPromisedAndNothingElse) {
  for (const Standing standing : {Standing::named, Standing::confidential}) {
    TestInstitution test;
    const FileDissent filed = tell(test, standing);
    for (const Promise& each : kPromises) {
      const char* promise = standing == Standing::named ? each.named : each.confidential;
      const auto seen = see_dissent(*test.house, test.member(each.login), filed.id);
      ASSERT_EQ(seen.has_value(), promised(promise, 'e')) << each.login;
      if (!seen) {
        EXPECT_EQ(seen.error().code, Code::not_found);
        continue;
      }
      const std::string all = said(*seen);
      for (const char* canary : {"TITLE-CANARY", "TEXT-CANARY", "MIND-CANARY", "LASTWORD-CANARY"})
        EXPECT_EQ(all.contains(canary), promised(promise, 't')) << each.login << " " << canary;
      EXPECT_EQ(all.contains("Ada Canary-Name"), promised(promise, 'a')) << each.login;
      EXPECT_EQ(all.contains(test.people["author"].text), promised(promise, 'a')) << each.login;
      EXPECT_EQ(all.contains("NOTE-CANARY"), promised(promise, 'n')) << each.login;
      EXPECT_EQ(all.contains(filed.invitation), std::string_view(each.login) == "author") << each.login;
      EXPECT_FALSE(all.contains("Cora Seconder")) << "one signature is below the threshold";
      EXPECT_FALSE(seen->signatures);
    }
  }
}

TEST(Seeing, TellsNobodyWhetherAHiddenDissentExists) {
  TestInstitution test;
  const FileDissent filed = test.file("author");
  const auto hidden = see_dissent(*test.house, test.member("colleague"), filed.id);
  const auto nothing = see_dissent(*test.house, test.member("colleague"), DissentId::make(test.random));
  ASSERT_FALSE(hidden);
  ASSERT_FALSE(nothing);
  EXPECT_EQ(hidden.error().what, nothing.error().what);
  EXPECT_EQ(hidden.error().code, nothing.error().code);
  const auto act = test.act("colleague", Acknowledge{filed.id});
  const auto none = test.act("colleague", Acknowledge{DissentId::make(test.random)});
  EXPECT_EQ(act.error().what, none.error().what);
  EXPECT_EQ(act.error().code, none.error().code);
}

TEST(Seeing, ByTheCoSigningLinkGivesTheTextAndNeverTheConfidentialAuthor) {
  TestInstitution test;
  const FileDissent filed = test.file("author");
  const auto seen = see_dissent(*test.house, test.member("colleague"), filed.id, filed.invitation);
  ASSERT_TRUE(seen);
  EXPECT_THAT(said(*seen), HasSubstr("TEXT-CANARY"));
  EXPECT_THAT(said(*seen), Not(HasSubstr("Canary-Name")));
  EXPECT_THAT(said(*seen), Not(HasSubstr(test.people["author"].text)));
  EXPECT_FALSE(see_dissent(*test.house, test.member("colleague"), filed.id, filed.invitation.substr(1)));
  EXPECT_FALSE(see_dissent(*test.house, test.member("colleague"), filed.id, ""));
}

TEST(Seeing, EndsWhenAMemberLeaves) {
  TestInstitution test;
  const FileDissent filed = test.file("author");
  test.must("founder", LeaveInstitution{test.people["keeper"]});
  EXPECT_FALSE(see_dissent(*test.house, test.member("keeper"), filed.id));
  EXPECT_FALSE(test.act("keeper", Acknowledge{filed.id}));
}

TEST(Seeing, ShowsTheNameToTheCustodianWhoOpenedItOnRecordAndToNoOther) {
  TestInstitution test;
  const FileDissent filed = test.file("author");
  test.must("keeper", OpenIdentity{filed.id, "REASON"});
  EXPECT_EQ(see_dissent(*test.house, test.member("keeper"), filed.id)->author_name, "Ada Canary-Name");
  EXPECT_EQ(see_dissent(*test.house, test.member("founder"), filed.id)->author_name, "");
  EXPECT_EQ(see_dissent(*test.house, test.member("author"), filed.id)->dissent.identity_openings.size(), 1U);
  EXPECT_EQ(see_dissent(*test.house, test.member("respondent"), filed.id)->dissent.identity_openings.size(),
            0U);
  EXPECT_EQ(test.count_of("identity.opened"), 1);
}

TEST(Signatures, AreHiddenBelowTheThresholdAndInNoOrderAbove) {
  std::vector<Worker> more = {
      {"s1", "Zoe", kLegal}, {"s2", "Yan", kLegal}, {"s3", "Xia", kLegal}, {"s4", "Ann", kLegal}};
  TestInstitution test(Start{.more = more});
  const FileDissent filed = test.file("author", Standing::named);
  for (const char* login : {"s1", "s2", "s3", "s4"}) test.must(login, CoSign{filed.id, filed.invitation});
  EXPECT_FALSE(see_dissent(*test.house, test.member("respondent"), filed.id)->signatures);
  test.must("cosigner", CoSign{filed.id, filed.invitation});
  const auto seen = see_dissent(*test.house, test.member("respondent"), filed.id).value();
  EXPECT_EQ(seen.signatures, 5);
  EXPECT_THAT(seen.signer_names, ::testing::ElementsAre("Ann", "Cora Seconder", "Xia", "Yan", "Zoe"));
}

// ---- lists

std::string said(const TodayReading& today) {
  std::string all;
  for (const auto* lines : {&today.due_from_me, &today.due_to_me, &today.all_duties})
    for (const DutyLine& line : *lines) all += line.title + "|";
  for (const auto* dissents : {&today.mine, &today.signed_by_me})
    for (const SeenDissent& seen : *dissents) all += said(seen);
  for (const PublishedAnswer& answer : today.answers)
    all += answer.dissent_title + answer.disposition.confidential_note + "|";
  return all;
}

TEST(Today, HoldsNothingThatTheMemberMayNotRead) {
  for (const Standing standing : {Standing::named, Standing::confidential}) {
    TestInstitution test;
    tell(test, standing);
    test.file("author", standing);  // one more, not yet acknowledged
    for (const Promise& each : kPromises) {
      const char* promise = standing == Standing::named ? each.named : each.confidential;
      const std::string all = said(read_today(*test.house, test.member(each.login)).value());
      if (!promised(promise, 't')) {
        for (const char* canary : {"TITLE-CANARY", "TEXT-CANARY", "LASTWORD-CANARY"})
          EXPECT_FALSE(all.contains(canary)) << each.login << " " << canary;
      }
      if (!promised(promise, 'a')) {
        EXPECT_FALSE(all.contains("Canary-Name")) << each.login;
      }
      if (std::string_view(each.login) != "author") {
        EXPECT_FALSE(all.contains("NOTE-CANARY")) << each.login;
      }
    }
  }
}

TEST(Today, TellsEachWhatIsDueFromThem) {
  TestInstitution test;
  test.file("author");
  const auto due = [&](const char* login) {
    std::string kinds;
    const auto today = read_today(*test.house, test.member(login));
    for (const DutyLine& line : today.value().due_from_me) kinds += std::string(word(line.duty.kind)) + " ";
    return kinds;
  };
  EXPECT_EQ(due("keeper"), "acknowledge ");
  EXPECT_EQ(due("respondent"), "answer ");
  EXPECT_EQ(due("recused"), "acknowledge ");
  for (const char* login : {"author", "cosigner", "colleague", "outsider", "auditor"})
    EXPECT_EQ(due(login), "");
  EXPECT_EQ(read_today(*test.house, test.member("author"))->due_to_me.size(), 2U);
  EXPECT_EQ(read_today(*test.house, test.member("auditor"))->all_duties.size(), 2U);
  EXPECT_EQ(read_today(*test.house, test.member("colleague"))->all_duties.size(), 0U);
}

TEST(ADecision, ListsOnlyTheDissentsThatTheMemberMayKnowOf) {
  TestInstitution test;
  test.file("author");
  for (const Promise& each : kPromises) {
    const auto page = read_decision(*test.house, test.member(each.login), test.decision).value();
    EXPECT_EQ(page.dissents.size(),
              promised(each.confidential, 'e') && std::string_view(each.login) != "cosigner" ? 1U : 0U)
        << each.login;
  }
}

// The number of dissents is shown to members from the floor on, and only of those that are published:
// a number that grew at once would tell everybody when somebody filed.
TEST(ADecision, CountsItsDissentsForMembersFromTheFloorOnAndBatchByBatch) {
  std::vector<Worker> more;
  const std::vector<std::string> logins = {"m1", "m2", "m3", "m4", "m5", "m6", "m7", "m8", "m9", "m10"};
  for (const auto& login : logins) more.push_back({login.c_str(), "Somebody", kLegal});
  TestInstitution test(Start{.more = more});
  const auto counts = [&](const char* login) {
    const Member who = test.member(login);
    const auto page = read_decision(*test.house, who, test.decision).value().count;
    EXPECT_EQ(read_decisions(*test.house, who).value().front().dissents, page);
    return page ? std::optional(page->number) : std::nullopt;
  };
  for (int i = 0; i < 9; ++i) test.file(logins[static_cast<std::size_t>(i)]);
  ASSERT_TRUE(publish(*test.house));
  EXPECT_EQ(counts("colleague"), std::nullopt);
  EXPECT_EQ(counts("m1"), std::nullopt);
  EXPECT_EQ(counts("outsider"), std::nullopt);
  EXPECT_EQ(counts("respondent"), 9);
  EXPECT_EQ(counts("keeper"), 9);
  EXPECT_EQ(counts("auditor"), 9);
  test.file("m10");
  EXPECT_EQ(counts("colleague"), std::nullopt) << "the tenth waits for its batch";
  EXPECT_EQ(counts("respondent"), 10);
  ASSERT_TRUE(publish(*test.house));
  EXPECT_EQ(counts("colleague"), 10);
  test.file("author");
  EXPECT_EQ(counts("colleague"), 10);
  ASSERT_TRUE(publish(*test.house));
  EXPECT_EQ(counts("colleague"), 10) << "or more: eleven would tell that one more filed";
  EXPECT_EQ(counts("respondent"), 11);
  EXPECT_FALSE(read_decision(*test.house, test.member("colleague"), test.decision).value().count->is_exact);
}

}  // namespace
}  // namespace demur::service
