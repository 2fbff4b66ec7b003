#include "demur/domain/fields.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <array>

#include "demur/core/bytes.hpp"
#include "demur/core/digest.hpp"

namespace demur::domain {
namespace {

using core::Code;
using core::fail;

// Spaces that look like nothing, in UTF-8: a title of these would be an empty title.
constexpr std::array<std::string_view, 25> kSpaces = {" ",
                                                      "\t",
                                                      "\n",
                                                      "\r",
                                                      "\xc2\xa0",
                                                      "\xe1\x9a\x80",
                                                      "\xe2\x80\x80",
                                                      "\xe2\x80\x81",
                                                      "\xe2\x80\x82",
                                                      "\xe2\x80\x83",
                                                      "\xe2\x80\x84",
                                                      "\xe2\x80\x85",
                                                      "\xe2\x80\x86",
                                                      "\xe2\x80\x87",
                                                      "\xe2\x80\x88",
                                                      "\xe2\x80\x89",
                                                      "\xe2\x80\x8a",
                                                      "\xe2\x80\x8b",
                                                      "\xe2\x80\xa8",
                                                      "\xe2\x80\xa9",
                                                      "\xe2\x80\xaf",
                                                      "\xe2\x81\x9f",
                                                      "\xe2\x81\xa0",
                                                      "\xe3\x80\x80",
                                                      "\xef\xbb\xbf"};

std::string_view trimmed(std::string_view text) {
  const auto leads = [&](std::string_view space) { return text.starts_with(space); };
  const auto trails = [&](std::string_view space) { return text.ends_with(space); };
  for (auto space = std::ranges::find_if(kSpaces, leads); space != kSpaces.end();
       space = std::ranges::find_if(kSpaces, leads))
    text.remove_prefix(space->size());
  for (auto space = std::ranges::find_if(kSpaces, trails); space != kSpaces.end();
       space = std::ranges::find_if(kSpaces, trails))
    text.remove_suffix(space->size());
  return text;
}

// Browsers send line ends as CR LF.
std::string with_line_feeds(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i)
    if (text[i] != '\r' || i + 1 == text.size() || text[i + 1] != '\n') out += text[i];
  return out;
}

// C0 but tab and line feed, DEL, and C1 (U+0080 to U+009F). The text is UTF-8.
bool has_control_character(std::string_view text, Lines lines) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    const bool line_or_tab = byte == '\n' || byte == '\t';
    if (line_or_tab && lines == Lines::many) continue;
    if (byte < 0x20 || byte == 0x7f) return true;
    if (byte == 0xc2 && static_cast<unsigned char>(text[i + 1]) < 0xa0) return true;
  }
  return false;
}

}  // namespace

core::Result<std::string> clean_text(std::string_view text, const TextRule& rule) {
  // Line ends grow by half at most on their way here; what is far too long is not worth reading.
  if (text.size() > 2 * rule.most_bytes + 1000)
    return fail(Code::too_large,
                fmt::format("Shorten {}: at most {} bytes are kept.", rule.label, rule.most_bytes),
                rule.field);
  if (!core::is_utf8_text(text))
    return fail(Code::invalid, fmt::format("Enter {} as UTF-8 text.", rule.label), rule.field);
  std::string clean = with_line_feeds(trimmed(text));
  if (clean.empty() && rule.need == Need::required)
    return fail(Code::invalid, fmt::format("Enter {}.", rule.label), rule.field);
  if (clean.size() > rule.most_bytes)
    return fail(Code::too_large,
                fmt::format("Shorten {}: at most {} bytes are kept.", rule.label, rule.most_bytes),
                rule.field);
  if (has_control_character(clean, rule.lines))
    return fail(Code::invalid,
                fmt::format("Enter {} without control characters{}.", rule.label,
                            rule.lines == Lines::one ? ", on one line" : ""),
                rule.field);
  return clean;
}

core::Result<std::string> clean_login(std::string_view text) {
  std::string login = DEMUR_TRY(clean_text(text, {"login", "a sign-in name", kLoginBytes, Lines::one}));
  const auto allowed = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || std::string_view("._-@+").contains(c);
  };
  if (!std::ranges::all_of(login, allowed))
    return fail(Code::invalid, "Enter a sign-in name of a-z, 0-9 and . _ - @ + only.", "login");
  return login;
}

std::size_t characters(std::string_view utf8) {
  return static_cast<std::size_t>(
      std::ranges::count_if(utf8, [](char c) { return (static_cast<unsigned char>(c) & 0xc0) != 0x80; }));
}

bool only_notes(std::string_view text) {
  static constexpr std::string_view kSaysNothing[] = {"a",
                                                      "acknowledge",
                                                      "acknowledged",
                                                      "and",
                                                      "are",
                                                      "as",
                                                      "be",
                                                      "been",
                                                      "by",
                                                      "careful",
                                                      "carefully",
                                                      "comments",
                                                      "consideration",
                                                      "considered",
                                                      "dissent",
                                                      "duly",
                                                      "for",
                                                      "has",
                                                      "have",
                                                      "i",
                                                      "input",
                                                      "is",
                                                      "it",
                                                      "message",
                                                      "much",
                                                      "note",
                                                      "noted",
                                                      "of",
                                                      "office",
                                                      "on",
                                                      "our",
                                                      "read",
                                                      "received",
                                                      "record",
                                                      "take",
                                                      "taken",
                                                      "thank",
                                                      "thanks",
                                                      "that",
                                                      "the",
                                                      "this",
                                                      "very",
                                                      "views",
                                                      "was",
                                                      "we",
                                                      "will",
                                                      "with",
                                                      "you",
                                                      "your"};
  std::string word;
  const auto says_something = [&word] {
    return !word.empty() && std::ranges::find(kSaysNothing, word) == std::end(kSaysNothing);
  };
  for (const char c : text) {
    const bool upper = c >= 'A' && c <= 'Z';
    const bool letter = upper || (c >= 'a' && c <= 'z') || static_cast<unsigned char>(c) >= 0x80;
    if (letter) {
      word += upper ? static_cast<char>(c - 'A' + 'a') : c;
      continue;
    }
    if (says_something()) return false;
    word.clear();
  }
  return !says_something();
}

core::Result<std::string> text_hash(std::string_view cleaned, std::string_view as_sent,
                                    std::string_view claimed) {
  const auto hash = [](std::string_view text) { return core::to_hex(core::sha256(core::bytes_of(text))); };
  std::string of_cleaned = hash(cleaned);
  if (!claimed.empty() && claimed != of_cleaned && claimed != hash(as_sent))
    return fail(Code::invalid, "The hash is not that of the text.", "text_hash");
  return of_cleaned;
}

}  // namespace demur::domain
