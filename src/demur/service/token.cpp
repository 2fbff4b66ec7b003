#include "demur/service/token.hpp"

#include <sodium.h>

#include <array>

namespace demur::service {
namespace {

constexpr std::size_t kSize = 32;

core::Bytes blake2b(core::ByteView bytes) {
  core::Bytes hash(kSize);
  crypto_generichash(hash.data(), hash.size(), bytes.data(), bytes.size(), nullptr, 0);
  return hash;
}

}  // namespace

Token make_token(const core::Random& random) {
  std::array<std::uint8_t, kSize> bytes{};
  random(bytes);
  return {core::to_base64url(bytes), blake2b(bytes)};
}

std::optional<core::Bytes> hash_of_token(std::string_view text) {
  const auto bytes = core::from_base64url(text);
  if (!bytes || bytes->size() != kSize) return std::nullopt;
  return blake2b(*bytes);
}

}  // namespace demur::service
