#include "demur/service/precedents.hpp"

#include <algorithm>

#include "demur/service/reviews.hpp"
#include "demur/service/test_institution.hpp"
#include "demur/store/decisions.hpp"

namespace demur::service {
namespace {

using namespace domain;
using testing::day;
using testing::TestInstitution;

class PrecedentPages : public ::testing::Test {
 protected:
  PrecedentPages() {
    earlier_ = registered("2019/3", "Close the northern railway");
    other_ = registered("2020/8", "Close the northern airfield");
  }

  DecisionId registered(const char* number, const char* title) {
    const auto id = DecisionId::make(test_.random);
    test_.must("respondent", RegisterDecision{.id = id,
                                              .number = number,
                                              .title = title,
                                              .text = "The north is closed in winter.",
                                              .text_hash = "",
                                              .owner = test_.offices["Bureau of the North"]});
    return id;
  }
  // An answer to a dissent from `decision` that says of everything shown that it does not apply, but of
  // `applies` that it does; where that is not shown, it is cited by hand.
  DispositionId answered(const DecisionId& decision, const std::string& applies) {
    FileDissent filed = test_.filing(Standing::confidential);
    filed.decision = decision;
    test_.must("author", filed);
    const Decision about =
        test_.house->store()
            .read([&](const store::Reader& reader) { return store::find_decision(reader, decision); })
            .value()
            .value();
    std::vector<Considered> considered;
    for (const LedgerHit& hit : precedents_for(*test_.house, about).value()) {
      const bool does = cited_as(hit) == applies;
      considered.push_back({cited_as(hit), does, does ? "The same ice." : "Ships, not trains."});
    }
    Answer act = test_.answer(filed.id);
    if (std::ranges::none_of(considered, &Considered::applies)) act.cites = {{applies, "The same ice."}};
    const auto done =
        answer_with_precedents(*test_.house, test_.people.at("respondent"), act, about, considered);
    EXPECT_TRUE(done) << (done ? "" : done.error().what);
    return act.id;
  }
  std::vector<Precedent> said_in(const DispositionId& id) {
    return precedents_in(*test_.house, {&id, 1}).value().at(id);
  }
  static std::string ref(const DecisionId& id) { return "decision:" + id.text; }

  TestInstitution test_;
  DecisionId earlier_, other_;
};

TEST_F(PrecedentPages, SayOfWhatAppliesAndOfWhatWasSetAsideWhatItIsAndWhy) {
  const auto said = said_in(answered(test_.decision, ref(earlier_)));
  ASSERT_EQ(said.size(), 2u) << "what applies is cited too, and stands here once";
  for (const Precedent& each : said) {
    const bool applies = each.ref == ref(earlier_);
    EXPECT_EQ(each.applies, applies);
    EXPECT_EQ(each.why, applies ? "The same ice." : "Ships, not trains.");
    EXPECT_EQ(each.matter.title, applies ? "Close the northern railway" : "Close the northern airfield");
    EXPECT_EQ(each.matter.decision, applies ? earlier_ : other_);
  }
}

TEST_F(PrecedentPages, NameWhatWasCitedBesideThemAndKeepTheReferenceOfWhatNobodyKnows) {
  const auto filed = test_.file("author");
  Answer act = test_.answer(filed.id);
  act.cites = {{ref(other_), "By hand."}, {"decision:" + std::string(26, 'q'), "Of elsewhere."}};
  test_.must("respondent", act);
  const auto said = said_in(act.id);
  ASSERT_EQ(said.size(), 2u);
  EXPECT_EQ(said[0].matter.number, "2020/8");
  EXPECT_EQ(said[1].ref, "decision:" + std::string(26, 'q'));
  EXPECT_EQ(said[1].matter.number, "");
}

TEST_F(PrecedentPages, OfADecisionSayWhichAnswersCiteItOrAnAnswerOnIt) {
  EXPECT_TRUE(cited_by(*test_.house, earlier_)->empty());
  const auto first = answered(test_.decision, ref(earlier_));
  const auto citing = cited_by(*test_.house, earlier_).value();
  ASSERT_EQ(citing.size(), 1u);
  EXPECT_EQ(citing.front().matter.answer, first);
  EXPECT_EQ(citing.front().matter.number, "2026/14");
  EXPECT_EQ(citing.front().why, "The same ice.");
  EXPECT_TRUE(cited_by(*test_.house, other_)->empty()) << "it was set aside";
  (void)answered(other_, "disposition:" + first.text);
  const auto again = cited_by(*test_.house, test_.decision).value();
  ASSERT_EQ(again.size(), 1u) << "by its answer";
  EXPECT_EQ(again.front().matter.number, "2020/8");
}

TEST_F(PrecedentPages, SayWhereADissentWasLaterFoundRight) {
  const auto answer = answered(test_.decision, ref(earlier_));
  test_.must("respondent", TakeDecision{test_.decision, day("2026-03-02")});
  ASSERT_TRUE(settle_all(*test_.house));
  const auto review = [&](const char* on, Hindsight verdict) {
    test_.now = day(on) + std::chrono::hours(9);
    ASSERT_TRUE(
        perform(*test_.house, test_.people.at("respondent"),
                ReviewDecision{test_.decision, ReviewId::make(test_.random), verdict, "It came so."}));
  };
  const auto later = [&] {
    for (const LedgerHit& hit : like_matters(*test_.house, "Close the northern port", other_).value())
      if (cited_as(hit) == "disposition:" + answer.text || cited_as(hit) == ref(test_.decision))
        return hit.later;
    ADD_FAILURE() << "not found";
    return std::optional<Hindsight>();
  };
  EXPECT_FALSE(later());
  review("2026-06-02", Hindsight::too_early);
  EXPECT_FALSE(later()) << "that is no finding";
  review("2027-06-02", Hindsight::right);
  EXPECT_EQ(later(), Hindsight::right);
  const auto said = said_in(answered(other_, "disposition:" + answer.text));
  const auto cited = std::ranges::find(said, true, &Precedent::applies);
  ASSERT_NE(cited, said.end());
  EXPECT_EQ(cited->matter.later, Hindsight::right);
}

}  // namespace
}  // namespace demur::service
