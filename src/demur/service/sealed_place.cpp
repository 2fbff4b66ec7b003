#include "demur/service/sealed_place.hpp"

#include <map>

#include "demur/anonymity/envelope.hpp"
#include "demur/anonymity/hashing.hpp"
#include "demur/domain/sight.hpp"
#include "demur/store/decisions.hpp"
#include "demur/store/dissents.hpp"
#include "demur/store/members.hpp"

namespace demur::service {
namespace {

using core::Code;
using core::fail;
using core::Result;
using domain::DissentId;
using domain::Member;

// All keys that custodians ever had, by what an envelope knows them by, and by their id.
struct Owners {
  std::map<anonymity::KeyTag, std::string> by_tag;
  std::map<core::Digest, std::string> by_id;
};

Result<Owners> owners_of_keys(const store::Reader& reader) {
  Owners owners;
  for (const store::OfficerKey& key : DEMUR_TRY(store::officer_keys(reader))) {
    owners.by_tag.emplace(anonymity::key_tag(key.box_key), key.member.text);
    owners.by_id.emplace(key.key_id, key.member.text);
  }
  return owners;
}

Result<SubjectShares> addressed(const Owners& owners, core::ByteView envelope) {
  SubjectShares shares{.subject = anonymity::hash(envelope), .holders = {}};
  const auto header = DEMUR_TRY(anonymity::parse_envelope(envelope));
  for (const anonymity::Slot& slot : header.slots)
    if (const auto owner = owners.by_tag.find(slot.tag); owner != owners.by_tag.end())
      DEMUR_TRY(shares.holders.address(slot.tag, owner->second));
  return shares;
}

}  // namespace

Result<SealedPlace> sealed_place(const store::Reader& reader, const Member& who, const DissentId& id) {
  const auto absent = fail(Code::not_found, "There is no such dissent, or it is not for you to see.");
  const auto dissent = DEMUR_TRY(store::find_dissent(reader, id));
  const auto filing = DEMUR_TRY(store::find_sealed_filing(reader, id));
  if (!dissent || !filing) return absent;
  const auto decision = DEMUR_TRY(store::find_decision(reader, dissent->decision));
  if (!decision || !domain::bond(who, *dissent, *decision, false, false).is_custodian) return absent;
  return SealedPlace{*dissent, *filing};
}

Result<std::vector<store::OfficerKey>> officers_for(const store::Reader& reader,
                                                    const domain::Dissent& dissent, core::Day today) {
  const auto decision = DEMUR_TRY(store::find_decision(reader, dissent.decision));
  std::vector<store::OfficerKey> officers;
  for (const store::OfficerKey& key : DEMUR_TRY(store::officer_keys(reader))) {
    if (key.state != "current" || key.not_after < today) continue;
    const auto holder = DEMUR_TRY(store::find_member(reader, key.member));
    if (holder && decision && domain::bond(*holder, dissent, *decision, false, false).is_custodian)
      officers.push_back(key);
  }
  return officers;
}

Result<std::vector<SubjectShares>> sealed_shares(const store::Reader& reader,
                                                 const store::SealedFiling& filing) {
  const Owners owners = DEMUR_TRY(owners_of_keys(reader));
  std::vector<SubjectShares> all{DEMUR_TRY(addressed(owners, filing.envelope))};
  for (const store::SealedMessage& message : DEMUR_TRY(store::sealed_messages(reader, filing.dissent)))
    all.push_back(DEMUR_TRY(addressed(owners, message.envelope)));
  // Each was judged when it came, so their order does not matter.
  for (const store::ShareRewrap& rewrap : DEMUR_TRY(store::share_rewraps(reader, filing.dissent)))
    for (SubjectShares& shares : all)
      if (shares.subject == rewrap.subject)
        DEMUR_TRY(shares.holders.address(rewrap.slot, owners.by_id.at(rewrap.recipient)));
  return all;
}

}  // namespace demur::service
