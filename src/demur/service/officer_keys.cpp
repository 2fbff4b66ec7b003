// The keys log's side of custody: custodians' keys and drops.
#include <algorithm>
#include <set>

#include "demur/anonymity/envelope.hpp"
#include "demur/anonymity/hashing.hpp"
#include "demur/anonymity/recipient.hpp"
#include "demur/service/keys_log.hpp"
#include "demur/service/officers.hpp"
#include "demur/store/members.hpp"
#include "demur/store/offices.hpp"

namespace demur::service {
namespace {

using core::Code;
using core::Day;
using core::fail;
using core::Result;
using core::Status;
using domain::Member;
using domain::Role;

constexpr std::chrono::days kOfficerKeyLife{366};

std::unexpected<core::Error> custodians_only() {
  return fail(Code::forbidden, "Only custodians may do this.");
}

struct KnownRecord {
  core::Digest key_id{};
  anonymity::OfficerKeyRecord record;
};

// In the keys log's order.
Result<std::vector<KnownRecord>> officer_records(const store::Reader& reader) {
  std::vector<KnownRecord> known;
  const auto log = DEMUR_TRY(KeysLog::read(reader));
  for (const std::string& text : log.records()) {
    const auto record = DEMUR_TRY(anonymity::parse_record(text));
    if (const auto* officer = std::get_if<anonymity::OfficerKeyRecord>(&record))
      known.push_back({anonymity::key_id(text), *officer});
  }
  return known;
}

// Posts are numbered in each office, so that the public record names no person. A number is one person's for
// good: who left and comes back has their own again, and a successor never theirs.
std::string new_post(const std::vector<KnownRecord>& known, const std::string& office) {
  std::set<std::string> posts;
  for (const auto& [id, record] : known)
    if (record.office == office) posts.insert(record.post);
  return "custodian " + std::to_string(posts.size() + 1);
}

Result<domain::OfficeId> custodian_office(const Member& who) {
  for (const domain::Appointment& held : who.appointments)
    if (held.role == Role::custodian) return held.office;
  return custodians_only();
}

// The newest keys that this member ever had.
const KnownRecord* last_of(const std::vector<KnownRecord>& known, const std::vector<store::OfficerKey>& keys,
                           const domain::MemberId& who) {
  const KnownRecord* last = nullptr;
  for (const KnownRecord& one : known) {
    const auto key = std::ranges::find(keys, one.key_id, &store::OfficerKey::key_id);
    if (key != keys.end() && key->member == who) last = &one;
  }
  return last;
}

// An envelope knows a key by its tag alone: nobody takes one that was anybody's.
Status is_new(const std::vector<store::OfficerKey>& keys, const NewOfficerKey& key) {
  const auto tag = anonymity::key_tag(key.box);
  const auto same = [&](const store::OfficerKey& known) {
    return anonymity::key_tag(known.box_key) == tag || known.sign_key == key.sign;
  };
  if (std::ranges::none_of(keys, same)) return {};
  return fail(Code::conflict, "This key was published before: make a new one.");
}

Result<anonymity::OfficerKeyRecord> new_record(const Institution& house, store::Transaction& transaction,
                                               const Member& who, const NewOfficerKey& key, Day today) {
  const auto known = DEMUR_TRY(officer_records(transaction));
  const auto keys = DEMUR_TRY(store::officer_keys(transaction));
  DEMUR_TRY(is_new(keys, key));
  anonymity::OfficerKeyRecord record{.instance = house.log_key().verifier().name,
                                     .office = {},
                                     .post = {},
                                     .not_before = today,
                                     .not_after = today + kOfficerKeyLife,
                                     .supersedes = {},
                                     .box_key = key.box,
                                     .sign_key = key.sign};
  if (auto before = DEMUR_TRY(store::current_officer_key(transaction, who.id))) {
    before->state = "superseded";
    DEMUR_TRY(store::save_officer_key(transaction, *before));
  }
  if (const KnownRecord* last = last_of(known, keys, who.id)) {
    record.office = last->record.office;
    record.post = last->record.post;
    record.supersedes = last->key_id;
    return record;
  }
  const auto id = DEMUR_TRY(custodian_office(who));
  const auto office = DEMUR_TRY(store::find_office(transaction, id));
  record.office = office ? office->name : id.text;
  record.post = new_post(known, record.office);
  return record;
}

}  // namespace

core::Bytes officer_key_proof(const Institution& house, const domain::MemberId& member,
                              const anonymity::BoxPublicKey& box) {
  const auto instance = anonymity::instance_id(house.log_key().verifier().name);
  return anonymity::tagged("demur/officer-key-proof/v1", {instance, core::bytes_of(member.text), box});
}

Result<core::Digest> register_officer_key(Institution& house, const Member& who, const NewOfficerKey& key) {
  if (!who.has(Role::custodian)) return custodians_only();
  if (!anonymity::check_signature(key.sign, officer_key_proof(house, who.id, key.box), key.proof))
    return fail(Code::unproven, "The new key's own signature does not hold.");
  // Every filing is sealed to all custodians: one key that takes nothing would stop them all.
  if (!anonymity::may_be_recipient(key.box)) return fail(Code::invalid, "Nothing can be sealed to this key.");
  return house.store().write([&](store::Transaction& transaction) -> Result<core::Digest> {
    const auto present = DEMUR_TRY(store::current_officer_key(transaction, who.id));
    if (present && present->box_key == key.box && present->sign_key == key.sign) return present->key_id;
    const Day today = DEMUR_TRY(house.today());
    const auto record = DEMUR_TRY(new_record(house, transaction, who, key, today));
    const auto id = DEMUR_TRY(publish_key(house, transaction, record));
    DEMUR_TRY(store::save_officer_key(transaction, {.key_id = id,
                                                    .member = who.id,
                                                    .box_key = key.box,
                                                    .sign_key = key.sign,
                                                    .not_after = record.not_after}));
    return id;
  });
}

Status retire_officer_keys(Institution& house) {
  return house.store().write([&](store::Transaction& transaction) -> Status {
    const Day today = DEMUR_TRY(house.today());
    for (store::OfficerKey& key : DEMUR_TRY(store::officer_keys(transaction))) {
      const auto holder = DEMUR_TRY(store::find_member(transaction, key.member));
      const bool serves =
          holder && holder->state == domain::MemberState::active && holder->has(Role::custodian);
      if (key.state != "current" || serves) continue;
      DEMUR_TRY(publish_key(house, transaction,
                            anonymity::RevokeRecord{.kind = anonymity::RevokedKind::officer,
                                                    .instance = house.log_key().verifier().name,
                                                    .key_id = key.key_id,
                                                    .day = today,
                                                    .reason = "its holder is a custodian no more"}));
      key.state = "revoked";
      DEMUR_TRY(store::save_officer_key(transaction, key));
    }
    return {};
  });
}

Status register_drop(Institution& house, const Member& who, const store::DropSite& drop) {
  if (!who.has(Role::custodian)) return custodians_only();
  return house.store().write([&](store::Transaction& transaction) -> Status {
    if (DEMUR_TRY(store::find_drop_site(transaction, drop.public_key))) return {};
    const Day today = DEMUR_TRY(house.today());
    DEMUR_TRY(publish_key(house, transaction,
                          anonymity::DropKeyRecord{.instance = house.log_key().verifier().name,
                                                   .name = drop.name,
                                                   .url = drop.url,
                                                   .sign_key = drop.public_key,
                                                   .not_before = today,
                                                   .not_after = today + kOfficerKeyLife}));
    return store::save_drop_site(transaction, drop);
  });
}

Result<std::vector<store::DropSite>> known_drops(Institution& house) {
  auto drops = DEMUR_TRY(house.store().read(store::drop_sites));
  std::erase_if(drops, [](const store::DropSite& drop) { return !drop.trusted; });
  return drops;
}

Result<std::optional<store::OfficerKey>> own_officer_key(Institution& house, const Member& who) {
  return house.store().read(
      [&](const store::Reader& reader) { return store::current_officer_key(reader, who.id); });
}

}  // namespace demur::service
