#include "demur/service/scopes.hpp"

#include <sodium.h>

#include <algorithm>
#include <map>
#include <set>

#include "demur/domain/anonymous.hpp"
#include "demur/service/keys_log.hpp"
#include "demur/service/polls.hpp"
#include "demur/service/quarter.hpp"
#include "demur/store/dissents.hpp"
#include "demur/store/members.hpp"
#include "demur/store/sealed.hpp"
#include "demur/store/tokens.hpp"
#include "demur/translog/tree.hpp"

namespace demur::service {
namespace {

using anonymity::IssuerKeyRecord;
using core::Code;
using core::Day;
using core::fail;
using core::Result;
using core::Status;
using domain::Member;

constexpr std::chrono::days kGrace{31};       // a token of last quarter can still be spent
constexpr std::chrono::days kCosigning{180};  // counted from when its key was made
constexpr std::string_view kSecretPurpose = "demur issuer secrets 1";

struct Wanted {
  std::string scope;
  std::string klass;
  std::vector<std::string> roster;  // ids of the members, sorted
  std::uint32_t quota = 1;
  Day not_before{};
  Day not_after{};
};

std::vector<std::string> roster_of(const std::vector<Member>& members, const domain::OfficeId* office) {
  std::vector<std::string> roster;
  for (const Member& member : members)
    if (domain::may_hold_tokens(member) && (office == nullptr || member.office == *office))
      roster.push_back(member.id.text);
  std::ranges::sort(roster);
  return roster;
}

std::vector<Wanted> to_file(const std::vector<Member>& members, int per_quarter, Day today) {
  const Wanted all{.scope = "file:" + quarter_of(today),
                   .klass = std::string(kEverybody),
                   .roster = roster_of(members, nullptr),
                   .quota = static_cast<std::uint32_t>(per_quarter),
                   .not_before = first_day_of_quarter(today),
                   .not_after = last_day_of_quarter(today) + kGrace};
  std::vector<Wanted> wanted{all};
  std::set<domain::OfficeId> offices;
  for (const Member& member : members) offices.insert(member.office);
  for (const domain::OfficeId& office : offices) {
    Wanted one = all;
    one.klass = office_class(office);
    one.roster = roster_of(members, &office);
    if (one.roster.size() < all.roster.size()) wanted.push_back(std::move(one));
  }
  return wanted;
}

Result<std::vector<Wanted>> to_cosign(const store::Reader& reader, const std::vector<Member>& members,
                                      Day today) {
  std::vector<Wanted> wanted;
  for (const store::SealedFiling& filing : DEMUR_TRY(store::sealed_filings(reader))) {
    const auto dissent = DEMUR_TRY(store::find_dissent(reader, filing.dissent));
    if (!dissent || (dissent->state != domain::DissentState::filed &&
                     dissent->state != domain::DissentState::acknowledged))
      continue;
    wanted.push_back({.scope = "cosign:" + filing.dissent.text,
                      .klass = std::string(kEverybody),
                      .roster = roster_of(members, nullptr),
                      .quota = 1,
                      .not_before = today,
                      .not_after = today + kCosigning});
  }
  return wanted;
}

// From the day on which it opens; the last votes come from the drops when its last day for them has passed.
Result<std::vector<Wanted>> to_vote(const store::Reader& reader, const std::vector<Member>& members,
                                    Day today) {
  std::vector<Wanted> wanted;
  for (const domain::Poll& poll : DEMUR_TRY(open_polls(reader))) {
    if (today > poll.votes_until) continue;
    wanted.push_back({.scope = "vote:" + poll.id,
                      .klass = std::string(kEverybody),
                      .roster = roster_of(members, nullptr),
                      .quota = 1,
                      .not_before = today,
                      .not_after = poll.counted_until});
  }
  return wanted;
}

// To the day on which drops take the last: whatever came by then is taken in later, too.
Result<std::vector<Wanted>> to_propose(const store::Reader& reader, const std::vector<Member>& members,
                                       Day today) {
  std::vector<Wanted> wanted;
  for (const domain::Poll& poll : DEMUR_TRY(open_polls(reader))) {
    if (today > poll.proposals_until) continue;
    wanted.push_back({.scope = "propose:" + poll.id,
                      .klass = std::string(kEverybody),
                      .roster = roster_of(members, nullptr),
                      .quota = domain::kProposalsByToken,
                      .not_before = today,
                      .not_after = poll.proposals_until});
  }
  return wanted;
}

Result<std::set<std::pair<std::string, std::string>>> known_scopes(const store::Reader& reader) {
  std::set<std::pair<std::string, std::string>> known;
  for (const std::string& text : DEMUR_TRY(store::key_records(reader)))
    if (const auto record = DEMUR_TRY(anonymity::parse_record(text));
        const auto* issuer = std::get_if<IssuerKeyRecord>(&record))
      known.emplace(issuer->scope, issuer->klass);
  return known;
}

Result<std::vector<Wanted>> missing_keys(const Institution& house, const store::Reader& reader, Day today) {
  const auto& rule = *house.policy().anonymous;
  const auto members = DEMUR_TRY(store::list_members(reader));
  auto wanted = to_file(members, rule.per_quarter, today);
  std::ranges::move(DEMUR_TRY(to_cosign(reader, members, today)), std::back_inserter(wanted));
  std::ranges::move(DEMUR_TRY(to_vote(reader, members, today)), std::back_inserter(wanted));
  std::ranges::move(DEMUR_TRY(to_propose(reader, members, today)), std::back_inserter(wanted));
  const auto known = DEMUR_TRY(known_scopes(reader));
  std::erase_if(wanted, [&](const Wanted& one) {
    return known.contains({one.scope, one.klass}) || one.roster.size() < static_cast<std::size_t>(rule.floor);
  });
  return wanted;
}

}  // namespace

core::Digest root_of(const std::vector<std::string>& roster) {
  std::vector<translog::Hash> hashes;
  for (const std::string& id : roster) hashes.push_back(translog::leaf_hash(core::bytes_of(id)));
  translog::RightEdge edge;
  const auto ignore = [](const translog::Tile&) -> Status { return {}; };
  return edge.add(hashes, ignore) ? edge.root() : translog::empty_root();
}

namespace {

Status open_scope(Institution& house, const IssuerKeySource& new_key, const Wanted& wanted) {
  const auto key = DEMUR_TRY(new_key());
  const IssuerKeyRecord record{.instance = house.log_key().verifier().name,
                               .scope = wanted.scope,
                               .klass = wanted.klass,
                               .class_size = static_cast<std::uint32_t>(wanted.roster.size()),
                               .quota = wanted.quota,
                               .not_before = wanted.not_before,
                               .not_after = wanted.not_after,
                               .roster_root = root_of(wanted.roster),
                               .moduli = {key.modulus()}};
  const auto secret = DEMUR_TRY(key.pkcs8());
  return house.store().write([&](store::Transaction& transaction) -> Status {
    if (DEMUR_TRY(known_scopes(transaction)).contains({wanted.scope, wanted.klass})) return {};
    const auto id = DEMUR_TRY(publish_key(house, transaction, record));
    for (const std::string& member : wanted.roster)
      DEMUR_TRY(store::add_eligible(transaction, id, domain::MemberId{member}));
    return store::save_issuer_secret(transaction, id, lock_secret(house, secret.bytes()));
  });
}

struct LogState {
  std::map<anonymity::KeyId, std::uint64_t> counted;
  std::set<anonymity::KeyId> revoked;
  std::vector<IssuerEntry> issuers;
};

Result<LogState> state_of(const store::Reader& reader) {
  LogState state;
  for (std::string& text : DEMUR_TRY(store::key_records(reader))) {
    const auto record = DEMUR_TRY(anonymity::parse_record(text));
    if (const auto* issued = std::get_if<anonymity::IssuedRecord>(&record))
      state.counted[issued->key_id] = issued->count;
    if (const auto* revoked = std::get_if<anonymity::RevokeRecord>(&record))
      state.revoked.insert(revoked->key_id);
    if (const auto* issuer = std::get_if<IssuerKeyRecord>(&record))
      state.issuers.push_back({text, anonymity::key_id(text), *issuer});
  }
  return state;
}

Status end_key(Institution& house, store::Transaction& transaction, const anonymity::KeyId& id, Day today) {
  DEMUR_TRY(
      publish_key(house, transaction,
                  anonymity::RevokeRecord{.kind = anonymity::RevokedKind::issuer,
                                          .instance = house.log_key().verifier().name,
                                          .key_id = id,
                                          .day = today,
                                          .reason = "its days are over; its private half is destroyed"}));
  return store::erase_issuer_secret(transaction, id);
}

}  // namespace

std::string office_class(const domain::OfficeId& office) {
  return "office-" + office.text;
}

Result<bool> open_next_scope(Institution& house, const IssuerKeySource& new_key) {
  if (!house.policy().anonymous) return false;
  const Day today = DEMUR_TRY(house.today());
  const auto missing = DEMUR_TRY(
      house.store().read([&](const store::Reader& reader) { return missing_keys(house, reader, today); }));
  if (missing.empty()) return false;
  DEMUR_TRY(open_scope(house, new_key, missing.front()));
  return true;
}

Status open_scopes(Institution& house, const IssuerKeySource& new_key) {
  while (DEMUR_TRY(open_next_scope(house, new_key))) {
  }
  return {};
}

Status publish_counts(Institution& house) {
  if (!house.policy().anonymous) return {};
  return house.store().write([&](store::Transaction& transaction) -> Status {
    const Day today = DEMUR_TRY(house.today());
    const LogState state = DEMUR_TRY(state_of(transaction));
    for (const IssuerEntry& issuer : state.issuers) {
      if (state.revoked.contains(issuer.id)) continue;
      const std::uint64_t count = DEMUR_TRY(store::count_issued(transaction, issuer.id));
      const auto told = state.counted.find(issuer.id);
      if (count != (told == state.counted.end() ? 0 : told->second))
        DEMUR_TRY(publish_key(
            house, transaction,
            anonymity::IssuedRecord{
                .instance = issuer.record.instance, .day = today, .key_id = issuer.id, .count = count}));
      if (issuer.record.not_after < today) DEMUR_TRY(end_key(house, transaction, issuer.id, today));
    }
    return {};
  });
}

Result<std::vector<IssuerEntry>> live_issuers(const store::Reader& reader, Day today) {
  LogState state = DEMUR_TRY(state_of(reader));
  std::erase_if(state.issuers, [&](const IssuerEntry& issuer) {
    return state.revoked.contains(issuer.id) || today < issuer.record.not_before ||
           issuer.record.not_after < today;
  });
  return std::move(state.issuers);
}

core::Bytes lock_secret(const Institution& house, core::ByteView secret) {
  auto key = house.log_key().derive(kSecretPurpose);
  core::Bytes locked(crypto_secretbox_NONCEBYTES + crypto_secretbox_MACBYTES + secret.size());
  house.environment().random(std::span(locked).first(crypto_secretbox_NONCEBYTES));
  crypto_secretbox_easy(locked.data() + crypto_secretbox_NONCEBYTES, secret.data(), secret.size(),
                        locked.data(), key.data());
  sodium_memzero(key.data(), key.size());
  return locked;
}

Result<anonymity::SecretBytes> unlock_secret(const Institution& house, core::ByteView locked) {
  constexpr std::size_t kOverhead = crypto_secretbox_NONCEBYTES + crypto_secretbox_MACBYTES;
  const auto broken = fail(Code::internal, "a private key in the database does not open with log.key");
  if (locked.size() <= kOverhead) return broken;
  auto key = house.log_key().derive(kSecretPurpose);
  anonymity::SecretBytes secret(locked.size() - kOverhead);
  const core::ByteView box = locked.subspan(crypto_secretbox_NONCEBYTES);
  const int opened =
      crypto_secretbox_open_easy(secret.bytes().data(), box.data(), box.size(), locked.data(), key.data());
  sodium_memzero(key.data(), key.size());
  if (opened != 0) return broken;
  return secret;
}

}  // namespace demur::service
