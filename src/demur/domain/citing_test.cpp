#include "demur/domain/citing.hpp"

#include <gtest/gtest.h>

#include "demur/domain/fields.hpp"

namespace demur::domain {
namespace {

using core::Code;

constexpr const char* kOther = "decision:other";

class Citing : public testing::Test {
 protected:
  Citing() {
    Decision decision{.id = {"decision"}, .number = "2026/14", .title = "Close the port", .owner = {"north"}};
    decision.state = DecisionState::consulting;
    situation_.decision = decision;
    situation_.matter = DecisionId{"other"};
    situation_.who = {.id = {"who"},
                      .login = {},
                      .name = {},
                      .office = {"legal"},
                      .state = MemberState::active,
                      .appointments = {{{"north"}, Role::respondent}}};
  }
  [[nodiscard]] core::Result<CitingChange> cite(const char* ref = kOther,
                                                const char* why = "The same ice.") const {
    return decide(situation_, CiteMatter{{"decision"}, {ref, why}}, today_);
  }
  void expect_refused(const core::Result<CitingChange>& judged, Code code, const char* field = "") {
    ASSERT_FALSE(judged);
    EXPECT_EQ(judged.error().code, code) << judged.error().what;
    EXPECT_EQ(judged.error().field, field);
  }

  Day today_ = core::parse_day("2026-05-04").value();
  CitingSituation situation_;
};

TEST_F(Citing, IsOnRecordInClearWithWhatIsCitedAndWhy) {
  const auto change = cite().value();
  EXPECT_EQ(change.added, (DecisionCitation{{kOther, "The same ice."}, today_}));
  ASSERT_EQ(change.entries.size(), 1u);
  const Entry& entry = change.entries.front();
  EXPECT_EQ(entry.type, "precedent.cited");
  EXPECT_EQ(entry.refs, (std::vector<std::string>{"decision:decision", kOther}));
  EXPECT_EQ(entry.public_part, (core::json::object{{"ref", kOther}, {"why", "The same ice."}}));
  EXPECT_TRUE(entry.private_part.empty());
}

TEST_F(Citing, IsForRespondentsOfItsOfficeAlone) {
  situation_.who.appointments = {{{"legal"}, Role::respondent}};
  expect_refused(cite(), Code::forbidden);
  situation_.who.appointments = {{{"north"}, Role::custodian}};
  expect_refused(cite(), Code::forbidden);
  situation_.who.appointments = {{{"north"}, Role::respondent}};
  situation_.who.state = MemberState::left;
  expect_refused(cite(), Code::forbidden);
  situation_.decision.reset();
  expect_refused(cite(), Code::not_found);
}

TEST_F(Citing, IsPossibleUntilTheDecisionIsOver) {
  for (const auto state : {DecisionState::draft, DecisionState::consulting, DecisionState::taken}) {
    situation_.decision->state = state;
    EXPECT_TRUE(cite()) << word(state);
  }
  for (const auto state : {DecisionState::superseded, DecisionState::withdrawn}) {
    situation_.decision->state = state;
    expect_refused(cite(), Code::conflict);
  }
}

TEST_F(Citing, IsOfAnotherMatterThatThereIs) {
  situation_.matter.reset();
  expect_refused(cite("decision:nothing"), Code::invalid, "ref");
  situation_.matter = DecisionId{"decision"};
  expect_refused(cite("disposition:on-itself"), Code::invalid, "ref");
}

TEST_F(Citing, NeedsAReasonOfALimitedLength) {
  expect_refused(cite(kOther, " \n"), Code::invalid, "why");
  expect_refused(cite(kOther, std::string(kCitationBytes + 1, 'x').c_str()), Code::too_large, "why");
}

TEST_F(Citing, TwiceIsOnceAndOtherWordsAreRefused) {
  situation_.cited = {*cite().value().added};
  EXPECT_TRUE(cite().value().already_done);
  EXPECT_TRUE(cite(kOther, " The same ice.\n").value().already_done) << "white space is no other word";
  EXPECT_TRUE(cite().value().entries.empty());
  expect_refused(cite(kOther, "Other ice."), Code::conflict);
}

TEST_F(Citing, IsOfTenMattersAtMost) {
  for (std::size_t at = 0; at < kMostCitations; ++at) {
    EXPECT_TRUE(cite());
    situation_.cited.push_back({{"decision:" + std::to_string(at), "So."}, today_});
  }
  expect_refused(cite(), Code::conflict);
}

}  // namespace
}  // namespace demur::domain
