#include "demur/service/handing_over.hpp"

#include <algorithm>

#include "demur/anonymity/handover.hpp"
#include "demur/anonymity/hashing.hpp"
#include "demur/service/acts.hpp"
#include "demur/service/records.hpp"
#include "demur/service/sealed_place.hpp"

namespace demur::service {
namespace {

using anonymity::RewrapRecord;
using core::Code;
using core::fail;
using core::Result;
using core::Status;

Result<store::OfficerKey> present_key(const store::Reader& reader, const domain::MemberId& who) {
  auto key = DEMUR_TRY(store::current_officer_key(reader, who));
  if (!key)
    return fail(Code::conflict, "Make your custodian's key first: what you hand over is signed by it.");
  return std::move(*key);
}

Result<store::OfficerKey> successor_key(const store::Reader& reader, const SealedPlace& place,
                                        const core::Digest& key_id, core::Day today) {
  const auto officers = DEMUR_TRY(officers_for(reader, place.dissent, today));
  const auto key = std::ranges::find(officers, key_id, &store::OfficerKey::key_id);
  if (key == officers.end())
    return fail(Code::invalid,
                "A share goes to a custodian who serves, has a key in force, and is not recused here.",
                "successor");
  return *key;
}

// One custodian's handing over of one dissent, inside its transaction.
class Handing {
 public:
  Handing(Institution& house, store::Transaction& transaction, SealedPlace place, store::OfficerKey giver,
          store::OfficerKey successor)
      : house_(house),
        transaction_(transaction),
        place_(std::move(place)),
        giver_(std::move(giver)),
        successor_(std::move(successor)) {}

  Result<int> run(const std::vector<std::string>& records, core::Day today) {
    shares_ = DEMUR_TRY(sealed_shares(transaction_, place_.filing));
    for (const store::ShareRewrap& known : DEMUR_TRY(store::share_rewraps(transaction_, place_.dissent.id)))
      if (known.recipient == successor_.key_id) handed_.emplace_back(known.subject, known.slot);
    int taken = 0;
    for (const std::string& text : records) {
      const RewrapRecord record = DEMUR_TRY(anonymity::parse_rewrap(text));
      const auto shares = std::ranges::find(shares_, record.envelope, &SubjectShares::subject);
      if (shares == shares_.end())
        return fail(Code::invalid, "A share is of an envelope that is not there.", "records");
      DEMUR_TRY(check(record));
      const std::pair share(record.envelope, record.from);
      if (std::ranges::find(handed_, share) != handed_.end()) continue;
      DEMUR_TRY(hand(record, shares->holders));
      DEMUR_TRY(keep(record, text, today));
      handed_.push_back(share);
      ++taken;
    }
    return taken;
  }

 private:
  [[nodiscard]] Status check(const RewrapRecord& record) const {
    if (record.instance != house_.log_key().verifier().name)
      return fail(Code::invalid, "A share is handed over in another institution.", "records");
    if (record.to != anonymity::key_tag(successor_.box_key) || record.from == record.to)
      return fail(Code::invalid, "A share is sealed to another key than the successor's.", "records");
    return anonymity::check_rewrap(record, giver_.sign_key);
  }

  Status hand(const RewrapRecord& record, anonymity::ShareHolders& holders) const {
    const Status done = holders.hand_over(record.from, giver_.member.text, successor_.member.text);
    if (done) return {};
    if (done.error().code == Code::conflict)
      return fail(Code::conflict,
                  "This custodian keeps a share of it already. With two they could open alone what several "
                  "must agree to: choose another.",
                  "successor");
    return fail(Code::forbidden, "What you hand over is not your share.", "records");
  }

  Status keep(const RewrapRecord& record, const std::string& text, core::Day today) {
    DEMUR_TRY(store::add_share_rewrap(transaction_, {.digest = anonymity::hash(core::bytes_of(text)),
                                                     .dissent = place_.dissent.id,
                                                     .subject = record.envelope,
                                                     .slot = record.from,
                                                     .giver = giver_.key_id,
                                                     .recipient = successor_.key_id,
                                                     .record = text}));
    domain::Entry entry{.type = "sealed.rewrapped", .refs = {"dissent:" + place_.dissent.id.text}};
    entry.public_part = {{"key", core::to_base64(giver_.key_id)}, {"record", text}};
    DEMUR_TRY(service::record(house_, transaction_, entry, {}, today));
    return {};
  }

  Institution& house_;
  store::Transaction& transaction_;
  SealedPlace place_;
  store::OfficerKey giver_;
  store::OfficerKey successor_;
  std::vector<SubjectShares> shares_;
  std::vector<std::pair<core::Digest, anonymity::KeyTag>> handed_;  // envelope and slot, to this key before
};

}  // namespace

Result<int> hand_over(Institution& house, const domain::Member& who, const domain::DissentId& dissent,
                      const HandingOver& handing) {
  int taken = 0;
  const auto work = [&](store::Transaction& transaction, const domain::Member& giver,
                        core::Day today) -> Result<Done> {
    SealedPlace place = DEMUR_TRY(sealed_place(transaction, giver, dissent));
    if (place.dissent.state == domain::DissentState::withdrawn)
      return fail(Code::conflict, "Its author has withdrawn it: it stays sealed.");
    auto own = DEMUR_TRY(present_key(transaction, giver.id));
    auto successor = DEMUR_TRY(successor_key(transaction, place, handing.successor, today));
    Handing work(house, transaction, std::move(place), std::move(own), std::move(successor));
    taken = DEMUR_TRY(work.run(handing.records, today));
    return Done{.already_done = taken == 0, .receipt = {}};
  };
  DEMUR_TRY(perform_as(house, who.id, work));
  return taken;
}

}  // namespace demur::service
