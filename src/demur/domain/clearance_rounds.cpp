// Rounds: opened with a whole mandate, closed by the clock, or made void with a reason; their reports are in
// clearance_report.cpp. Each is a record at once, before anybody is told.
#include <algorithm>

#include "demur/domain/clearance_matter.hpp"

namespace demur::domain {
namespace {

struct Asked {
  OfficeId office;
  std::string name;
  bool by_rules = false;
};

Result<std::vector<Asked>> asked_offices(const ClearanceMatter& matter, const OpenClearance& act) {
  std::vector<Asked> asked;
  for (const RequiredOffice& one :
       required_offices(matter.policy.consultation.required, matter.situation.offices)) {
    if (!one.office)
      return fail(Code::conflict,
                  "This channel's rules name an office that there is not: a custodian creates the office \"" +
                      one.name + "\" first, under exactly this name.",
                  "also");
    asked.push_back({*one.office, one.name, true});
  }
  for (const OfficeId& id : act.also) {
    if (std::ranges::find(asked, id, &Asked::office) != asked.end()) continue;
    const auto office = std::ranges::find(matter.situation.offices, id, &Office::id);
    if (office == matter.situation.offices.end() || office->state != OfficeState::active)
      return fail(Code::invalid, "Choose offices that are active: one of these is not.", "also");
    asked.push_back({id, office->name, false});
  }
  if (asked.empty())
    return fail(Code::invalid, "Choose at least one office to ask: this channel's rules name none.", "also");
  if (asked.size() > kMostAsked)
    return fail(Code::too_large, "Ask at most " + std::to_string(kMostAsked) + " offices in one round.",
                "also");
  return asked;
}

Result<Day> closing_day(const ClearanceMatter& matter, const OpenClearance& act, bool urgent) {
  const Consultation& rule = matter.policy.consultation;
  const int days = urgent ? rule.urgent_round_days : rule.round_days;
  const Day earliest = add(matter.policy, ClockUnit::working_days, matter.today, days);
  const Day closes = act.closes_on.value_or(earliest);
  if (closes < earliest)
    return fail(Code::invalid,
                "Choose " + core::to_words(earliest) + " or a later day: the offices have " +
                    std::to_string(days) + " working days at least.",
                "closes_on");
  return closes;
}

Status check_hearing(const ClearanceMatter& matter, const Mandate& mandate, Day closes) {
  const Day latest = closes + std::chrono::days{matter.policy.consultation.say_change_days};
  if (mandate.hear_by <= closes)
    return fail(Code::invalid,
                "Enter a day after " + core::to_words(closes) +
                    ", when the round closes: only then can the offices hear what became of their comments.",
                "hear_by");
  if (mandate.hear_by > latest)
    return fail(Code::invalid,
                "Enter a day up to " + core::to_words(latest) + ": the offices hear by then at the latest.",
                "hear_by");
  return {};
}

Entry opened_entry(const ClearanceRound& round, const std::vector<Position>& positions) {
  Entry entry{.type = "clearance.opened", .id = round.id.text};
  entry.refs = {ref_to(round.decision)};
  core::json::array offices;
  for (const Position& position : positions)
    offices.push_back(core::json::object{
        {"office", position.office.text}, {"name", position.office_name}, {"by_rules", position.by_rules}});
  entry.public_part = {{"mandate", to_json(round.mandate)},
                       {"offices", std::move(offices)},
                       {"version", round.version},
                       {"text_hash", round.text_hash},
                       {"closes", core::to_string(round.closes_on)}};
  if (!round.urgent_reasons.empty()) entry.public_part["urgent"] = round.urgent_reasons;
  return entry;
}

Duty owed(const Subject& subject, DutyKind kind, const OfficeId& office, Day today, Day due) {
  return {.subject = subject,
          .kind = kind,
          .owner_role = Role::respondent,
          .owner_office = office,
          .opened_on = today,
          .due_on = due,
          .latest_on = due};
}

// A round after the fact keeps the promise that a declared bypass made.
void keep_promise(ClearanceChange& change, const ClearanceMatter& matter) {
  const Subject decision{matter.situation.decision->id};
  for (const Duty& duty : matter.situation.duties)
    if (duty.subject == decision && duty.kind == DutyKind::consult_after)
      change.duties.push_back(done_on(duty, matter.today));
}

Result<ClearanceChange> opened_before(const ClearanceMatter& matter, const OpenClearance& act) {
  const auto& round = matter.situation.round;
  if (round && round->id == act.id && round->decision == act.decision) return clearance_done();
  return fail(Code::conflict, "This form was used before: open a new one.");
}

Status may_open(const Decision& decision, const Clearance& clearance) {
  if (decision.state == DecisionState::withdrawn || decision.state == DecisionState::superseded)
    return fail(Code::conflict, "It is withdrawn or superseded: there is nothing to clear any more.");
  const auto is_open = [](const ClearanceRound& round) { return round.state == RoundState::open; };
  if (std::ranges::any_of(clearance.rounds, is_open))
    return fail(Code::conflict, "A round on this decision is open: let it close, or make it void first.");
  return {};
}

// Anybody's, also in what an office replaced later.
bool was_commented_or_objected(const Clearance& clearance, const ClearanceRoundId& round) {
  const auto asks = [](const Given& given) {
    return !given.comments.empty() || given.stance == Stance::non_concur;
  };
  return std::ranges::any_of(clearance.positions, [&](const Position& position) {
    return position.round == round && std::ranges::any_of(position.given, asks);
  });
}

}  // namespace

Result<ClearanceChange> judge(const ClearanceMatter& matter, const OpenClearance& act) {
  Decision decision = DEMUR_TRY(own_decision(matter));
  if (matter.situation.id_taken) return opened_before(matter, act);
  DEMUR_TRY(may_open(decision, matter.situation.clearance));
  ClearanceRound round{.id = act.id, .decision = decision.id};
  round.urgent_reasons = DEMUR_TRY(clean_text(
      act.urgent_reasons, {"urgent_reasons", "why it is urgent", kReasonBytes, Lines::many, Need::optional}));
  const auto asked = DEMUR_TRY(asked_offices(matter, act));
  round.closes_on = DEMUR_TRY(closing_day(matter, act, !round.urgent_reasons.empty()));
  if (act.mandate.attribution == Attribution::not_recorded)
    return fail(Code::invalid, "What offices say in a clearance is on record.", "attribution");
  round.mandate = DEMUR_TRY(whole_mandate(act.mandate, matter.today));
  DEMUR_TRY(check_hearing(matter, round.mandate, round.closes_on));
  round.number = static_cast<int>(matter.situation.clearance.rounds.size()) + 1;
  round.version = decision.versions.back().number;
  round.text_hash = decision.versions.back().hash;
  round.opened_on = matter.today;
  round.after_taking = was_taken(decision);
  ClearanceChange change;
  for (const Asked& one : asked) {
    const Position position{.id = position_id(round.id, one.office),
                            .round = round.id,
                            .office = one.office,
                            .office_name = one.name,
                            .by_rules = one.by_rules};
    change.duties.push_back(
        owed(position.id, DutyKind::give_position, one.office, matter.today, round.closes_on));
    change.positions.push_back(position);
  }
  change.duties.push_back(
      owed(round.id, DutyKind::report, decision.owner, matter.today, round.mandate.hear_by));
  if (round.after_taking) keep_promise(change, matter);
  change.entries = {opened_entry(round, change.positions)};
  if (decision.state == DecisionState::draft) decision.state = DecisionState::consulting;
  change.decision = std::move(decision);
  change.round = std::move(round);
  return change;
}

Result<ClearanceChange> judge(const ClearanceMatter& matter, const VoidClearance& act) {
  ClearanceRound round = DEMUR_TRY(own_round(matter));
  if (round.state == RoundState::voided) return clearance_done();
  if (round.state == RoundState::reported)
    return fail(Code::conflict, "It is reported: what was said and answered in it stays.");
  if (was_taken(*matter.situation.decision) && !round.after_taking)
    return fail(Code::conflict, "The decision was taken on what was said in it: that stands.");
  if (was_commented_or_objected(matter.situation.clearance, round.id))
    return fail(Code::conflict,
                "Offices have commented or objected in it, and that stays on record: let it close, and "
                "report it.");
  round.void_reason = DEMUR_TRY(clean_text(act.reason, {"reason", "a reason", kReasonBytes}));
  round.state = RoundState::voided;
  Entry entry = clearance_entry("clearance.void", round.id, round.decision);
  entry.public_part = {{"reason", round.void_reason}};
  ClearanceChange change;
  // What is not asked any more is not owed any more; a miss stays a miss.
  for (Duty duty : matter.situation.duties) {
    if (duty.state != DutyState::open || duty.subject == Subject{round.decision}) continue;
    duty.state = DutyState::waived;
    duty.waived_reason = round.void_reason;
    duty.settled_on = matter.today;
    change.duties.push_back(std::move(duty));
  }
  change.entries = {std::move(entry)};
  change.round = std::move(round);
  return change;
}

ClearanceChange settle(const ClearanceRound& round, const std::vector<Position>& positions,
                       const std::vector<Duty>& duties, Day today) {
  ClearanceChange change;
  if (round.state == RoundState::voided || round.state == RoundState::reported) return change;
  add_missed(change.duties, change.entries, duties, today);
  if (round.state != RoundState::open || today <= round.closes_on) return change;
  change.round = round;
  change.round->state = RoundState::closed;
  change.round->closed_on = today;
  core::json::array silent;
  for (const Position& position : positions)
    if (position.round == round.id && position.given.empty()) silent.emplace_back(position.office.text);
  Entry entry = clearance_entry("clearance.closed", round.id, round.decision);
  entry.public_part = {{"no_response", std::move(silent)}};
  change.entries.push_back(std::move(entry));
  return change;
}

}  // namespace demur::domain
