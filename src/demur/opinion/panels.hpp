// In a series the votes of a round are shown twice: of those who voted in the round before it too, and later
// of those who voted in the round after it. Who has both subtracts the one from the other, and where the two
// panels differ by one person, has that person's vote. So the second is shown only where each of the four
// parts of the round's voters is of nobody or of enough: who was in all three rounds, in this and the one
// before, in this and the one after, in this alone. Pure.
#pragma once

#include <cstdint>
#include <vector>

#include "demur/opinion/compare.hpp"
#include "demur/opinion/shared_columns.hpp"

namespace demur::opinion {

// Nobody answered; or enough agree, and enough do not.
[[nodiscard]] bool may_show(const Agreement& agreement, std::uint32_t floor);

// What may be shown of the people who voted both times.
struct Linkable {
  std::vector<bool> statements;  // by shared column: counts
  bool people = true;            // what is measured of all of them together
};
// `earlier`: what `before` was compared with already, or null.
[[nodiscard]] Linkable linkable(const Conversation* earlier, const Conversation& before,
                                const Conversation& after, const Shared& shared, std::uint32_t floor);

}  // namespace demur::opinion
