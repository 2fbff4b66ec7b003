#include "demur/domain/search.hpp"

#include <algorithm>
#include <set>

#include "demur/core/bytes.hpp"

namespace demur::domain {
namespace {

constexpr std::size_t kShortestTellingWord = 4;
// Bytes before a star: fewer begin so many words that the answer would take seconds, and tell nothing.
constexpr std::size_t kShortestBeginning = 3;

bool is_continuation(char byte) {
  return (static_cast<unsigned char>(byte) & 0xC0) == 0x80;
}

// What parts words: ASCII white space and control characters.
bool parts(char byte) {
  const auto value = static_cast<unsigned char>(byte);
  return value <= 0x20 || value == 0x7F;
}

std::string cut_to(std::string_view text, std::size_t most) {
  if (text.size() <= most) return std::string(text);
  while (most > 0 && is_continuation(text[most])) --most;
  return std::string(text.substr(0, most));
}

// Quotes as people and their keyboards write them: they become the plain one.
std::string plain(std::string_view typed) {
  static constexpr std::string_view kQuotes[] = {"“", "”", "„", "«", "»"};
  std::string out;
  while (!typed.empty()) {
    const auto quote =
        std::ranges::find_if(kQuotes, [&](std::string_view each) { return typed.starts_with(each); });
    if (quote != std::end(kQuotes)) {
      out += '"';
      typed.remove_prefix(quote->size());
      continue;
    }
    out += parts(typed.front()) ? ' ' : typed.front();
    typed.remove_prefix(1);
  }
  return out;
}

struct Piece {
  std::string_view text;
  bool quoted = false;
  bool excluded = false;
};

// The next piece of `rest`, which begins with something that is not white space.
Piece take_piece(std::string_view& rest) {
  Piece piece;
  if (rest.size() > 1 && rest.front() == '-' && rest[1] != ' ') {
    piece.excluded = true;
    rest.remove_prefix(1);
  }
  piece.quoted = rest.front() == '"';
  if (piece.quoted) rest.remove_prefix(1);
  const std::size_t end = std::min(rest.find_first_of(piece.quoted ? "\"" : " \""), rest.size());
  piece.text = rest.substr(0, end);
  rest.remove_prefix(end);
  if (piece.quoted && !rest.empty()) rest.remove_prefix(1);
  return piece;
}

// Something that a text can hold: a letter, a digit, or whatever is beyond ASCII.
bool says_something(std::string_view text) {
  return std::ranges::any_of(text, [](char byte) {
    const auto value = static_cast<unsigned char>(byte);
    return value >= 0x80 || (value >= '0' && value <= '9') || (value >= 'a' && value <= 'z') ||
           (value >= 'A' && value <= 'Z');
  });
}

}  // namespace

Search parse_search(std::string_view typed) {
  Search search;
  const std::string text = core::is_utf8_text(plain(typed)) ? plain(typed) : std::string();
  std::string_view rest = text;
  std::size_t terms = 0;
  bool either = false;  // OR came before: the next term stands beside the last group
  while (true) {
    rest.remove_prefix(std::min(rest.find_first_not_of(' '), rest.size()));
    if (rest.empty()) break;
    const Piece piece = take_piece(rest);
    if (!piece.quoted && piece.text == "OR" && !search.all.empty()) {
      either = true;
      continue;
    }
    if (!says_something(piece.text)) continue;
    if (++terms > kMostSearchTerms) {
      search.cut = true;
      break;
    }
    const bool begins = !piece.quoted && piece.text.ends_with('*') && piece.text.size() > kShortestBeginning;
    SearchTerm term{cut_to(piece.text, kSearchTermBytes), begins};
    if (piece.excluded)
      search.none.push_back(std::move(term));
    else if (either)
      search.all.back().push_back(std::move(term));
    else
      search.all.push_back({std::move(term)});
    either = false;
  }
  return search;
}

std::vector<std::string> telling_words(std::string_view text, std::size_t most) {
  std::set<std::string> words;
  std::string word;
  const auto end_word = [&] {
    if (word.size() >= kShortestTellingWord && word.size() <= kSearchTermBytes) words.insert(word);
    word.clear();
  };
  for (const char byte : text) {
    const auto value = static_cast<unsigned char>(byte);
    const bool upper = value >= 'A' && value <= 'Z';
    if (upper || value >= 0x80 || (value >= '0' && value <= '9') || (value >= 'a' && value <= 'z'))
      word += upper ? static_cast<char>(value + ('a' - 'A')) : byte;
    else
      end_word();
  }
  end_word();
  std::vector<std::string> longest(words.begin(), words.end());
  std::ranges::sort(longest, [](const std::string& one, const std::string& other) {
    return one.size() != other.size() ? one.size() > other.size() : one < other;
  });
  if (longest.size() > most) longest.resize(most);
  return longest;
}

}  // namespace demur::domain
