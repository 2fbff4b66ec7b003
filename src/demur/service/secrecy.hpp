// Decisions as somebody may read them: a text that is secret leaves the value here (domain/secrecy.hpp); and
// the registering of those that are so from the start.
#pragma once

#include "demur/domain/act.hpp"
#include "demur/service/acts.hpp"
#include "demur/store/reader.hpp"

namespace demur::service {

[[nodiscard]] core::Status hide_from(const store::Reader& reader, const domain::Member& who,
                                     domain::Decision& decision);
// Where nobody in particular reads it: what everybody may find.
[[nodiscard]] core::Status hide_from_everybody(const store::Reader& reader, domain::Decision& decision);

// Its words reach neither the log nor the index of what everybody may find.
[[nodiscard]] core::Result<Done> register_as_secret(Institution& house, const domain::MemberId& who,
                                                    const domain::RegisterDecision& act);

}  // namespace demur::service
