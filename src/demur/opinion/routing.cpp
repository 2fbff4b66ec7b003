#include "demur/opinion/routing.hpp"

#include <algorithm>
#include <cmath>

namespace demur::opinion {
namespace {

// An inner product of packed parts from `begin` to `end`.
double product(const float* person, const float* statement, int begin, int end) {
  double sum = 0;
  for (int i = begin; i < end; ++i) sum += static_cast<double>(person[i]) * statement[i];
  return std::max(0.0, sum);
}

Suggestion suggestion_of(const Map& map, const Placed& person, std::uint16_t j) {
  const Shape shape = shape_of(map.model.dimensions);
  const float* statement =
      map.model.statements.data() + static_cast<std::size_t>(j) * shape.statement + 3 * kLane;
  const float* own = person.record.data() + kLane;
  const Chances c = chances(map, person, j);
  const double lean = c.agree - c.disagree;
  const double curvature = 0.25 * (c.agree + c.disagree - lean * lean);
  Suggestion s;
  s.statement = j;
  s.about_person = 0.5 * std::log1p(curvature * product(own, statement, 0, shape.packed_k));
  s.about_statement =
      0.5 * std::log1p(curvature * product(own, statement, shape.packed_k, shape.packed_k + shape.packed_e));
  return s;
}

}  // namespace

std::vector<Suggestion> next_statements(const Map& map, const Placed& person,
                                        std::span<const std::uint16_t> seen, std::size_t count) {
  std::vector<bool> done(map.statements);
  for (const std::uint16_t j : seen)
    if (j < done.size()) done[j] = true;
  std::vector<Suggestion> all;
  for (std::size_t j = 0; j < map.statements; ++j)
    if (!done[j]) all.push_back(suggestion_of(map, person, static_cast<std::uint16_t>(j)));
  std::ranges::sort(all, [](const Suggestion& a, const Suggestion& b) {
    return a.worth() != b.worth() ? a.worth() > b.worth() : a.statement < b.statement;
  });
  if (all.size() > count) all.resize(count);
  return all;
}

}  // namespace demur::opinion
