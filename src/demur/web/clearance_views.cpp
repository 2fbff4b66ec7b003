#include "demur/web/clearance_views.hpp"

#include <algorithm>

#include "demur/web/reading_views.hpp"

namespace demur::web {
namespace {

using namespace domain;

constexpr const char* kSpecimen = "A specimen of a reason.";

// What is refused for its content is offered all the same: the form is where the content is given.
bool may(const Visit& visit, const ClearanceAct& act) {
  const core::Status verdict = service::would_allow(visit.house, visit.member, act);
  return verdict.has_value() || verdict.error().code == core::Code::invalid;
}

void offer(std::vector<Button>& buttons, const Visit& visit, const ClearanceAct& act, Button button) {
  if (may(visit, act)) buttons.push_back(std::move(button));
}

}  // namespace

ClearanceView clearance_view(const service::ClearanceReading& reading) {
  const DecisionState state = reading.decision.state;
  return {.decision = ref_of(reading.decision),
          .owner = reading.owner.name,
          .is_open = state == DecisionState::draft || state == DecisionState::consulting,
          .versions = reading.decision.versions,
          .taken_on = reading.decision.taken_on,
          .clearance = reading.clearance,
          .basis = reading.basis,
          .waived = reading.waived,
          .explained_on = reading.explained_on,
          .is_secret = reading.is_secret,
          .secret_from_start = reading.secret_from_start};
}

ExplainBypass specimen_explanation(const Visit& visit, const DecisionId& decision) {
  return {decision, {BypassGround::other, kSpecimen, visit.today + std::chrono::days{1}}};
}

OpenClearance specimen_round(const Visit& visit, const DecisionId& decision) {
  OpenClearance act{.id = ClearanceRoundId::make(visit.house.environment().random), .decision = decision};
  act.mandate = {.fixed = kSpecimen, .may_change = kSpecimen, .decides = "The Minister"};
  return act;
}

std::vector<Option> own_offices(const Visit& visit, const Clearance& clearance) {
  std::vector<Option> own;
  for (const Position& position : clearance.positions) {
    const auto known = std::ranges::find(own, position.office.text, &Option::value);
    if (known != own.end()) continue;
    // A merged office's heir speaks for it; the judge says whether this member may.
    own.push_back({position.office.text, position.office_name});
  }
  std::erase_if(own, [&](const Option& option) {
    return !may(visit, ContestEditorial{clearance.rounds.front().decision,
                                        clearance.editorial.empty() ? 2 : clearance.editorial.back().version,
                                        OfficeId{option.value}, kSpecimen});
  });
  return own;
}

std::vector<Button> buttons_on(const Visit& visit, const service::ClearanceReading& reading) {
  std::vector<Button> buttons;
  const Decision& decision = reading.decision;
  const std::string here = path(decision.id);
  const bool consults_after = decision.taken_on.has_value();
  offer(buttons, visit, specimen_round(visit, decision.id),
        {"open_round", here + "/round",
         consults_after ? "Open a round after the fact" : "Open a clearance round"});
  if (decision.versions.size() > 1)
    offer(buttons, visit, DeclareEditorial{decision.id, decision.versions.back().number, kSpecimen},
          {"declare_editorial", here + "/editorial", "The last change was editorial only"});
  if (service::would_allow(visit.house, visit.member, specimen_explanation(visit, decision.id)))
    buttons.push_back({"explain_bypass", here + "/explain", "Explain the bypass", "first"});
  const auto& editorial = reading.clearance.editorial;
  if (!editorial.empty() && !editorial.back().contested_on && !own_offices(visit, reading.clearance).empty())
    buttons.push_back({"contest_editorial", here + "/contest", "Object: it is more than editorial"});
  return buttons;
}

std::vector<Button> buttons_on(const Visit& visit, const service::ClearanceReading& reading,
                               const ClearanceRound& round) {
  std::vector<Button> buttons;
  for (const Position& position : reading.clearance.positions)
    if (position.round == round.id) {
      offer(buttons, visit,
            GivePosition{.position = position.id,
                         .stance = Stance::non_concur,
                         .text_hash = reading.decision.versions.back().hash},
            {"give_position", path(position.id) + "/give", "Give the position of " + position.office_name,
             "first"});
    }
  offer(buttons, visit, ReportClearance{round.id, "", {}},
        {"report_round", path(round.id) + "/report", "Report the round", "first"});
  offer(buttons, visit, VoidClearance{round.id, kSpecimen},
        {"void_round", path(round.id) + "/void", "Make the round void", "careful"});
  return buttons;
}

std::vector<Button> buttons_on(const Visit& visit, const service::ClearanceReading& reading,
                               const Position& position) {
  std::vector<Button> buttons;
  offer(buttons, visit,
        GivePosition{.position = position.id,
                     .stance = Stance::non_concur,
                     .text_hash = reading.decision.versions.back().hash},
        {"give_position", path(position.id) + "/give",
         position.given.empty() ? "Give this position" : "Give another position", "first"});
  offer(buttons, visit, LiftObjection{position.id, kSpecimen},
        {"lift_objection", path(position.id) + "/lift", "Lift the objection"});
  return buttons;
}

}  // namespace demur::web
