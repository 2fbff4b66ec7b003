#include "demur/service/clearance_audit.hpp"

#include <fmt/core.h>

#include <algorithm>

#include "demur/domain/lapse.hpp"
#include "demur/service/leaf_reading.hpp"

namespace demur::service {
namespace {

using namespace domain;
using core::Day;
using core::json::object;
using translog::Leaf;

ClearanceRound* round_in(Clearance& clearance, const std::string& id) {
  const auto found = std::ranges::find(clearance.rounds, ClearanceRoundId{id}, &ClearanceRound::id);
  return found == clearance.rounds.end() ? nullptr : &*found;
}

Position* position_in(Clearance& clearance, const std::string& id) {
  const auto found = std::ranges::find(clearance.positions, PositionId{id}, &Position::id);
  return found == clearance.positions.end() ? nullptr : &*found;
}

bool is_taken(const Decision& decision) {
  return decision.taken_on.has_value();
}

bool is_newest(const Decision& decision, int version, const std::string& hash) {
  return version == decision.versions.back().number && hash == decision.versions.back().hash;
}

}  // namespace

void ClearanceAudit::read(std::uint64_t index, const Leaf& leaf, const Policy& policy) {
  if (read_office(leaf)) return;
  if (leaf.type == "duty.missed") return read_missed(leaf);
  if (leaf.type == "duty.waived") return read_waived(index, leaf);
  if (leaf.type == "decision.registered") return read_registered(index, leaf, policy);
  const auto found = cases_.find(ref_of(leaf, "decision"));
  if (found == cases_.end()) {
    if (leaf.type.starts_with("clearance.") || leaf.type.starts_with("position."))
      find(index, "it is about a decision that is not in the log");
    return;
  }
  judge_withdrawn(index, leaf, found->second);
  if (leaf.type.starts_with("decision.")) read_decision(index, leaf, found->second, policy);
  if (leaf.type.starts_with("clearance.")) read_round(index, leaf, found->second, policy);
  if (leaf.type.starts_with("position.") || leaf.type == "comment.answered")
    read_position(index, leaf, found->second);
}

bool ClearanceAudit::read_office(const Leaf& leaf) {
  if (leaf.type == "office.created") {
    offices_.push_back({{leaf.id}, said_text(said_in(leaf), "name"), OfficeState::active, {}});
    return true;
  }
  if (leaf.type != "office.merged" && leaf.type != "office.closed") return false;
  const auto office = std::ranges::find(offices_, OfficeId{ref_of(leaf, "office")}, &Office::id);
  if (office != offices_.end())
    office->state = leaf.type == "office.merged" ? OfficeState::merged : OfficeState::closed;
  return true;
}

void ClearanceAudit::read_registered(std::uint64_t index, const Leaf& leaf, const Policy& policy) {
  if (cases_.contains(leaf.id)) return find(index, "a decision is registered a second time");
  const object& said = said_in(leaf);
  Case& one = cases_[leaf.id];
  one.decision.id = {leaf.id};
  one.decision.registered_on = leaf.day;
  one.decision.versions = {{1, {}, said_text(said, "text_hash"), leaf.day}};
  if (said.contains("taken_on")) take(index, leaf, one, policy);
}

// By the rule of domain/lapse.hpp: owed_again(), from the records. A place in a round that is over stays as
// it is.
void ClearanceAudit::find_owed_again(std::uint64_t index, const Leaf& leaf, Case& one, const Policy& policy) {
  if (!policy) return;
  const Day in_time = add(*policy, ClockUnit::working_days, leaf.day, policy->consultation.lapse_days);
  for (const Position& position : one.clearance.positions) {
    const ClearanceRound* round = round_in(one.clearance, position.round.text);
    if (round == nullptr || round->state != RoundState::open) continue;
    const std::string& about = position.id.text;
    if (!has_lapsed(one.decision, one.clearance, position))
      one.again.erase(about);
    else if (in_time <= round->closes_on && one.settled.contains(about) && !one.waived.contains(about))
      one.again.emplace(about, index);
  }
}

void ClearanceAudit::read_round(std::uint64_t index, const Leaf& leaf, Case& one, const Policy& policy) {
  if (leaf.type == "clearance.opened") return open(index, leaf, one, policy);
  ClearanceRound* round = round_in(one.clearance, ref_of(leaf, "clearance_round"));
  if (round == nullptr) return find(index, "it is about a round that was not opened");
  if (leaf.type == "clearance.closed") close(index, leaf, one);
  if (leaf.type == "clearance.reported") report(index, leaf, one, *round);
  if (leaf.type == "clearance.void") make_void(index, leaf, one, *round);
}

void ClearanceAudit::make_void(std::uint64_t index, const Leaf& leaf, Case& one, ClearanceRound& round) {
  if (round.state == RoundState::reported || round.state == RoundState::voided)
    find(index, "a round is made void that was reported, or is void");
  if (said_text(said_in(leaf), "reason").empty()) find(index, "a round is made void without a reason");
  if (is_taken(one.decision) && !round.after_taking)
    find(index, "a round is made void after the decision was taken on it");
  if (one.commented.contains(round.id.text))
    find(index, "a round is made void in which an office had commented");
  round.state = RoundState::voided;
  one.settled.insert(round.id.text);
  one.let_off.insert(round.id.text);
  for (const Position& position : one.clearance.positions) {
    if (position.round != round.id) continue;
    const bool has_objected =
        std::ranges::find(position.given, Stance::non_concur, &Given::stance) != position.given.end();
    if (counts_objections_ && has_objected)
      find(index, fmt::format("a round is made void in which {} had objected", position.office_name));
    one.settled.insert(position.id.text);
    one.let_off.insert(position.id.text);
    one.again.erase(position.id.text);
  }
}

void ClearanceAudit::open(std::uint64_t index, const Leaf& leaf, Case& one, const Policy& policy) {
  const object& said = said_in(leaf);
  ++figures_.rounds;
  ClearanceRound round{.id = {leaf.id}, .decision = one.decision.id};
  round.number = static_cast<int>(one.clearance.rounds.size()) + 1;
  round.opened_on = leaf.day;
  round.version = said_number(said, "version");
  round.text_hash = said_text(said, "text_hash");
  round.after_taking = is_taken(one.decision);
  const auto* mandate = said.if_contains("mandate");
  const auto read = mandate != nullptr && mandate->is_object()
                        ? mandate_in(mandate->get_object())
                        : core::Result<Mandate>(core::fail(core::Code::invalid, "there is none"));
  if (read && whole_mandate(*read, leaf.day))
    round.mandate = *read;
  else
    find(index, "a round is opened without a whole mandate");
  const auto closes = core::parse_day(said_text(said, "closes"));
  round.closes_on = closes.value_or(leaf.day);
  if (policy) {
    const Consultation& rule = policy->consultation;
    const int days = said.contains("urgent") ? rule.urgent_round_days : rule.round_days;
    if (round.closes_on < add(*policy, ClockUnit::working_days, leaf.day, days))
      find(index, "the round is shorter than the policy allows");
    const Day latest = round.closes_on + std::chrono::days{rule.say_change_days};
    if (round.mandate.hear_by > latest)
      find(index, fmt::format("people hear what changed by {}; by the policy they hear it by {}",
                              core::to_string(round.mandate.hear_by), core::to_string(latest)));
  }
  if (!is_newest(one.decision, round.version, round.text_hash))
    find(index, "the round is not about the newest text");
  std::set<std::string> asked;
  const auto listed = core::array_member(said, "offices");
  for (const auto& value : listed.value_or(core::json::array{})) {
    if (!value.is_object()) continue;
    const object& office = value.get_object();
    const auto* by_rules = office.if_contains("by_rules");
    Position position{.round = round.id, .office = {said_text(office, "office")}};
    position.id = position_id(round.id, position.office);
    position.office_name = said_text(office, "name");
    position.by_rules = by_rules != nullptr && by_rules->is_bool() && by_rules->get_bool();
    asked.insert(position.office.text);
    one.index[position.id.text] = index;
    case_of_[position.id.text] = one.decision.id.text;
    one.clearance.positions.push_back(std::move(position));
  }
  if (policy)
    for (const RequiredOffice& needed : required_offices(policy->consultation.required, offices_))
      if (!needed.office || !asked.contains(needed.office->text))
        find(index, fmt::format("the round does not ask {}, which the channel's rules name", needed.name));
  if (round.after_taking) one.settled.insert("consult_after");
  one.index[leaf.id] = index;
  case_of_[leaf.id] = one.decision.id.text;
  one.clearance.rounds.push_back(std::move(round));
}

void ClearanceAudit::close(std::uint64_t index, const Leaf& leaf, Case& one) {
  ClearanceRound& round = *round_in(one.clearance, ref_of(leaf, "clearance_round"));
  if (round.state != RoundState::open) find(index, "a round is closed that was not open");
  round.state = RoundState::closed;
  std::set<std::string> silent;
  std::set<std::string> said;
  for (const Position& position : one.clearance.positions)
    if (position.round == round.id && position.given.empty()) silent.insert(position.office.text);
  for (const auto& office : core::array_member(said_in(leaf), "no_response").value_or(core::json::array{}))
    if (office.is_string()) said.emplace(office.get_string());
  if (leaf.day <= round.closes_on) find(index, "the round was closed before its last day had passed");
  if (silent != said) find(index, "it does not name the offices that gave no response");
}

void ClearanceAudit::read_position(std::uint64_t index, const Leaf& leaf, Case& one) {
  Position* position = position_in(one.clearance, ref_of(leaf, "position"));
  if (position == nullptr) return find(index, "it is of an office that was not asked");
  if (leaf.type == "position.given") return give(index, leaf, one);
  if (leaf.type == "comment.answered")
    return answer(index, leaf, one, *position, *round_in(one.clearance, position->round.text));
  if (leaf.type != "position.lifted") return;
  if (position->given.empty() || position->given.back().stance != Stance::non_concur)
    return find(index, "an objection is lifted that there is not");
  if (is_taken(one.decision)) return find(index, "an objection is lifted after the decision was taken");
  if (said_text(said_in(leaf), "office") != position->office.text)
    return find(index, "an objection is lifted by another office than the one that made it");
  position->given.back().lifted = Lifting{leaf.day, said_text(said_in(leaf), "reasons")};
}

void ClearanceAudit::give(std::uint64_t index, const Leaf& leaf, Case& one) {
  const object& said = said_in(leaf);
  Position& position = *position_in(one.clearance, ref_of(leaf, "position"));
  const ClearanceRound* round = round_in(one.clearance, position.round.text);
  const auto stance = from_word<Stance>(said_text(said, "stance"));
  if (!stance) return find(index, "a position without a stance");
  if (said_text(said, "office") != position.office.text)
    find(index, "a position stands in the place of another office");
  if (round == nullptr || round->state != RoundState::open || leaf.day > round->closes_on)
    find(index, "a position was given after its round was closed");
  Given given{.stance = *stance, .version = said_number(said, "version")};
  given.text_hash = said_text(said, "text_hash");
  if (!is_newest(one.decision, given.version, given.text_hash))
    find(index, "a position is bound to a text that was not the newest");
  given.would_change = said_text(said, "would_change");
  const auto* withheld = said.if_contains("withheld");
  given.withheld = withheld != nullptr && withheld->is_bool() && withheld->get_bool();
  if (given.stance == Stance::non_concur && given.would_change.empty() && !given.withheld)
    find(index, "an objection does not say what would change it");
  given.day = leaf.day;
  given.by_office = {said_text(said, "by_office")};
  given.for_office = {said_text(said, "for_office")};
  given.after_taking = is_taken(one.decision);
  int comments = 0;
  const auto counts = core::object_member(said, "comments").value_or(object{});
  for (const auto& [weight, number] : counts)
    if (number.is_int64()) comments += static_cast<int>(number.get_int64());
  one.comments[position.id.text] = comments;
  if (comments > 0) one.commented.insert(position.round.text);
  ++figures_.positions;
  if (given.stance == Stance::non_concur) ++figures_.objections;
  one.settled.insert(position.id.text);
  one.again.erase(position.id.text);
  position.given.push_back(std::move(given));
}

ClearanceFigures ClearanceAudit::finish(Day newest, std::vector<AuditFinding>& findings) {
  for (const auto& [id, one] : cases_) judge_duties(one, newest);
  std::ranges::move(findings_, std::back_inserter(findings));
  findings_.clear();
  return figures_;
}

std::optional<std::pair<Day, domain::BasisKind>> ClearanceAudit::taking_of(
    const std::string& decision) const {
  const auto found = cases_.find(decision);
  if (found == cases_.end() || !found->second.decision.taken_on) return std::nullopt;
  const Case& one = found->second;
  Clearance clearance = one.clearance;
  if (one.explained) clearance.taking->bypass.reset();
  return std::pair(*one.decision.taken_on,
                   domain::basis_of(one.decision, clearance, one.decision.registered_on).kind);
}

std::optional<Basis> ClearanceAudit::basis_of(const std::string& decision) const {
  const auto found = cases_.find(decision);
  if (found == cases_.end()) return std::nullopt;
  return domain::basis_of(found->second.decision, found->second.clearance,
                          found->second.decision.registered_on);
}

}  // namespace demur::service
