// The hashes of the anonymous formats. H is BLAKE2b-256 (RFC 7693, crypto_generichash without a key);
// SHA-256 where a format says so. A label and a 00 byte before the parts keep one use from standing in for
// another.
//
//   Digest about = tagged_hash("demur/about/v1", {bytes_of(decision), kZeroByte, bytes_of(kind)});
//
// Thread-safe; nothing fails. No view is ever handed to libsodium as a null pointer.
#pragma once

#include <array>
#include <cstdint>
#include <initializer_list>
#include <string_view>

#include "demur/core/bytes.hpp"
#include "demur/core/digest.hpp"

namespace demur::anonymity {

inline constexpr std::array<std::uint8_t, 1> kZeroByte{};

[[nodiscard]] core::Digest hash(core::ByteView message);

// label 00 part part ...: what is hashed or signed.
[[nodiscard]] core::Bytes tagged(std::string_view label, std::initializer_list<core::ByteView> parts);
[[nodiscard]] core::Digest tagged_hash(std::string_view label, std::initializer_list<core::ByteView> parts);
[[nodiscard]] core::Digest tagged_sha256(std::string_view label, std::initializer_list<core::ByteView> parts);

[[nodiscard]] std::array<std::uint8_t, 4> big_endian(std::uint32_t value);

}  // namespace demur::anonymity
