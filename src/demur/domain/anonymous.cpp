#include "demur/domain/anonymous.hpp"

#include "demur/domain/duties.hpp"
#include "demur/domain/matter.hpp"

namespace demur::domain {
namespace {

Entry arrived(const char* type, const DissentId& dissent, core::json::object proof) {
  Entry entry = dissent_entry(type, dissent);
  entry.public_part = std::move(proof);
  return entry;
}

Status is_anonymous(const Dissent& dissent) {
  if (dissent.standing == Standing::anonymous) return {};
  return fail(Code::not_found, "There is no such anonymous dissent.");
}

}  // namespace

bool may_hold_tokens(const Member& who) {
  return who.state == MemberState::active && !keeps_the_channel(who);
}

Result<Change> receive_filing(const AnonymousFilingArrived& filing, const std::optional<Decision>& decision,
                              const ChannelPolicy& policy, Day today) {
  if (!decision) return fail(Code::not_found, "There is no such decision.", "decision");
  if (!policy.standings.contains(Standing::anonymous))
    return fail(Code::conflict, "This channel takes no anonymous dissents.");
  if (decision->state == DecisionState::withdrawn)
    return fail(Code::conflict, "This decision was withdrawn: there is nothing left to dissent from.");
  if (!policy.kinds.contains(filing.kind))
    return fail(Code::invalid, "This channel does not take that kind of dissent.", "kind");
  Entry entry{.type = "anonymous.filed", .id = filing.id.text, .public_part = filing.proof};
  Change change;
  change.dissent = Dissent{.id = filing.id,
                           .decision = decision->id,
                           .kind = filing.kind,
                           .standing = Standing::anonymous,
                           .author = {},
                           .title = {},
                           .text = {},
                           .text_version = decision->versions.back().number,
                           .filed_on = today};
  change.duties = duties_at_filing(filing.id, decision->owner, policy, today);
  change.entries = {std::move(entry)};
  return change;
}

Result<Change> receive_cosignature(const Dissent& dissent, core::json::object proof) {
  DEMUR_TRY(is_anonymous(dissent));
  if (dissent.state != DissentState::filed && dissent.state != DissentState::acknowledged)
    return fail(Code::conflict, "It is answered or withdrawn: signing has ended.");
  Change change;
  change.entries = {arrived("anonymous.cosigned", dissent.id, std::move(proof))};
  return change;
}

Result<Change> receive_message(const Dissent& dissent, core::json::object proof) {
  DEMUR_TRY(is_anonymous(dissent));
  if (dissent.state == DissentState::withdrawn || dissent.state == DissentState::closed)
    return fail(Code::conflict, "It is closed or withdrawn: file a new dissent.");
  Change change;
  change.entries = {arrived("anonymous.message", dissent.id, std::move(proof))};
  return change;
}

Result<Change> receive_last_word(const Dissent& dissent, const std::vector<Duty>& duties, Verdict verdict,
                                 bool with_text, core::json::object proof, Day today) {
  DEMUR_TRY(is_anonymous(dissent));
  if (verdict == Verdict::maintained && !with_text)
    return fail(Code::invalid, "Say why you maintain your dissent.", "text");
  if (dissent.last_word && dissent.last_word->verdict == verdict) return already_done();
  Dissent ended = dissent;
  DEMUR_TRY(say_last_word(ended, {verdict, {}, today}, duties));
  proof["verdict"] = word(verdict);
  Change change;
  change.entries = {arrived("dissent.last_word", dissent.id, std::move(proof))};
  change.dissent = std::move(ended);
  return change;
}

Result<Change> receive_withdrawal(const Dissent& dissent, const std::vector<Duty>& duties,
                                  core::json::object proof, Day today) {
  DEMUR_TRY(is_anonymous(dissent));
  Change change = DEMUR_TRY(withdrawn(dissent, duties, today));
  if (change.dissent) change.entries = {arrived("dissent.withdrawn", dissent.id, std::move(proof))};
  return change;
}

}  // namespace demur::domain
