#include "demur/service/share_keeping.hpp"

#include <algorithm>
#include <map>

#include "demur/anonymity/envelope.hpp"
#include "demur/service/sealed_place.hpp"
#include "demur/store/decisions.hpp"
#include "demur/store/members.hpp"

namespace demur::service {
namespace {

using core::Code;
using core::Result;
using core::Status;
using domain::Member;
using store::OfficerKey;

class Count {
 public:
  Count(const store::Reader& reader, const Member& who, core::Day today)
      : reader_(reader), who_(who), today_(today) {}

  Result<Keeping> run() {
    own_ = DEMUR_TRY(store::current_officer_key(reader_, who_.id));
    for (const store::SealedFiling& filing : DEMUR_TRY(store::sealed_filings(reader_))) {
      const auto place = sealed_place(reader_, who_, filing.dissent);
      if (!place && place.error().code == Code::not_found) continue;
      if (!place) return std::unexpected(place.error());
      if (place->dissent.state != domain::DissentState::withdrawn) DEMUR_TRY(count(*place));
    }
    return named();
  }

 private:
  Status count(const SealedPlace& place) {
    const auto decision = DEMUR_TRY(store::find_decision(reader_, place.dissent.decision));
    if (!decision) return {};
    const auto officers = DEMUR_TRY(officers_for(reader_, place.dissent, today_));
    const auto rewraps = DEMUR_TRY(store::share_rewraps(reader_, place.dissent.id));
    KeptFiling kept{.dissent = place.dissent.id,
                    .decision = decision->id,
                    .decision_number = decision->number,
                    .decision_title = decision->title,
                    .filed_on = place.dissent.filed_on};
    for (const SubjectShares& shares : DEMUR_TRY(sealed_shares(reader_, place.filing))) {
      const auto slot = shares.holders.slot_of(who_.id.text);
      if (!slot) continue;
      ++kept.shares;
      if (!opens_now(shares, *slot, rewraps)) {
        ++kept.older;
        if (own_) ++takes_[own_->key_id];
      }
      if (is_handed(shares, *slot, officers)) continue;
      ++kept.left;
      for (const OfficerKey& officer : officers)
        if (officer.member != who_.id && !shares.holders.slot_of(officer.member.text))
          ++takes_[officer.key_id];
    }
    if (kept.shares > 0) keeping_.filings.push_back(std::move(kept));
    return {};
  }

  // By the key in force: it was sealed to that, or handed over to it since.
  [[nodiscard]] bool opens_now(const SubjectShares& shares, const anonymity::KeyTag& slot,
                               const std::vector<store::ShareRewrap>& rewraps) const {
    if (!own_) return false;
    return slot == anonymity::key_tag(own_->box_key) ||
           std::ranges::any_of(rewraps, [&](const store::ShareRewrap& rewrap) {
             return rewrap.subject == shares.subject && rewrap.recipient == own_->key_id;
           });
  }

  // Whether a colleague who serves has the same share: from this one, by way of others, or before this one.
  [[nodiscard]] bool is_handed(const SubjectShares& shares, const anonymity::KeyTag& slot,
                               const std::vector<OfficerKey>& officers) const {
    return std::ranges::any_of(officers, [&](const OfficerKey& officer) {
      return officer.member != who_.id && shares.holders.slot_of(officer.member.text) == slot;
    });
  }

  Result<Keeping> named() {
    for (const auto& [key_id, shares] : takes_) {
      const auto key = DEMUR_TRY(store::find_officer_key(reader_, key_id));
      const auto member = key ? DEMUR_TRY(store::find_member(reader_, key->member)) : std::nullopt;
      if (member) keeping_.takers.push_back({*key, member->name, member->id == who_.id, shares});
    }
    std::ranges::sort(keeping_.takers, {}, [](const ShareTaker& taker) {
      return std::tuple(!taker.is_self, std::string_view(taker.name), taker.key.key_id);
    });
    return std::move(keeping_);
  }

  const store::Reader& reader_;
  const Member& who_;
  core::Day today_;
  std::optional<OfficerKey> own_;      // in force
  std::map<core::Digest, int> takes_;  // by the id of the key
  Keeping keeping_;
};

}  // namespace

int Keeping::left() const {
  int all = 0;
  for (const KeptFiling& filing : filings) all += filing.left;
  return all;
}

int Keeping::older() const {
  int all = 0;
  for (const KeptFiling& filing : filings) all += filing.older;
  return all;
}

Result<Keeping> read_keeping(Institution& house, const Member& who) {
  if (!who.has(domain::Role::custodian)) return Keeping{};
  const core::Day today = DEMUR_TRY(house.today());
  return house.store().read([&](const store::Reader& reader) { return Count(reader, who, today).run(); });
}

}  // namespace demur::service
