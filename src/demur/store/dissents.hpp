// Dissents and their co-signatures: rows of `dissent`, `identity_opening` and `signature`. Within a
// day the order is that of the random ids: a list does not tell who filed first.
//
// These functions do not ask who is asking: what may be shown to whom is domain/sight.hpp.
#pragma once

#include <optional>
#include <vector>

#include "demur/domain/nouns.hpp"
#include "demur/store/reader.hpp"

namespace demur::store {

using Dissents = core::Result<std::vector<domain::Dissent>>;

[[nodiscard]] core::Status save_dissent(Transaction& transaction, const domain::Dissent& dissent);

[[nodiscard]] core::Result<std::optional<domain::Dissent>> find_dissent(const Reader& reader,
                                                                        const domain::DissentId& id);

// Newest first.
[[nodiscard]] Dissents list_dissents(const Reader& reader);
[[nodiscard]] Dissents dissents_by_author(const Reader& reader, const domain::MemberId& author);
[[nodiscard]] Dissents dissents_signed_by(const Reader& reader, const domain::MemberId& signer);
[[nodiscard]] Dissents dissents_of_decision(const Reader& reader, const domain::DecisionId& decision);
[[nodiscard]] Dissents dissents_in_state(const Reader& reader, domain::DissentState state);
// On decisions that the office owns.
[[nodiscard]] Dissents dissents_of_office(const Reader& reader, const domain::OfficeId& office);

// What the clock must look at: an open duty was due before `today`, or the author's last word was.
[[nodiscard]] Dissents dissents_to_settle(const Reader& reader, core::Day today);

[[nodiscard]] core::Result<std::int64_t> count_dissents_of_decision(const Reader& reader,
                                                                    const domain::DecisionId& decision);

// ---- co-signatures

[[nodiscard]] core::Status save_signature(Transaction& transaction, const domain::Signature& signature);
// In the order of the signers' ids.
[[nodiscard]] core::Result<std::vector<domain::Signature>> signatures_of(const Reader& reader,
                                                                         const domain::DissentId& dissent);
[[nodiscard]] core::Result<std::int64_t> count_signatures(const Reader& reader,
                                                          const domain::DissentId& dissent);
[[nodiscard]] core::Result<bool> has_signed(const Reader& reader, const domain::DissentId& dissent,
                                            const domain::MemberId& member);

}  // namespace demur::store
