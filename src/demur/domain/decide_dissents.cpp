// What members do: file, co-sign, withdraw, and have the last word. Their records wait for the next
// batch, because the time of a record can name a person.
#include <algorithm>

#include "demur/domain/duties.hpp"
#include "demur/domain/matter.hpp"

namespace demur::domain {
namespace {

constexpr std::size_t kShortestInvitation = 16;
constexpr std::size_t kLongestInvitation = 200;

Status may_use_channel(const Member& who) {
  if (!keeps_the_channel(who)) return {};
  return fail(Code::forbidden,
              "Custodians and auditors keep the channel and neither file nor sign. To do so, have that "
              "appointment ended first.");
}

Status fits_policy(const FileDissent& act, const Decision& decision, const ChannelPolicy& policy) {
  if (decision.state == DecisionState::withdrawn)
    return fail(Code::conflict, "This decision was withdrawn: there is nothing left to dissent from.");
  if (act.standing == Standing::anonymous)
    return fail(Code::invalid, "An anonymous dissent is filed at the drop, signed out: not here.",
                "standing");
  if (!policy.standings.contains(act.standing))
    return fail(Code::invalid, "This channel does not allow that standing: choose another.", "standing");
  if (!policy.kinds.contains(act.kind))
    return fail(Code::invalid, "This channel does not take that kind of dissent: choose another.", "kind");
  const bool final = decision.state == DecisionState::taken || decision.state == DecisionState::superseded;
  if (act.kind == DissentKind::before_final_action && final)
    return fail(Code::conflict, "The decision is taken: choose another kind, such as a change of policy.",
                "kind");
  const bool printable = std::ranges::all_of(act.invitation, [](char c) { return c > ' ' && c < 0x7f; });
  if (!printable || act.invitation.size() < kShortestInvitation || act.invitation.size() > kLongestInvitation)
    return fail(Code::invalid, "The invitation must be 16 to 200 random letters and digits.", "invitation");
  return {};
}

// The leaf shows a commitment to this and nothing else. A confidential author is not in it either:
// a commitment may be opened one day.
Entry filed_entry(const Dissent& dissent, const TextVersion& version) {
  Entry entry{
      .type = "dissent.filed", .id = dissent.id.text, .publication = Publication::in_batch, .sealed = true};
  entry.private_part = {{"type", "dissent.filed"},
                        {"decision", dissent.decision.text},
                        {"kind", word(dissent.kind)},
                        {"standing", word(dissent.standing)},
                        {"title", dissent.title},
                        {"text", dissent.text},
                        {"would_change", dissent.would_change_my_mind},
                        {"text_hash", version.hash}};
  if (dissent.standing == Standing::named) entry.private_part["author"] = dissent.author->text;
  return entry;
}

struct Texts {
  std::string title;
  std::string text;
  std::string would_change_my_mind;
};

Result<Texts> clean_texts(const FileDissent& act) {
  Texts texts;
  texts.title = DEMUR_TRY(clean_text(act.title, {"title", "a title", kTitleBytes, Lines::one}));
  texts.text = DEMUR_TRY(clean_text(act.text, {"text", "what you disagree with, and why", kTextBytes}));
  texts.would_change_my_mind =
      DEMUR_TRY(clean_text(act.would_change_my_mind, {"would_change_my_mind", "what would change your mind",
                                                      kTextBytes, Lines::many, Need::optional}));
  return texts;
}

// The form was sent before, and its answer may not have arrived. Where it was changed meanwhile, what it
// says now is not kept, and whoever wrote it must not think so.
Result<Change> filed_before(const Dissent& kept, const FileDissent& act) {
  const Texts texts = DEMUR_TRY(clean_texts(act));
  if (kept.decision == act.decision && kept.kind == act.kind && kept.standing == act.standing &&
      kept.title == texts.title && kept.text == texts.text &&
      kept.would_change_my_mind == texts.would_change_my_mind)
    return already_done();
  return fail(Code::conflict,
              "This form was filed before, with another text or another standing, and that is what was kept. "
              "Look at it on your page; to say something else, withdraw it or file a new one.");
}

Entry batched(Entry entry) {
  entry.publication = Publication::in_batch;
  return entry;
}

}  // namespace

Result<Change> withdrawn(Dissent dissent, const std::vector<Duty>& duties, Day today) {
  if (dissent.state == DissentState::withdrawn) return already_done();
  if (dissent.state == DissentState::closed)
    return fail(Code::conflict, "It is closed, with its answer: it stays on record.");
  dissent.state = DissentState::withdrawn;
  dissent.closed_on = today;
  Change change;
  for (Duty duty : duties) {
    if (duty.state != DutyState::open) continue;
    duty.state = DutyState::waived;
    duty.settled_on = today;
    duty.waived_reason = "withdrawn by its author";
    change.duties.push_back(std::move(duty));
  }
  change.dissent = std::move(dissent);
  return change;
}

Status say_last_word(Dissent& dissent, LastWord word, const std::vector<Duty>& duties) {
  if (dissent.state != DissentState::answered)
    return fail(Code::conflict, "The last word follows the answer, once: it is not time, or it is past.");
  if (dissent.last_word) return fail(Code::conflict, "You have had the last word on this answer.");
  if (dissent.last_word_by && word.day > *dissent.last_word_by)
    return fail(Code::conflict, "The time for a last word is over: you may file a new dissent.");
  if (!owes_decision(duties)) {
    dissent.state = DissentState::closed;
    dissent.closed_on = word.day;
  }
  dissent.last_word = std::move(word);
  return {};
}

Result<Change> judge(const Matter& matter, const FileDissent& act) {
  const Situation& situation = matter.situation;
  DEMUR_TRY(may_use_channel(situation.who));
  if (!situation.decision) return fail(Code::not_found, "There is no such decision.", "decision");
  if (situation.dissent && situation.dissent->author != situation.who.id)
    return fail(Code::conflict, "This form was used before: open a new one.");
  if (situation.dissent) return filed_before(*situation.dissent, act);
  const Decision& decision = *situation.decision;
  DEMUR_TRY(fits_policy(act, decision, matter.policy));
  Texts texts = DEMUR_TRY(clean_texts(act));
  Dissent dissent{.id = act.id,
                  .decision = decision.id,
                  .kind = act.kind,
                  .standing = act.standing,
                  .author = situation.who.id,
                  .title = std::move(texts.title),
                  .text = std::move(texts.text),
                  .would_change_my_mind = std::move(texts.would_change_my_mind),
                  .text_version = decision.versions.back().number,
                  .filed_on = matter.today,
                  .invitation = act.invitation};
  Change change;
  change.duties = duties_at_filing(dissent.id, decision.owner, matter.policy, matter.today);
  change.entries = {filed_entry(dissent, decision.versions.back())};
  change.dissent = std::move(dissent);
  return change;
}

Result<Change> judge(const Matter& matter, const CoSign& act) {
  const Bond bond = DEMUR_TRY(bond_to_dissent(matter, act.invitation));
  const Situation& situation = matter.situation;
  const Dissent& dissent = *situation.dissent;
  DEMUR_TRY(may_use_channel(situation.who));
  if (bond.is_author) return fail(Code::forbidden, "You stand behind your own dissent already.");
  if (bond.has_signed) return already_done();
  if (!bond.holds_invitation)
    return fail(Code::forbidden, "Use the link that its author gave you: without it nobody can sign.",
                "invitation");
  if (dissent.state != DissentState::filed && dissent.state != DissentState::acknowledged)
    return fail(Code::conflict, "It is answered or withdrawn: signing has ended. You may file your own.");
  Entry entry{.type = "dissent.cosigned", .publication = Publication::in_batch, .sealed = true};
  entry.private_part = {{"type", "dissent.cosigned"}, {"dissent", dissent.id.text}};
  if (dissent.standing == Standing::named) entry.private_part["signer"] = situation.who.id.text;
  Change change;
  change.signature = Signature{dissent.id, situation.who.id, matter.today};
  change.entries = {std::move(entry)};
  return change;
}

Result<Change> judge(const Matter& matter, const WithdrawDissent&) {
  const Bond bond = DEMUR_TRY(bond_to_dissent(matter));
  if (!bond.is_author) return fail(Code::forbidden, "Only its author may withdraw a dissent.");
  Change change = DEMUR_TRY(withdrawn(*matter.situation.dissent, matter.situation.duties, matter.today));
  if (change.dissent) change.entries = {batched(dissent_entry("dissent.withdrawn", change.dissent->id))};
  return change;
}

Result<Change> judge(const Matter& matter, const SetLastWord& act) {
  const Bond bond = DEMUR_TRY(bond_to_dissent(matter));
  if (!bond.is_author) return fail(Code::forbidden, "The last word is the author's.");
  Dissent dissent = *matter.situation.dissent;
  const Need need = act.verdict == Verdict::maintained ? Need::required : Need::optional;
  const TextRule rule{"text", "why you maintain your dissent", kTextBytes, Lines::many, need};
  std::string text = DEMUR_TRY(clean_text(act.text, rule));
  if (dissent.last_word && dissent.last_word->verdict == act.verdict && dissent.last_word->text == text)
    return already_done();
  DEMUR_TRY(say_last_word(dissent, {act.verdict, text, matter.today}, matter.situation.duties));
  Entry entry = batched(dissent_entry("dissent.last_word", dissent.id));
  entry.public_part = {{"verdict", word(act.verdict)}};
  entry.private_part = {{"type", "dissent.last_word"}, {"text", text}};
  Change change;
  change.entries = {std::move(entry)};
  change.dissent = std::move(dissent);
  return change;
}

}  // namespace demur::domain
