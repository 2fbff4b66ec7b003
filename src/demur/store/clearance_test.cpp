// Clearance's rows: they come back as they were saved, and the database itself refuses what the rules
// refuse, also where a value is empty or missing.
#include "demur/store/clearance.hpp"

#include <gmock/gmock.h>

#include "demur/store/test_house.hpp"

namespace demur::store {
namespace {

using namespace domain;

class ClearanceRowsTest : public HouseTest {
 protected:
  ClearanceRowsTest() {
    round_ = {.id = dice_.id<ClearanceRoundId>(), .decision = decisions_[0]};
    round_.mandate = {Level::involve, "fixed",           "may change",
                      "decides",      day("2026-05-01"), Attribution::chatham_house};
    round_.text_hash = "hash";
    round_.opened_on = day("2026-03-02");
    round_.closes_on = day("2026-03-09");
    position_ = {.id = dice_.id<PositionId>(),
                 .round = round_.id,
                 .office = offices_[1],
                 .office_name = "Africa",
                 .by_rules = true};
    Given objection{.stance = Stance::non_concur, .text_hash = "hash", .would_change = "A day."};
    objection.day = day("2026-03-03");
    objection.by = members_[0];
    objection.by_office = objection.for_office = offices_[1];
    objection.lifted = Lifting{day("2026-03-04"), "It is met."};
    objection.answer = CommentAnswer{CommentOutcome::adopted, "The day is set."};
    objection.comments = {{CommentWeight::critical, "p. 1", "text", "why",
                           CommentAnswer{CommentOutcome::adopted_in_part, "Half of it."}},
                          {.text = "another"}};
    Given abstention = objection;
    abstention.stance = Stance::abstain;
    abstention.would_change = "";
    abstention.lifted.reset();
    abstention.answer.reset();
    abstention.comments.clear();
    abstention.withheld = abstention.after_taking = true;
    position_.given = {objection, abstention};
    editorial_ = {.decision = decisions_[0],
                  .version = 2,
                  .from_hash = "hash",
                  .text_hash = "other",
                  .reasons = "a word",
                  .declared_on = day("2026-03-05"),
                  .object_by = day("2026-03-09"),
                  .contested_by = offices_[1],
                  .contested_on = day("2026-03-06"),
                  .contest_reasons = "more"};
  }

  void save_all() {
    domain::Decision decision =
        read([&](Reader& r) { return find_decision(r, decisions_[0]); }).value_or(domain::Decision{});
    decision.versions.push_back({2, "another text", "other", day("2026-03-05")});
    save(save_decision, decision);
    save(save_clearance_round, round_);
    save(save_position, position_);
    save(save_editorial, editorial_);
  }
  [[nodiscard]] bool accepts(const std::string& sql) {
    return write([&](Transaction& t) { return t.execute(sql); }).has_value();
  }
  [[nodiscard]] Clearance all() {
    return read([&](Reader& r) { return clearance_of(r, decisions_[0]); });
  }

  ClearanceRound round_;
  Position position_;
  EditorialChange editorial_;
};

TEST_F(ClearanceRowsTest, ComeBackAsTheyWereSaved) {
  save_all();
  Taking taking{.decision = decisions_[0],
                .recorded_on = day("2026-03-10"),
                .required = {{"Africa", offices_[1]}, {"Nobody", {}}},
                .direction = "We must.",
                .bypass = Bypass{BypassGround::secret, "It was.", day("2026-03-20")}};
  save(add_taking, taking);
  EXPECT_EQ(all(), (Clearance{{}, {round_}, {position_}, {editorial_}, taking}));
  EXPECT_EQ(read([&](Reader& r) { return find_position(r, position_.id); }), position_);
  EXPECT_EQ(read([&](Reader& r) { return find_clearance_round(r, round_.id); }), round_);
  EXPECT_EQ(read([](Reader& r) { return clearances_to_settle(r, day("2026-03-09")); }).size(), 0U);
  EXPECT_EQ(read([](Reader& r) { return clearances_to_settle(r, day("2026-03-10")); }).size(), 1U);
  EXPECT_EQ(read([](Reader& r) { return open_clearances(r); }).size(), 1U);
}

TEST_F(ClearanceRowsTest, WithWhatADecisionWasTakenNeverChanges) {
  save(add_taking, Taking{.decision = decisions_[0], .recorded_on = day("2026-03-10")});
  EXPECT_FALSE(write([&](Transaction& t) {
    return add_taking(t, Taking{.decision = decisions_[0], .recorded_on = day("2026-03-11")});
  }));
  EXPECT_FALSE(accepts("UPDATE taking SET direction = 'After all.'"));
  EXPECT_FALSE(accepts("DELETE FROM taking"));
}

// Each guard against the empty text and against NULL, on which a CHECK by itself would pass.
TEST_F(ClearanceRowsTest, AreRefusedByTheDatabaseWhereTheyLackWhatTheyMustHave) {
  save_all();
  for (const char* nothing : {"''", "NULL"}) {
    const auto set = [&](const std::string& what, const std::string& where = "") {
      return accepts("UPDATE " + what + " = " + nothing + (where.empty() ? "" : " WHERE " + where));
    };
    for (const char* column : {"fixed", "may_change", "decides", "text_hash"})
      EXPECT_FALSE(set(std::string("clearance_round SET ") + column)) << column << nothing;
    EXPECT_FALSE(set("clearance_round SET state = 'void', void_reason")) << nothing;
    EXPECT_FALSE(set("clearance_round SET state = 'reported', reported_on = '2026-03-10', summary"))
        << nothing;
    EXPECT_FALSE(set("position_given SET would_change", "stance = 'non_concur'")) << nothing;
    EXPECT_FALSE(set("position_given SET lifted_reasons", "lifted_day IS NOT NULL")) << nothing;
    EXPECT_FALSE(set("position_given SET answer_reasons", "answer_outcome IS NOT NULL")) << nothing;
    EXPECT_FALSE(set("position_comment SET text")) << nothing;
    EXPECT_FALSE(set("position_comment SET answer_reasons", "answer_outcome IS NOT NULL")) << nothing;
    EXPECT_FALSE(set("editorial_change SET reasons")) << nothing;
    EXPECT_FALSE(set("editorial_change SET contest_reasons")) << nothing;
    EXPECT_FALSE(accepts("INSERT INTO taking VALUES ('" + decisions_[0].text +
                         "', '2026-03-10', '', 'urgent', " + nothing + ", '2026-03-20')"))
        << nothing;
  }
  EXPECT_FALSE(accepts("UPDATE clearance_round SET state = 'reported', summary = 'So.'")) << "on no day";
  EXPECT_FALSE(
      accepts("UPDATE position_given SET lifted_day = '2026-03-04', lifted_reasons = 'So.' WHERE "
              "stance = 'abstain'"))
      << "there is no objection";
  EXPECT_FALSE(
      accepts("UPDATE position_given SET answer_outcome = 'declined', answer_reasons = 'So.' WHERE "
              "stance = 'abstain'"))
      << "there is no objection to answer";
  EXPECT_FALSE(accepts("INSERT INTO taking VALUES ('" + decisions_[0].text +
                       "', '2026-03-10', '', 'urgent', 'So.', NULL)"))
      << "by no day";
  EXPECT_TRUE(accepts("UPDATE clearance_round SET state = 'void', void_reason = 'So.'"));
}

}  // namespace
}  // namespace demur::store
