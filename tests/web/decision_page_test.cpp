// What a decision's page says of other matters and of its versions, a series of its sessions, and Today of
// what is open.
#include <gtest/gtest.h>

#include "demur/core/day.hpp"
#include "sample_parts.hpp"
#include "samples.hpp"

namespace demur::web {
namespace {

std::string rendered(const samples::Sample& sample) {
  return render(samples::layout(sample), sample.template_name, sample.view);
}

TEST(Pages, SayOfEachPrecedentWhetherItAppliesAndLinkToIt) {
  const auto page = rendered({"x", "decision", to_json(samples::decision())});
  EXPECT_NE(page.find("It applies:</strong> <a href=\"/decisions/bbbbbbbbbbbbbbbbbbbbbbbbbb\">"),
            std::string::npos);
  EXPECT_NE(page.find("Set aside:</strong> <a "
                      "href=\"/decisions/iiiiiiiiiiiiiiiiiiiiiiiiii#answer-jjjjjjjjjjjjjjjjjjjjjjjjjj\">"),
            std::string::npos);
  EXPECT_NE(page.find("its office says that the dissent was partly right"), std::string::npos);
  EXPECT_NE(page.find("<code>decision:zzzzzzzzzzzzzzzzzzzzzzzzzz</code>"), std::string::npos)
      << "unknown here";
}

TEST(Pages, SayWhatADecisionCitesAndWhetherThatCameAfterTheTaking) {
  const auto page = rendered({"x", "decision", to_json(samples::decision())});
  const auto cites = page.find("id=\"cites\"");
  ASSERT_NE(cites, std::string::npos);
  const auto taken = page.find("after it was taken", cites);
  const auto early = page.find("1 October 2026</time></span>", cites);
  ASSERT_NE(early, std::string::npos) << "said without more";
  ASSERT_NE(taken, std::string::npos);
  EXPECT_LT(early, taken);
  EXPECT_EQ(page.find("after it was taken", taken + 1), std::string::npos);
  EXPECT_NE(
      page.find("href=\"/decisions/iiiiiiiiiiiiiiiiiiiiiiiiii#answer-jjjjjjjjjjjjjjjjjjjjjjjjjj\"", cites),
      std::string::npos);
}

TEST(Pages, OfASeriesSayOfEachSessionWhatCameOfItAndSumItUp) {
  const auto view = samples::series();
  const auto shown = to_json(view);
  EXPECT_EQ(shown.at("how_many_words").as_string(), "5 sessions, 3 held, 1 called off.");
  EXPECT_EQ(
      shown.at("change_words").as_string(),
      "What changed is said of 2: something after 1, nothing after 1. It is still owed of 2, overdue of 1.");
  const auto& sessions = shown.at("sessions").as_array();
  const auto change = [&](std::size_t at) { return sessions[at].at("change").as_object(); };
  EXPECT_EQ(change(0).at("said").at("heading").as_string(), "Something changed");
  EXPECT_EQ(change(1).at("said").at("heading").as_string(), "Nothing changed");
  EXPECT_TRUE(change(2).at("is_overdue").as_bool());
  EXPECT_EQ(change(3).at("words").as_string(), "") << "it was called off";
  EXPECT_FALSE(change(4).at("is_overdue").as_bool());
  EXPECT_TRUE(change(4).at("is_owed").as_bool());
  MeetingSeriesView ill = view;
  ill.sessions[1].meeting.what_changed->took_place = false;
  EXPECT_NE(
      to_json(ill).at("change_words").as_string().find("said of 1: something after 1, nothing after 0."),
      std::string_view::npos)
      << "it was held after all, as the audit counts it";
  ill.sessions[1].meeting.held_on.reset();
  EXPECT_NE(to_json(ill)
                .at("change_words")
                .as_string()
                .find("said of 2: something after 1, nothing after 0, 1 not held."),
            std::string_view::npos);
  MeetingSeriesView let_off = view;
  let_off.sessions[2].duties = {{.kind = domain::DutyKind::say_change,
                                 .state = domain::DutyState::waived,
                                 .owner = "",
                                 .due_on = samples::kToday,
                                 .waived_reason = "The office was closed."}};
  EXPECT_EQ(to_json(let_off).at("owed").as_int64(), 1);
}

TEST(Pages, SayThatWhatChangedIsOwedOfAMeetingThatWasHeldAfterAll) {
  MeetingView view{.today = samples::kToday, .meeting = {}, .title = "A meeting", .owner = "Legal Office"};
  view.meeting.state = domain::MeetingState::held;
  view.meeting.mandate = domain::Mandate{
      .fixed = "a", .may_change = "b", .decides = "c", .hear_by = samples::kToday - std::chrono::days{1}};
  view.meeting.what_changed =
      domain::WhatChanged{false, "The minister was ill on that day.", samples::kToday, false};
  EXPECT_FALSE(change_json(view).at("is_owed").as_bool());
  view.meeting.held_on = samples::kToday;
  view.duties = {{.kind = domain::DutyKind::say_change,
                  .state = domain::DutyState::missed,
                  .owner = "",
                  .due_on = samples::kToday}};
  EXPECT_TRUE(change_json(view).at("is_overdue").as_bool());
  EXPECT_FALSE(change_json(view).at("said").is_null()) << "both stand";
  view.duties.front().state = domain::DutyState::waived;
  view.duties.front().waived_reason = "The office was closed.";
  EXPECT_NE(change_json(view).at("words").as_string().find("The office was closed."), std::string_view::npos);
}

TEST(Pages, NameEachSeriesOnceBesideTheMeetings) {
  MeetingRow row{.id = {"a"}, .title = "x", .series = "Autumn", .owner = "Legal Office"};
  MeetingsView view{.today = samples::kToday, .to_come = {row}, .past = {row, row}};
  view.past.back().owner = "Another office";
  const auto series = to_json(view).at("series").as_array();
  ASSERT_EQ(series.size(), 2u);
  EXPECT_EQ(series[0].at("owner").as_string(), "Another office");
  EXPECT_EQ(series[1].at("path").as_string(), "/meetings/a/series");
}

TEST(Pages, MarkWhatChangedInATextByElementsAndByWords) {
  const auto view = samples::decision();
  const auto page = rendered({"x", "decision", to_json(view)});
  EXPECT_NE(page.find("<ins><bdi class=\"unseen\">[added:] </bdi> Works above"), std::string::npos);
  EXPECT_NE(page.find("<del><bdi class=\"unseen\">[removed:] </bdi>"), std::string::npos);
  EXPECT_NE(page.find("id=\"changes-2\""), std::string::npos) << "where an answer points to";
  EXPECT_EQ(page.find("id=\"changes-1\""), std::string::npos);
}

// Its words would tell what the text says.
TEST(Pages, SayNothingOfWhatChangedInATextThatIsHidden) {
  DecisionView view = samples::decision();
  view.versions.front().text.clear();
  EXPECT_TRUE(to_json(change_in(view.versions, 1, 2)).is_null());
  view.versions.back().text.clear();
  const auto page = rendered({"x", "decision", to_json(view)});
  EXPECT_EQ(page.find("<ins>"), std::string::npos);
  EXPECT_EQ(page.find("<del>"), std::string::npos);
}

TEST(Pages, LeaveOutWhatStayedTheSameFarFromAChange) {
  std::string before = "First.\n";
  for (int at = 0; at < 9; ++at) before += "Paragraph " + std::to_string(at) + " stays.\n";
  const std::vector<domain::TextVersion> versions = {{1, before + "Last.\n", "1", {}},
                                                     {2, "New.\n" + before + "At last.\n", "2", {}}};
  const auto change = to_json(change_in(versions, 1, 2));
  std::string kept;
  int left_out = 0;
  for (const auto& piece : change.as_object().at("pieces").as_array()) {
    const auto& text = piece.as_object().at("text").as_string();
    if (piece.as_object().at("is_kept").as_bool()) kept.append(text.data(), text.size());
    if (!piece.as_object().at("is_left_out").as_bool()) continue;
    ++left_out;
    EXPECT_EQ(text, "6 paragraphs stayed the same");
  }
  EXPECT_EQ(left_out, 1);
  EXPECT_EQ(kept, "First.\nParagraph 0 stays.\nParagraph 7 stays.\nParagraph 8 stays.\n");
}

TEST(Pages, SayWhatIsOpenTheSoonestFirst) {
  const auto open = to_json(samples::today()).at("open_now").as_array();
  ASSERT_EQ(open.size(), 4u);
  EXPECT_EQ(open[0].as_object().at("when_words").as_string(), "positions until 30 November 2026");
  EXPECT_EQ(open[1].as_object().at("when_words").as_string(), "votes until 4 December 2026");
  EXPECT_EQ(open[2].as_object().at("when_words").as_string(), "on 9 December 2026");
  EXPECT_EQ(open[3].as_object().at("when_words").as_string(), "no day is set yet");
}

}  // namespace
}  // namespace demur::web
