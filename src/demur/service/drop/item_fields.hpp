// Members of an item that several kinds have, read. Errors: Code::invalid or Code::too_large, with the
// member.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "demur/core/bytes.hpp"
#include "demur/core/json.hpp"
#include "demur/core/result.hpp"

namespace demur::service::drop {

inline constexpr std::size_t kSignatureBytes = 64;
inline constexpr std::size_t kMostCredentialBytes = 2U << 10U;

// Base64 of so many bytes.
[[nodiscard]] core::Result<core::Bytes> binary_member(const core::json::object& fields, std::string_view name,
                                                      std::size_t least, std::size_t most);
[[nodiscard]] core::Result<std::string> id_member(const core::json::object& fields, std::string_view name);
// "padding" is there, and nothing but x.
[[nodiscard]] core::Status check_padding(const core::json::object& fields);

}  // namespace demur::service::drop
