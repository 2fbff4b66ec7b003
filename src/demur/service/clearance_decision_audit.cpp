// The decision's own records: what its text became, on which text and on which basis it was taken, and what
// was declared with the taking or after it.
#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <string_view>

#include "demur/domain/clearance_acts.hpp"
#include "demur/domain/explanation.hpp"
#include "demur/service/clearance_audit.hpp"
#include "demur/service/leaf_reading.hpp"

namespace demur::service {

using namespace domain;
using core::json::object;
using translog::Leaf;

namespace {

EditorialChange* editorial_in(Clearance& clearance, int version) {
  const auto found = std::ranges::find(clearance.editorial, version, &EditorialChange::version);
  return found == clearance.editorial.end() ? nullptr : &*found;
}

// Nobody takes these for a decision that was withdrawn. What was open or owed before goes on.
constexpr std::array<std::string_view, 7> kSteps = {
    "decision.revised", "decision.editorial", "decision.directed", "decision.bypassed",
    "decision.taken",   "decision.withdrawn", "clearance.opened"};

}  // namespace

void ClearanceAudit::judge_withdrawn(std::uint64_t index, const Leaf& leaf, Case& one) {
  if (one.withdrawn && std::ranges::find(kSteps, leaf.type) != kSteps.end())
    find(index, "it goes on with a decision that was withdrawn");
  if (leaf.type != "decision.withdrawn") return;
  if (one.decision.taken_on) return find(index, "a decision is withdrawn after it was taken");
  one.withdrawn = true;
}

void ClearanceAudit::read_decision(std::uint64_t index, const Leaf& leaf, Case& one, const Policy& policy) {
  const object& said = said_in(leaf);
  if (leaf.type == "decision.revised") revise(index, leaf, one);
  if (leaf.type == "decision.directed") direct(index, leaf, one);
  if (leaf.type == "decision.bypassed") bypass(index, leaf, one, policy);
  if (leaf.type == "decision.taken") take(index, leaf, one, policy);
  if (leaf.type == "decision.editorial") call_editorial(index, leaf, one, policy);
  if (leaf.type == "decision.editorial_contested")
    if (auto* change = editorial_in(one.clearance, said_number(said, "version"))) {
      change->contested_on = leaf.day;
      change->contested_by = OfficeId{said_text(said, "office")};
    }
  if (leaf.type == "decision.revised" || leaf.type.starts_with("decision.editorial"))
    find_owed_again(index, leaf, one, policy);
}

// Its text is fixed once it is taken: by another one nobody was ever asked.
void ClearanceAudit::revise(std::uint64_t index, const Leaf& leaf, Case& one) {
  const object& said = said_in(leaf);
  if (one.decision.taken_on) return find(index, "the text is revised after the decision was taken");
  const TextVersion& latest = one.decision.versions.back();
  if (said_number(said, "version") != latest.number + 1 || said_text(said, "text_hash") == latest.hash)
    find(index, "it is not the next version of the text");
  one.decision.versions.push_back({said_number(said, "version"), {}, said_text(said, "text_hash"), leaf.day});
}

// Once: a second one would hide that an office objected to the first.
void ClearanceAudit::call_editorial(std::uint64_t index, const Leaf& leaf, Case& one, const Policy& policy) {
  const object& said = said_in(leaf);
  if (one.decision.taken_on) return find(index, "a change is called editorial after the decision was taken");
  if (editorial_in(one.clearance, said_number(said, "version")) != nullptr)
    return find(index, "a change is called editorial a second time");
  const auto by = core::parse_day(said_text(said, "object_by"));
  if (!by) return find(index, "a change is called editorial without a day to object by");
  if (policy && *by < add(*policy, ClockUnit::working_days, leaf.day, policy->consultation.lapse_days))
    find(index, "the offices have fewer days to object than the policy gives them");
  EditorialChange change{.decision = one.decision.id,
                         .version = said_number(said, "version"),
                         .from_hash = said_text(said, "from_hash"),
                         .text_hash = said_text(said, "text_hash"),
                         .reasons = said_text(said, "reasons"),
                         .declared_on = leaf.day,
                         .object_by = *by};
  const auto& versions = one.decision.versions;
  if (versions.size() < 2 || change.version != versions.back().number ||
      change.text_hash != versions.back().hash || change.from_hash != versions[versions.size() - 2].hash)
    find(index, "a change is called editorial that is not the newest");
  one.clearance.editorial.push_back(std::move(change));
}

// A direction and a bypass stand before the taking that they belong to: take() judges what they say.
void ClearanceAudit::direct(std::uint64_t index, const Leaf& leaf, Case& one) {
  const object& said = said_in(leaf);
  if (one.decision.taken_on) return find(index, "a direction is given after the decision was taken");
  if (one.directed) find(index, "a second direction for one taking");
  if (said_text(said, "reasons").empty()) find(index, "a direction is given without reasons");
  one.coming.direction = said_text(said, "reasons");
  one.directed = RecordedEvent{index, leaf.day, said};
}

void ClearanceAudit::bypass(std::uint64_t index, const Leaf& leaf, Case& one, const Policy& policy) {
  const object& said = said_in(leaf);
  const auto ground = from_word<BypassGround>(said_text(said, "ground"));
  const auto by = core::parse_day(said_text(said, "consult_by"));
  if (!ground || !by || said_text(said, "reasons").empty())
    return find(index, "a bypass is declared without its ground, its reasons or a day to consult after");
  const int most = policy ? policy->consultation.say_change_days : 0;
  if (policy && (*by <= leaf.day || *by > leaf.day + std::chrono::days{most}))
    find(index, fmt::format("the offices are asked after all by {}; by the policy it is one of the {} days "
                            "that follow",
                            core::to_string(*by), most));
  const RecordedEvent event{index, leaf.day, said};
  const Bypass bypass{*ground, said_text(said, "reasons"), *by};
  if (one.decision.taken_on) return explain(event, one, bypass);
  if (one.bypassed) find(index, "a second bypass for one taking");
  one.coming.bypass = bypass;
  one.bypassed = event;
  one.index["consult_after"] = index;
}

void ClearanceAudit::take(std::uint64_t index, const Leaf& leaf, Case& one, const Policy& policy) {
  const object& said = said_in(leaf);
  if (one.decision.taken_on) return find(index, "the decision was taken before");
  const auto taken_on = core::parse_day(said_text(said, "taken_on"));
  if (!taken_on) return find(index, "it was taken on no day");
  if (*taken_on > leaf.day) find(index, "it was taken on a day that was still to come");
  const TextVersion& text = one.decision.versions.back();
  const bool names_text = leaf.type == "decision.taken";  // registered as taken, it has this one text
  if (names_text &&
      (said_text(said, "text_hash") != text.hash || said_number(said, "version") != text.number))
    find(index, "it was taken on a text that was not the newest");
  one.decision.taken_on = *taken_on;
  one.decision.state = DecisionState::taken;
  Taking taking = std::move(one.coming);
  taking.decision = one.decision.id;
  taking.recorded_on = leaf.day;
  if (policy) taking.required = required_offices(policy->consultation.required, offices_);
  const auto* named = said.if_contains("required");
  const bool names_them = named != nullptr;
  if ((!names_them || *named != core::json::value(to_json(taking.required))) &&
      (names_them || !taking.required.empty()))
    find(index, "it does not name the offices that the channel's rules name");
  one.clearance.taking = std::move(taking);
  const Basis basis = domain::basis_of(one.decision, one.clearance, leaf.day);
  ++figures_.basis[word(basis.kind)];
  if (names_them && said_text(said, "basis") != word(basis.kind))
    find(index, fmt::format("it says that its basis is \"{}\"; by the records it is \"{}\"",
                            said_text(said, "basis"), word(basis.kind)));
  judge_declared(one, basis);
}

void ClearanceAudit::judge_declared(const Case& one, const Basis& basis) {
  if (one.directed && !basis.needs_direction)
    find(one.directed->index, "a direction is given, and no objection stands");
  else if (one.directed)
    compare(*one.directed, "over", directed_entry(one.decision, {}, basis).public_part);
  if (one.bypassed && !basis.needs_bypass)
    find(one.bypassed->index, "a bypass is declared, and every office was heard");
  else if (one.bypassed)
    compare(*one.bypassed, "offices",
            bypassed_entry(one.decision, *one.clearance.taking->bypass, basis).public_part);
}

// The offices, in whatever order, and the hash of the text, against those that the records above bear out.
void ClearanceAudit::compare(const RecordedEvent& told, const char* offices, const object& due) {
  auto named = said_texts(told.said, offices);
  auto passed_over = said_texts(due, offices);
  std::ranges::sort(named);
  std::ranges::sort(passed_over);
  if (named != passed_over) find(told.index, "it does not name the offices that it passes over");
  if (said_text(told.said, "text_hash") != said_text(due, "text_hash"))
    find(told.index, "it is about a text that was not the newest");
}

// After the fact: once, where there was something to explain.
void ClearanceAudit::explain(const RecordedEvent& told, Case& one, const Bypass& bypass) {
  const Basis basis = domain::basis_of(one.decision, one.clearance, one.decision.registered_on);
  if (!one.clearance.taking || one.clearance.taking->bypass)
    return find(told.index, "a bypass is declared that was declared before");
  if (basis.kind != BasisKind::bypassed_unexplained)
    return find(told.index, "a bypass is explained that there is not");
  compare(told, "offices", bypassed_entry(one.decision, bypass, basis).public_part);
  one.clearance.taking->bypass = bypass;
  one.explained = true;
  const bool is_kept = std::ranges::any_of(one.clearance.rounds, [](const ClearanceRound& round) {
    return round.after_taking && round.state != RoundState::voided;
  });
  if (!is_kept) one.settled.erase("consult_after");
  one.index["consult_after"] = told.index;
}

}  // namespace demur::service
