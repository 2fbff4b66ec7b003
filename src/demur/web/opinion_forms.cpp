#include <algorithm>

#include "demur/service/opinion_rounds.hpp"
#include "demur/web/attempt.hpp"
#include "demur/web/opinion_maps.hpp"
#include "demur/web/opinion_pages.hpp"
#include "demur/web/pages.hpp"
#include "demur/web/site.hpp"

namespace demur::web {
namespace {

using namespace domain;
using core::Code;
using core::fail;
using core::Result;
using service::OpinionReading;

template <typename View>
Reply attempt_in_round(const Visit& visit, const OpinionAct& act, View view, Moved next) {
  const auto done = service::perform(visit.house, visit.member.id, act);
  if (done) return next;
  return show_again("form", std::move(view), done.error());
}

std::unexpected<core::Error> not_now() {
  return fail(Code::forbidden, "This is not for you to do, or not now.");
}

// A statement a line; empty lines mean nothing.
std::vector<NewStatement> statements_in(const Visit& visit, const std::string& text) {
  std::vector<NewStatement> all;
  std::size_t at = 0;
  while (at < text.size()) {
    const std::size_t end = std::min(text.find('\n', at), text.size());
    const std::string line = text.substr(at, end - at);
    if (line.find_first_not_of(" \t\r") != std::string::npos)
      all.push_back({StatementId::make(visit.house.environment().random), line});
    at = end + 1;
  }
  return all;
}

OpenRoundView open_view(const Visit& visit, const std::vector<service::Continuable>& continuable,
                        const std::vector<Office>& offices,
                        const std::vector<service::DecisionLine>& decisions) {
  OpenRoundView view{.new_id = OpinionRoundId::make(visit.house.environment().random).text,
                     .offices = {},
                     .decisions = {},
                     .continuable = {},
                     .round_days = visit.house.policy().consultation.round_days,
                     .has_tokens = visit.house.policy().anonymous.has_value()};
  for (const Office& office : offices)
    if (office.state == OfficeState::active && visit.member.has(Role::respondent, office.id))
      view.offices.push_back({.value = office.id.text, .label = office.name});
  for (const auto& line : decisions)
    view.decisions.push_back(
        {.value = line.decision.id.text, .label = line.decision.number + " · " + line.decision.title});
  for (const auto& one : continuable)
    view.continuable.push_back({.value = one.round.id.text, .label = one.round.title});
  return view;
}

template <typename Id>
Result<std::optional<Id>> id_field(const Visit& visit, const char* name) {
  const std::string text = visit.field(name);
  if (text.empty()) return std::nullopt;
  const auto id = Id::parse(text);
  if (!id) return fail(Code::invalid, "Choose one of the list.", name);
  return *id;
}

Result<Mandate> typed_mandate(const Visit& visit) {
  const auto level = from_word<Level>(visit.field("level"));
  if (!level) return fail(Code::invalid, "Choose what people are asked for.", "level");
  const auto hear_by = DEMUR_TRY(day_field(visit, "hear_by"));
  if (!hear_by) return fail(Code::invalid, "Say by when people hear what became of it.", "hear_by");
  // A program may name another attribution; the judge says why it cannot be kept.
  const std::string attribution = visit.field("attribution");
  return Mandate{.level = *level,
                 .fixed = visit.field("fixed"),
                 .may_change = visit.field("may_change"),
                 .decides = visit.field("decides"),
                 .hear_by = *hear_by,
                 .attribution = attribution.empty()
                                    ? Attribution::chatham_house
                                    : from_word<Attribution>(attribution).value_or(Attribution::named)};
}

Result<OpenOpinionRound> typed_round(const Visit& visit,
                                     const std::vector<service::Continuable>& continuable) {
  OpenOpinionRound act{.id = DEMUR_TRY(OpinionRoundId::parse(visit.field("id"))),
                       .owner = {},
                       .title = visit.field("title"),
                       .mandate = {}};
  const auto owner = DEMUR_TRY(id_field<OfficeId>(visit, "owner"));
  if (!owner) return fail(Code::invalid, "Choose the office that asks.", "owner");
  act.owner = *owner;
  act.decision = DEMUR_TRY(id_field<DecisionId>(visit, "decision"));
  act.mandate = DEMUR_TRY(typed_mandate(visit));
  const auto closes_on = DEMUR_TRY(day_field(visit, "closes_on"));
  if (!closes_on) return fail(Code::invalid, "Say which day is the last for votes.", "closes_on");
  act.closes_on = *closes_on;
  act.continues = DEMUR_TRY(id_field<OpinionRoundId>(visit, "continues"));
  act.statements = statements_in(visit, visit.field("statements"));
  act.trend = statements_in(visit, visit.field("trend"));
  if (act.trend.empty() && act.continues)
    for (const auto& one : continuable)
      if (one.round.id == *act.continues)
        for (const std::string& text : one.trend)
          act.trend.push_back({StatementId::make(visit.house.environment().random), text});
  return act;
}

// The statement of the path, and its round as the moderator sees it.
struct Moderated {
  OpinionReading reading;
  OpinionStatement statement;
};
Result<Moderated> moderated(const Visit& visit) {
  const auto id = DEMUR_TRY(StatementId::parse(visit.request.parameter("id")));
  const auto round = DEMUR_TRY(service::round_of_statement(visit.house, id));
  Moderated all{.reading = DEMUR_TRY(service::read_opinion_round(visit.house, visit.member, round)),
                .statement = {}};
  if (!all.reading.may_moderate) return not_now();
  for (const auto* list : {&all.reading.waiting, &all.reading.shown, &all.reading.ended})
    for (const OpinionStatement& each : *list)
      if (each.id == id) all.statement = each;
  return all;
}

Moved to_moderation(const Moderated& all, Notice notice) {
  return {path(Subject(all.reading.round.id)) + "/moderate", notice};
}

Reply end_statement(const Visit& visit, bool retires) {
  const Moderated all = DEMUR_TRY(moderated(visit));
  EndStatementView view{
      .round = row_of(all.reading), .statement = row_of(all.reading, all.statement), .retires = retires};
  if (!is_post(visit)) return shown("form", to_json(view));
  view.reason = visit.field("reason");
  OpinionAct act = RejectStatement{all.statement.id, view.reason};
  if (retires) act = RetireStatement{all.statement.id, view.reason};
  return attempt_in_round(visit, act, view, to_moderation(all, Notice::statement_decided));
}

}  // namespace

Reply open_opinion_round(const Visit& visit) {
  if (!visit.member.has(Role::respondent)) return not_now();
  const auto continuable = DEMUR_TRY(service::continuable_rounds(visit.house, visit.member));
  OpenRoundView view = open_view(visit, continuable, DEMUR_TRY(service::read_offices(visit.house)),
                                 DEMUR_TRY(service::read_decisions(visit.house, visit.member)));
  if (!is_post(visit)) return shown("form", to_json(view));
  if (!visit.field("id").empty()) view.new_id = visit.field("id");
  for (const char* name : {"title", "owner", "decision", "level", "fixed", "may_change", "decides", "hear_by",
                           "closes_on", "attribution", "continues", "statements", "trend"})
    view.typed[name] = visit.field(name);
  const auto act = typed_round(visit, continuable);
  if (!act) return show_again("form", view, act.error());
  return attempt_in_round(visit, *act, view, {path(Subject(act->id)), Notice::round_opened});
}

Reply propose_statement(const Visit& visit) {
  const OpinionReading reading = DEMUR_TRY(seen_round(visit));
  DEMUR_TRY(takes_named_proposals(reading.round));
  if (!is_post(visit) && !reading.may_propose) return not_now();
  ProposeView view{.round = row_of(reading),
                   .new_id = StatementId::make(visit.house.environment().random).text,
                   .reworded_from = std::string(visit.request.query_value("rewords").value_or(""))};
  if (is_post(visit)) view.reworded_from = visit.field("reworded_from");
  for (const OpinionStatement& each : reading.shown)
    if (each.id.text == view.reworded_from) view.text = view.rewords_text = each.text;
  if (!is_post(visit)) return shown("form", to_json(view));
  if (!visit.field("id").empty()) view.new_id = visit.field("id");
  view.text = visit.field("text");
  const auto id = StatementId::parse(view.new_id);
  if (!id) return show_again("form", view, id.error());
  ProposeStatement act{.round = reading.round.id, .id = *id, .text = view.text};
  act.reworded_from = DEMUR_TRY(id_field<StatementId>(visit, "reworded_from"));
  return attempt_in_round(visit, act, view, {path(Subject(reading.round.id)), Notice::statement_proposed});
}

Reply moderate_statements(const Visit& visit) {
  const OpinionReading reading = DEMUR_TRY(seen_round(visit));
  if (!reading.may_moderate) return not_now();
  ModerateView view{.round = row_of(reading), .waiting = {}, .shown = {}};
  for (const OpinionStatement& each : reading.waiting) view.waiting.push_back(row_of(reading, each));
  for (const OpinionStatement& each : reading.shown) view.shown.push_back(row_of(reading, each));
  return shown("opinion_moderate", to_json(view));
}

Reply show_statement(const Visit& visit) {
  const Moderated all = DEMUR_TRY(moderated(visit));
  DEMUR_TRY(service::perform(visit.house, visit.member.id, OpinionAct{ShowStatement{all.statement.id}}));
  return to_moderation(all, Notice::statement_decided);
}

Reply reject_statement(const Visit& visit) {
  return end_statement(visit, false);
}

Reply retire_statement(const Visit& visit) {
  return end_statement(visit, true);
}

namespace {

// A statement's words with its number, as they are listed above a field, and what most say of it.
std::string line_of(const OpinionReading& reading, const SetStatement& one) {
  const auto found = std::ranges::find(reading.shown, one.id, &OpinionStatement::id);
  if (found == reading.shown.end()) return {};
  const std::string line = std::to_string(found->number) + ". " + found->text;
  return one.all ? line + " · " + say_of_all(*one.all) : line;
}

ReportSetView typed_set(const Visit& visit, StatementSet set) {
  const std::string suffix = std::string("-") + word(set);
  return {.set = set, .outcome = visit.field("outcome" + suffix), .text = visit.field("text" + suffix)};
}

// What the form asks about each set, and what was typed; the same sets go into the act.
void read_sets(const Visit& visit, const OpinionReading& reading, ReportRoundView& view, ReportRound& act) {
  for (SetReport& set : act.sets) {
    ReportSetView typed = typed_set(visit, set.set);
    for (const SetStatement& one : set.statements) typed.statements.push_back(line_of(reading, one));
    set.outcome = from_word<Outcome>(typed.outcome);
    set.text = typed.text;
    view.sets.push_back(std::move(typed));
  }
}

// What was typed about a set that the results do not have, or not yet, stays on the page.
core::Status keep_typed(const Visit& visit, ReportRoundView& view) {
  core::Status kept;
  for (const StatementSet set : {StatementSet::bridges, StatementSet::divides}) {
    if (std::ranges::find(view.sets, set, &ReportSetView::set) != view.sets.end()) continue;
    const ReportSetView typed = typed_set(visit, set);
    if (typed.outcome.empty() && typed.text.empty()) continue;
    if (!typed.text.empty())
      kept = fail(Code::invalid, "The results have no such statements: move these words, or delete them.",
                  std::string("text-") + word(set));
    view.sets.push_back(typed);
  }
  return kept;
}

}  // namespace

// Until the results are there nobody can say what became of them.
Reply report_round(const Visit& visit) {
  const OpinionReading reading = DEMUR_TRY(seen_round(visit));
  if (!is_post(visit) && !reading.may_report) return not_now();
  ReportRoundView view{.round = row_of(reading)};
  ReportRound act{.round = reading.round.id, .outcome = {}, .text = {}};
  const auto results = visit.site.opinion_maps().results(reading.round.id);
  const core::Error wait{Code::conflict, "The results are being made: come again in a minute."};
  const bool must_wait = !results && (reading.may_report || reading.round.state == RoundState::reported);
  if (must_wait && !is_post(visit)) return std::unexpected(wait);
  if (results) act.sets = sets_of(*results, reading.shown);
  read_sets(visit, reading, view, act);
  if (!is_post(visit)) return shown("form", to_json(view));
  view.outcome = visit.field("outcome");
  view.text = visit.field("text");
  view.what_changed = visit.field("what_changed");
  const core::Status kept = keep_typed(visit, view);
  if (must_wait) return show_again("form", view, wait);
  if (!kept) return show_again("form", view, kept.error());
  act.outcome = from_word<Outcome>(view.outcome);
  act.text = view.text;
  act.what_changed = view.what_changed;
  return attempt_in_round(visit, act, view, {path(Subject(reading.round.id)), Notice::round_reported});
}

Reply void_round(const Visit& visit) {
  const OpinionReading reading = DEMUR_TRY(seen_round(visit));
  if (!is_post(visit) && !reading.may_void) return not_now();
  VoidRoundView view{.round = row_of(reading)};
  if (!is_post(visit)) return shown("form", to_json(view));
  view.reason = visit.field("reason");
  return attempt_in_round(visit, VoidRound{reading.round.id, view.reason}, view,
                          {path(Subject(reading.round.id)), Notice::round_void});
}

}  // namespace demur::web
