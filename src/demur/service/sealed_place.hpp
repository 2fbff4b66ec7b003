// One anonymous dissent as its custodians know it: what is sealed, who may take part, and who keeps which
// share of each of its envelopes. For the services about it; all of it is read in their transactions.
#pragma once

#include <vector>

#include "demur/anonymity/share_holders.hpp"
#include "demur/core/result.hpp"
#include "demur/domain/nouns.hpp"
#include "demur/store/reader.hpp"
#include "demur/store/sealed.hpp"

namespace demur::service {

struct SealedPlace {
  domain::Dissent dissent;
  store::SealedFiling filing;
};

// not_found but for a custodian who is not recused.
[[nodiscard]] core::Result<SealedPlace> sealed_place(const store::Reader& reader, const domain::Member& who,
                                                     const domain::DissentId& id);

// The keys, in force today, of custodians who are not recused here: what may be sealed to.
[[nodiscard]] core::Result<std::vector<store::OfficerKey>> officers_for(const store::Reader& reader,
                                                                        const domain::Dissent& dissent,
                                                                        core::Day today);

// Custodians are known by their member's id, whichever of their keys it is.
struct SubjectShares {
  core::Digest subject{};  // of the envelope
  anonymity::ShareHolders holders;
};
// Of the filing first, then of what its author sent later.
[[nodiscard]] core::Result<std::vector<SubjectShares>> sealed_shares(const store::Reader& reader,
                                                                     const store::SealedFiling& filing);

}  // namespace demur::service
