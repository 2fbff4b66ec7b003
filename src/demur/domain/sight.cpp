#include "demur/domain/sight.hpp"

namespace demur::domain {
namespace {

// Those to whom a dissent is addressed, and those who stand behind it.
bool is_close(const Bond& bond, bool withdrawn) {
  const bool by_link = bond.holds_invitation && !withdrawn;
  return bond.is_author || bond.has_signed || by_link || bond.is_respondent || bond.is_custodian;
}

}  // namespace

Bond bond(const Member& who, const Dissent& dissent, const Decision& decision, bool has_signed,
          bool holds_invitation) {
  Bond out;
  out.is_active = who.state == MemberState::active;
  out.is_author = who.id == dissent.author;
  out.has_signed = has_signed;
  out.holds_invitation = holds_invitation;
  out.is_respondent = who.has(Role::respondent, decision.owner);
  const bool is_party = who.office == decision.owner || out.is_respondent || out.is_author || out.has_signed;
  out.is_custodian = who.has(Role::custodian) && !is_party;
  out.is_recused = who.has(Role::custodian) && is_party;
  out.is_auditor = who.has(Role::auditor);
  for (const IdentityOpening& opening : dissent.identity_openings)
    if (opening.by == who.id) out.has_opened = true;
  return out;
}

Sight sight(const Bond& bond, const Dissent& dissent, int signatures, const ChannelPolicy& policy) {
  Sight out;
  if (!bond.is_active) return out;
  const bool named = dissent.standing == Standing::named;
  const bool withdrawn = dissent.state == DissentState::withdrawn;
  const bool for_everybody = named && policy.named_readers == Readers::members && !withdrawn;
  const bool opened = bond.is_custodian && bond.has_opened;
  out.text = is_close(bond, withdrawn) || for_everybody;
  out.exists = out.text || bond.is_recused || bond.is_auditor;
  const bool nameless = dissent.standing == Standing::anonymous;
  out.author = !nameless && (bond.is_author || opened || (named && out.text));
  out.may_open_author = bond.is_custodian && !named && !nameless && !withdrawn;
  const bool enough = signatures >= policy.cosign_threshold;
  out.signature_count = enough && (out.text || bond.is_auditor);
  out.signature_names = enough && out.text && !nameless && (named || opened);
  out.confidential_note = bond.is_author || bond.is_respondent;
  return out;
}

}  // namespace demur::domain
