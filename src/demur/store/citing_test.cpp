#include "demur/store/citing.hpp"

#include <gtest/gtest.h>

#include "demur/store/dispositions.hpp"
#include "demur/store/test_house.hpp"

namespace demur::store {
namespace {

using core::Code;
using core::Status;
using domain::DecisionCitation;

class CitingRows : public HouseTest {
 protected:
  Status add(const domain::DecisionId& decision, const std::string& ref, const char* why, const char* on) {
    return write(
        [&](Transaction& t) { return add_citation(t, decision, DecisionCitation{{ref, why}, day(on)}); });
  }
};

TEST_F(CitingRows, KeepTheirOrderAndHaveNoneTwiceAndNoneWithoutAReason) {
  ASSERT_TRUE(add(decisions_[0], "decision:z", "First.", "2026-03-02"));
  ASSERT_TRUE(add(decisions_[0], "decision:a", "Second.", "2026-03-02"));
  EXPECT_EQ(add(decisions_[0], "decision:z", "Again.", "2026-03-03").error().code, Code::conflict);
  EXPECT_FALSE(add(decisions_[0], "decision:b", "", "2026-03-03"));
  EXPECT_FALSE(add({"nobody"}, "decision:b", "Of nothing.", "2026-03-03"));
  const auto cited = read([&](Reader& r) { return cited_in(r, decisions_[0]); });
  EXPECT_EQ(cited, (std::vector<DecisionCitation>{{{"decision:z", "First."}, day("2026-03-02")},
                                                  {{"decision:a", "Second."}, day("2026-03-02")}}));
  EXPECT_TRUE(read([&](Reader& r) { return cited_in(r, decisions_[1]); }).empty());
}

TEST_F(CitingRows, AreFoundFromWhatIsCitedOrFromAnAnswerOnItTheNewestFirst) {
  auto answer = new_disposition(dissents_[1]);
  answer.reasons = "The railway carries less than the road.";
  save(save_disposition, answer);
  ASSERT_TRUE(add(decisions_[0], "decision:" + decisions_[1].text, "Itself.", "2026-03-02"));
  ASSERT_TRUE(add(decisions_[0], "disposition:" + answer.id.text, "Its answer.", "2026-03-03"));
  ASSERT_TRUE(add(decisions_[0], "decision:other", "Another.", "2026-03-04"));
  const auto citing = [&](int limit) {
    std::string all;
    for (const auto& each : read([&](Reader& r) { return decisions_citing(r, decisions_[1], limit); }))
      all += each.citation.cite.why + " ";
    return all;
  };
  EXPECT_EQ(citing(10), "Its answer. Itself. ");
  EXPECT_EQ(citing(1), "Its answer. ");
}

}  // namespace
}  // namespace demur::store
