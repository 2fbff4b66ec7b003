// Reading records line by line; errors name the line. Each line ends in \n.
#pragma once

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>
#include <string>
#include <string_view>

#include "demur/core/bytes.hpp"
#include "demur/core/day.hpp"
#include "demur/core/result.hpp"

namespace demur::anonymity {

inline constexpr std::size_t kMaxLineText = 200;

[[nodiscard]] inline bool is_lower_or_digit(char c) {
  return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
}
[[nodiscard]] inline bool is_visible_ascii(char c) {
  return c >= 0x21 && c <= 0x7e;
}

// Text that a line can hold: UTF-8 of 1 to 200 bytes, no controls, no space at either end.
[[nodiscard]] bool is_line_text(std::string_view text);

class LineReader {
 public:
  explicit LineReader(std::string_view text) : rest_(text) {}

  [[nodiscard]] core::Result<std::string_view> line();
  [[nodiscard]] core::Result<std::string> text();
  [[nodiscard]] core::Result<core::Day> day();
  template <typename T>
  [[nodiscard]] core::Result<T> number() {
    const std::string_view digits = DEMUR_TRY(line());
    T value{};
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
    if (error != std::errc{} || end != digits.data() + digits.size())
      return fault("a decimal number is expected");
    return value;
  }
  template <std::size_t N>
  [[nodiscard]] core::Result<std::array<std::uint8_t, N>> bytes() {
    const core::Bytes decoded = DEMUR_TRY(base64(DEMUR_TRY(line())));
    std::array<std::uint8_t, N> array{};
    if (decoded.size() != N) return fault("the base64 is not of the length that belongs here");
    std::ranges::copy(decoded, array.begin());
    return array;
  }
  // Of a part of the line that was read last.
  [[nodiscard]] core::Result<core::Bytes> base64(std::string_view text) const;

  // Whether the next line is exactly this.
  [[nodiscard]] bool peek(std::string_view line) const;
  [[nodiscard]] bool at_end() const { return rest_.empty(); }
  [[nodiscard]] std::unexpected<core::Error> fault(std::string_view what) const;

 private:
  std::string_view rest_;
  int number_ = 0;  // of the line that was read last
};

}  // namespace demur::anonymity
