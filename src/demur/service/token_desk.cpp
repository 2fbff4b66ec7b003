#include "demur/service/token_desk.hpp"

#include <algorithm>

#include "demur/core/giving_way.hpp"
#include "demur/domain/anonymous.hpp"
#include "demur/store/members.hpp"
#include "demur/store/sealed.hpp"
#include "demur/store/sign_in.hpp"
#include "demur/store/token_passkeys.hpp"
#include "demur/store/tokens.hpp"

namespace demur::service {
namespace {

using anonymity::BlindedToken;
using core::Bytes;
using core::Code;
using core::fail;
using core::Result;
using core::Status;
using domain::Member;

std::unexpected<core::Error> had_them() {
  return fail(Code::conflict,
              "You have had all of your tokens for this. One that was lost cannot be told from one that was "
              "used, so it is not given again.");
}

// What one member was given under each key, read once.
class Given {
 public:
  Given(const store::Reader& reader, const Member& who) : reader_(reader), who_(who) {}

  Result<std::vector<store::IssuedToken>*> under(const anonymity::KeyId& id) {
    const auto known = tokens_.find(id);
    if (known != tokens_.end()) return &known->second;
    return &tokens_.emplace(id, DEMUR_TRY(store::issued_to(reader_, id, who_.id))).first->second;
  }

 private:
  const store::Reader& reader_;
  const Member& who_;
  std::map<anonymity::KeyId, std::vector<store::IssuedToken>> tokens_;
};

struct Proof {
  store::PasskeyRow passkey;
  std::uint32_t count = 0;
  std::string text;
};

Result<Proof> proof_of(Institution& house, const RelyingParty& party, const Member& who,
                       const core::json::object& assertion, const core::Digest& challenge) {
  std::string text = DEMUR_TRY(core::canonical_json(assertion));
  const PasskeyAssertion sent = DEMUR_TRY(parse_passkey_assertion(text));
  const auto row = DEMUR_TRY(house.store().read(
      [&](const store::Reader& reader) { return store::find_passkey(reader, sent.credential_id); }));
  if (!row || row->member != who.id) return fail(Code::unproven, "This passkey is not one of yours.");
  const Passkey passkey{.credential_id = row->credential_id,
                        .public_key = row->public_key,
                        .algorithm = static_cast<PasskeyAlgorithm>(row->algorithm),
                        .sign_count = row->sign_count};
  const auto count = DEMUR_TRY(verify_passkey_assertion(sent, passkey, party, core::to_base64url(challenge)));
  return Proof{*row, count, std::move(text)};
}

// Signing takes its time. Who left meanwhile, became a custodian or an auditor, or removed the passkey, gets
// nothing: an audit would find a batch behind which nobody's passkey stands.
Status check_still_theirs(const store::Reader& reader, const domain::MemberId& who,
                          const std::optional<Proof>& proof) {
  const auto member = DEMUR_TRY(store::find_member(reader, who));
  if (!member || !domain::may_hold_tokens(*member))
    return fail(Code::unproven,
                "You left, or came to keep the channel, while your tokens were made: none were issued.");
  if (!proof) return {};
  const auto row = DEMUR_TRY(store::find_passkey(reader, proof->passkey.credential_id));
  if (row && row->member == who && row->public_key == proof->passkey.public_key) return {};
  return fail(Code::unproven, "Your passkey was removed while your tokens were made: none were issued.");
}

struct Leaving {
  std::counting_semaphore<>& places;
  ~Leaving() { places.release(); }
};

Result<std::string> answer_of(const std::vector<Bytes>& signatures) {
  return anonymity::format_issue_answer(signatures);
}

}  // namespace

Result<TokensReady> tokens_ready(Institution& house, const domain::MemberId& who) {
  const auto& rule = house.policy().anonymous;
  if (!rule) return TokensReady{};
  return house.store().read([&](const store::Reader& reader) -> Result<TokensReady> {
    TokensReady ready{.keys = DEMUR_TRY(store::keys_without_tokens(reader, who))};
    if (ready.keys == 0) return ready;
    ready.has_drop = std::ranges::any_of(DEMUR_TRY(store::drop_sites(reader)), &store::DropSite::trusted);
    ready.lacks_passkey = rule->passkey && DEMUR_TRY(store::passkeys_of(reader, who)).empty();
    return ready;
  });
}

struct TokenDesk::Signed {
  BlindedToken token;
  int number = 0;  // of the member's under this key
  bool is_new = false;
  Bytes signature;
};

Result<std::vector<TokenDesk::Due>> TokenDesk::due(const Member& who) {
  if (!house_.policy().anonymous || !domain::may_hold_tokens(who)) return std::vector<Due>{};
  const core::Day today = DEMUR_TRY(house_.today());
  return house_.store().read([&](const store::Reader& reader) -> Result<std::vector<Due>> {
    std::vector<Due> due;
    for (IssuerEntry& issuer : DEMUR_TRY(live_issuers(reader, today))) {
      if (!DEMUR_TRY(store::is_eligible(reader, issuer.id, who.id))) continue;
      const auto had = DEMUR_TRY(store::issued_to(reader, issuer.id, who.id)).size();
      if (had < issuer.record.quota)
        due.push_back({std::move(issuer), static_cast<std::uint32_t>(issuer.record.quota - had)});
    }
    return due;
  });
}

// Which of them were given before, and which are new: nothing is signed yet.
Result<std::vector<TokenDesk::Signed>> TokenDesk::plan(const Member& who,
                                                       const std::vector<BlindedToken>& tokens) {
  const core::Day today = DEMUR_TRY(house_.today());
  return house_.store().read([&](const store::Reader& reader) -> Result<std::vector<Signed>> {
    const auto issuers = DEMUR_TRY(live_issuers(reader, today));
    Given given(reader, who);
    std::vector<Signed> batch;
    for (const BlindedToken& token : tokens) {
      const auto issuer = std::ranges::find(issuers, token.key_id, &IssuerEntry::id);
      if (issuer == issuers.end() || token.modulus != 0)
        return fail(Code::not_found, "There is no such key, or its days are over. Load the page again.");
      if (!DEMUR_TRY(store::is_eligible(reader, token.key_id, who.id)))
        return fail(Code::forbidden, "You are not in the group that this key was made for.");
      auto& had = *DEMUR_TRY(given.under(token.key_id));
      const auto before = std::ranges::find(had, token.blinded_message, &store::IssuedToken::blinded);
      if (before != had.end()) {
        batch.push_back({token, before->number, false, before->signature});
        continue;
      }
      if (had.size() >= issuer->record.quota) return had_them();
      const int number = static_cast<int>(had.size()) + 1;
      had.push_back({.key_id = token.key_id,
                     .member = who.id,
                     .number = number,
                     .blinded = token.blinded_message,
                     .signature = {}});
      batch.push_back({token, number, true, {}});
    }
    return batch;
  });
}

Result<const anonymity::IssuerKey*> TokenDesk::key_of(const anonymity::KeyId& id) {
  if (const auto known = keys_.find(id); known != keys_.end()) return &known->second;
  const auto locked = DEMUR_TRY(
      house_.store().read([&](const store::Reader& reader) { return store::issuer_secret(reader, id); }));
  if (!locked) return fail(Code::internal, "the private half of a live key is missing");
  const auto secret = DEMUR_TRY(unlock_secret(house_, *locked));
  return &keys_.emplace(id, DEMUR_TRY(anonymity::IssuerKey::from_pkcs8(secret.bytes()))).first->second;
}

Status TokenDesk::forget_destroyed() {
  const auto kept = DEMUR_TRY(house_.store().read(store::issuer_secrets));
  const std::unique_lock one_at_a_time(signing_, std::try_to_lock);
  if (!one_at_a_time) return {};
  std::erase_if(keys_, [&](const auto& key) { return !std::ranges::binary_search(kept, key.first); });
  return {};
}

Status TokenDesk::sign(std::vector<Signed>& batch) {
  for (Signed& one : batch)
    if (one.is_new)
      one.signature = DEMUR_TRY(DEMUR_TRY(key_of(one.token.key_id))->blind_sign(one.token.blinded_message));
  return {};
}

Status TokenDesk::sign_in_turn(std::vector<Signed>& batch) {
  if (!places_.try_acquire())
    return fail(
        Code::unavailable,
        "Many members are collecting their tokens at this moment. Nothing was issued, and nothing is lost: "
        "try again in a few seconds.");
  const Leaving leaving{places_};
  const std::lock_guard one_at_a_time(signing_);
  // Read before giving way: whoever needs the database must not wait for a thread that waits for everybody.
  for (const Signed& one : batch)
    if (one.is_new) DEMUR_TRY(key_of(one.token.key_id));
  Status done;
  core::giving_way([&] { done = sign(batch); });
  return done;
}

Result<std::string> TokenDesk::issue(const Member& who, std::string_view body) {
  const auto& rule = house_.policy().anonymous;
  if (!rule || !domain::may_hold_tokens(who))
    return fail(Code::forbidden, "There are no tokens for you in this channel.");
  const auto request = DEMUR_TRY(anonymity::parse_issue_request(body));
  std::vector<Signed> batch = DEMUR_TRY(plan(who, request.tokens));
  std::vector<Bytes> signatures;
  // An auditor recomputes the challenge from what was issued for it: a batch is new, or was given before.
  if (std::ranges::any_of(batch, &Signed::is_new) && !std::ranges::all_of(batch, &Signed::is_new))
    return fail(Code::conflict, "Some of these were given before: ask for the others alone.");
  // Asked for again, because the answer was lost: it needs no second touch, and gives nothing new.
  if (std::ranges::none_of(batch, &Signed::is_new)) {
    for (const Signed& one : batch) signatures.push_back(one.signature);
    return answer_of(signatures);
  }
  const core::Digest challenge =
      anonymity::issue_challenge(anonymity::instance_id(house_.log_key().verifier().name), request.tokens);
  std::optional<Proof> proof;
  if (request.assertion)
    proof = DEMUR_TRY(proof_of(house_, party_, who, *request.assertion, challenge));
  else if (rule->passkey)
    return fail(Code::unproven, "Tokens are issued to a passkey's touch: add a passkey in Settings first.");
  DEMUR_TRY(sign_in_turn(batch));
  const core::Day today = DEMUR_TRY(house_.today());
  DEMUR_TRY(house_.store().write([&](store::Transaction& transaction) -> Status {
    DEMUR_TRY(check_still_theirs(transaction, who.id, proof));

    store::IssueBatch row{.challenge = challenge, .member = who.id, .day = today};
    if (proof) {
      DEMUR_TRY(store::save_sign_count(transaction, proof->passkey.credential_id, proof->count));
      DEMUR_TRY(store::note_passkey_site(transaction, party_.origin, today));
      row.public_key = proof->passkey.public_key;
      row.algorithm = proof->passkey.algorithm;
      row.assertion = proof->text;
    }
    DEMUR_TRY(store::add_issue_batch(transaction, row));
    int place = 0;
    // Two batches of one member at once: the second to come finds the number taken.
    for (const Signed& one : batch)
      DEMUR_TRY(store::add_issued(transaction, {.key_id = one.token.key_id,
                                                .member = who.id,
                                                .number = one.number,
                                                .blinded = one.token.blinded_message,
                                                .signature = one.signature,
                                                .batch = challenge,
                                                .place = place++}));
    return {};
  }));
  for (const Signed& one : batch) signatures.push_back(one.signature);
  return answer_of(signatures);
}

}  // namespace demur::service
