#include "demur/domain/mandate.hpp"

#include <gtest/gtest.h>

#include "demur/domain/story.hpp"

namespace demur::domain {
namespace {

Mandate typed() {
  return {.level = Level::consult,
          .fixed = " The treaty stands.\r\n",
          .may_change = "The amount and the end date.",
          .decides = "The minister",
          .hear_by = day("2026-05-04"),
          .attribution = Attribution::chatham_house};
}

std::string refused_field(const Mandate& mandate) {
  const auto whole = whole_mandate(mandate, day("2026-03-02"));
  return whole ? "none" : whole.error().field;
}

TEST(AMandate, IsWholeOrSaysWhichPartIsMissing) {
  EXPECT_EQ(refused_field(typed()), "none");
  for (const char* field : {"fixed", "may_change", "decides", "hear_by"}) {
    Mandate mandate = typed();
    if (field == std::string("fixed")) mandate.fixed = " \n ";
    if (field == std::string("may_change")) mandate.may_change.clear();
    if (field == std::string("decides")) mandate.decides.clear();
    if (field == std::string("hear_by")) mandate.hear_by = {};
    EXPECT_EQ(refused_field(mandate), field);
  }
  Mandate today = typed();
  today.hear_by = day("2026-03-02");
  EXPECT_EQ(refused_field(today), "hear_by");
}

TEST(AMandate, IsABriefingExactlyWhereNothingMayChange) {
  EXPECT_FALSE(is_briefing(whole_mandate(typed(), day("2026-03-02")).value()));
  for (const char* nothing : {"nothing", " Nothing. ", "Nothing"}) {
    Mandate briefing = typed();
    briefing.may_change = nothing;
    EXPECT_EQ(refused_field(briefing), "level") << "it promises more than it is";
    briefing.level = Level::inform;
    EXPECT_TRUE(is_briefing(whole_mandate(briefing, day("2026-03-02")).value()));
  }
  Mandate coy = typed();
  coy.level = Level::inform;
  EXPECT_EQ(refused_field(coy), "level");
}

TEST(AMandate, IsReadFromItsRecordAsItWasWritten) {
  const Mandate mandate = whole_mandate(typed(), day("2026-03-02")).value();
  EXPECT_EQ(mandate.fixed, "The treaty stands.");
  EXPECT_EQ(mandate_in(to_json(mandate)).value(), mandate);
  for (const char* member : {"level", "fixed", "may_change", "decides", "hear_by", "attribution"}) {
    core::json::object said = to_json(mandate);
    said[member] = "";
    const bool text = member == std::string("fixed") || member == std::string("may_change") ||
                      member == std::string("decides");
    EXPECT_EQ(mandate_in(said).has_value(), text) << member;
    said.erase(member);
    EXPECT_FALSE(mandate_in(said)) << member;
  }
}

}  // namespace
}  // namespace demur::domain
