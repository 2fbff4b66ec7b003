#include "demur/anonymity/shamir.hpp"

#include <algorithm>
#include <array>

namespace demur::anonymity {
namespace {

using core::ByteView;
using core::Code;
using core::fail;
using core::Result;

constexpr std::size_t kMostShares = 255;

// Eight steps whatever the operands: neither branch nor table tells them.
std::uint8_t multiply(std::uint8_t a, std::uint8_t b) {
  unsigned product = 0;
  unsigned factor = a;
  for (unsigned bit = 0; bit < 8; ++bit) {
    product ^= factor & (0U - (b >> bit & 1U));
    factor = factor << 1U ^ (0x11bU & (0U - (factor >> 7U & 1U)));
  }
  return static_cast<std::uint8_t>(product);
}

// a^254, the inverse in a field of 256; of 0 it is 0.
std::uint8_t invert(std::uint8_t a) {
  std::uint8_t power = a;  // a^1, then a^3, a^7, ... a^127
  for (int i = 0; i < 6; ++i) power = multiply(multiply(power, power), a);
  return multiply(power, power);
}

// Different places on the x axis, none of them 0, where the secret is. Everybody may know them.
std::vector<std::uint8_t> draw_places(std::size_t n, const core::Random& random) {
  std::vector<std::uint8_t> places;
  std::array<bool, kMostShares + 1> taken{true};
  while (places.size() < n) {
    std::array<std::uint8_t, 64> drawn{};
    random(drawn);
    for (const std::uint8_t x : drawn)
      if (places.size() < n && !std::exchange(taken[x], true)) places.push_back(x);
  }
  return places;
}

// What each share counts for at x = 0 (Lagrange).
std::uint8_t weight(std::span<const ByteView> shares, std::size_t of) {
  std::uint8_t weight = 1;
  for (std::size_t i = 0; i < shares.size(); ++i) {
    if (i == of) continue;
    const std::uint8_t x = shares[i].back();
    weight = multiply(weight, multiply(x, invert(static_cast<std::uint8_t>(x ^ shares[of].back()))));
  }
  return weight;
}

}  // namespace

Result<std::vector<SecretBytes>> split_secret(ByteView secret, std::size_t n, std::size_t t,
                                              const core::Random& random) {
  if (secret.empty() || t < 2 || t > n || n > kMostShares)
    return fail(Code::invalid,
                "a secret of at least a byte is split into 2 to 255 shares, of which 2 or more open it");
  const std::vector<std::uint8_t> places = draw_places(n, random);
  std::vector<SecretBytes> shares;
  for (const std::uint8_t x : places) {
    shares.emplace_back(secret.size() + 1);
    shares.back().bytes().back() = x;
  }
  SecretBytes coefficients(t - 1);
  for (std::size_t at = 0; at < secret.size(); ++at) {
    random(coefficients.bytes());
    for (std::size_t share = 0; share < n; ++share) {
      std::uint8_t y = 0;  // Horner's rule, the secret's byte last
      for (const std::uint8_t coefficient : coefficients.bytes())
        y = multiply(static_cast<std::uint8_t>(y ^ coefficient), places[share]);
      shares[share].bytes()[at] = static_cast<std::uint8_t>(y ^ secret[at]);
    }
  }
  return shares;
}

Result<SecretBytes> combine_shares(std::span<const ByteView> shares) {
  if (shares.size() < 2 || shares.size() > kMostShares || shares.front().size() < 2)
    return fail(Code::invalid, "2 to 255 shares of at least two bytes are needed");
  std::array<bool, kMostShares + 1> seen{true};
  for (const ByteView share : shares)
    if (share.size() != shares.front().size() || std::exchange(seen[share.back()], true))
      return fail(Code::invalid, "shares of one secret have one length and each another x, which is not 0");
  SecretBytes secret(shares.front().size() - 1);
  for (std::size_t i = 0; i < shares.size(); ++i) {
    const std::uint8_t counts = weight(shares, i);
    for (std::size_t at = 0; at < secret.size(); ++at) secret.bytes()[at] ^= multiply(shares[i][at], counts);
  }
  return secret;
}

}  // namespace demur::anonymity
