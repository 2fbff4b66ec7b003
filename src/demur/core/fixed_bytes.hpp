// Keys, digests and signatures in JSON: base64 of exactly as many bytes as belong there.
//
//   const Digest digest = DEMUR_TRY(bytes_member<32>(object, "digest"));
//
// Errors: Code::invalid, naming the member.
#pragma once

#include <algorithm>
#include <array>
#include <string>
#include <string_view>

#include "demur/core/bytes.hpp"
#include "demur/core/json.hpp"

namespace demur::core {

template <std::size_t N>
[[nodiscard]] Result<std::array<std::uint8_t, N>> fixed_bytes(std::string_view base64,
                                                              std::string_view name) {
  const auto bytes = from_base64(base64);
  if (!bytes || bytes->size() != N)
    return fail(Code::invalid, std::string(name) + " must be base64 of " + std::to_string(N) + " bytes",
                std::string(name));
  std::array<std::uint8_t, N> array{};
  std::ranges::copy(*bytes, array.begin());
  return array;
}

template <std::size_t N>
[[nodiscard]] Result<std::array<std::uint8_t, N>> bytes_member(const json::object& object,
                                                               std::string_view name) {
  return fixed_bytes<N>(DEMUR_TRY(string_member(object, name)), name);
}

}  // namespace demur::core
