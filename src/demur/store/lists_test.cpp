// The lists that pages and the clock ask for.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "demur/store/dispositions.hpp"
#include "demur/store/duties.hpp"
#include "demur/store/test_house.hpp"

namespace demur::store {
namespace {

using namespace domain;
using core::Code;
using core::Status;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::UnorderedElementsAre;

class ListsTest : public HouseTest {
 protected:
  template <typename Query>
  auto ids(Query&& query) {
    std::vector<std::remove_cvref_t<decltype(read(query).front().id)>> found;
    for (const auto& noun : read(query)) found.push_back(noun.id);
    return found;
  }
  std::vector<DutyKind> kinds(const std::vector<Duty>& duties) {
    std::vector<DutyKind> found;
    for (const Duty& duty : duties) found.push_back(duty.kind);
    return found;
  }
  void change_dissent(const DissentId& id, auto change) {
    Dissent dissent = *read([&](Reader& reader) { return find_dissent(reader, id); });
    change(dissent);
    save(save_dissent, dissent);
  }
  void add_duty(const DissentId& dissent, DutyKind kind, Role role, std::optional<OfficeId> office,
                const char* due, DutyState state = DutyState::open) {
    Duty duty{dissent, kind, role, std::move(office)};
    duty.opened_on = day("2026-01-01");
    duty.due_on = day(due);
    duty.latest_on = duty.due_on;
    duty.state = state;
    duty.waived_reason = "why";
    save(save_duty, duty);
  }
  DispositionId add_disposition(const DissentId& dissent, const char* on, DispositionState state) {
    Disposition disposition = new_disposition(dissent);
    disposition.state = state;
    disposition.reasons = "because";
    disposition.published_on = day(on);
    save(save_disposition, disposition);
    return disposition.id;
  }
};

TEST_F(ListsTest, FindDissentsByWhatTheyBelongTo) {
  const DissentId third = add_dissent(decisions_[0], members_[1], "2026-03-02");
  save(save_signature, Signature{third, members_[2], day("2026-03-03")});
  EXPECT_THAT(ids(list_dissents), ElementsAre(dissents_[1], third, dissents_[0]));
  EXPECT_THAT(ids([&](Reader& r) { return dissents_by_author(r, members_[1]); }),
              ElementsAre(dissents_[1], third));
  EXPECT_THAT(ids([&](Reader& r) { return dissents_of_decision(r, decisions_[0]); }),
              ElementsAre(third, dissents_[0]));
  EXPECT_THAT(ids([&](Reader& r) { return dissents_of_office(r, offices_[1]); }), ElementsAre(dissents_[1]));
  EXPECT_THAT(ids([&](Reader& r) { return dissents_signed_by(r, members_[2]); }), ElementsAre(third));
  EXPECT_EQ(read([&](Reader& r) { return count_dissents_of_decision(r, decisions_[0]); }), 2);
}

TEST_F(ListsTest, DoNotTellTheOrderOfFilingWithinADay) {
  std::vector<DissentId> filed;
  for (int i = 0; i < 10; ++i) filed.push_back(add_dissent(decisions_[0], members_[0], "2026-06-01"));
  auto found = ids([&](Reader& r) { return dissents_of_decision(r, decisions_[0]); });
  found.pop_back();  // of another day
  EXPECT_NE(found, filed);
  EXPECT_TRUE(std::ranges::is_sorted(found));
}

TEST_F(ListsTest, FindDissentsByState) {
  change_dissent(dissents_[0], [](Dissent& dissent) { dissent.state = DissentState::acknowledged; });
  EXPECT_THAT(ids([](Reader& r) { return dissents_in_state(r, DissentState::acknowledged); }),
              ElementsAre(dissents_[0]));
  EXPECT_THAT(ids([](Reader& r) { return dissents_in_state(r, DissentState::filed); }),
              ElementsAre(dissents_[1]));
}

TEST_F(ListsTest, SettleADissentOnTheDayAfterItsDutyWasDue) {
  add_duty(dissents_[0], DutyKind::answer, Role::respondent, offices_[0], "2026-05-01");
  add_duty(dissents_[1], DutyKind::answer, Role::respondent, offices_[0], "2026-04-01", DutyState::met);
  const auto settle = [&](const char* today) {
    return ids([&](Reader& r) { return dissents_to_settle(r, day(today)); });
  };
  EXPECT_THAT(settle("2026-05-01"), IsEmpty());
  EXPECT_THAT(settle("2026-05-02"), ElementsAre(dissents_[0]));
}

TEST_F(ListsTest, SettleAnAnsweredDissentOnTheDayAfterItsLastWord) {
  const auto answered = [](Dissent& dissent) {
    dissent.state = DissentState::answered;
    dissent.last_word_by = day("2026-05-01");
  };
  change_dissent(dissents_[0], answered);
  change_dissent(dissents_[1], answered);
  change_dissent(dissents_[1], [](Dissent& dissent) { dissent.state = DissentState::closed; });
  const auto settle = [&](const char* today) {
    return ids([&](Reader& r) { return dissents_to_settle(r, day(today)); });
  };
  EXPECT_THAT(settle("2026-05-01"), IsEmpty());
  EXPECT_THAT(settle("2026-05-02"), ElementsAre(dissents_[0]));
}

TEST_F(ListsTest, FindTheDutiesOfAHolder) {
  add_duty(dissents_[0], DutyKind::acknowledge, Role::custodian, std::nullopt, "2026-05-03");
  add_duty(dissents_[0], DutyKind::answer, Role::respondent, offices_[0], "2026-05-02", DutyState::missed);
  add_duty(dissents_[0], DutyKind::decide, Role::respondent, offices_[0], "2026-05-01", DutyState::met);
  add_duty(dissents_[1], DutyKind::answer, Role::respondent, offices_[1], "2026-05-01");
  const auto owed = [&](Role role, const OfficeId& office) {
    return kinds(read([&](Reader& r) { return duties_owed_by(r, role, office); }));
  };
  EXPECT_THAT(owed(Role::respondent, offices_[0]), ElementsAre(DutyKind::answer));
  EXPECT_THAT(owed(Role::custodian, offices_[0]), ElementsAre(DutyKind::acknowledge));
  EXPECT_THAT(owed(Role::auditor, offices_[0]), IsEmpty());
  EXPECT_THAT(kinds(read(unsettled_duties)),
              ElementsAre(DutyKind::answer, DutyKind::answer, DutyKind::acknowledge));
  EXPECT_EQ(read([&](Reader& r) { return duties_owed_by_office(r, offices_[0]); }).size(), 1u);
  EXPECT_EQ(read([&](Reader& r) { return duties_on(r, dissents_[0]); }).size(), 3u);
  EXPECT_EQ(read([&](Reader& r) { return duties_to_author(r, members_[1]); }).size(), 1u);
}

TEST_F(ListsTest, KeepOnePublishedDisposition) {
  const auto first = add_disposition(dissents_[0], "2026-05-01", DispositionState::published);
  Disposition second = new_disposition(dissents_[0]);
  second.reasons = "better ones";
  second.published_on = day("2026-06-01");
  EXPECT_EQ(write([&](Transaction& t) { return save_disposition(t, second); }).error().code, Code::conflict);
  ASSERT_TRUE(write([&](Transaction& t) -> Status {
    Disposition superseded = *DEMUR_TRY(find_disposition(t, first));
    superseded.state = DispositionState::superseded;
    DEMUR_TRY(save_disposition(t, superseded));
    return save_disposition(t, second);
  }));
  EXPECT_EQ(read([&](Reader& r) { return published_disposition_of(r, dissents_[0]); })->id, second.id);
  EXPECT_EQ(read([&](Reader& r) { return find_disposition(r, first); })->state, DispositionState::superseded);
  EXPECT_THAT(ids([&](Reader& r) { return dispositions_of_dissent(r, dissents_[0]); }),
              ElementsAre(second.id, first));
}

TEST_F(ListsTest, RefuseAnAnswerWithoutReasons) {
  Disposition empty = new_disposition(dissents_[0]);
  const auto refused = [&] { return !write([&](Transaction& t) { return save_disposition(t, empty); }); };
  EXPECT_TRUE(refused());
  empty.reasons = "because";
  for (const Outcome outcome :
       {Outcome::adopted, Outcome::adopted_in_part, Outcome::deferred, Outcome::out_of_scope}) {
    empty.outcome = outcome;
    EXPECT_TRUE(refused()) << word(outcome);
  }
  empty.outcome = Outcome::declined;
  EXPECT_FALSE(refused());
}

TEST_F(ListsTest, ShowTheLatestDispositionsAndNoDrafts) {
  const auto old = add_disposition(dissents_[0], "2026-05-01", DispositionState::superseded);
  const auto other = add_disposition(dissents_[1], "2026-05-02", DispositionState::published);
  const auto newest = add_disposition(dissents_[0], "2026-05-03", DispositionState::published);
  add_disposition(dissents_[0], "2026-05-04", DispositionState::draft);
  EXPECT_THAT(ids([](Reader& r) { return latest_dispositions(r, 2); }), ElementsAre(newest, other));
  EXPECT_THAT(ids([](Reader& r) { return latest_dispositions(r, 9); }), ElementsAre(newest, other, old));
  EXPECT_THAT(ids([&](Reader& r) { return dispositions_of_decision(r, decisions_[0]); }),
              ElementsAre(newest, old));
}

TEST_F(ListsTest, FindDecisionsNewestFirst) {
  EXPECT_THAT(ids(list_decisions), ElementsAre(decisions_[1], decisions_[0]));
  EXPECT_THAT(ids([&](Reader& r) { return decisions_of_office(r, offices_[0]); }),
              ElementsAre(decisions_[0]));
  EXPECT_THAT(ids([](Reader& r) { return decisions_in_state(r, DecisionState::draft); }),
              ElementsAre(decisions_[1], decisions_[0]));
  EXPECT_THAT(ids([](Reader& r) { return decisions_in_state(r, DecisionState::taken); }), IsEmpty());
  EXPECT_EQ(read([](Reader& r) { return find_decision_by_number(r, "2026/2"); })->id, decisions_[1]);
  EXPECT_EQ(read(list_decisions)[0].versions.size(), 1u);
}

TEST_F(ListsTest, FindMembersByLoginOfficeAndRole) {
  Member ben = *read([](Reader& r) { return find_member_by_login(r, "ben"); });
  ben.office = offices_[1];
  ben.appointments = {{offices_[0], Role::custodian}, {offices_[1], Role::custodian}};
  save(save_member, ben);
  Member chloe = *read([](Reader& r) { return find_member_by_login(r, "chloe"); });
  chloe.state = MemberState::left;
  chloe.appointments = {{offices_[0], Role::custodian}};
  save(save_member, chloe);
  EXPECT_THAT(read([](Reader& r) { return active_members_with_role(r, Role::custodian); }), ElementsAre(ben));
  EXPECT_THAT(read([&](Reader& r) { return active_members_of_office(r, offices_[1]); }), ElementsAre(ben));
  EXPECT_THAT(ids([&](Reader& r) { return active_members_of_office(r, offices_[0]); }),
              ElementsAre(members_[0]));
  EXPECT_EQ(read(count_active_members), 2);
  EXPECT_THAT(ids(list_members), UnorderedElementsAre(members_[0], members_[1], members_[2]));
}

TEST_F(ListsTest, KeepLoginsNumbersAndNamesUnique) {
  const Member twin{dice_.id<MemberId>(), "ben", "Ben", offices_[0]};
  EXPECT_EQ(write([&](Transaction& t) { return save_member(t, twin); }).error().code, Code::conflict);
  const Office office{dice_.id<OfficeId>(), "Policy"};
  EXPECT_EQ(write([&](Transaction& t) { return save_office(t, office); }).error().code, Code::conflict);
  EXPECT_EQ(read([](Reader& r) { return find_office_by_name(r, "Policy"); })->id, offices_[0]);
  EXPECT_EQ(read(list_offices).size(), 2u);
}

TEST_F(ListsTest, RefuseADissentOfNobodyOrOnNothing) {
  Dissent dissent = new_dissent(dice_.id<DecisionId>(), members_[0]);
  EXPECT_EQ(write([&](Transaction& t) { return save_dissent(t, dissent); }).error().code, Code::conflict);
  dissent.decision = decisions_[0];
  dissent.author = dice_.id<MemberId>();
  EXPECT_EQ(write([&](Transaction& t) { return save_dissent(t, dissent); }).error().code, Code::conflict);
}

}  // namespace
}  // namespace demur::store
