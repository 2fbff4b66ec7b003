#include "demur/service/issuance_audit.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <map>

#include "demur/anonymity/issuance.hpp"
#include "demur/anonymity/token.hpp"
#include "demur/core/origin.hpp"
#include "demur/domain/policy.hpp"
#include "demur/service/passkey_signature.hpp"
#include "demur/service/scopes.hpp"
#include "demur/store/settings.hpp"
#include "demur/store/token_passkeys.hpp"
#include "demur/store/tokens.hpp"

namespace demur::service {
namespace {

using anonymity::Issuer;
using core::Code;
using core::fail;
using core::Result;
using core::Status;

class IssuanceAudit {
 public:
  IssuanceAudit(const store::Reader& reader, const std::string& instance)
      : reader_(reader), instance_(anonymity::instance_id(instance)) {}

  Result<IssuanceFigures> run() {
    DEMUR_TRY(read_keys());
    sites_ = DEMUR_TRY(store::passkey_sites(reader_));
    for (const store::IssueBatch& batch : DEMUR_TRY(store::issue_batches(reader_)))
      if (const Status held = check(batch); !held)
        return fail(held.error().code, fmt::format("tokens that were issued on {}: {}",
                                                   core::to_string(batch.day), held.error().what));
    DEMUR_TRY(check_counts());
    return figures_;
  }

 private:
  Status read_keys() {
    for (const std::string& entry : DEMUR_TRY(store::key_records(reader_))) {
      const auto record = DEMUR_TRY(anonymity::parse_record(entry));
      if (const auto* counted = std::get_if<anonymity::IssuedRecord>(&record))
        counted_[counted->key_id] = counted->count;
      if (!std::holds_alternative<anonymity::IssuerKeyRecord>(record)) continue;
      Issuer issuer = DEMUR_TRY(Issuer::from_record(entry));
      DEMUR_TRY(check_roster(issuer));
      issuers_.emplace(issuer.id(), std::move(issuer));
    }
    return {};
  }

  // Whom it was made for stands in the keys log as a hash, and who that is in the database.
  [[nodiscard]] Status check_roster(const Issuer& issuer) const {
    std::vector<std::string> roster;
    for (const domain::MemberId& member : DEMUR_TRY(store::eligible_members(reader_, issuer.id())))
      roster.push_back(member.text);
    if (roster.size() == issuer.record().class_size && root_of(roster) == issuer.record().roster_root)
      return {};
    return fail(Code::unproven, "the group of a key for tokens is not the one that the keys log has");
  }

  Status check(const store::IssueBatch& batch) {
    std::vector<anonymity::BlindedToken> tokens;
    for (const store::IssuedToken& token : DEMUR_TRY(store::issued_in_batch(reader_, batch.challenge))) {
      if (token.member != batch.member || token.place != static_cast<int>(tokens.size()))
        return fail(Code::unproven, "they are not the ones that were asked for");
      DEMUR_TRY(check(token, batch.day));
      tokens.push_back({token.key_id, 0, token.blinded});
    }
    if (anonymity::issue_challenge(instance_, tokens) != batch.challenge)
      return fail(Code::unproven, "they are not the ones that were asked for");
    figures_.tokens += tokens.size();
    ++figures_.batches;
    return check_passkey(batch);
  }

  Status check(const store::IssuedToken& token, core::Day day) {
    const auto issuer = issuers_.find(token.key_id);
    if (issuer == issuers_.end()) return fail(Code::unproven, "one is of a key that is not in the keys log");
    // An earlier day might be one on which the channel asked for no passkey yet.
    if (day < issuer->second.record().not_before)
      return fail(Code::unproven, "one is said to be older than its key");
    const auto raised = issuer->second.keys().front().raise(token.signature);
    if (!raised || *raised != token.blinded) return fail(Code::unproven, "one was not signed by its key");
    if (token.number > static_cast<int>(issuer->second.record().quota) ||
        !DEMUR_TRY(store::is_eligible(reader_, token.key_id, token.member)))
      return fail(Code::unproven, "one went to somebody who has had theirs, or is not of the group");
    ++issued_[token.key_id];
    return {};
  }

  Status check_passkey(const store::IssueBatch& batch) {
    if (!batch.assertion || !batch.public_key || !batch.algorithm) {
      const auto row = DEMUR_TRY(store::policy_in_force(reader_, batch.day));
      if (!row) return fail(Code::unproven, "no policy was in force");
      const auto policy = DEMUR_TRY(domain::parse_policy(row->text));
      if (!policy.anonymous)
        return fail(Code::unproven, "the channel took no anonymous dissents on that day");
      if (policy.anonymous->passkey)
        return fail(Code::unproven, "no passkey stands behind them, and the channel asks for one");
      return {};
    }
    if (!DEMUR_TRY(store::had_passkey(reader_, batch.member, *batch.public_key, batch.day)))
      return fail(Code::unproven, "the passkey behind them was not the member's on that day");
    const auto sent = DEMUR_TRY(parse_passkey_assertion(*batch.assertion));
    const Passkey passkey{.credential_id = sent.credential_id,
                          .public_key = *batch.public_key,
                          .algorithm = DEMUR_TRY(passkey_algorithm(*batch.algorithm))};
    const auto touched = verify_passkey_assertion(sent, passkey, DEMUR_TRY(party_of(sent, batch.day)),
                                                  core::to_base64url(batch.challenge));
    if (!touched) return fail(Code::unproven, "the passkey did not sign for them: " + touched.error().what);
    ++figures_.by_passkey;
    return {};
  }

  // Where it says that it signed. Through the first day of which that is remembered, its word is taken: the
  // address may have changed on it.
  [[nodiscard]] Result<RelyingParty> party_of(const PasskeyAssertion& sent, core::Day day) const {
    std::string origin = DEMUR_TRY(origin_of(sent.client_data));
    const auto is_here = [&](const store::PasskeySite& site) {
      return site.origin == origin && site.since <= day;
    };
    if (!sites_.empty() && sites_.front().since < day && std::ranges::none_of(sites_, is_here))
      return fail(Code::unproven, "the passkey signed for them where this institution was not");
    std::string host = DEMUR_TRY(core::parse_origin(origin)).host;
    return RelyingParty{.id = std::move(host), .origin = std::move(origin)};
  }

  [[nodiscard]] Status check_counts() const {
    for (const auto& [key_id, count] : counted_) {
      const auto issued = issued_.find(key_id);
      if (count > (issued == issued_.end() ? 0 : issued->second))
        return fail(Code::unproven, "the keys log counts more tokens than were issued");
    }
    return {};
  }

  const store::Reader& reader_;
  anonymity::InstanceId instance_;
  std::vector<store::PasskeySite> sites_;  // oldest first
  std::map<anonymity::KeyId, Issuer> issuers_;
  std::map<anonymity::KeyId, std::uint64_t> counted_;  // as the keys log says last
  std::map<anonymity::KeyId, std::uint64_t> issued_;
  IssuanceFigures figures_;
};

}  // namespace

Result<IssuanceFigures> check_issuance(const store::Reader& reader, const std::string& instance) {
  return IssuanceAudit(reader, instance).run();
}

}  // namespace demur::service
