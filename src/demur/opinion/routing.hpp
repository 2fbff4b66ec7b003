// Which statement to show whom next: the one whose answer would tell most, about the person, who is placed
// by fewer votes, and about the statement, so that none stays thin.
//
//   Placed who = place(map, votes);
//   for (const Suggestion& s : next_statements(map, who, seen, 3)) ...
//
// The worth of a statement is the information, in nats, that the vote is expected to give about its log-odds
// of agreement: half the logarithm of 1 + variance x expected curvature, for the variance that comes from
// the person and for that from the statement. Both shrink as votes come in, so routing spreads by itself.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "demur/opinion/map.hpp"

namespace demur::opinion {

struct Suggestion {
  std::uint16_t statement = 0;
  double about_person = 0;     // nats
  double about_statement = 0;  // nats

  [[nodiscard]] double worth() const { return about_person + about_statement; }
};

// The best `count` of the statements that are not in `seen`, best first; ties by statement.
[[nodiscard]] std::vector<Suggestion> next_statements(const Map& map, const Placed& person,
                                                      std::span<const std::uint16_t> seen, std::size_t count);

}  // namespace demur::opinion
