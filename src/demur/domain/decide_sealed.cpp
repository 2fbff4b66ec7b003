// What custodians do with a sealed text. One alone opens nothing: each opening stands on the agreement
// of others, and both are records.
#include <algorithm>
#include <set>

#include "demur/domain/matter.hpp"

namespace demur::domain {
namespace {

Result<Bond> custodian_of_sealed(const Matter& matter) {
  const Bond bond = DEMUR_TRY(bond_to_dissent(matter));
  if (!bond.is_custodian)
    return fail(Code::forbidden, "Only a custodian who is not recused opens what is sealed.");
  if (matter.situation.dissent->standing != Standing::anonymous)
    return fail(Code::conflict, "This dissent is not sealed: its recipients read it.");
  return bond;
}

bool has_opened_text(const Dissent& dissent, const MemberId& who) {
  return std::ranges::find(dissent.text_openings, who, &TextOpening::by) != dissent.text_openings.end();
}

Status is_not_withdrawn(const Dissent& dissent) {
  if (dissent.state != DissentState::withdrawn) return {};
  return fail(Code::conflict, "Its author has withdrawn it: it stays sealed.");
}

// The log names the key of who takes part, so that anybody can check that their share was there.
Status has_key(const SealedShares& shares) {
  if (!shares.key.empty()) return {};
  return fail(Code::conflict, "Make your custodian's key first: what is sealed is opened with keys.");
}

// Different shares that are there once `who` opens: theirs, and those of the others who agreed. Whoever gave
// theirs to a successor has the same one as they.
int shares_with(const Dissent& dissent, const SealedShares& shares, const MemberId& who) {
  std::set<std::string> there;
  const auto add = [&](const MemberId& custodian) {
    if (const auto held = shares.held.find(custodian); held != shares.held.end()) there.insert(held->second);
  };
  add(who);
  for (const OpeningAgreement& agreement : dissent.agreements) add(agreement.by);
  return static_cast<int>(there.size());
}

Change changed(Dissent dissent, Entry entry) {
  Change change;
  change.entries = {std::move(entry)};
  change.dissent = std::move(dissent);
  return change;
}

}  // namespace

Result<Change> judge(const Matter& matter, const AgreeToOpen&) {
  DEMUR_TRY(custodian_of_sealed(matter));
  Dissent dissent = *matter.situation.dissent;
  const MemberId& who = matter.situation.who.id;
  if (std::ranges::find(dissent.agreements, who, &OpeningAgreement::by) != dissent.agreements.end())
    return already_done();
  DEMUR_TRY(is_not_withdrawn(dissent));
  const SealedShares& shares = matter.situation.shares;
  DEMUR_TRY(has_key(shares));
  if (!shares.held.contains(who))
    return fail(Code::conflict,
                "You keep no share of it: it was sealed to others before you came. They open it without you, "
                "or one of them hands their share over to you.");
  dissent.agreements.push_back({matter.today, who});
  Entry entry = dissent_entry("sealed.agreed", dissent.id);
  entry.public_part = {{"agreements", dissent.agreements.size()}, {"key", shares.key}};
  return changed(std::move(dissent), std::move(entry));
}

Result<Change> judge(const Matter& matter, const OpenText& act) {
  DEMUR_TRY(custodian_of_sealed(matter));
  Dissent dissent = *matter.situation.dissent;
  const MemberId& who = matter.situation.who.id;
  if (has_opened_text(dissent, who)) return already_done();
  DEMUR_TRY(is_not_withdrawn(dissent));
  if (!matter.policy.anonymous) return fail(Code::internal, "the policy has no rule for opening");
  const SealedShares& shares = matter.situation.shares;
  DEMUR_TRY(has_key(shares));
  if (shares_with(dissent, shares, who) < matter.policy.anonymous->to_open)
    return fail(Code::conflict,
                "It opens when enough other custodians have agreed: ask a colleague to agree first.");
  std::string reason = DEMUR_TRY(clean_text(act.reason, {"reason", "a reason", kReasonBytes}));
  dissent.text_openings.push_back({matter.today, who, reason});
  Entry entry = dissent_entry("sealed.opened", dissent.id);
  entry.public_part = {{"reason", reason}, {"key", shares.key}};
  return changed(std::move(dissent), std::move(entry));
}

Result<Change> judge(const Matter& matter, const ReleaseText& act) {
  DEMUR_TRY(custodian_of_sealed(matter));
  Dissent dissent = *matter.situation.dissent;
  std::string title = DEMUR_TRY(clean_text(act.title, {"title", "a title", kTitleBytes, Lines::one}));
  std::string text = DEMUR_TRY(clean_text(act.text, {"text", "the text that recipients read", kTextBytes}));
  if (dissent.released_on) {
    if (dissent.title == title && dissent.text == text) return already_done();
    return fail(Code::conflict, "A text was released, and people have read it: it is not exchanged.");
  }
  if (!has_opened_text(dissent, matter.situation.who.id))
    return fail(Code::forbidden, "Open it first: who releases a text has read it.");
  DEMUR_TRY(is_not_withdrawn(dissent));
  dissent.released_on = matter.today;
  dissent.title = title;
  dissent.text = text;
  Entry entry = dissent_entry("sealed.released", dissent.id);
  entry.private_part = {{"type", "sealed.released"}, {"title", title}, {"text", text}};
  return changed(std::move(dissent), std::move(entry));
}

Result<Change> judge(const Matter& matter, const WriteToAuthor& act) {
  DEMUR_TRY(custodian_of_sealed(matter));
  const Dissent& dissent = *matter.situation.dissent;
  if (!has_opened_text(dissent, matter.situation.who.id))
    return fail(Code::forbidden, "Open it first: the key by which its author is written to is inside.");
  const bool hex = std::ranges::all_of(
      act.digest, [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); });
  if (act.digest.size() != 64 || !hex)
    return fail(Code::invalid, "The reply's digest is 64 hex digits.", "digest");
  Entry entry = dissent_entry("sealed.replied", dissent.id);
  entry.public_part = {{"reply", act.digest}};
  Change change;
  change.entries = {std::move(entry)};
  return change;
}

}  // namespace demur::domain
