// Bearer secrets of 32 random bytes, as sessions and invitations use them: the person holds the text,
// we keep its BLAKE2b-256 hash (RFC 7693). Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "demur/core/bytes.hpp"
#include "demur/core/random.hpp"

namespace demur::service {

struct Token {
  std::string text;  // base64url, 43 characters
  core::Bytes hash;  // 32 bytes
};

[[nodiscard]] Token make_token(const core::Random& random);

// Nothing where the text is not a token at all.
[[nodiscard]] std::optional<core::Bytes> hash_of_token(std::string_view text);

}  // namespace demur::service
