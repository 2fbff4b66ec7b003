#include "demur/anonymity/hashing.hpp"

#include <sodium.h>

namespace demur::anonymity {

core::Digest hash(core::ByteView message) {
  core::Digest digest{};
  crypto_generichash(digest.data(), digest.size(), message.empty() ? kZeroByte.data() : message.data(),
                     message.size(), nullptr, 0);
  return digest;
}

core::Bytes tagged(std::string_view label, std::initializer_list<core::ByteView> parts) {
  core::Bytes bytes(label.begin(), label.end());
  bytes.push_back(0);
  for (const core::ByteView part : parts) bytes.insert(bytes.end(), part.begin(), part.end());
  return bytes;
}

core::Digest tagged_hash(std::string_view label, std::initializer_list<core::ByteView> parts) {
  return hash(tagged(label, parts));
}

core::Digest tagged_sha256(std::string_view label, std::initializer_list<core::ByteView> parts) {
  return core::sha256(tagged(label, parts));
}

std::array<std::uint8_t, 4> big_endian(std::uint32_t value) {
  return {static_cast<std::uint8_t>(value >> 24U), static_cast<std::uint8_t>(value >> 16U),
          static_cast<std::uint8_t>(value >> 8U), static_cast<std::uint8_t>(value)};
}

}  // namespace demur::anonymity
