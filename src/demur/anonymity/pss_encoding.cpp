#include "demur/anonymity/pss_encoding.hpp"

#include <openssl/evp.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <initializer_list>

#include "demur/anonymity/hashing.hpp"
#include "demur/anonymity/openssl.hpp"

namespace demur::anonymity {
namespace {

using core::Bytes;
using core::ByteView;

constexpr std::size_t kHashBytes = 48;
using Sha384 = std::array<std::uint8_t, kHashBytes>;

Sha384 sha384(std::initializer_list<ByteView> parts) {
  Sha384 digest{};
  const DigestContext context(EVP_MD_CTX_new());
  bool done = context != nullptr && EVP_DigestInit_ex(context.get(), EVP_sha384(), nullptr) == 1;
  for (const ByteView part : parts)
    done = done && EVP_DigestUpdate(context.get(), part.data(), part.size()) == 1;
  if (!done || EVP_DigestFinal_ex(context.get(), digest.data(), nullptr) != 1) std::abort();  // no memory
  return digest;
}

void mask(std::span<std::uint8_t> block, ByteView seed) {
  std::uint32_t counter = 0;
  for (std::size_t at = 0; at < block.size(); at += kHashBytes) {
    const Sha384 stream = sha384({seed, big_endian(counter++)});
    const std::size_t size = std::min(kHashBytes, block.size() - at);
    for (std::size_t i = 0; i < size; ++i) block[at + i] ^= stream[i];
  }
}

}  // namespace

Bytes encode_pss(ByteView modulus, ByteView message, ByteView salt) {
  // The modulus's first bit is set, so that emLen is its length and one bit of the first byte stays clear.
  const std::array<std::uint8_t, 8> zeros{};
  const Sha384 hashed = sha384({message});
  const Sha384 h = sha384({zeros, hashed, salt});
  Bytes encoded(modulus.size());
  const std::span block = std::span(encoded).first(encoded.size() - kHashBytes - 1);
  block[block.size() - salt.size() - 1] = 0x01;
  std::ranges::copy(salt, block.end() - static_cast<std::ptrdiff_t>(salt.size()));
  mask(block, h);
  encoded.front() &= 0x7fU;
  std::ranges::copy(h, block.end());
  encoded.back() = 0xbc;
  return encoded;
}

}  // namespace demur::anonymity
