// Gathers what the judge must know about one act: everything that the act names.
#pragma once

#include "demur/core/result.hpp"
#include "demur/domain/decide.hpp"
#include "demur/store/reader.hpp"

namespace demur::service {

[[nodiscard]] core::Result<domain::Situation> situation_of(const store::Reader& reader,
                                                           const domain::Member& who, const domain::Act& act);

}  // namespace demur::service
