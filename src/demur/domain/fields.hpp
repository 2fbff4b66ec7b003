// What people type, made safe to keep: UTF-8, no control characters, CR LF as one line feed, no white
// space at either end, no longer than its limit. Limits are in bytes.
//
//   std::string title = DEMUR_TRY(clean_text(act.title, {"title", "a title", 200, Lines::one}));
//
// Errors are invalid (too_large past the limit), with `field` the name of the act's member. The
// limits of public texts are chosen so that a leaf's canonical JSON, with every character escaped,
// stays under 60,000 bytes: C2SP tlog-tiles allows 65,535.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "demur/core/result.hpp"

namespace demur::domain {

enum class Lines { one, many };
enum class Need { required, optional };

struct TextRule {
  const char* field;
  const char* label;  // "a title": the error says "Enter a title."
  std::size_t most_bytes;
  Lines lines = Lines::many;
  Need need = Need::required;
};

constexpr std::size_t kTitleBytes = 200;
constexpr std::size_t kNumberBytes = 60;
constexpr std::size_t kNameBytes = 200;
constexpr std::size_t kLoginBytes = 64;
constexpr std::size_t kTextBytes = 20'000;        // sealed, or in the log by its hash only
constexpr std::size_t kReasonBytes = 2'000;       // public: of an extension, a waiver, an opening
constexpr std::size_t kReasonsBytes = 16'000;     // public: of a disposition
constexpr std::size_t kWhatChangedBytes = 8'000;  // public
constexpr std::size_t kBelongsToBytes = 500;      // public
constexpr std::size_t kCitationBytes = 400;       // public, each
constexpr std::size_t kMostCitations = 10;

[[nodiscard]] core::Result<std::string> clean_text(std::string_view text, const TextRule& rule);

// What a member signs in with: a-z, 0-9 and . _ - @ +, at most 64 bytes; field "login".
[[nodiscard]] core::Result<std::string> clean_login(std::string_view text);

// The number of characters (code points) of a UTF-8 text.
[[nodiscard]] std::size_t characters(std::string_view utf8);

// True when a text says nothing but that the dissent was seen: "noted", "Thank you, duly noted."
[[nodiscard]] bool only_notes(std::string_view text);

// SHA-256 in hex. An error when `claimed` is not empty and is the hash of neither text.
[[nodiscard]] core::Result<std::string> text_hash(std::string_view cleaned, std::string_view as_sent,
                                                  std::string_view claimed);

}  // namespace demur::domain
