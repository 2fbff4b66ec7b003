// Decisions as somebody may read them: a text that the ground of a bypass hides leaves the value here
// (domain/secrecy.hpp).
#pragma once

#include "demur/domain/nouns.hpp"
#include "demur/store/reader.hpp"

namespace demur::service {

[[nodiscard]] core::Status hide_from(const store::Reader& reader, const domain::Member& who,
                                     domain::Decision& decision);
// Where nobody in particular reads it: what everybody may find.
[[nodiscard]] core::Status hide_from_everybody(const store::Reader& reader, domain::Decision& decision);

}  // namespace demur::service
