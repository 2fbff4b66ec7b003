// The answer: one disposition with reasons, and what it must say for each outcome.
#include <algorithm>
#include <set>

#include "demur/domain/duties.hpp"
#include "demur/domain/matter.hpp"

namespace demur::domain {
namespace {

constexpr std::size_t kFewestCharacters = 40;
constexpr std::chrono::days kLongestDeferral{731};

bool is_adopted(Outcome outcome) {
  return outcome == Outcome::adopted || outcome == Outcome::adopted_in_part;
}

// An answer is first, or it decides what an earlier one put off.
enum class Turn { first, after_deferral };

Result<Turn> turn_of(const Situation& situation) {
  switch (situation.dissent->state) {
    case DissentState::filed:
    case DissentState::acknowledged:
      return Turn::first;
    case DissentState::answered:
      if (owes_decision(situation.duties) && situation.disposition &&
          situation.disposition->outcome == Outcome::deferred)
        return Turn::after_deferral;
      return fail(Code::conflict, "It is answered, and an answer stands.");
    case DissentState::closed:
      return fail(Code::conflict, "It is closed, with its answer.");
    case DissentState::withdrawn:
      return fail(Code::conflict, "Its author has withdrawn it: no answer is owed.");
  }
  return fail(Code::internal, "unknown state of a dissent");
}

Result<std::string> clean_reasons(const std::string& text) {
  std::string reasons = DEMUR_TRY(clean_text(text, {"reasons", "your reasons", kReasonsBytes}));
  if (characters(reasons) < kFewestCharacters)
    return fail(Code::invalid, "Give your reasons in at least 40 characters: they are the answer.",
                "reasons");
  if (only_notes(reasons))
    return fail(Code::invalid, "Say what becomes of the dissent, and why: that it was noted is no answer.",
                "reasons");
  return reasons;
}

Status check_changed_version(const Answer& act, const Decision& decision) {
  if (!act.changed_version) return {};
  if (!is_adopted(act.outcome))
    return fail(Code::invalid, "A changed version belongs to an adopted dissent.", "changed_version");
  if (std::ranges::find(decision.versions, *act.changed_version, &TextVersion::number) ==
      decision.versions.end())
    return fail(Code::invalid, "The decision has no such version of its text.", "changed_version");
  return {};
}

Status check_deferral(const Answer& act, Turn turn, Day today) {
  if (act.outcome != Outcome::deferred) {
    if (!act.deferred_until) return {};
    return fail(Code::invalid, "A day to defer to belongs to a deferred dissent.", "deferred_until");
  }
  if (turn == Turn::after_deferral)
    return fail(Code::conflict, "It was put off once: decide it now.", "outcome");
  if (!act.deferred_until || *act.deferred_until <= today)
    return fail(Code::invalid, "Enter the day by which it will be decided: a day to come.", "deferred_until");
  if (*act.deferred_until > today + kLongestDeferral)
    return fail(Code::invalid, "Enter a day within two years.", "deferred_until");
  return {};
}

// A text that one outcome requires and no other may have.
Result<std::string> text_for(bool wanted, const std::string& text, TextRule rule, const char* not_wanted) {
  rule.need = wanted ? Need::required : Need::optional;
  std::string clean = DEMUR_TRY(clean_text(text, rule));
  if (!wanted && !clean.empty()) return fail(Code::invalid, not_wanted, rule.field);
  return clean;
}

bool is_reference(std::string_view text) {
  for (const std::string_view noun : {"decision:", "disposition:"})
    if (text.starts_with(noun)) return core::is_id_text(text.substr(noun.size()));
  return false;
}

Result<std::vector<Citation>> clean_citations(const Answer& act) {
  if (act.cites.size() > kMostCitations)
    return fail(Code::too_large, "Cite at most ten precedents.", "cites");
  std::vector<Citation> cites;
  std::set<std::string> seen;
  for (const Citation& cite : act.cites) {
    if (!is_reference(cite.ref) || cite.ref == ref("disposition", act.id.text))
      return fail(Code::invalid, "Cite earlier decisions or dispositions by their ids.", "cites");
    if (!seen.insert(cite.ref).second) return fail(Code::invalid, "Cite each precedent once.", "cites");
    const TextRule rule{"cites", "what each precedent means here", kCitationBytes};
    cites.push_back({cite.ref, DEMUR_TRY(clean_text(cite.why, rule))});
  }
  return cites;
}

Result<Disposition> worded(const Matter& matter, const Answer& act) {
  Disposition out{.id = act.id,
                  .dissent = matter.situation.dissent->id,
                  .outcome = act.outcome,
                  .reasons = DEMUR_TRY(clean_reasons(act.reasons)),
                  .changed_version = act.changed_version,
                  .deferred_until = act.deferred_until,
                  .by = matter.situation.who.id,
                  .published_on = matter.today};
  out.what_changed = DEMUR_TRY(
      text_for(is_adopted(act.outcome), act.what_changed, {"what_changed", "what changed", kWhatChangedBytes},
               "What changed belongs to an adopted dissent: adopt it in part, or leave this empty."));
  out.belongs_to = DEMUR_TRY(text_for(act.outcome == Outcome::out_of_scope, act.belongs_to,
                                      {"belongs_to", "where it belongs", kBelongsToBytes, Lines::one},
                                      "Where it belongs is for what is out of scope: leave this empty."));
  if (matter.situation.dissent->standing == Standing::anonymous && !act.confidential_note.empty())
    return fail(
        Code::invalid,
        "Nobody knows who its author is, so a note would reach nobody: a custodian can write to them.",
        "confidential_note");
  out.confidential_note = DEMUR_TRY(clean_text(
      act.confidential_note, {"confidential_note", "the note", kTextBytes, Lines::many, Need::optional}));
  out.cites = DEMUR_TRY(clean_citations(act));
  return out;
}

Result<Disposition> write_disposition(const Matter& matter, const Answer& act, Turn turn) {
  if (!matter.policy.outcomes.contains(act.outcome))
    return fail(Code::invalid, "This channel does not have that outcome: choose another.", "outcome");
  DEMUR_TRY(check_deferral(act, turn, matter.today));
  DEMUR_TRY(check_changed_version(act, *matter.situation.decision));
  return worded(matter, act);
}

// As with a filing that is sent again: what was changed meanwhile is not kept, and that is said.
Result<Change> answered_before(const Matter& matter, const Answer& act) {
  const std::optional<Disposition>& kept = matter.situation.disposition;
  if (!kept || kept->id != act.id) return already_done();  // superseded meanwhile
  Disposition again = DEMUR_TRY(worded(matter, act));
  again.by = kept->by;
  again.published_on = kept->published_on;
  if (again == *kept) return already_done();
  return fail(Code::conflict,
              "This answer was published before, with other words, and those are what was kept: look at them "
              "on the dissent's page.");
}

Entry published_entry(const Disposition& disposition, const Dissent& dissent, const Duty& duty) {
  Entry entry = dissent_entry("disposition.published", dissent.id);
  entry.id = disposition.id.text;
  entry.refs.push_back(ref("decision", dissent.decision.text));
  entry.public_part = {{"outcome", word(disposition.outcome)},
                       {"reasons", disposition.reasons},
                       {"late", disposition.published_on > duty.due_on},
                       {"due", core::to_string(duty.due_on)}};
  auto& shown = entry.public_part;
  if (!disposition.what_changed.empty()) shown["what_changed"] = core::json::string(disposition.what_changed);
  if (disposition.changed_version) shown["changed_version"] = *disposition.changed_version;
  if (disposition.deferred_until) shown["deferred_until"] = core::to_string(*disposition.deferred_until);
  if (!disposition.belongs_to.empty()) shown["belongs_to"] = core::json::string(disposition.belongs_to);
  if (!disposition.confidential_note.empty())
    entry.private_part = {{"type", entry.type}, {"confidential_note", disposition.confidential_note}};
  core::json::array cites;
  for (const Citation& cite : disposition.cites) {
    if (std::ranges::find(entry.refs, cite.ref) == entry.refs.end()) entry.refs.push_back(cite.ref);
    cites.push_back(core::json::object{{"ref", cite.ref}, {"why", cite.why}});
  }
  if (!cites.empty()) shown["cites"] = std::move(cites);
  return entry;
}

Duty decide_duty(const Disposition& disposition, const Decision& decision) {
  return {.subject = disposition.dissent,
          .kind = DutyKind::decide,
          .owner_role = Role::respondent,
          .owner_office = decision.owner,
          .opened_on = disposition.published_on,
          .due_on = *disposition.deferred_until,
          .latest_on = *disposition.deferred_until};
}

// An answer that comes first acknowledges too, and brings its own day forward as any acknowledgement does.
void acknowledge_too(Change& change, Dissent& dissent, const Duty& acknowledge, const Duty& answer,
                     Day today) {
  dissent.acknowledged_on = today;
  change.duties.push_back(done_on(acknowledge, today));
  Entry entry = dissent_entry("dissent.acknowledged", dissent.id);
  entry.public_part = {{"late", today > acknowledge.due_on},
                       {"due", core::to_string(acknowledge.due_on)},
                       {"answer_due", core::to_string(answer.due_on)}};
  change.entries.push_back(std::move(entry));
}

Status may_answer(const Bond& bond) {
  if (!bond.is_respondent)
    return fail(Code::forbidden, "Only a respondent of the office that owns the decision may answer.");
  if (stands_behind(bond))
    return fail(Code::forbidden, "You stand behind this dissent: a colleague must answer it.");
  return {};
}

}  // namespace

Result<Change> judge(const Matter& matter, const Answer& act) {
  const Situation& situation = matter.situation;
  const Bond bond = DEMUR_TRY(bond_to_dissent(matter));
  DEMUR_TRY(may_answer(bond));
  if (situation.id_taken) return answered_before(matter, act);
  const Turn turn = DEMUR_TRY(turn_of(situation));
  const Duty* acknowledge = find_duty(situation.duties, DutyKind::acknowledge);
  const Duty* owed = find_duty(situation.duties, turn == Turn::first ? DutyKind::answer : DutyKind::decide);
  if (acknowledge == nullptr || owed == nullptr)
    return fail(Code::internal, "a duty of a dissent was not loaded");
  Disposition disposition = DEMUR_TRY(write_disposition(matter, act, turn));
  Dissent dissent = *situation.dissent;
  Change change;
  Duty done = *owed;
  if (turn == Turn::first && !dissent.acknowledged_on) {
    done = after_acknowledgement(*owed, dissent, matter.policy, matter.today);
    acknowledge_too(change, dissent, *acknowledge, done, matter.today);
  }
  change.duties.push_back(done_on(done, matter.today));
  if (disposition.outcome == Outcome::deferred)
    change.duties.push_back(decide_duty(disposition, *situation.decision));
  Entry entry = published_entry(disposition, dissent, done);
  if (turn == Turn::after_deferral) {
    change.superseded_disposition = situation.disposition;
    change.superseded_disposition->state = DispositionState::superseded;
    const std::string earlier = ref("disposition", situation.disposition->id.text);
    if (std::ranges::find(entry.refs, earlier) == entry.refs.end()) entry.refs.push_back(earlier);
    entry.public_part["supersedes"] = core::json::string(earlier);
    dissent.last_word.reset();  // said on the deferral, and in the log; the author has one on this too
  }
  dissent.state = DissentState::answered;
  dissent.answered_on = matter.today;
  dissent.last_word_by = matter.today + std::chrono::days{matter.policy.last_word_days};
  change.entries.push_back(std::move(entry));
  change.dissent = std::move(dissent);
  change.disposition = std::move(disposition);
  return change;
}

}  // namespace demur::domain
