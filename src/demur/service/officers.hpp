// Custodians' keys, what they do with what is sealed, and the replies. The acts themselves are
// domain/decide_sealed.cpp; here are the bytes beside them. No secret key is ever sent here.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "demur/anonymity/key_pair.hpp"
#include "demur/core/result.hpp"
#include "demur/service/acts.hpp"
#include "demur/service/institution.hpp"
#include "demur/store/sealed.hpp"

namespace demur::service {

// Publishes a custodian's keys; what is sealed from then on is sealed to them. An earlier pair of theirs is
// superseded. `proof` is the sign key's own signature over officer_key_proof(). Code::forbidden for others.
struct NewOfficerKey {
  anonymity::BoxPublicKey box{};
  anonymity::SignPublicKey sign{};
  anonymity::Signature proof{};
};
[[nodiscard]] core::Bytes officer_key_proof(const Institution& house, const domain::MemberId& member,
                                            const anonymity::BoxPublicKey& box);
[[nodiscard]] core::Result<core::Digest> register_officer_key(Institution& house, const domain::Member& who,
                                                              const NewOfficerKey& key);

// The keys of who is a custodian no more, or has left, are revoked on record. The clock's work; safe to
// repeat.
[[nodiscard]] core::Status retire_officer_keys(Institution& house);

// A drop whose filings are taken from now on. Its record goes into the keys log. Custodians only.
[[nodiscard]] core::Status register_drop(Institution& house, const domain::Member& who,
                                         const store::DropSite& drop);

// Those that are trusted, by name.
[[nodiscard]] core::Result<std::vector<store::DropSite>> known_drops(Institution& house);

[[nodiscard]] core::Result<std::optional<store::OfficerKey>> own_officer_key(Institution& house,
                                                                             const domain::Member& who);

// What custodians see of one anonymous dissent; not_found for others. `releases` are those for this
// custodian's keys, and there are none before their opening is on record.
struct SealedReading {
  store::SealedFiling filing = {};
  int attachments = 0;
  int cosigners = 0;  // 0 below the policy's threshold
  std::vector<store::SealedMessage> messages = {};
  std::vector<store::ShareRelease> releases = {};
  struct HandedShare {
    std::string record;          // demur/rewrap/v1
    store::PublicKey32 giver{};  // the sign key that signed it
  };
  std::vector<HandedShare> handed = {};          // to this custodian's keys
  std::vector<store::OfficerKey> officers = {};  // current ones, of custodians who are not recused here
  std::vector<std::vector<core::Digest>> held =
      {};  // for each of `officers`: envelopes that they keep a share of
  std::vector<core::Digest> given =
      {};                 // envelopes of which every other one of them has this custodian's share
  bool may_open = false;  // shares enough are agreed to, with this custodian's own
  bool has_agreed = false;
  bool has_opened = false;
  int agreements = 0;
  int to_open = 2;
};
[[nodiscard]] core::Result<SealedReading> read_sealed(Institution& house, const domain::Member& who,
                                                      const domain::DissentId& dissent);
[[nodiscard]] core::Result<core::Bytes> read_attachment(Institution& house, const domain::Member& who,
                                                        const domain::DissentId& dissent, int number);

// The keys that a custodian signs with, the present one first: by which their shares are checked.
[[nodiscard]] core::Result<std::vector<store::PublicKey32>> sign_keys_of(Institution& house,
                                                                         const domain::MemberId& member);

// Agreeing: the custodian's share, sealed to each of the others. Who has agreed gives those of later
// messages in the same way: there is no second record of it.
struct AgreedShare {
  core::Digest recipient{};                  // an officer key
  core::Bytes envelope;                      // Purpose::share_release
  std::optional<core::Digest> subject = {};  // of the envelope that it opens; none: the filing's
};
[[nodiscard]] core::Result<Done> agree_to_open(Institution& house, const domain::Member& who,
                                               const domain::DissentId& dissent,
                                               const std::vector<AgreedShare>& shares);

// 8,192 sealed bytes for the author, whom nobody can name.
[[nodiscard]] core::Result<Done> reply_to_author(Institution& house, const domain::Member& who,
                                                 const domain::DissentId& dissent, core::ByteView reply);

}  // namespace demur::service
