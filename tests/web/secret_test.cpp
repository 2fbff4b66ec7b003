// What is written about a text that is secret is not: whoever writes it is told so.
#include <gtest/gtest.h>

#include <boost/json/serialize.hpp>

#include "demur/web/views/acts.hpp"
#include "demur/web/views/clearance_forms.hpp"
#include "demur/web/views/decision.hpp"
#include "demur/web/views/meeting_form.hpp"
#include "demur/web/views/opinion.hpp"

namespace demur::web {
namespace {

template <typename View>
bool says_so(const View& view) {
  return core::json::serialize(to_json(view)).find("text is secret") != std::string::npos;
}

template <typename View>
void is_told(View view) {
  bool* is_secret = nullptr;
  if constexpr (requires { view.round.is_secret; })
    is_secret = &view.round.is_secret;
  else
    is_secret = &view.is_secret;
  *is_secret = true;
  EXPECT_TRUE(says_so(view));
  *is_secret = false;
  EXPECT_FALSE(says_so(view));
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
  is_told(ExtendView{.dissent = {}});
  is_told(TakeDecisionView{.decision = decision, .taken_on = "2026-11-02", .needed = {.direction = true}});
  is_told(WithdrawDecisionView{.decision = decision});
}

TEST(FormsOfAMeeting, SayItWhereOthersThanTheTwoSidesReadWhatIsWritten) {
  MeetingFormView view{.id = {std::string(26, 'a')}, .title = "Meeting", .needs_mandate = true};
  for (const auto offer : {MeetingOffer::schedule, MeetingOffer::decline, MeetingOffer::cancel,
                           MeetingOffer::read_out, MeetingOffer::agree_read_out, MeetingOffer::say_change}) {
    view.offer = offer;
    is_told(view);
  }
  view.is_secret = true;
  for (const auto offer : {MeetingOffer::minutes, MeetingOffer::reservation, MeetingOffer::sign}) {
    view.offer = offer;
    view.side = domain::Side::owner;
    EXPECT_EQ(says_so(view), offer != MeetingOffer::sign) << "the author’s side reads it";
    view.side = domain::Side::author;
    EXPECT_FALSE(says_so(view));
  }
  is_told(AskMeetingView{.dissent = {}, .side = domain::Side::owner});
}

TEST(FormsOfAnOpinionRound, SayIt) {
  const RoundRow round{.id = {std::string(26, 'a')}, .title = "A round", .owner = "Legal Office"};
  is_told(ProposeView{.round = round, .new_id = "x"});
  is_told(EndStatementView{.round = round, .statement = {}});
  is_told(ReportRoundView{.round = round});
  is_told(VoidRoundView{.round = round});
}

}  // namespace
}  // namespace demur::web
