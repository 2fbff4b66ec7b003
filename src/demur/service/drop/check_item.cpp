#include "demur/service/drop/check_item.hpp"

#include <algorithm>

#include "demur/anonymity/envelope.hpp"
#include "demur/anonymity/share_holders.hpp"
#include "demur/anonymity/token.hpp"

namespace demur::service::drop {
namespace {

using anonymity::Credential;
using core::Code;
using core::Digest;
using core::fail;
using core::Result;
using core::Status;

// One custodian with two shares would be two of those who must agree.
Status check_recipients(const anonymity::EnvelopeHeader& header, const anonymity::KeysView& keys) {
  anonymity::ShareHolders holders;
  for (const anonymity::Slot& slot : header.slots)
    if (const auto* officer = keys.officer_by_tag(slot.tag))
      if (!holders.address(slot.tag, anonymity::custodian_of(*officer)))
        return fail(Code::invalid, "the envelope is sealed to two keys of one custodian", "envelope");
  return {};
}

Status check_envelope(const Item& item, const anonymity::KeysView& keys, const ItemRules& rules,
                      const Digest& key_id) {
  if (item.envelope.empty()) return {};
  const auto header = DEMUR_TRY(anonymity::parse_envelope(item.envelope));
  const auto purpose =
      item.kind == ItemKind::filing ? anonymity::Purpose::filing : anonymity::Purpose::thread;
  const anonymity::Context context{anonymity::instance_id(rules.instance), key_id};
  if (header.purpose != purpose || header.context != anonymity::context_hash(context))
    return fail(Code::invalid, "the envelope belongs to something else", "envelope");
  if (header.threshold != rules.to_open)
    return fail(Code::invalid, "the envelope asks for another number of custodians than the channel does",
                "envelope");
  return check_recipients(header, keys);
}

bool is_scope_of(const Item& item, std::string_view scope) {
  if (item.kind == ItemKind::ballot) return scope == "vote:" + item.round;
  if (item.kind == ItemKind::proposal) return scope == "propose:" + item.round;
  return item.kind == ItemKind::filing ? scope.starts_with("file:") : scope == "cosign:" + item.filing;
}

// The key's record as everybody is shown it: one for its scope and class, of a class that is large enough.
Result<anonymity::TrustedIssuer> key_of(const Item& item, const Credential& credential,
                                        const anonymity::KeysView& keys, core::Day day) {
  const auto* record = keys.issuer_by_id(credential.key_id);
  if (record == nullptr)
    return fail(Code::conflict, "the credential is of a key that is not in the keys log held here",
                "credential");
  if (!is_scope_of(item, record->scope))
    return fail(Code::invalid, "the credential is for something else", "credential");
  const auto use = item.kind == ItemKind::proposal ? anonymity::Use::look_back : anonymity::Use::spend;
  auto key = keys.issuer(record->scope, record->klass, day, use);
  if (!key) return fail(Code::conflict, key.error().text, "credential");
  if (key->id != credential.key_id)
    return fail(Code::conflict, "the credential's key is not the one in use", "credential");
  return std::move(*key);
}

// What came to a drop in its days is recorded whenever it is handed in, also when its key is over and gone.
core::Day day_of_use(const Item& item, const anonymity::KeysView& keys, const Digest& key_id,
                     core::Day today) {
  const auto* record = item.kind == ItemKind::proposal ? keys.issuer_by_id(key_id) : nullptr;
  return record == nullptr ? today : std::min(today, record->not_after);
}

// A device whose clock goes before would let no later ballot of its token count.
Status check_sequence(const Item& ballot, core::Day today) {
  if (day_of_sequence(ballot.sequence) <= today + std::chrono::days{1}) return {};
  return fail(Code::invalid,
              "The clock of the device that signed this goes before by more than a day. Set it right, and "
              "vote again.",
              "sequence");
}

bool is_disagreement(const BallotVote& vote) {
  return vote.value < 0;
}

Status check_signed(const Item& item, const Credential& credential, const ItemRules& rules, core::Day today) {
  if (item.kind == ItemKind::ballot) {
    DEMUR_TRY(check_sequence(item, today));
    if (!rules.takes_disagreement && std::ranges::any_of(item.votes, is_disagreement))
      return fail(Code::invalid,
                  "A question is asked for, or the vote for it is taken back: none is against it.", "votes");
    return check_votes(item, credential, rules.asked);
  }
  if (item.kind == ItemKind::filing && !anonymity::is_sign_key(item.author))
    return fail(Code::invalid, "author is not a signing key", "author");
  return anonymity::check_statement(credential.holder, credential.key_id, statement_of(item), item.statement);
}

Result<Checked> check_token(const Item& item, const anonymity::KeysView& keys, const ItemRules& rules,
                            core::Day today) {
  const Credential credential = DEMUR_TRY(anonymity::decode_credential(item.credential));
  const core::Day day = day_of_use(item, keys, credential.key_id, today);
  const auto key = DEMUR_TRY(key_of(item, credential, keys, day));
  const auto issuer = DEMUR_TRY(anonymity::Issuer::from_record(key.text));
  DEMUR_TRY(anonymity::check_credential(issuer, credential, day));
  DEMUR_TRY(check_envelope(item, keys, rules, credential.key_id));
  DEMUR_TRY(check_signed(item, credential, rules, today));
  return Checked{credential.key_id, anonymity::spent_tag(credential)};
}

}  // namespace

Result<std::optional<Digest>> tag_of(const Item& item) {
  if (!item.has_credential()) return std::nullopt;
  return anonymity::spent_tag(DEMUR_TRY(anonymity::decode_credential(item.credential)));
}

Result<Checked> check_item(const Item& item, const anonymity::KeysView& keys, const ItemRules& rules,
                           const std::optional<Filed>& filed, core::Day today) {
  const bool follows_up =
      item.kind != ItemKind::filing && item.kind != ItemKind::ballot && item.kind != ItemKind::proposal;
  if (follows_up && !filed)
    return fail(Code::not_found,
                "This filing is not known here yet. If it was handed in elsewhere, come back after its day.");
  if (item.has_credential()) return check_token(item, keys, rules, today);
  DEMUR_TRY(check_envelope(item, keys, rules, filed->key_id));
  DEMUR_TRY(anonymity::check_statement(filed->author, filed->key_id, statement_of(item), item.statement));
  return Checked{.key_id = filed->key_id};
}

}  // namespace demur::service::drop
