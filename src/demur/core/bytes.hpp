// Bytes and their two spellings. Decoding is strict: one text for one value, so that a signed or
// hashed text has no second form (no upper-case hex, no stray base64 bits, no white space).
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "demur/core/result.hpp"

namespace demur::core {

using Bytes = std::vector<std::uint8_t>;
using ByteView = std::span<const std::uint8_t>;

[[nodiscard]] ByteView bytes_of(std::string_view text);
[[nodiscard]] std::string_view text_of(ByteView bytes);

[[nodiscard]] std::string to_hex(ByteView bytes);
[[nodiscard]] Result<Bytes> from_hex(std::string_view text);

// RFC 4648 section 4, with padding.
[[nodiscard]] std::string to_base64(ByteView bytes);
[[nodiscard]] Result<Bytes> from_base64(std::string_view text);

// RFC 4648 section 5 without padding, as WebAuthn uses it.
[[nodiscard]] std::string to_base64url(ByteView bytes);
[[nodiscard]] Result<Bytes> from_base64url(std::string_view text);

// Same time for any content of one length.
[[nodiscard]] bool equal_in_constant_time(ByteView a, ByteView b);

// True for well-formed UTF-8 without U+0000; surrogates and overlong forms are refused.
[[nodiscard]] bool is_utf8_text(std::string_view text);

}  // namespace demur::core
