// Decisions: registered, revised, taken, superseded, withdrawn. Each is a record at once, in clear,
// with the hash of the text and never the text.
#include "demur/domain/basis.hpp"
#include "demur/domain/clearance_acts.hpp"
#include "demur/domain/explanation.hpp"
#include "demur/domain/matter.hpp"

namespace demur::domain {
namespace {

Status check_taken_on(Day taken_on, Day today) {
  if (taken_on > today)
    return fail(Code::invalid, "Enter the day when it was taken: that day is still to come.", "taken_on");
  return {};
}

// The act's decision, if `who` answers for the office that owns it.
Result<Decision> owned_decision(const Matter& matter) {
  const Situation& situation = matter.situation;
  if (!situation.decision) return fail(Code::not_found, "There is no such decision.");
  if (!situation.who.has(Role::respondent, situation.decision->owner))
    return fail(Code::forbidden, "Only a respondent of the office that owns the decision may change it.");
  return *situation.decision;
}

bool is_open(const Decision& decision) {
  return decision.state == DecisionState::draft || decision.state == DecisionState::consulting;
}

Entry decision_entry(const char* type, const DecisionId& decision) {
  return {.type = type, .refs = {ref("decision", decision.text)}};
}

Entry registered_entry(const Decision& decision) {
  Entry entry{.type = "decision.registered", .id = decision.id.text};
  entry.public_part = {{"number", decision.number},         {"title", decision.title},
                       {"owner", decision.owner.text},      {"text_hash", decision.versions.back().hash},
                       {"off_system", decision.off_system}, {"state", word(decision.state)}};
  if (decision.taken_on) entry.public_part["taken_on"] = core::to_string(*decision.taken_on);
  return entry;
}

Result<TextVersion> next_version(const std::string& text, const std::string& claimed_hash, int number,
                                 Day today) {
  std::string clean = DEMUR_TRY(clean_text(text, {"text", "the text of the decision", kTextBytes}));
  std::string hash = DEMUR_TRY(text_hash(clean, text, claimed_hash));
  return TextVersion{.number = number, .text = std::move(clean), .hash = std::move(hash), .day = today};
}

struct Names {
  std::string number;
  std::string title;
};

Result<Names> clean_names(const RegisterDecision& act) {
  Names names;
  names.number = DEMUR_TRY(clean_text(act.number, {"number", "a number", kNumberBytes, Lines::one}));
  names.title = DEMUR_TRY(clean_text(act.title, {"title", "a title", kTitleBytes, Lines::one}));
  return names;
}

// As with a filing that is sent again: what was changed meanwhile is not kept, and that is said.
Result<Change> registered_before(const std::optional<Decision>& kept, const RegisterDecision& act) {
  if (!kept) return already_done();
  const Names names = DEMUR_TRY(clean_names(act));
  const TextVersion text = DEMUR_TRY(next_version(act.text, act.text_hash, 1, kept->registered_on));
  if (kept->number == names.number && kept->title == names.title && kept->owner == act.owner &&
      kept->versions.front().hash == text.hash)
    return already_done();
  return fail(Code::conflict,
              "This form was registered before, with another text, title, number or office, and that is what "
              "was kept: look at the decision's page, and revise it there.");
}

// Who owns a decision registers it at any stage. Any other member may register one that was taken
// elsewhere, so that there is something to dissent from.
Status may_register(const Matter& matter, const RegisterDecision& act, const Office& owner) {
  if (matter.situation.who.has(Role::respondent, owner.id)) return {};
  if (keeps_the_channel(matter.situation.who))
    return fail(Code::forbidden, "Custodians and auditors keep the channel: ask a member to register it.");
  if (!act.taken_on)
    return fail(Code::invalid,
                "Enter the day when it was taken: only its own office can register a decision before.",
                "taken_on");
  return {};
}

Taking taking_of(const Matter& matter, const DecisionId& decision) {
  return {.decision = decision,
          .recorded_on = matter.today,
          .required = required_offices(matter.policy.consultation.required, matter.situation.offices)};
}

void add_basis(Entry& entry, const Taking& taking, const Basis& basis) {
  entry.public_part["required"] = to_json(taking.required);
  entry.public_part["basis"] = word(basis.kind);
}

// What an objection and an office that was not heard ask of whoever takes the decision all the same. What
// is given without being asked for is refused: it would stand on the decision's face, and be untrue.
Status justify(const Matter& matter, const TakeDecision& act, const Basis& needed, Taking& taking) {
  std::string direction = DEMUR_TRY(
      clean_text(act.direction, {"direction", "a direction", kReasonsBytes, Lines::many, Need::optional}));
  if (needed.needs_direction && direction.empty())
    return fail(Code::invalid,
                "An objection stands. To take the decision over it, write a direction: why you proceed.",
                "direction");
  if (!needed.needs_direction && !direction.empty())
    return fail(Code::invalid, "No objection stands: leave the direction empty.", "direction");
  if (needed.needs_bypass && !act.bypass)
    return fail(Code::invalid,
                "Not every office that must be asked was heard on this text. Wait for them, or declare the "
                "bypass: its ground, your reasons, and by when they are asked after all.",
                "ground");
  if (!needed.needs_bypass && act.bypass)
    return fail(Code::invalid, "Every office was heard: there is no bypass to declare.", "ground");
  taking.direction = std::move(direction);
  if (act.bypass) taking.bypass = DEMUR_TRY(whole_bypass(*act.bypass, matter.policy, matter.today));
  return {};
}

// Records of their own, before the taking's: they stand by themselves in the log, for good.
void add_justifications(std::vector<Entry>& entries, const Decision& decision, const Taking& taking,
                        const Basis& basis) {
  if (!taking.direction.empty()) entries.push_back(directed_entry(decision, taking.direction, basis));
  if (taking.bypass) entries.push_back(bypassed_entry(decision, *taking.bypass, basis));
}

}  // namespace

Result<Change> judge(const Matter& matter, const RegisterDecision& act) {
  const Situation& situation = matter.situation;
  if (!situation.office) return fail(Code::not_found, "There is no such office.", "owner");
  const Office& owner = *situation.office;
  DEMUR_TRY(may_register(matter, act, owner));
  if (situation.id_taken) return registered_before(situation.decision, act);
  if (owner.state != OfficeState::active)
    return fail(Code::conflict, "This office is merged or closed: choose the one that took over.", "owner");
  if (situation.name_taken)
    return fail(Code::conflict, "Another decision has this number: choose another.", "number");
  Names names = DEMUR_TRY(clean_names(act));
  Decision decision{.id = act.id,
                    .number = std::move(names.number),
                    .title = std::move(names.title),
                    .owner = owner.id,
                    .registered_on = matter.today,
                    .taken_on = act.taken_on};
  decision.versions = {DEMUR_TRY(next_version(act.text, act.text_hash, 1, matter.today))};
  if (act.taken_on) {
    DEMUR_TRY(check_taken_on(*act.taken_on, matter.today));
    decision.state = DecisionState::taken;
  }
  decision.off_system = !situation.who.has(Role::respondent, owner.id);
  Change change;
  change.entries = {registered_entry(decision)};
  if (decision.taken_on) {
    change.taking = taking_of(matter, decision.id);
    const Basis basis = basis_of(decision, {.taking = change.taking}, matter.today);
    add_basis(change.entries.front(), *change.taking, basis);
  }
  change.decision = std::move(decision);
  return change;
}

Result<Change> judge(const Matter& matter, const ReviseDecision& act) {
  Decision decision = DEMUR_TRY(owned_decision(matter));
  if (!is_open(decision))
    return fail(Code::conflict, "Its text is fixed now: register a new decision that supersedes it.");
  const TextVersion& latest = decision.versions.back();
  TextVersion version = DEMUR_TRY(next_version(act.text, act.text_hash, latest.number + 1, matter.today));
  if (version.hash == latest.hash)
    return fail(Code::invalid, "Change the text: this is how it stands already.", "text");
  Entry entry = decision_entry("decision.revised", decision.id);
  entry.public_part = {{"text_hash", version.hash}, {"version", version.number}};
  decision.versions.push_back(std::move(version));
  Change change;
  change.decision = std::move(decision);
  change.entries = {std::move(entry)};
  return change;
}

Result<Change> judge(const Matter& matter, const TakeDecision& act) {
  Decision decision = DEMUR_TRY(owned_decision(matter));
  if (decision.state == DecisionState::taken && decision.taken_on == act.taken_on) return already_done();
  if (!is_open(decision)) return fail(Code::conflict, "It is taken, superseded or withdrawn already.");
  if (!matter.situation.clearance)
    return fail(Code::internal, "what was said about a decision was not loaded");
  DEMUR_TRY(check_taken_on(act.taken_on, matter.today));
  Clearance clearance = *matter.situation.clearance;
  clearance.taking = taking_of(matter, decision.id);
  decision.state = DecisionState::taken;
  decision.taken_on = act.taken_on;
  DEMUR_TRY(justify(matter, act, basis_of(decision, clearance, matter.today), *clearance.taking));
  const Basis basis = basis_of(decision, clearance, matter.today);
  Change change;
  add_justifications(change.entries, decision, *clearance.taking, basis);
  Entry entry = decision_entry("decision.taken", decision.id);
  entry.public_part = {{"taken_on", core::to_string(act.taken_on)},
                       {"text_hash", decision.versions.back().hash},
                       {"version", decision.versions.back().number}};
  add_basis(entry, *clearance.taking, basis);
  change.entries.push_back(std::move(entry));
  if (clearance.taking->bypass)
    change.duties.push_back(consult_after_duty(decision, *clearance.taking->bypass, matter.today));
  change.taking = std::move(clearance.taking);
  change.decision = std::move(decision);
  return change;
}

Result<Change> judge(const Matter& matter, const SupersedeDecision& act) {
  Decision decision = DEMUR_TRY(owned_decision(matter));
  if (decision.state == DecisionState::superseded && decision.superseded_by == act.by) return already_done();
  if (decision.state != DecisionState::taken)
    return fail(Code::conflict, "Only a decision that was taken can be superseded.");
  const std::optional<Decision>& other = matter.situation.other_decision;
  if (!other) return fail(Code::not_found, "There is no such decision to supersede it.", "by");
  if (other->id == decision.id) return fail(Code::invalid, "A decision cannot supersede itself.", "by");
  if (other->state == DecisionState::withdrawn || other->state == DecisionState::superseded)
    return fail(Code::conflict, "Choose a decision that is not itself withdrawn or superseded.", "by");
  decision.state = DecisionState::superseded;
  decision.superseded_by = other->id;
  Entry entry = decision_entry("decision.superseded", decision.id);
  entry.refs.push_back(ref("decision", other->id.text));
  entry.public_part = {{"by", other->id.text}};
  Change change;
  change.decision = std::move(decision);
  change.entries = {std::move(entry)};
  return change;
}

Result<Change> judge(const Matter& matter, const WithdrawDecision& act) {
  Decision decision = DEMUR_TRY(owned_decision(matter));
  if (decision.state == DecisionState::withdrawn) return already_done();
  if (!is_open(decision))
    return fail(Code::conflict, "A decision that was taken stays on record: it can only be superseded.");
  decision.withdrawn_reason = DEMUR_TRY(clean_text(act.reason, {"reason", "a reason", kReasonBytes}));
  decision.state = DecisionState::withdrawn;
  Entry entry = decision_entry("decision.withdrawn", decision.id);
  entry.public_part = {{"reason", decision.withdrawn_reason}};
  Change change;
  change.decision = std::move(decision);
  change.entries = {std::move(entry)};
  return change;
}

}  // namespace demur::domain
