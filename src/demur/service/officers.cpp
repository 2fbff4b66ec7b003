#include "demur/service/officers.hpp"

#include <algorithm>
#include <set>

#include "demur/anonymity/envelope.hpp"
#include "demur/anonymity/hashing.hpp"
#include "demur/domain/sight.hpp"
#include "demur/service/keys_log.hpp"
#include "demur/service/quarter.hpp"
#include "demur/store/decisions.hpp"
#include "demur/store/dissents.hpp"
#include "demur/store/members.hpp"
#include "demur/store/offices.hpp"

namespace demur::service {
namespace {

using core::Bytes;
using core::Code;
using core::Day;
using core::Digest;
using core::fail;
using core::Result;
using core::Status;
using domain::DissentId;
using domain::Member;
using domain::Role;

constexpr std::chrono::days kOfficerKeyLife{366};

std::unexpected<core::Error> custodians_only() {
  return fail(Code::forbidden, "Only custodians may do this.");
}

// Posts are numbered in each office, so that the public record names no person.
Result<std::string> post_of(const store::Reader& reader, const Member& who, const domain::OfficeId& office) {
  std::set<domain::MemberId> holders;
  for (const store::OfficerKey& key : DEMUR_TRY(store::officer_keys(reader))) {
    const auto holder = DEMUR_TRY(store::find_member(reader, key.member));
    if (holder && holder->has(Role::custodian, office)) holders.insert(key.member);
  }
  if (holders.contains(who.id)) return fail(Code::internal, "a post is asked for twice");
  return "custodian " + std::to_string(holders.size() + 1);
}

Result<domain::OfficeId> custodian_office(const Member& who) {
  for (const domain::Appointment& held : who.appointments)
    if (held.role == Role::custodian) return held.office;
  return custodians_only();
}

// The record of the keys that a custodian has now, to take its post over.
Result<std::optional<anonymity::OfficerKeyRecord>> record_of(const store::Reader& reader,
                                                             const core::Digest& key_id) {
  const auto log = DEMUR_TRY(KeysLog::read(reader));
  for (const std::string& text : log.records()) {
    if (anonymity::key_id(text) != key_id) continue;
    const auto record = DEMUR_TRY(anonymity::parse_record(text));
    if (const auto* officer = std::get_if<anonymity::OfficerKeyRecord>(&record)) return *officer;
  }
  return std::nullopt;
}

Result<anonymity::OfficerKeyRecord> new_record(const Institution& house, store::Transaction& transaction,
                                               const Member& who, const NewOfficerKey& key, Day today) {
  anonymity::OfficerKeyRecord record{.instance = house.log_key().verifier().name,
                                     .office = {},
                                     .post = {},
                                     .not_before = today,
                                     .not_after = today + kOfficerKeyLife,
                                     .supersedes = {},
                                     .box_key = key.box,
                                     .sign_key = key.sign};
  if (auto before = DEMUR_TRY(store::current_officer_key(transaction, who.id))) {
    const auto old = DEMUR_TRY(record_of(transaction, before->key_id));
    if (!old) return fail(Code::internal, "a custodian's key has no record");
    record.office = old->office;
    record.post = old->post;
    record.supersedes = before->key_id;
    before->state = "superseded";
    DEMUR_TRY(store::save_officer_key(transaction, *before));
    return record;
  }
  const auto id = DEMUR_TRY(custodian_office(who));
  const auto office = DEMUR_TRY(store::find_office(transaction, id));
  record.office = office ? office->name : id.text;
  record.post = DEMUR_TRY(post_of(transaction, who, id));
  return record;
}

struct Place {
  domain::Dissent dissent;
  store::SealedFiling filing;
};

// Only a custodian who is not recused comes here.
Result<Place> sealed_place(const store::Reader& reader, const Member& who, const DissentId& id) {
  const auto absent = fail(Code::not_found, "There is no such dissent, or it is not for you to see.");
  const auto dissent = DEMUR_TRY(store::find_dissent(reader, id));
  const auto filing = DEMUR_TRY(store::find_sealed_filing(reader, id));
  if (!dissent || !filing) return absent;
  const auto decision = DEMUR_TRY(store::find_decision(reader, dissent->decision));
  if (!decision || !domain::bond(who, *dissent, *decision, false, false).is_custodian) return absent;
  return Place{*dissent, *filing};
}

bool opened_by(const domain::Dissent& dissent, const Member& who) {
  return std::ranges::find(dissent.text_openings, who.id, &domain::TextOpening::by) !=
         dissent.text_openings.end();
}

Result<std::vector<store::OfficerKey>> officers_for(const store::Reader& reader,
                                                    const domain::Dissent& dissent) {
  const auto decision = DEMUR_TRY(store::find_decision(reader, dissent.decision));
  std::vector<store::OfficerKey> officers;
  for (const store::OfficerKey& key : DEMUR_TRY(store::officer_keys(reader))) {
    if (key.state != "current") continue;
    const auto holder = DEMUR_TRY(store::find_member(reader, key.member));
    if (holder && decision && domain::bond(*holder, dissent, *decision, false, false).is_custodian)
      officers.push_back(key);
  }
  return officers;
}

Status check_shares(const store::Reader& reader, const Place& place, const Member& who,
                    const std::vector<AgreedShare>& shares) {
  const auto officers = DEMUR_TRY(officers_for(reader, place.dissent));
  std::set<Digest> subjects = {anonymity::hash(place.filing.envelope)};
  for (const store::SealedMessage& message : DEMUR_TRY(store::sealed_messages(reader, place.dissent.id)))
    subjects.insert(message.digest);
  for (const AgreedShare& share : shares) {
    if (share.subject && !subjects.contains(*share.subject))
      return fail(Code::invalid, "A share is of an envelope that is not there.");
    const auto officer = std::ranges::find(officers, share.recipient, &store::OfficerKey::key_id);
    if (officer == officers.end() || officer->member == who.id)
      return fail(Code::invalid, "A share is sealed to somebody who is no other custodian here.");
    const auto header = DEMUR_TRY(anonymity::parse_envelope(share.envelope));
    if (header.purpose != anonymity::Purpose::share_release || header.slots.size() != 1 ||
        header.slots.front().tag != anonymity::key_tag(officer->box_key))
      return fail(Code::invalid, "A share is not sealed to the custodian it names.");
  }
  if (shares.empty()) return fail(Code::invalid, "No share came with this: seal yours to another custodian.");
  return {};
}

// Nobody is handed a share before their opening is on record.
Status read_shares(const store::Reader& reader, const Member& who, SealedReading& reading) {
  for (store::ShareRelease& release : DEMUR_TRY(store::share_releases(reader, reading.filing.dissent))) {
    if (release.agreed_by == who.id &&
        std::ranges::find(reading.given, release.subject) == reading.given.end())
      reading.given.push_back(release.subject);
    const auto key = DEMUR_TRY(store::find_officer_key(reader, release.recipient));
    if (reading.has_opened && key && key->member == who.id) reading.releases.push_back(std::move(release));
  }
  return {};
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
  return house.store().write([&](store::Transaction& transaction) -> Result<core::Digest> {
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

Result<SealedReading> read_sealed(Institution& house, const Member& who, const DissentId& dissent) {
  return house.store().read([&](const store::Reader& reader) -> Result<SealedReading> {
    Place place = DEMUR_TRY(sealed_place(reader, who, dissent));
    SealedReading reading{.filing = std::move(place.filing)};
    reading.has_opened = opened_by(place.dissent, who);
    reading.has_agreed = std::ranges::find(place.dissent.agreements, who.id, &domain::OpeningAgreement::by) !=
                         place.dissent.agreements.end();
    reading.agreements = static_cast<int>(place.dissent.agreements.size());
    if (house.policy().anonymous) reading.to_open = house.policy().anonymous->to_open;
    const int cosigners = DEMUR_TRY(store::count_anonymous_signatures(reader, dissent));
    if (cosigners >= house.policy().cosign_threshold) reading.cosigners = cosigners;
    reading.messages = DEMUR_TRY(store::sealed_messages(reader, dissent));
    reading.officers = DEMUR_TRY(officers_for(reader, place.dissent));
    while (DEMUR_TRY(store::sealed_attachment(reader, dissent, reading.attachments + 1)))
      ++reading.attachments;
    DEMUR_TRY(read_shares(reader, who, reading));
    return reading;
  });
}

Result<Bytes> read_attachment(Institution& house, const Member& who, const DissentId& dissent, int number) {
  return house.store().read([&](const store::Reader& reader) -> Result<Bytes> {
    DEMUR_TRY(sealed_place(reader, who, dissent));
    auto bytes = DEMUR_TRY(store::sealed_attachment(reader, dissent, number));
    if (!bytes) return fail(Code::not_found, "There is no such attachment.");
    return std::move(*bytes);
  });
}

Result<std::vector<store::PublicKey32>> sign_keys_of(Institution& house, const domain::MemberId& member) {
  return house.store().read([&](const store::Reader& reader) -> Result<std::vector<store::PublicKey32>> {
    std::vector<store::PublicKey32> keys;
    for (const store::OfficerKey& key : DEMUR_TRY(store::officer_keys(reader)))
      if (key.member == member) keys.insert(key.state == "current" ? keys.begin() : keys.end(), key.sign_key);
    return keys;
  });
}

Result<Done> agree_to_open(Institution& house, const Member& who, const DissentId& dissent,
                           const std::vector<AgreedShare>& shares) {
  const auto keep = [&](store::Transaction& transaction) -> Status {
    const Place place = DEMUR_TRY(sealed_place(transaction, who, dissent));
    const Digest filing = anonymity::hash(place.filing.envelope);
    DEMUR_TRY(check_shares(transaction, place, who, shares));
    for (const AgreedShare& share : shares)
      DEMUR_TRY(store::add_share_release(transaction, {.dissent = dissent,
                                                       .subject = share.subject.value_or(filing),
                                                       .agreed_by = who.id,
                                                       .recipient = share.recipient,
                                                       .envelope = share.envelope}));
    return {};
  };
  const auto done = DEMUR_TRY(perform(house, who.id, domain::AgreeToOpen{dissent}, keep));
  if (done.already_done) DEMUR_TRY(house.store().write(keep));
  return done;
}

Result<Done> reply_to_author(Institution& house, const Member& who, const DissentId& dissent,
                             core::ByteView reply) {
  const auto header = DEMUR_TRY(anonymity::parse_envelope(reply));
  if (header.purpose != anonymity::Purpose::reply || reply.size() != anonymity::kReplyBytes)
    return fail(Code::invalid, "A reply is one sealed envelope of 8,192 bytes.");
  const core::Digest digest = anonymity::hash(reply);
  const domain::WriteToAuthor act{.dissent = dissent, .digest = core::to_hex(digest)};
  return perform(house, who.id, act, [&](store::Transaction& transaction) -> Status {
    const auto filed = DEMUR_TRY(store::find_dissent(transaction, dissent));
    if (!filed) return fail(Code::not_found, "There is no such dissent.");
    if (DEMUR_TRY(store::has_sealed_reply(transaction, digest)))
      return fail(Code::conflict, "This reply was sent before.");
    const Day today = DEMUR_TRY(house.today());
    return store::add_sealed_reply(transaction, {.digest = digest,
                                                 .quarter = quarter_of(filed->filed_on),
                                                 .day = today,
                                                 .reply = Bytes(reply.begin(), reply.end())});
  });
}

}  // namespace demur::service
