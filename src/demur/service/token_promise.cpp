#include "demur/service/token_promise.hpp"

#include <algorithm>

#include "demur/anonymity/key_pair.hpp"
#include "demur/anonymity/key_record.hpp"
#include "demur/anonymity/token.hpp"

namespace demur::service {
namespace {

using anonymity::DropKeyRecord;
using anonymity::Issuer;
using core::Code;
using core::fail;
using core::Status;

bool is_record_of(const std::string& entry, const std::string& instance, const TokenPromise& promise) {
  const auto record = anonymity::parse_record(entry);
  const auto* known = record ? std::get_if<DropKeyRecord>(&*record) : nullptr;
  return known != nullptr && known->instance == instance && known->url == promise.url &&
         known->sign_key == promise.receipt.drop && known->not_before <= promise.receipt.day &&
         promise.receipt.day <= known->not_after;
}

Status check_drop(std::span<const std::string> entries, const std::string& instance,
                  const TokenPromise& promise, const drop::Item& item) {
  if (std::ranges::none_of(entries,
                           [&](const std::string& entry) { return is_record_of(entry, instance, promise); }))
    return fail(Code::unproven, "the keys log has no drop of that address and key on that day");
  const auto& receipt = promise.receipt;
  if (receipt.digest != drop::digest_of(item))
    return fail(Code::unproven, "the promise is for something else than what is beside it");
  if (anonymity::check_signature(receipt.drop, drop::promise_bytes(receipt.digest, receipt.day, receipt.by),
                                 receipt.promise))
    return {};
  return fail(Code::unproven, "the drop's key did not sign this promise");
}

// The record as the log has it: its id is the hash of its text.
std::optional<Issuer> issuer_in(std::span<const std::string> entries, const std::string& instance,
                                const anonymity::KeyId& id) {
  for (const std::string& entry : entries) {
    const auto record = anonymity::parse_record(entry);
    const auto* known = record ? std::get_if<anonymity::IssuerKeyRecord>(&*record) : nullptr;
    if (known == nullptr || known->instance != instance) continue;
    auto issuer = Issuer::from_record(entry);
    if (issuer && issuer->id() == id) return std::move(*issuer);
  }
  return std::nullopt;
}

bool is_revoked_before(std::span<const std::string> entries, const anonymity::KeyId& id, core::Day day) {
  return std::ranges::any_of(entries, [&](const std::string& entry) {
    const auto record = anonymity::parse_record(entry);
    const auto* revoked = record ? std::get_if<anonymity::RevokeRecord>(&*record) : nullptr;
    return revoked != nullptr && revoked->key_id == id && revoked->day < day;
  });
}

Status check_token(std::span<const std::string> entries, const std::string& instance, core::Day day,
                   const drop::Item& item) {
  const auto credential = DEMUR_TRY(anonymity::decode_credential(item.credential));
  const auto issuer = issuer_in(entries, instance, credential.key_id);
  const std::string scope = (item.kind == drop::ItemKind::proposal ? "propose:" : "vote:") + item.round;
  if (!issuer || issuer->record().scope != scope)
    return fail(Code::unproven, "the keys log has no key for tokens of that round by which its token is");
  if (is_revoked_before(entries, credential.key_id, day))
    return fail(Code::unproven, "the key of its token was revoked before that day");
  const Status held =
      anonymity::check_credential(*issuer, credential, std::min(day, issuer->record().not_after));
  if (held) return {};
  return fail(Code::unproven, "the institution did not sign its token: " + held.error().what);
}

}  // namespace

Status check_token_promise(std::span<const std::string> entries, const std::string& instance,
                           const TokenPromise& promise, const drop::Item& item) {
  DEMUR_TRY(check_drop(entries, instance, promise, item));
  if (!item.has_credential()) return {};
  return check_token(entries, instance, promise.receipt.day, item);
}

}  // namespace demur::service
