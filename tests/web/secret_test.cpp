// What is written about a text that is secret is not: whoever writes it is told so.
#include <gtest/gtest.h>

#include <boost/json/serialize.hpp>

#include "demur/web/views/acts.hpp"
#include "demur/web/views/clearance_forms.hpp"
#include "demur/web/views/decision.hpp"

namespace demur::web {
namespace {

template <typename View>
void is_told(View view) {
  const auto says_so = [&view](bool is_secret) {
    view.is_secret = is_secret;
    return core::json::serialize(to_json(view)).find("text is secret") != std::string::npos;
  };
  EXPECT_TRUE(says_so(true));
  EXPECT_FALSE(says_so(false));
}

TEST(FormsAboutADecision, SayWhereItsTextIsSecretAndWhatIsWrittenIsNot) {
  const DecisionRef decision{.id = {std::string(26, 'a')}, .number = "2026/14", .title = "A title"};
  is_told(OpenClearanceView{.decision = decision, .new_id = "x"});
  is_told(GivePositionView{.decision = decision,
                           .position = {"p"},
                           .office = "Legal Office",
                           .text = {},
                           .comments = std::vector<domain::Comment>(kCommentRows),
                           .weights = std::vector<std::string>(kCommentRows, "substantive")});
  for (const auto act : {ReasonView::Act::lift, ReasonView::Act::editorial, ReasonView::Act::contest,
                         ReasonView::Act::make_void})
    is_told(ReasonView{.act = act, .back = {"/decisions/x", "Decision"}, .action = "/x"});
  is_told(ReportClearanceView{.round = {"r"}, .title = "A round"});
  is_told(ExplainView{.decision = decision});
  is_told(TakeDecisionView{.decision = decision, .taken_on = "2026-11-02", .needed = {.direction = true}});
  is_told(WithdrawDecisionView{.decision = decision});
}

}  // namespace
}  // namespace demur::web
