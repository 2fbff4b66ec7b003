// Opinion rounds: the list, one round, voting on one statement at a time, one's own votes, moderation,
// results, and the forms. Paths: /opinion, /opinion/new, /opinion/ID, /opinion/ID/{vote,votes,propose,
// moderate,report,void,results,change,ballot.json}, /opinion/statements/ID/{reject,retire}.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "demur/domain/opinion_round.hpp"
#include "demur/web/views/form.hpp"
#include "demur/web/views/parts.hpp"

namespace demur::web {

struct RoundRow {
  domain::OpinionRoundId id;
  std::string title;
  std::string owner;  // the office's name
  domain::RoundState state = domain::RoundState::open;
  bool briefing = false;
  bool by_token = false;  // votes are cast at a drop
  core::Day opened_on{};
  core::Day closes_on{};
  core::Day hear_by{};
  int shown = 0;  // statements
  int voted = 0;  // of these, by the viewer
  bool may_vote = false;
  bool is_secret = false;  // the text of the decision that it is about
};

struct RoundsView {
  std::vector<RoundRow> rounds;  // newest first
  bool may_open = false;
};

// A statement in a list. Nobody is told who proposed it.
struct StatementRow {
  domain::StatementId id;
  int number = 0;
  std::string text;  // empty where it was rejected and the viewer does not moderate
  domain::StatementState state = domain::StatementState::shown;
  bool trend = false;
  std::string reason = {};
  std::optional<int> rewords = {};        // the number of the statement that it rewords
  std::optional<domain::Vote> vote = {};  // the viewer's own
};

struct RoundView {
  core::Day today{};
  RoundRow round;
  domain::Mandate mandate;
  std::optional<DecisionRef> decision = {};
  std::optional<RoundRow> earlier = {};  // that it continues
  std::optional<domain::RoundReport> report = {};
  std::string report_waived = {};  // why an auditor let the office off it
  std::string void_reason = {};
  int eligible = 0;
  int floor = 10;
  std::vector<std::string> drops = {};            // of a round by token: where votes are cast, ...
  std::optional<core::Day> proposals_until = {};  // ... and statements proposed; none where that is over
  std::vector<StatementRow> statements = {};      // shown
  std::vector<StatementRow> mine = {};            // proposed by the viewer
  std::vector<StatementRow> ended = {};
  int waiting = 0;  // for the viewer to moderate
  bool may_propose = false;
  bool may_moderate = false;
  bool may_report = false;
  bool may_void = false;
  bool has_results = false;  // closed: there may be something to see
};

// One statement, three buttons. POST /opinion/ID/vote: statement, vote (agree, disagree, pass).
struct VoteView {
  RoundRow round;
  std::optional<StatementRow> statement = {};  // none: all are voted on
  bool may_vote = true;                        // else it says why nothing can be voted on here
  bool chosen_by_map = false;  // of the votes so far; how old it is would tell when somebody voted
};

struct MyVotesView {
  RoundRow round;
  std::vector<StatementRow> statements;  // voted on
};

// POST /opinion/statements/ID/show, and links to the forms that need a reason.
struct ModerateView {
  RoundRow round;
  std::vector<StatementRow> waiting;
  std::vector<StatementRow> shown;  // that can be retired
};

// What all votes say together. `article` is written by web/map from what may be shown.
struct ResultsView {
  RoundRow round;
  std::string title;
  std::string lead = {};
  std::string article = {};  // HTML of our own; empty: `why_not` says why
  std::string why_not = {};
  bool has_change = false;  // a page of what changed since the round before it
  bool has_ballot = false;  // the viewer voted
  bool is_change = false;   // this page is that one
};

// POST /opinion/new: id, title, level, fixed, may_change, decides, hear_by, closes_on, attribution, owner,
// decision, continues, statements (one a line), trend (one a line).
struct OpenRoundView {
  std::string new_id;
  std::vector<Option> offices;
  std::vector<Option> decisions;
  std::vector<Option> continuable;
  int round_days = 5;
  bool has_tokens = false;                        // votes may be cast by token
  std::map<std::string, std::string> typed = {};  // by name of the field
  Errors errors = {};
};

// POST .../propose: id, text, reworded_from (hidden).
struct ProposeView {
  RoundRow round;
  std::string new_id;
  std::string text = {};
  std::string reworded_from = {};
  std::string rewords_text = {};
  Errors errors = {};
};

// POST .../reject, .../retire: reason.
struct EndStatementView {
  RoundRow round;
  StatementRow statement;
  bool retires = false;  // else it rejects
  std::string reason = {};
  Errors errors = {};
};

// A set of statements that the results have, and what was typed about it.
struct ReportSetView {
  domain::StatementSet set = domain::StatementSet::bridges;
  std::vector<std::string> statements = {};  // each with its number and what most say, strongest first
  std::string outcome = {};
  std::string text = {};
};

// POST .../report: outcome, text, what_changed; outcome-SET and text-SET of each set: bridges, divides.
struct ReportRoundView {
  RoundRow round;
  std::vector<ReportSetView> sets = {};
  std::string outcome = {};
  std::string text = {};
  std::string what_changed = {};
  Errors errors = {};
};

// POST .../void: reason.
struct VoidRoundView {
  RoundRow round;
  std::string reason = {};
  Errors errors = {};
};

[[nodiscard]] std::string say(domain::StatementSet set);
// Of a statement that bridges: agree or disagree.
[[nodiscard]] std::string say_of_all(domain::Vote all);

[[nodiscard]] json::array to_json(const std::vector<RoundRow>& rows);  // partial "opinion_row"
[[nodiscard]] json::object to_json(const RoundsView& view);            // template "opinion"
[[nodiscard]] json::object to_json(const RoundView& view);             // template "opinion_round"
[[nodiscard]] json::object to_json(const VoteView& view);              // template "opinion_vote"
[[nodiscard]] json::object to_json(const MyVotesView& view);           // template "opinion_votes"
[[nodiscard]] json::object to_json(const ModerateView& view);          // template "opinion_moderate"
[[nodiscard]] json::object to_json(const ResultsView& view);           // template "opinion_results"
[[nodiscard]] json::object to_json(const OpenRoundView& view);         // template "form", and the next four
[[nodiscard]] json::object to_json(const ProposeView& view);
[[nodiscard]] json::object to_json(const EndStatementView& view);
[[nodiscard]] json::object to_json(const ReportRoundView& view);
[[nodiscard]] json::object to_json(const VoidRoundView& view);

}  // namespace demur::web
