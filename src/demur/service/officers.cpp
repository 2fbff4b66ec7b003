#include "demur/service/officers.hpp"

#include <algorithm>
#include <map>
#include <set>

#include "demur/anonymity/envelope.hpp"
#include "demur/anonymity/hashing.hpp"
#include "demur/service/quarter.hpp"
#include "demur/service/sealed_place.hpp"
#include "demur/store/dissents.hpp"

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

bool opened_by(const domain::Dissent& dissent, const Member& who) {
  return std::ranges::find(dissent.text_openings, who.id, &domain::TextOpening::by) !=
         dissent.text_openings.end();
}

Status check_shares(const store::Reader& reader, const SealedPlace& place, const Member& who,
                    const std::vector<AgreedShare>& shares, core::Day today) {
  const auto officers = DEMUR_TRY(officers_for(reader, place.dissent, today));
  const auto subjects = DEMUR_TRY(sealed_shares(reader, place.filing));
  for (const AgreedShare& share : shares) {
    const auto subject = std::ranges::find(subjects, share.subject.value_or(subjects.front().subject),
                                           &SubjectShares::subject);
    if (subject == subjects.end()) return fail(Code::invalid, "A share is of an envelope that is not there.");
    if (!subject->holders.slot_of(who.id.text))
      return fail(Code::invalid, "A share is of an envelope of which you keep none.");
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

// Nobody is handed a share before their opening is on record. An envelope is given once all of the others
// have this custodian's share of it, under whichever of their keys: a successor may have come since.
Status read_releases(const store::Reader& reader, const Member& who, SealedReading& reading) {
  std::map<Digest, std::set<domain::MemberId>> given;
  for (store::ShareRelease& release : DEMUR_TRY(store::share_releases(reader, reading.filing.dissent))) {
    const auto key = DEMUR_TRY(store::find_officer_key(reader, release.recipient));
    if (!key) continue;
    if (release.agreed_by == who.id) given[release.subject].insert(key->member);
    if (reading.has_opened && key->member == who.id) reading.releases.push_back(std::move(release));
  }
  for (const auto& [subject, recipients] : given) {
    const auto has_it = [&](const store::OfficerKey& officer) {
      return officer.member == who.id || recipients.contains(officer.member);
    };
    if (std::ranges::all_of(reading.officers, has_it)) reading.given.push_back(subject);
  }
  return {};
}

Status read_handed(const store::Reader& reader, const Member& who, SealedReading& reading) {
  for (const store::ShareRewrap& rewrap : DEMUR_TRY(store::share_rewraps(reader, reading.filing.dissent))) {
    const auto recipient = DEMUR_TRY(store::find_officer_key(reader, rewrap.recipient));
    const auto giver = DEMUR_TRY(store::find_officer_key(reader, rewrap.giver));
    if (recipient && giver && recipient->member == who.id)
      reading.handed.push_back({rewrap.record, giver->sign_key});
  }
  return {};
}

Status read_shares(const store::Reader& reader, const Member& who, const domain::Dissent& dissent,
                   SealedReading& reading) {
  const auto subjects = DEMUR_TRY(sealed_shares(reader, reading.filing));
  for (const store::OfficerKey& officer : reading.officers) {
    auto& held = reading.held.emplace_back();
    for (const SubjectShares& shares : subjects)
      if (shares.holders.slot_of(officer.member.text)) held.push_back(shares.subject);
  }
  std::set<std::string> takes_part{who.id.text};
  for (const domain::OpeningAgreement& agreement : dissent.agreements) takes_part.insert(agreement.by.text);
  reading.may_open = subjects.front().holders.shares_of(takes_part) >= reading.to_open;
  DEMUR_TRY(read_releases(reader, who, reading));
  return read_handed(reader, who, reading);
}

}  // namespace

Result<SealedReading> read_sealed(Institution& house, const Member& who, const DissentId& dissent) {
  const core::Day today = core::day_of(house.environment().clock());
  return house.store().read([&](const store::Reader& reader) -> Result<SealedReading> {
    SealedPlace place = DEMUR_TRY(sealed_place(reader, who, dissent));
    SealedReading reading{.filing = std::move(place.filing)};
    reading.has_opened = opened_by(place.dissent, who);
    reading.has_agreed = std::ranges::find(place.dissent.agreements, who.id, &domain::OpeningAgreement::by) !=
                         place.dissent.agreements.end();
    reading.agreements = static_cast<int>(place.dissent.agreements.size());
    if (house.policy().anonymous) reading.to_open = house.policy().anonymous->to_open;
    const int cosigners = DEMUR_TRY(store::count_anonymous_signatures(reader, dissent));
    if (cosigners >= house.policy().cosign_threshold) reading.cosigners = cosigners;
    reading.messages = DEMUR_TRY(store::sealed_messages(reader, dissent));
    reading.officers = DEMUR_TRY(officers_for(reader, place.dissent, today));
    while (DEMUR_TRY(store::sealed_attachment(reader, dissent, reading.attachments + 1)))
      ++reading.attachments;
    DEMUR_TRY(read_shares(reader, who, place.dissent, reading));
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
    const SealedPlace place = DEMUR_TRY(sealed_place(transaction, who, dissent));
    const Digest filing = anonymity::hash(place.filing.envelope);
    DEMUR_TRY(check_shares(transaction, place, who, shares, core::day_of(house.environment().clock())));
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
