#include "demur/core/id.hpp"

#include <algorithm>
#include <array>
#include <cstdint>

namespace demur::core {
namespace {
constexpr std::string_view kAlphabet = "abcdefghijklmnopqrstuvwxyz234567";
constexpr std::size_t kLength = 26;
}  // namespace

std::string random_id_text(const Random& random) {
  std::array<std::uint8_t, kLength> raw{};
  random(raw);
  std::string text(kLength, '\0');
  std::ranges::transform(raw, text.begin(), [](std::uint8_t byte) { return kAlphabet[byte & 31]; });
  return text;
}

bool is_id_text(std::string_view text) {
  return text.size() == kLength &&
         std::ranges::all_of(text, [](char c) { return kAlphabet.find(c) != std::string_view::npos; });
}

}  // namespace demur::core
