#include "demur/web/views/opinion.hpp"

#include <fmt/core.h>

#include "demur/web/say.hpp"

namespace demur::web {

using namespace domain;

namespace {

const char* say_state(RoundState state) {
  switch (state) {
    case RoundState::draft:
      return "Draft";
    case RoundState::open:
      return "Open";
    case RoundState::closed:
      return "Closed";
    case RoundState::reported:
      return "Reported";
    case RoundState::voided:
      return "Void";
  }
  return "";
}

const char* say_state(StatementState state) {
  switch (state) {
    case StatementState::proposed:
      return "Waits for a moderator";
    case StatementState::shown:
      return "Shown";
    case StatementState::rejected:
      return "Rejected";
    case StatementState::retired:
      return "Retired";
  }
  return "";
}

const char* say_vote(Vote vote) {
  return vote == Vote::agree ? "Agree" : vote == Vote::disagree ? "Disagree" : "Pass";
}

const char* say_level(Level level) {
  switch (level) {
    case Level::inform:
      return "You are informed. Nothing may change.";
    case Level::consult:
      return "You are consulted: what is said is weighed, and you hear what became of it.";
    case Level::involve:
      return "You are involved: what is said shapes the options.";
    case Level::decide:
      return "You decide, within what may change.";
  }
  return "";
}

std::string kind_of(const RoundRow& round) {
  return round.briefing ? "Briefing" : "Opinion round";
}

std::string when_words(const RoundRow& round) {
  switch (round.state) {
    case RoundState::open:
      return fmt::format("Votes until {}", core::to_words(round.closes_on));
    case RoundState::closed:
      return fmt::format("Closed. You hear what became of it by {}", core::to_words(round.hear_by));
    case RoundState::reported:
      return "Closed, and reported";
    default:
      return "Void: what was voted is shown to nobody";
  }
}

json::object row_json(const RoundRow& round) {
  return {{"id", round.id.text},
          {"path", path(Subject(round.id))},
          {"title", round.title},
          {"owner", round.owner},
          {"kind_words", kind_of(round)},
          {"state", {{"word", word(round.state)}, {"words", say_state(round.state)}}},
          {"is_briefing", round.briefing},
          {"by_token", round.by_token},
          {"closes_on", to_json(std::optional(round.closes_on))},
          {"hear_by", to_json(std::optional(round.hear_by))},
          {"when_words", when_words(round)},
          {"shown", round.shown},
          {"voted", round.voted},
          {"progress_words", round.by_token ? "Nobody here knows whether you voted"
                                            : fmt::format("You voted on {} of {}", round.voted,
                                                          counted(round.shown, "statement", "statements"))},
          {"may_vote", round.may_vote}};
}

json::object statement_json(const StatementRow& row) {
  json::value vote = nullptr;
  if (row.vote) vote = json::object{{"word", word(*row.vote)}, {"words", say_vote(*row.vote)}};
  return {{"id", row.id.text},
          {"path", "/opinion/statements/" + row.id.text},
          {"number", row.number},
          {"text", row.text},
          {"state", {{"word", word(row.state)}, {"words", say_state(row.state)}}},
          {"is_trend", row.trend},
          {"may_retire", !row.trend},
          {"reason", row.reason},
          {"rewords", row.rewords ? json::value(*row.rewords) : json::value(nullptr)},
          {"vote", vote}};
}

json::array statements_json(const std::vector<StatementRow>& rows) {
  json::array all;
  for (const StatementRow& row : rows) all.push_back(statement_json(row));
  return all;
}

json::object mandate_json(const Mandate& mandate) {
  return {
      {"level", word(mandate.level)}, {"level_words", say_level(mandate.level)},
      {"fixed", mandate.fixed},       {"may_change", is_briefing(mandate) ? "Nothing." : mandate.may_change},
      {"decides", mandate.decides},   {"hear_by", to_json(std::optional(mandate.hear_by))}};
}

// Of a round as a whole: the first that everybody outside reads of its results.
constexpr const char* kReportedWords =
    "Once the office reports: which statements most in every group agree or disagree with, and which divide";

json::object knows_row(const char* who, const std::string& votes, const char* whether) {
  return {{"who", who}, {"votes", votes}, {"whether", whether}};
}

json::array knows_by_token(const RoundRow& round) {
  return {
      knows_row("You",
                fmt::format("Yes, and you can change each vote until {}", core::to_words(round.closes_on)),
                "Yes"),
      knows_row("Colleagues, the office that asks, custodians, auditors", "No", "No"),
      knows_row("Whoever runs this server or the drop, or gets hold of their databases",
                "Votes, as one row under a name that nobody knows. Who knows some of somebody’s votes may "
                "find the row, and with it the others",
                "No, but that you collected a token, as everybody does"),
      knows_row("The public log",
                std::string("No: when the round closes, a sealed ballot for each token that voted. ") +
                    kReportedWords,
                "How many voted"),
      knows_row("The results", "Only what many say together, once the round is closed", "No")};
}

// Who can know how somebody votes, said before anybody does.
json::array knows(const RoundRow& round) {
  if (round.by_token) return knows_by_token(round);
  const auto row = knows_row;
  return {
      row("You", fmt::format("Yes, and you can change each vote until {}", core::to_words(round.closes_on)),
          "Yes"),
      row("Colleagues, the office that asks, custodians, auditors", "No", "No"),
      row("Whoever runs this server, or gets hold of its database",
          "Yes: votes are kept in your name, so that you can change them", "Yes"),
      row("The public log",
          std::string("No: one hash binds all ballots when the round closes. ") + kReportedWords, "No"),
      row("The results", "Only what many say together, once the round is closed", "No")};
}

json::object set_json(const RoundView& view, const SetReport& set) {
  json::array statements;
  for (const SetStatement& each : set.statements) {
    json::value all = nullptr;
    if (each.all) all = json::object{{"word", word(*each.all)}, {"words", say_of_all(*each.all)}};
    for (const StatementRow& row : view.statements)
      if (row.id == each.id)
        statements.push_back(json::object{{"number", row.number}, {"text", row.text}, {"all", all}});
  }
  return {{"set", json::object{{"word", word(set.set)}, {"words", say(set.set)}}},
          {"statements", std::move(statements)},
          {"outcome", set.outcome ? json::value(spoken(*set.outcome)) : json::value(nullptr)},
          {"text", set.text}};
}

json::value report_json(const RoundView& view) {
  if (!view.report) return nullptr;
  const RoundReport& report = *view.report;
  json::value outcome = nullptr;
  if (report.outcome) outcome = spoken(*report.outcome);
  json::array sets;
  for (const SetReport& set : report.sets) sets.push_back(set_json(view, set));
  return json::object{{"outcome", outcome},
                      {"text", report.text},
                      {"sets", std::move(sets)},
                      {"what_changed", report.what_changed},
                      {"day", to_json(std::optional(report.day))},
                      {"was_late", report.day > view.mandate.hear_by}};
}

Back back_to(const RoundRow& round) {
  return {path(Subject(round.id)), round.title};
}

const Back kBackToList{"/opinion", "Opinion rounds"};

json::object round_offers(const RoundView& view) {
  const bool any = view.may_propose || view.may_moderate || view.may_report || view.may_void;
  return {{"has_acts", any},
          {"may_propose", view.may_propose},
          {"may_moderate", view.may_moderate},
          {"may_report", view.may_report},
          {"may_void", view.may_void},
          {"waiting_words", counted(view.waiting, "statement waits", "statements wait")}};
}

}  // namespace

std::string say(StatementSet set) {
  return set == StatementSet::bridges ? "What bridges" : "What divides";
}

std::string say_of_all(Vote all) {
  return all == Vote::disagree ? "Most in every group disagree." : "Most in every group agree.";
}

json::array to_json(const std::vector<RoundRow>& rows) {
  json::array all;
  for (const RoundRow& row : rows) all.push_back(row_json(row));
  return all;
}

json::object to_json(const RoundsView& view) {
  return {{"page", page("Opinion rounds", Section::opinion)},
          {"has_rounds", !view.rounds.empty()},
          {"rounds", to_json(view.rounds)},
          {"may_open", view.may_open}};
}

json::object to_json(const RoundView& view) {
  json::object result = round_offers(view);
  result["page"] = page(view.round.title, Section::opinion, kBackToList);
  result["round"] = row_json(view.round);
  result["mandate"] = mandate_json(view.mandate);
  result["decision"] = view.decision ? json::value(to_json(*view.decision)) : json::value(nullptr);
  result["earlier"] = view.earlier ? json::value(row_json(*view.earlier)) : json::value(nullptr);
  result["report"] = report_json(view);
  const bool waived = !view.report_waived.empty();
  result["report_overdue"] =
      !view.report && !waived && view.round.state != RoundState::voided && view.today > view.mandate.hear_by;
  result["report_waived"] = view.report_waived;
  result["void_reason"] = view.void_reason;
  result["eligible"] = view.eligible;
  result["floor"] = view.floor;
  json::array drops;
  for (const std::string& url : view.drops) drops.push_back(json::object{{"url", url}});
  result["has_drops"] = !drops.empty();
  result["drops"] = std::move(drops);
  result["proposals_until"] = to_json(view.proposals_until);
  result["knows"] = knows(view.round);
  result["is_open"] = view.round.state == RoundState::open;
  result["has_results"] = view.has_results;
  result["has_voted"] = view.round.voted > 0;
  result["all_voted"] = view.round.voted == view.round.shown;
  result["statements_words"] =
      counted(static_cast<long long>(view.statements.size()), "statement", "statements");
  result["has_statements"] = !view.statements.empty();
  result["statements"] = statements_json(view.statements);
  result["has_mine"] = !view.mine.empty();
  result["mine"] = statements_json(view.mine);
  result["has_ended"] = !view.ended.empty();
  result["ended"] = statements_json(view.ended);
  return result;
}

json::object to_json(const VoteView& view) {
  json::value map_words = nullptr;
  if (view.chosen_by_map) map_words = "Chosen by a map of the votes so far.";
  const RoundRow& round = view.round;
  return {{"page", page("Vote", Section::opinion, back_to(round))},
          {"round", row_json(round)},
          {"action", path(Subject(round.id)) + "/vote"},
          {"statement", view.statement ? json::value(statement_json(*view.statement)) : json::value(nullptr)},
          {"may_vote", view.may_vote},
          {"is_first", round.voted == 0},
          {"knows", knows(round)},
          {"map_words", map_words}};
}

json::object to_json(const MyVotesView& view) {
  return {{"page", page("Your votes", Section::opinion, back_to(view.round))},
          {"round", row_json(view.round)},
          {"has_statements", !view.statements.empty()},
          {"statements", statements_json(view.statements)}};
}

json::object to_json(const ModerateView& view) {
  return {{"page", page("Moderate statements", Section::opinion, back_to(view.round))},
          {"round", row_json(view.round)},
          {"has_waiting", !view.waiting.empty()},
          {"waiting", statements_json(view.waiting)},
          {"has_shown", !view.shown.empty()},
          {"shown", statements_json(view.shown)}};
}

json::object to_json(const ResultsView& view) {
  const std::string at = path(Subject(view.round.id));
  return {{"page", page(view.title, Section::opinion, back_to(view.round))},
          {"round", row_json(view.round)},
          {"lead", view.lead},
          {"map", {{"article", view.article}}},
          {"has_article", !view.article.empty()},
          {"why_not", view.why_not},
          {"has_change", view.has_change},
          {"has_ballot", view.has_ballot},
          {"is_change", view.is_change}};
}

}  // namespace demur::web
