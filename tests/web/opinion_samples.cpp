// Opinion rounds as their pages show them.
#include "demur/web/views/opinion.hpp"
#include "sample_parts.hpp"
#include "samples.hpp"

namespace demur::web::samples {
namespace {

using namespace domain;

RoundRow round(RoundState state = RoundState::open) {
  return {.id = {"oooooooooooooooooooooooooo"},
          .title = "Moving the Bureau out of the old arsenal",
          .owner = "Desk for the Northern Region",
          .state = state,
          .closes_on = day("2026-12-04"),
          .hear_by = day("2026-12-20"),
          .shown = 9,
          .voted = 3,
          .may_vote = state == RoundState::open};
}

StatementRow statement(int number, StatementState state = StatementState::shown) {
  return {.id = {std::string(25, 's') + static_cast<char>('a' + number)},
          .number = number,
          .text = number == 2 ? "Desks should be shared." : "Nobody should move before the school year ends.",
          .state = state};
}

RoundView open_round() {
  StatementRow trend = statement(1);
  trend.trend = true;
  StatementRow reworded = statement(2);
  reworded.rewords = 1;
  StatementRow rejected = statement(3, StatementState::rejected);
  rejected.reason = "It is about a person.";
  StatementRow retired = rejected;
  retired.state = StatementState::retired;
  rejected.text.clear();
  return {.today = kToday,
          .round = round(),
          .mandate = {.fixed = "The lease ends in two years.",
                      .may_change = "When we move, and what stays.",
                      .decides = "The head of the Bureau",
                      .hear_by = day("2026-12-20")},
          .decision = decision_ref(),
          .earlier = round(RoundState::reported),
          .eligible = 40,
          .statements = {trend, reworded},
          .mine = {rejected},
          .ended = {rejected, retired},
          .waiting = 2,
          .may_propose = true,
          .may_moderate = true,
          .may_report = true,
          .may_void = true};
}

constexpr const char* kArticle = "<p class=\"lead\">40 people voted.</p>";

}  // namespace

void add_opinion(std::vector<Sample>& all) {
  RoundRow briefing = round(RoundState::reported);
  briefing.briefing = true;
  all.push_back(
      {"opinion", "opinion",
       to_json(RoundsView{.rounds = {round(), briefing, round(RoundState::voided)}, .may_open = true})});
  all.push_back({"opinion-round", "opinion_round", to_json(open_round())});
  RoundView unseen = open_round();
  unseen.round.by_token = true;
  unseen.round.may_vote = false;
  unseen.drops = {"https://drop.example.org"};
  unseen.may_propose = false;
  unseen.proposals_until = day("2026-12-01");
  all.push_back({"opinion-round-by-token", "opinion_round", to_json(unseen)});
  all.push_back(
      {"opinion-vote-by-token", "opinion_vote", to_json(VoteView{.round = unseen.round, .may_vote = false})});
  RoundView reported = open_round();
  reported.round = briefing;
  reported.report = RoundReport{.outcome = Outcome::adopted_in_part,
                                .text = "Both camps agree on the school year.",
                                .what_changed = "The move begins in July.",
                                .day = day("2026-12-21")};
  StatementRow rejected_by_all = statement(4);
  rejected_by_all.text = "The archive should be split";
  reported.statements.push_back(rejected_by_all);
  reported.report->sets = {
      {StatementSet::bridges,
       {{statement(1).id, Vote::agree}, {rejected_by_all.id, Vote::disagree}},
       Outcome::adopted,
       "Nobody moves before the school year ends, and the archive stays whole."},
      {StatementSet::divides, {{statement(2).id}}, Outcome::declined, "Desks are not shared for now."}};
  reported.has_results = true;
  all.push_back({"opinion-round-reported", "opinion_round", to_json(reported)});
  RoundView overdue = open_round();
  overdue.round = round(RoundState::closed);
  overdue.today = day("2026-12-22");
  overdue.has_results = true;
  all.push_back({"opinion-round-overdue", "opinion_round", to_json(overdue)});
  overdue.report_waived = "The Bureau that was to report was dissolved.";
  all.push_back({"opinion-round-waived", "opinion_round", to_json(overdue)});
  RoundView voided = open_round();
  voided.round = round(RoundState::voided);
  voided.void_reason = "The lease was extended.";
  all.push_back({"opinion-round-void", "opinion_round", to_json(voided)});
  VoteView vote{.round = round(), .statement = statement(4), .chosen_by_map = true};
  all.push_back({"opinion-vote", "opinion_vote", to_json(vote)});
  vote.round.voted = 0;
  vote.statement->trend = true;
  vote.statement->vote = Vote::pass;
  all.push_back({"opinion-vote-first", "opinion_vote", to_json(vote)});
  vote.statement.reset();
  all.push_back({"opinion-vote-done", "opinion_vote", to_json(vote)});
  StatementRow voted = statement(4);
  voted.vote = Vote::disagree;
  all.push_back({"opinion-votes", "opinion_votes", to_json(MyVotesView{round(), {voted}})});
  StatementRow trend = statement(1);
  trend.trend = true;
  StatementRow rewording = statement(5, StatementState::proposed);
  rewording.rewords = 1;
  all.push_back({"opinion-moderate", "opinion_moderate",
                 to_json(ModerateView{round(), {rewording}, {statement(2), trend}})});
  ResultsView results{.round = round(RoundState::closed),
                      .title = "Results: Moving the Bureau",
                      .lead = "43 members could vote.",
                      .article = kArticle,
                      .has_change = true,
                      .has_ballot = true};
  all.push_back({"opinion-results", "opinion_results", to_json(results)});
  results.is_change = true;
  all.push_back({"opinion-change", "opinion_results", to_json(results)});
  results.article.clear();
  results.why_not = "Fewer than 10 people voted: nothing is shown of so few.";
  all.push_back({"opinion-results-few", "opinion_results", to_json(results)});
  all.push_back(
      {"opinion-open-form", "form",
       to_json(OpenRoundView{.new_id = "x",
                             .offices = {{"a", "Desk for the Northern Region"}},
                             .decisions = {{"d", "2026/14 · The northern port"}},
                             .continuable = {{"r", "Moving the Bureau"}},
                             .errors = {{core::Code::invalid, "Enter what is fixed already.", "fixed"}}})});
  all.push_back(
      {"opinion-propose", "form",
       to_json(ProposeView{.round = round(), .new_id = "x", .reworded_from = "y", .rewords_text = "Old."})});
  all.push_back(
      {"opinion-reject", "form", to_json(EndStatementView{.round = round(), .statement = statement(3)})});
  ReportRoundView report{.round = round(RoundState::closed)};
  report.sets = {{.set = StatementSet::bridges,
                  .statements = {"1. " + statement(1).text + " · " + say_of_all(Vote::agree),
                                 "4. The archive should be split · " + say_of_all(Vote::disagree)}},
                 {.set = StatementSet::divides, .statements = {"2. Desks should be shared."}}};
  report.errors = {{core::Code::invalid, "Choose what became of what people said.", "outcome-bridges"}};
  all.push_back({"opinion-report", "form", to_json(report)});
  report.round.briefing = true;
  all.push_back({"opinion-report-briefing", "form", to_json(report)});
  all.push_back({"opinion-void", "form", to_json(VoidRoundView{.round = round()})});
}

void add_opinion_empty(std::vector<Sample>& all) {
  RoundRow bare = round(RoundState::closed);
  bare.shown = bare.voted = 0;
  all.push_back({"opinion-empty", "opinion", to_json(RoundsView{.rounds = {}})});
  RoundView view{.today = kToday, .round = bare, .mandate = open_round().mandate};
  all.push_back({"opinion-round-empty", "opinion_round", to_json(view)});
  view.round = round();
  view.round.may_vote = false;
  view.round.shown = view.round.voted;
  all.push_back({"opinion-round-watched", "opinion_round", to_json(view)});
  all.push_back({"opinion-vote-empty", "opinion_vote", to_json(VoteView{.round = bare, .may_vote = false})});
  all.push_back({"opinion-votes-empty", "opinion_votes", to_json(MyVotesView{bare, {}})});
  all.push_back({"opinion-moderate-empty", "opinion_moderate", to_json(ModerateView{bare, {}, {}})});
  all.push_back({"opinion-results-empty", "opinion_results",
                 to_json(ResultsView{.round = bare, .title = "Results", .why_not = "They are being made."})});
}

}  // namespace demur::web::samples
