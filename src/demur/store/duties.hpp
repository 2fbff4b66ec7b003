// Duties: rows of `duty`, one of a kind for each subject. Lists are ordered by the day due, then by
// the subject's random id.
#pragma once

#include <optional>
#include <vector>

#include "demur/domain/nouns.hpp"
#include "demur/store/reader.hpp"

namespace demur::store {

using Duties = core::Result<std::vector<domain::Duty>>;

[[nodiscard]] core::Status save_duty(Transaction& transaction, const domain::Duty& duty);

[[nodiscard]] core::Result<std::optional<domain::Duty>> find_duty(const Reader& reader,
                                                                  const domain::Subject& subject,
                                                                  domain::DutyKind kind);
// Settled ones too.
[[nodiscard]] Duties duties_on(const Reader& reader, const domain::Subject& subject);
[[nodiscard]] Duties duties_to_author(const Reader& reader, const domain::MemberId& author);

// Open or missed: what is still owed.
[[nodiscard]] Duties unsettled_duties(const Reader& reader);
// Open ones of a kind whose day lies before `today`, whatever they are about.
[[nodiscard]] Duties open_duties_before(const Reader& reader, domain::DutyKind kind, core::Day today);
// By whoever holds the role in that office; with them the duties that any holder of the role owes.
[[nodiscard]] Duties duties_owed_by(const Reader& reader, domain::Role role, const domain::OfficeId& office);
// In any role, by that office itself: what a merger hands on.
[[nodiscard]] Duties duties_owed_by_office(const Reader& reader, const domain::OfficeId& office);

}  // namespace demur::store
