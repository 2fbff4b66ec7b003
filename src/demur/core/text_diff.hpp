// What changed between two texts: by paragraphs, and by words inside those that changed.
//
//   for (const Piece& piece : changes_between(before, after)) ...
//
// The pieces that are kept or removed are `before`, put together; those that are kept or added are `after`:
// byte for byte, always. A text in UTF-8 is cut between characters only. Pure; never fails.
//
// Bounded: past kMostEdits paragraphs, or words of one changed passage, that is told as one passage that gave
// way to another. So is a passage of which little was kept: words that two texts have by chance in common
// explain nothing. (E. W. Myers, An O(ND) Difference Algorithm and Its Variations, 1986.)
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace demur::core {

enum class Change { kept, removed, added };

struct Piece {
  Change change = Change::kept;
  std::string text;
  auto operator<=>(const Piece&) const = default;
};

inline constexpr int kMostEdits = 1'000;

// No piece is empty, and no two neighbours are of a kind. What gave way stands before what took its place.
[[nodiscard]] std::vector<Piece> changes_between(std::string_view before, std::string_view after);

}  // namespace demur::core
