// Bytes that must not stay behind: wiped when they go (sodium_memzero), moved and never copied, never
// printed. What the operating system swaps or dumps is not in our hands: docs/operating.md.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <span>
#include <utility>

#include "demur/core/bytes.hpp"

namespace demur::anonymity {

void wipe(std::span<std::uint8_t> bytes) noexcept;

template <std::size_t N>
class Secret {
 public:
  Secret() = default;
  explicit Secret(std::span<const std::uint8_t, N> from) { std::ranges::copy(from, bytes_.begin()); }
  Secret(Secret&& other) noexcept : bytes_(other.bytes_) { wipe(other.bytes_); }
  Secret& operator=(Secret&& other) noexcept {
    std::swap(bytes_, other.bytes_);
    return *this;
  }
  ~Secret() { wipe(bytes_); }

  [[nodiscard]] Secret copy() const { return Secret(bytes()); }
  [[nodiscard]] std::span<std::uint8_t, N> bytes() { return bytes_; }
  [[nodiscard]] std::span<const std::uint8_t, N> bytes() const { return bytes_; }

 private:
  std::array<std::uint8_t, N> bytes_{};
};

// Of a size known only when it is made; it never grows, which would leave a copy behind.
class SecretBytes {
 public:
  SecretBytes() = default;
  explicit SecretBytes(std::size_t size) : bytes_(size) {}
  explicit SecretBytes(core::ByteView from) : bytes_(from.begin(), from.end()) {}
  SecretBytes(SecretBytes&& other) noexcept : bytes_(std::exchange(other.bytes_, {})) {}
  SecretBytes& operator=(SecretBytes&& other) noexcept {
    std::swap(bytes_, other.bytes_);
    return *this;
  }
  ~SecretBytes() { wipe(bytes_); }

  [[nodiscard]] std::size_t size() const { return bytes_.size(); }
  [[nodiscard]] std::span<std::uint8_t> bytes() { return bytes_; }
  [[nodiscard]] core::ByteView bytes() const { return bytes_; }

 private:
  core::Bytes bytes_;
};

}  // namespace demur::anonymity
