#include "demur/translog/lines.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <string>

namespace demur::translog {
namespace {

// The code points with the property White_Space that are not ASCII, as UTF-8.
constexpr std::array<std::string_view, 19> kSpaces = {
    "\xc2\x85",     "\xc2\xa0",     "\xe1\x9a\x80", "\xe2\x80\x80", "\xe2\x80\x81",
    "\xe2\x80\x82", "\xe2\x80\x83", "\xe2\x80\x84", "\xe2\x80\x85", "\xe2\x80\x86",
    "\xe2\x80\x87", "\xe2\x80\x88", "\xe2\x80\x89", "\xe2\x80\x8a", "\xe2\x80\xa8",
    "\xe2\x80\xa9", "\xe2\x80\xaf", "\xe2\x81\x9f", "\xe3\x80\x80"};

// What each character of base64 stands for; -1 for no other.
constexpr auto kSixBits = [] {
  constexpr std::string_view kAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::array<int, 256> bits{};
  bits.fill(-1);
  for (std::size_t i = 0; i < kAlphabet.size(); ++i)
    bits.at(static_cast<std::uint8_t>(kAlphabet[i])) = static_cast<int>(i);
  return bits;
}();

}  // namespace

Result<std::uint64_t> parse_decimal(std::string_view text) {
  std::int64_t value = 0;
  const char* end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, value);
  const bool canonical = !text.empty() && text.front() != '-' && (text.front() != '0' || text.size() == 1);
  if (!canonical || error != std::errc{} || stop != end)
    return fail(Code::invalid, "not a decimal number from 0 to 2^63 - 1 without leading zeroes");
  return static_cast<std::uint64_t>(value);
}

Result<Bytes> parse_base64(std::string_view text) {
  const auto malformed = fail(Code::invalid, "not base64");
  if (text.size() % 4 != 0) return malformed;
  const std::size_t padding = text.ends_with("==") ? 2 : text.ends_with('=') ? 1 : 0;
  Bytes bytes(text.size() / 4 * 3 - padding);
  auto next = bytes.begin();
  std::uint32_t held = 0;
  int bits = 0;  // of `held` that no byte has taken
  for (const char c : text.substr(0, text.size() - padding)) {
    const int six = kSixBits[static_cast<std::uint8_t>(c)];
    if (six < 0) return malformed;
    held = held << 6 | static_cast<std::uint32_t>(six);
    bits += 6;
    if (bits < 8) continue;
    bits -= 8;
    *next++ = static_cast<std::uint8_t>(held >> bits);
  }
  // Bits that make no byte would be a second spelling.
  if ((held & ((1U << bits) - 1)) != 0) return malformed;
  return bytes;
}

Result<Hash> parse_hash(std::string_view base64) {
  const auto bytes = parse_base64(base64);
  Hash hash;
  if (!bytes || bytes->size() != hash.size()) return fail(Code::invalid, "not the base64 of a 32-byte hash");
  std::ranges::copy(*bytes, hash.begin());
  return hash;
}

Result<std::string_view> take_line(std::string_view& rest) {
  const auto end = rest.find('\n');
  if (end == std::string_view::npos)
    return fail(Code::invalid, "a line is missing, or does not end in a newline");
  const std::string_view line = rest.substr(0, end);
  rest.remove_prefix(end + 1);
  return line;
}

Result<std::vector<Hash>> take_proof(std::string_view& rest) {
  std::vector<Hash> hashes;
  for (std::string_view line = DEMUR_TRY(take_line(rest)); !line.empty(); line = DEMUR_TRY(take_line(rest))) {
    if (hashes.size() == kMaxProofHashes) return fail(Code::invalid, "a proof has at most 63 hashes");
    hashes.push_back(DEMUR_TRY(parse_hash(line)));
  }
  return hashes;
}

Result<std::string_view> value_after(std::string_view line, std::string_view word) {
  if (!line.starts_with(word) || line.size() <= word.size() || line[word.size()] != ' ')
    return fail(Code::invalid, "a line that begins with \"" + std::string(word) + "\" is expected");
  return line.substr(word.size() + 1);
}

bool is_note_text(std::string_view text) {
  return core::is_utf8_text(text) &&
         std::ranges::all_of(text, [](char c) { return static_cast<unsigned char>(c) >= 0x20 || c == '\n'; });
}

bool is_key_name(std::string_view text) {
  return !text.empty() && is_note_text(text) && text.find_first_of("\n +") == std::string_view::npos &&
         std::ranges::none_of(
             kSpaces, [&](std::string_view space) { return text.find(space) != std::string_view::npos; });
}

}  // namespace demur::translog
