#include "demur/core/text_diff.hpp"

#include <algorithm>
#include <cstddef>
#include <map>
#include <optional>
#include <utility>

namespace demur::core {
namespace {

using Tokens = std::vector<std::string_view>;

// Of a changed passage at least one part in so many must be kept, or it is told as a whole.
constexpr std::size_t kLeastKept = 3;

// Each with the line's end that closes it.
Tokens paragraphs_of(std::string_view text) {
  Tokens tokens;
  while (!text.empty()) {
    const std::size_t length = std::min(text.find('\n'), text.size() - 1) + 1;
    tokens.push_back(text.substr(0, length));
    text.remove_prefix(length);
  }
  return tokens;
}

bool is_space(char each) {
  return each == ' ' || each == '\t' || each == '\r';
}

// Scripts that set no spaces between words, from U+3000 to the end of Hangul: each character is a word.
bool is_word_by_itself(char first) {
  const auto byte = static_cast<unsigned char>(first);
  return byte >= 0xE3 && byte <= 0xED;
}

std::size_t end_of_word(std::string_view text, std::size_t at) {
  while (at < text.size() && is_space(text[at])) ++at;
  if (at == text.size() || text[at] == '\n') return at;
  if (is_word_by_itself(text[at])) return std::min(at + 3, text.size());
  while (at < text.size() && !is_space(text[at]) && text[at] != '\n' && !is_word_by_itself(text[at])) ++at;
  return at;
}

// Each with the spaces before it, so that a word stays the same when more is added behind it.
Tokens words_of(std::string_view text) {
  Tokens tokens;
  while (!text.empty()) {
    const std::size_t length = text.front() == '\n' ? 1 : end_of_word(text, 0);
    tokens.push_back(text.substr(0, length));
    text.remove_prefix(length);
  }
  return tokens;
}

// The same token has the same number.
std::vector<int> numbers_of(const Tokens& tokens, std::map<std::string_view, int>& known) {
  std::vector<int> numbers;
  numbers.reserve(tokens.size());
  for (const std::string_view token : tokens)
    numbers.push_back(known.try_emplace(token, static_cast<int>(known.size())).first->second);
  return numbers;
}

// How far one comes with so many edits on each diagonal, for every number of edits up to the one that is
// enough. `furthest(edits, diagonal)` counts tokens of the text before.
class Reach {
 public:
  Reach(const std::vector<int>& before, const std::vector<int>& after) : before_(before), after_(after) {}

  // False: more edits than kMostEdits are needed.
  bool find() {
    for (int edits = 0; edits <= kMostEdits; ++edits) {
      rows_.emplace_back(static_cast<std::size_t>(2 * edits + 1));
      for (int diagonal = -edits; diagonal <= edits; diagonal += 2)
        if (extend(edits, diagonal)) return true;
    }
    return false;
  }

  // Pairs of equal tokens, the first first.
  [[nodiscard]] std::vector<std::pair<int, int>> matches() const {
    std::vector<std::pair<int, int>> all;
    int x = length(before_);
    int y = length(after_);
    for (int edits = static_cast<int>(rows_.size()) - 1; edits >= 0; --edits) {
      const int from = edits == 0 ? 0 : came_from(edits, x - y);
      const int from_x = edits == 0 ? 0 : furthest(edits - 1, from);
      const int from_y = from_x - from;
      while (x > from_x && y > from_y) all.emplace_back(--x, --y);
      x = from_x;
      y = from_y;
    }
    std::ranges::reverse(all);
    return all;
  }

 private:
  static int length(const std::vector<int>& numbers) { return static_cast<int>(numbers.size()); }

  [[nodiscard]] int furthest(int edits, int diagonal) const {
    return rows_[static_cast<std::size_t>(edits)][static_cast<std::size_t>(diagonal + edits)];
  }
  [[nodiscard]] int came_from(int edits, int diagonal) const {
    const bool by_adding = diagonal == -edits || (diagonal != edits && furthest(edits - 1, diagonal - 1) <
                                                                           furthest(edits - 1, diagonal + 1));
    return by_adding ? diagonal + 1 : diagonal - 1;
  }

  bool extend(int edits, int diagonal) {
    int x = 0;
    if (edits > 0) {
      const int from = came_from(edits, diagonal);
      x = furthest(edits - 1, from) + (from < diagonal ? 1 : 0);
    }
    int y = x - diagonal;
    while (x < length(before_) && y < length(after_) &&
           before_[static_cast<std::size_t>(x)] == after_[static_cast<std::size_t>(y)]) {
      ++x;
      ++y;
    }
    rows_.back()[static_cast<std::size_t>(diagonal + edits)] = x;
    return x >= length(before_) && y >= length(after_);
  }

  const std::vector<int>& before_;
  const std::vector<int>& after_;
  std::vector<std::vector<int>> rows_ = {};
};

struct Passage {
  std::string_view removed;
  std::string_view added;
  std::string_view kept;  // after both
};

// What lies between two places of one text.
std::string_view between(const Tokens& tokens, std::size_t from, std::size_t to) {
  if (from == to) return {};
  const char* const end = tokens[to - 1].data() + tokens[to - 1].size();
  return {tokens[from].data(), static_cast<std::size_t>(end - tokens[from].data())};
}

std::vector<Passage> passages_of(const Tokens& before, const Tokens& after) {
  std::map<std::string_view, int> known;
  const auto numbers_before = numbers_of(before, known);
  const auto numbers_after = numbers_of(after, known);
  Reach reach(numbers_before, numbers_after);
  const bool found = reach.find();
  std::vector<Passage> all;
  std::size_t x = 0;
  std::size_t y = 0;
  if (found)
    for (const auto& [same_before, same_after] : reach.matches()) {
      const auto next_x = static_cast<std::size_t>(same_before);
      const auto next_y = static_cast<std::size_t>(same_after);
      all.push_back({between(before, x, next_x), between(after, y, next_y), before[next_x]});
      x = next_x + 1;
      y = next_y + 1;
    }
  all.push_back({between(before, x, before.size()), between(after, y, after.size()), {}});
  return all;
}

void add(std::vector<Piece>& pieces, Change change, std::string_view text) {
  if (text.empty()) return;
  if (pieces.empty() || pieces.back().change != change)
    pieces.push_back({change, std::string(text)});
  else
    pieces.back().text += text;
}

void add_words(std::vector<Piece>& pieces, std::string_view before, std::string_view after) {
  const auto passages = passages_of(words_of(before), words_of(after));
  std::size_t kept = 0;
  for (const Passage& passage : passages) kept += passage.kept.size();
  if (kept * kLeastKept < std::min(before.size(), after.size())) {
    add(pieces, Change::removed, before);
    add(pieces, Change::added, after);
    return;
  }
  for (const Passage& passage : passages) {
    add(pieces, Change::removed, passage.removed);
    add(pieces, Change::added, passage.added);
    add(pieces, Change::kept, passage.kept);
  }
}

}  // namespace

std::vector<Piece> changes_between(std::string_view before, std::string_view after) {
  std::vector<Piece> pieces;
  // A changed passage ends where a paragraph is kept; neighbours of it change together.
  for (const Passage& passage : passages_of(paragraphs_of(before), paragraphs_of(after))) {
    if (passage.removed.empty() || passage.added.empty()) {
      add(pieces, Change::removed, passage.removed);
      add(pieces, Change::added, passage.added);
    } else {
      add_words(pieces, passage.removed, passage.added);
    }
    add(pieces, Change::kept, passage.kept);
  }
  return pieces;
}

}  // namespace demur::core
