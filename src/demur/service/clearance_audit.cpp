#include "demur/service/clearance_audit.hpp"

#include <fmt/core.h>

#include <algorithm>

#include "demur/domain/clearance_acts.hpp"
#include "demur/domain/explanation.hpp"
#include "demur/domain/lapse.hpp"

namespace demur::service {
namespace {

using namespace domain;
using core::Day;
using core::json::object;
using translog::Leaf;

const object& said_in(const Leaf& leaf) {
  static const object kNothingSaid;
  return leaf.public_part ? *leaf.public_part : kNothingSaid;
}

std::string ref_of(const Leaf& leaf, std::string_view noun) {
  for (const std::string& ref : leaf.refs)
    if (ref.starts_with(noun) && ref.size() > noun.size() && ref[noun.size()] == ':')
      return ref.substr(noun.size() + 1);
  return {};
}

int said_number(const object& said, const char* name) {
  const auto number = core::integer_member(said, name);
  return number ? static_cast<int>(*number) : 0;
}

ClearanceRound* round_in(Clearance& clearance, const std::string& id) {
  const auto found = std::ranges::find(clearance.rounds, ClearanceRoundId{id}, &ClearanceRound::id);
  return found == clearance.rounds.end() ? nullptr : &*found;
}

Position* position_in(Clearance& clearance, const std::string& id) {
  const auto found = std::ranges::find(clearance.positions, PositionId{id}, &Position::id);
  return found == clearance.positions.end() ? nullptr : &*found;
}

EditorialChange* editorial_in(Clearance& clearance, int version) {
  const auto found = std::ranges::find(clearance.editorial, version, &EditorialChange::version);
  return found == clearance.editorial.end() ? nullptr : &*found;
}

bool is_taken(const Decision& decision) {
  return decision.taken_on.has_value();
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
  const object& said = said_in(leaf);
  Case& one = cases_[leaf.id];
  one.decision.id = {leaf.id};
  one.decision.registered_on = leaf.day;
  one.decision.versions = {{1, {}, said_text(said, "text_hash"), leaf.day}};
  if (said.contains("taken_on")) take(index, leaf, one, policy);
}

void ClearanceAudit::take(std::uint64_t index, const Leaf& leaf, Case& one, const Policy& policy) {
  const object& said = said_in(leaf);
  if (is_taken(one.decision)) return find(index, "the decision was taken before");
  const auto taken_on = core::parse_day(said_text(said, "taken_on"));
  if (!taken_on) return find(index, "it was taken on no day");
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
}

// After the fact: once, where there was something to explain.
void ClearanceAudit::explain(std::uint64_t index, const Leaf& leaf, Case& one, Bypass bypass) {
  const Basis basis = domain::basis_of(one.decision, one.clearance, one.decision.registered_on);
  if (!one.clearance.taking || one.clearance.taking->bypass)
    return find(index, "a bypass is declared that was declared before");
  if (basis.kind != BasisKind::bypassed_unexplained)
    return find(index, "a bypass is explained that there is not");
  const object due = bypassed_entry(one.decision, bypass, basis).public_part;
  for (const char* name : {"offices", "text_hash"})
    if (const auto* told = said_in(leaf).if_contains(name); told == nullptr || *told != due.at(name))
      find(index, fmt::format("its {} are not those of the bypass that it explains", name));
  one.clearance.taking->bypass = std::move(bypass);
  one.explained = true;
  const bool is_kept = std::ranges::any_of(one.clearance.rounds, [](const ClearanceRound& round) {
    return round.after_taking && round.state != RoundState::voided;
  });
  if (!is_kept) one.settled.erase("consult_after");
  one.index["consult_after"] = index;
}

void ClearanceAudit::read_decision(std::uint64_t index, const Leaf& leaf, Case& one, const Policy& policy) {
  const object& said = said_in(leaf);
  if (leaf.type == "decision.revised")
    one.decision.versions.push_back(
        {said_number(said, "version"), {}, said_text(said, "text_hash"), leaf.day});
  if (leaf.type == "decision.directed") one.coming.direction = said_text(said, "reasons");
  if (leaf.type == "decision.bypassed") {
    const auto ground = from_word<BypassGround>(said_text(said, "ground"));
    const auto by = core::parse_day(said_text(said, "consult_by"));
    if (!ground || !by || said_text(said, "reasons").empty())
      return find(index, "a bypass is declared without its ground, its reasons or a day to consult after");
    if (is_taken(one.decision)) return explain(index, leaf, one, {*ground, said_text(said, "reasons"), *by});
    one.coming.bypass = Bypass{*ground, said_text(said, "reasons"), *by};
    one.index["consult_after"] = index;
  }
  if (leaf.type == "decision.taken") take(index, leaf, one, policy);
  if (leaf.type == "decision.editorial") {
    const auto by = core::parse_day(said_text(said, "object_by"));
    if (!by) return find(index, "a change is called editorial without a day to object by");
    if (policy && *by < add(*policy, ClockUnit::working_days, leaf.day, policy->consultation.lapse_days))
      find(index, "the offices have fewer days to object than the policy gives them");
    one.clearance.editorial.push_back({.decision = one.decision.id,
                                       .version = said_number(said, "version"),
                                       .from_hash = said_text(said, "from_hash"),
                                       .text_hash = said_text(said, "text_hash"),
                                       .reasons = said_text(said, "reasons"),
                                       .declared_on = leaf.day,
                                       .object_by = *by});
  }
  if (leaf.type == "decision.editorial_contested")
    if (auto* change = editorial_in(one.clearance, said_number(said, "version"))) {
      change->contested_on = leaf.day;
      change->contested_by = OfficeId{said_text(said, "office")};
    }
  if (leaf.type == "decision.revised" || leaf.type.starts_with("decision.editorial"))
    find_owed_again(index, leaf, one, policy);
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
  if (leaf.type != "clearance.void") return;
  if (is_taken(one.decision) && !round->after_taking)
    find(index, "a round is made void after the decision was taken on it");
  round->state = RoundState::voided;
  one.settled.insert(round->id.text);
  one.let_off.insert(round->id.text);
  for (const Position& position : one.clearance.positions) {
    if (position.round != round->id) continue;
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
  }
  if (round.text_hash != one.decision.versions.back().hash)
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

// It says how many it answers, and those are all that stand.
void ClearanceAudit::judge_objections(std::uint64_t index, const Leaf& leaf, const Case& one,
                                      const ClearanceRound& round) {
  const auto counted = core::integer_member(said_in(leaf), "objections");
  if (!counted) {
    if (counts_objections_)
      find(index, "it does not count the objections that it answers; a report before it does");
    return;
  }
  counts_objections_ = true;
  std::int64_t answered = 0;
  for (const Position& position : one.clearance.positions) {
    if (position.round != round.id) continue;
    const auto its = one.answered.find(position.id.text);
    const bool is_answered = its != one.answered.end() && its->second.contains(kObjection);
    answered += is_answered ? 1 : 0;
    if (objects(position) && !is_answered)
      find(index, fmt::format("the round is reported, and the objection of {} is not answered",
                              position.office_name));
  }
  if (*counted != answered)
    find(index,
         fmt::format("it says that it answers {} objections, and {} are answered", *counted, answered));
}

void ClearanceAudit::report(std::uint64_t index, const Leaf& leaf, Case& one, ClearanceRound& round) {
  if (round.state != RoundState::closed) find(index, "a round is reported that is not closed");
  round.state = RoundState::reported;
  ++figures_.reported;
  one.settled.insert(round.id.text);
  for (const Position& position : one.clearance.positions) {
    if (position.round != round.id) continue;
    const auto& answered = one.answered[position.id.text];
    const std::size_t comments = answered.size() - answered.count(kObjection);
    if (static_cast<int>(comments) != one.comments[position.id.text])
      find(index, fmt::format("the round is reported, and not every comment of {} is answered",
                              position.office_name));
  }
  judge_objections(index, leaf, one, round);
}

void ClearanceAudit::answer(std::uint64_t index, const Leaf& leaf, Case& one, const Position& position) {
  const auto number = core::integer_member(said_in(leaf), "comment");
  if (!number) return find(index, "a comment is answered, and which one is not there");
  const bool is_objection = *number == kObjection;
  if (is_objection && (position.given.empty() || position.given.back().stance != Stance::non_concur))
    find(index, "an objection is answered that there is not");
  ++(is_objection ? figures_.objections_answered : figures_.comments_answered);
  one.answered[position.id.text].insert(*number);
}

void ClearanceAudit::read_position(std::uint64_t index, const Leaf& leaf, Case& one) {
  Position* position = position_in(one.clearance, ref_of(leaf, "position"));
  if (position == nullptr) return find(index, "it is of an office that was not asked");
  if (leaf.type == "position.given") return give(index, leaf, one);
  if (leaf.type == "comment.answered") return answer(index, leaf, one, *position);
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
  if (given.text_hash != one.decision.versions.back().hash)
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
  ++figures_.positions;
  if (given.stance == Stance::non_concur) ++figures_.objections;
  one.settled.insert(position.id.text);
  one.again.erase(position.id.text);
  position.given.push_back(std::move(given));
}

std::pair<ClearanceAudit::Case*, std::string> ClearanceAudit::duty_in(const Leaf& leaf) {
  const bool promised = said_text(said_in(leaf), "kind") == word(DutyKind::consult_after);
  const std::string about = ref_of(leaf, "position") + ref_of(leaf, "clearance_round");
  const auto owner = case_of_.find(about);
  const auto found = cases_.find(owner == case_of_.end() ? ref_of(leaf, "decision") : owner->second);
  if (found == cases_.end() || (about.empty() && !promised)) return {};
  return {&found->second, promised ? "consult_after" : about};
}

void ClearanceAudit::read_missed(const Leaf& leaf) {
  const auto [one, about] = duty_in(leaf);
  if (one == nullptr) return;
  one->missed.insert(about);
  ++figures_.missed;
}

// And is owed no more: what was missed before its round was made void stays missed, and can be waived.
bool ClearanceAudit::was_done(const Case& one, const std::string& about) {
  if (!one.settled.contains(about) || one.again.contains(about)) return false;
  return !one.let_off.contains(about) || !one.missed.contains(about);
}

void ClearanceAudit::read_waived(std::uint64_t index, const Leaf& leaf) {
  const auto [one, about] = duty_in(leaf);
  if (one == nullptr) return;
  if (was_done(*one, about)) find(index, "it waives a duty that was done");
  one->waived.emplace(about, RecordedEvent{index, leaf.day, said_in(leaf)});
}

// Nobody did it, and its day has passed: the log must say so, also where it was waived afterwards.
void ClearanceAudit::judge_duties(const Case& one, Day newest) {
  const auto judge = [&](const std::string& about, Day due, const char* what) {
    const auto index = one.index.find(about);
    const auto waived = one.waived.find(about);
    const Day until = waived == one.waived.end() ? newest : waived->second.day;
    if (waived != one.waived.end() && said_text(waived->second.said, "due") != core::to_string(due))
      find(waived->second.index,
           fmt::format("it waives the duty to {} of another day than {}", what, core::to_string(due)));
    const auto again = one.again.find(about);
    const bool is_done = one.settled.contains(about) && again == one.again.end();
    if (index == one.index.end() || is_done || one.missed.contains(about)) return;
    if (due < until)
      find(again == one.again.end() ? index->second : again->second,
           fmt::format("its duty to {} was due on {}; the log has later records, and none says "
                       "that it was missed",
                       what, core::to_string(due)));
  };
  for (const ClearanceRound& round : one.clearance.rounds) {
    judge(round.id.text, round.mandate.hear_by, "report");
    for (const Position& position : one.clearance.positions)
      if (position.round == round.id)
        judge(position.id.text, round.closes_on,
              one.again.contains(position.id.text) ? "give a position again" : "give a position");
    if (round.state == RoundState::open && round.closes_on < newest)
      find(one.index.at(round.id.text), "its last day has passed, and no record says that it was closed");
  }
  if (one.clearance.taking && one.clearance.taking->bypass)
    judge("consult_after", one.clearance.taking->bypass->consult_by, "consult after the fact");
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
