#include <algorithm>

#include "demur/domain/secrecy.hpp"
#include "demur/service/clearance.hpp"
#include "demur/service/secrecy.hpp"
#include "demur/store/clearance.hpp"
#include "demur/store/decisions.hpp"
#include "demur/store/duties.hpp"
#include "demur/store/offices.hpp"

namespace demur::service {
namespace {

using namespace domain;
using core::Code;
using core::fail;
using core::Result;
using core::Status;

Result<Clearance> facts_of(const Institution& house, const store::Reader& reader, const DecisionId& id) {
  Clearance clearance = DEMUR_TRY(store::clearance_of(reader, id));
  clearance.required =
      required_offices(house.policy().consultation.required, DEMUR_TRY(store::list_offices(reader)));
  return clearance;
}

// Who spoke for an office is nobody else's business: the office did. What was withheld leaves the value.
void blind(Clearance& clearance, bool takes_part) {
  for (Position& position : clearance.positions)
    for (Given& given : position.given) {
      given.by = {};
      if (!given.withheld || takes_part) continue;
      given.would_change.clear();
      given.comments.clear();
      given.answer.reset();
    }
}

Status add_waived(const store::Reader& reader, const Subject& subject, ClearanceReading& reading) {
  for (Duty& duty : DEMUR_TRY(store::duties_on(reader, subject)))
    if (duty.state == DutyState::waived && is_about_clearance(duty))
      reading.waived.push_back(std::move(duty));
  return {};
}

// What was let go because its round is void stands with the round, and is no auditor's waiver.
Status load_waived(const store::Reader& reader, ClearanceReading& reading) {
  DEMUR_TRY(add_waived(reader, reading.decision.id, reading));
  for (const ClearanceRound& round : reading.clearance.rounds) {
    DEMUR_TRY(add_waived(reader, round.id, reading));
    for (const Position& position : reading.clearance.positions)
      if (position.round == round.id) DEMUR_TRY(add_waived(reader, position.id, reading));
  }
  const auto is_in = [&](const Duty& duty, const ClearanceRound& round) {
    return duty.subject == Subject{round.id} ||
           std::ranges::any_of(reading.clearance.positions, [&](const Position& position) {
             return position.round == round.id && duty.subject == Subject{position.id};
           });
  };
  std::erase_if(reading.waived, [&](const Duty& duty) {
    return std::ranges::any_of(reading.clearance.rounds, [&](const ClearanceRound& round) {
      return round.state == RoundState::voided && duty.waived_reason == round.void_reason &&
             is_in(duty, round);
    });
  });
  return {};
}

Result<ClearanceReading> reading_of(const Institution& house, const store::Reader& reader, const Member& who,
                                    const DecisionId& id, core::Day today) {
  auto decision = DEMUR_TRY(store::find_decision(reader, id));
  if (!decision) return fail(Code::not_found, "There is no such decision.");
  ClearanceReading reading{.decision = std::move(*decision)};
  if (const auto owner = DEMUR_TRY(store::find_office(reader, reading.decision.owner)))
    reading.owner = *owner;
  reading.clearance = DEMUR_TRY(facts_of(house, reader, id));
  reading.basis = basis_of(reading.decision, reading.clearance, today);
  DEMUR_TRY(load_waived(reader, reading));
  if (const auto explanation = DEMUR_TRY(store::explanation_of(reader, id)))
    reading.explained_on = explanation->declared_on;
  const auto offices = DEMUR_TRY(store::list_offices(reader));
  blind(reading.clearance, takes_part(who, reading.decision, reading.clearance, offices));
  reading.secret_from_start = DEMUR_TRY(store::is_secret_from_start(reader, id));
  reading.is_secret = hides_text(reading.clearance, reading.secret_from_start);
  hide_text(who, reading.decision, reading.clearance, offices, reading.secret_from_start);
  return reading;
}

}  // namespace

Result<Basis> basis_now(const Institution& house, const store::Reader& reader, const Decision& decision,
                        core::Day today) {
  return basis_of(decision, DEMUR_TRY(facts_of(house, reader, decision.id)), today);
}

Result<Basis> basis_when_taken(const Institution& house, const store::Reader& reader,
                               const Decision& decision, core::Day today) {
  Clearance clearance = DEMUR_TRY(facts_of(house, reader, decision.id));
  if (DEMUR_TRY(store::explanation_of(reader, decision.id)) && clearance.taking)
    clearance.taking->bypass.reset();
  return basis_of(decision, clearance, today);
}

Result<ClearanceReading> read_clearance(Institution& house, const Member& who, const DecisionId& decision) {
  const core::Day today = core::day_of(house.environment().clock());
  return house.store().read(
      [&](const store::Reader& reader) { return reading_of(house, reader, who, decision, today); });
}

Result<ClearanceReading> read_clearance(Institution& house, const Member& who,
                                        const ClearanceRoundId& round) {
  const core::Day today = core::day_of(house.environment().clock());
  return house.store().read([&](const store::Reader& reader) -> Result<ClearanceReading> {
    const auto found = DEMUR_TRY(store::find_clearance_round(reader, round));
    if (!found) return fail(Code::not_found, "There is no such round.");
    return reading_of(house, reader, who, found->decision, today);
  });
}

Result<ClearanceReading> read_clearance(Institution& house, const Member& who, const PositionId& position) {
  const core::Day today = core::day_of(house.environment().clock());
  return house.store().read([&](const store::Reader& reader) -> Result<ClearanceReading> {
    const auto found = DEMUR_TRY(store::find_position(reader, position));
    const auto round = found ? DEMUR_TRY(store::find_clearance_round(reader, found->round)) : std::nullopt;
    if (!round) return fail(Code::not_found, "There is no such position.");
    return reading_of(house, reader, who, round->decision, today);
  });
}

bool is_about_clearance(const Duty& duty) {
  return std::holds_alternative<ClearanceRoundId>(duty.subject) ||
         std::holds_alternative<PositionId>(duty.subject) || duty.kind == DutyKind::consult_after;
}

Result<std::optional<ClearanceSubject>> clearance_subject(const store::Reader& reader,
                                                          const Subject& subject) {
  std::optional<DecisionId> decision;
  std::string office;
  if (const auto* id = std::get_if<DecisionId>(&subject)) decision = *id;
  auto round_id = std::get_if<ClearanceRoundId>(&subject) != nullptr
                      ? std::optional(std::get<ClearanceRoundId>(subject))
                      : std::nullopt;
  if (const auto* id = std::get_if<PositionId>(&subject))
    if (const auto position = DEMUR_TRY(store::find_position(reader, *id))) {
      round_id = position->round;
      office = position->office_name;
    }
  if (round_id)
    if (const auto round = DEMUR_TRY(store::find_clearance_round(reader, *round_id)))
      decision = round->decision;
  if (!decision) return std::nullopt;
  auto found = DEMUR_TRY(store::find_decision(reader, *decision));
  if (!found) return std::nullopt;
  DEMUR_TRY(hide_from_everybody(reader, *found));
  std::string title = found->number + " · " + found->title;
  if (!office.empty()) title = office + " on " + title;
  return ClearanceSubject{std::move(title), *found};
}

}  // namespace demur::service
