#include "demur/service/clearance.hpp"

#include <algorithm>

#include "demur/domain/lapse.hpp"
#include "demur/service/keeping.hpp"
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

Status save(store::Transaction& transaction, const ClearanceChange& change) {
  if (change.decision) DEMUR_TRY(store::save_decision(transaction, *change.decision));
  if (change.round) DEMUR_TRY(store::save_clearance_round(transaction, *change.round));
  for (const Position& position : change.positions) DEMUR_TRY(store::save_position(transaction, position));
  if (change.editorial) DEMUR_TRY(store::save_editorial(transaction, *change.editorial));
  for (const Duty& duty : change.duties) DEMUR_TRY(store::save_duty(transaction, duty));
  return {};
}

Status keep_change(Institution& house, store::Transaction& transaction, const ClearanceChange& change,
                   core::Day today) {
  DEMUR_TRY(save(transaction, change));
  DEMUR_TRY(keep_entries(house, transaction, change.entries, nullptr, std::nullopt, today));
  return {};
}

// Of a round, of the places in it, and of its decision.
Result<std::vector<Duty>> duties_around(const store::Reader& reader, const ClearanceRound& round,
                                        const std::vector<Position>& positions) {
  std::vector<Duty> all = DEMUR_TRY(store::duties_on(reader, round.id));
  for (const Position& position : positions)
    if (position.round == round.id)
      std::ranges::move(DEMUR_TRY(store::duties_on(reader, position.id)), std::back_inserter(all));
  return all;
}

Result<Office> heir_of(const std::vector<Office>& offices, OfficeId id) {
  for (std::size_t step = 0; step <= offices.size(); ++step) {
    const auto office = std::ranges::find(offices, id, &Office::id);
    if (office == offices.end()) break;
    if (!office->merged_into) return *office;
    id = *office->merged_into;
  }
  return fail(Code::internal, "an office was merged into one that there is not");
}

// Which decision an act is about: it names it, or a round of it, or a place in one.
Status find_subject(const store::Reader& reader, const ClearanceAct& act, ClearanceSituation& situation) {
  std::optional<DecisionId> decision;
  const Status found = std::visit(
      [&](const auto& named) -> Status {
        if constexpr (requires { named.position; })
          situation.position = DEMUR_TRY(store::find_position(reader, named.position));
        std::optional<ClearanceRoundId> round;
        if constexpr (requires { named.round; }) round = named.round;
        if constexpr (requires { named.id; }) round = named.id;
        if (situation.position) round = situation.position->round;
        if (round) situation.round = DEMUR_TRY(store::find_clearance_round(reader, *round));
        if constexpr (requires { named.decision; })
          decision = named.decision;
        else if (situation.round)
          decision = situation.round->decision;
        return {};
      },
      act);
  DEMUR_TRY(found);
  if (decision) situation.decision = DEMUR_TRY(store::find_decision(reader, *decision));
  return {};
}

Result<ClearanceSituation> situation_of(const store::Reader& reader, const Member& who,
                                        const ClearanceAct& act) {
  ClearanceSituation situation{.who = who};
  DEMUR_TRY(find_subject(reader, act, situation));
  situation.offices = DEMUR_TRY(store::list_offices(reader));
  if (!situation.decision) return situation;
  situation.id_taken = std::holds_alternative<OpenClearance>(act) && situation.round.has_value();
  situation.clearance = DEMUR_TRY(store::clearance_of(reader, situation.decision->id));
  situation.secret_from_start = DEMUR_TRY(store::is_secret_from_start(reader, situation.decision->id));
  if (situation.round)
    situation.duties = DEMUR_TRY(duties_around(reader, *situation.round, situation.clearance.positions));
  std::ranges::move(DEMUR_TRY(store::duties_on(reader, situation.decision->id)),
                    std::back_inserter(situation.duties));
  if (situation.position) situation.heir = DEMUR_TRY(heir_of(situation.offices, situation.position->office));
  if (const auto* contest = std::get_if<ContestEditorial>(&act))
    if (std::ranges::find(situation.offices, contest->office, &Office::id) != situation.offices.end())
      situation.heir = DEMUR_TRY(heir_of(situation.offices, contest->office));
  return situation;
}

Result<ExplanationSituation> situation_of(const store::Reader& reader, const Member& who,
                                          const ExplainBypass& act) {
  ExplanationSituation situation{.who = who,
                                 .decision = DEMUR_TRY(store::find_decision(reader, act.decision))};
  situation.clearance = DEMUR_TRY(store::clearance_of(reader, act.decision));
  return situation;
}

Status settle_round(Institution& house, store::Transaction& transaction, const ClearanceRound& round,
                    core::Day today) {
  const auto clearance = DEMUR_TRY(store::clearance_of(transaction, round.decision));
  const auto duties = DEMUR_TRY(duties_around(transaction, round, clearance.positions));
  return keep_change(house, transaction, settle(round, clearance.positions, duties, today), today);
}

}  // namespace

Status settle_clearance(Institution& house, store::Transaction& transaction, core::Day today) {
  for (const ClearanceRound& round : DEMUR_TRY(store::clearances_to_settle(transaction, today)))
    DEMUR_TRY(settle_round(house, transaction, round, today));
  const auto promised = DEMUR_TRY(store::open_duties_before(transaction, DutyKind::consult_after, today));
  return keep_change(house, transaction, settle_promise(promised, today), today);
}

Result<Done> perform(Institution& house, const MemberId& who, const ClearanceAct& act) {
  return perform_as(
      house, who,
      [&](store::Transaction& transaction, const Member& member, core::Day today) -> Result<Done> {
        // What the clock has to say comes before anybody's word, also in the moments after midnight.
        DEMUR_TRY(settle_clearance(house, transaction, today));
        const auto situation = DEMUR_TRY(situation_of(transaction, member, act));
        const auto change = DEMUR_TRY(decide(situation, act, house.policy(), today));
        DEMUR_TRY(keep_change(house, transaction, change, today));
        if (change.editorial) DEMUR_TRY(ask_again(house, transaction, change.editorial->decision, today));
        return Done{.already_done = change.already_done, .receipt = {}};
      });
}

Result<Done> perform(Institution& house, const MemberId& who, const ExplainBypass& act) {
  return perform_as(
      house, who,
      [&](store::Transaction& transaction, const Member& member, core::Day today) -> Result<Done> {
        const auto situation = DEMUR_TRY(situation_of(transaction, member, act));
        const auto change = DEMUR_TRY(decide(situation, act, house.policy(), today));
        if (change.explanation) DEMUR_TRY(store::add_explanation(transaction, *change.explanation));
        for (const Duty& duty : change.duties) DEMUR_TRY(store::save_duty(transaction, duty));
        DEMUR_TRY(keep_entries(house, transaction, change.entries, nullptr, std::nullopt, today));
        return Done{.already_done = change.already_done, .receipt = {}};
      });
}

Status would_allow(Institution& house, const Member& who, const ExplainBypass& act) {
  const auto today = DEMUR_TRY(house.today());
  return house.store().read([&](const store::Reader& reader) -> Status {
    const auto change =
        DEMUR_TRY(decide(DEMUR_TRY(situation_of(reader, who, act)), act, house.policy(), today));
    if (change.already_done) return fail(Code::conflict, "This is done already.");
    return {};
  });
}

Status ask_again(const Institution& house, store::Transaction& transaction, const DecisionId& id,
                 core::Day today) {
  const auto decision = DEMUR_TRY(store::find_decision(transaction, id));
  if (!decision) return {};
  const auto clearance = DEMUR_TRY(store::clearance_of(transaction, id));
  std::vector<Duty> duties;
  for (const Position& position : clearance.positions)
    std::ranges::move(DEMUR_TRY(store::duties_on(transaction, position.id)), std::back_inserter(duties));
  for (const Duty& duty : owed_again(*decision, clearance, duties, house.policy(), today))
    DEMUR_TRY(store::save_duty(transaction, duty));
  return {};
}

Status would_allow(Institution& house, const Member& who, const ClearanceAct& act) {
  const auto today = DEMUR_TRY(house.today());
  return house.store().read([&](const store::Reader& reader) -> Status {
    const auto situation = DEMUR_TRY(situation_of(reader, who, act));
    const auto change = DEMUR_TRY(decide(situation, act, house.policy(), today));
    if (change.already_done) return fail(Code::conflict, "This is done already.");
    return {};
  });
}

}  // namespace demur::service
