#include "demur/opinion/standing.hpp"

#include <algorithm>
#include <utility>

#include "demur/opinion/ratings.hpp"

namespace demur::opinion {
namespace {

// What is needed of a Map to step and to predict.
struct Ground {
  Shape shape;
  const Kernels& kernel;
};

Ground ground_of(const Map& map) {
  return {shape_of(map.model.dimensions), kernels(map.model.dimensions)};
}

Placed finish(const Map& map, std::vector<float> record, bool voted) {
  const Place place = place_of(record.data(), map.model.dimensions);
  Placed result;
  if (map.dimensions > 0) result.position = position_of(map.model.plane, place);
  if (voted) {
    const auto group = static_cast<std::size_t>(Sorter(map.model.grouping, map.model.plane).group_of(place));
    result.group = map.model.names.empty() ? std::uint8_t{0} : map.model.names[group];
  }
  result.record = std::move(record);
  return result;
}

Placed step(const Map& map, std::span<const Cast> votes, std::vector<float> record, int steps) {
  const Ground ground = ground_of(map);
  std::vector<std::uint32_t> statements;
  std::vector<std::int8_t> cast;
  for (const Cast& vote : votes) {
    if (vote.statement >= map.statements) continue;  // newer than the map
    statements.push_back(vote.statement);
    cast.push_back(static_cast<std::int8_t>(vote.vote));
  }
  const Row row{statements.data(), cast.data(), statements.size()};
  for (int i = 0; i < steps; ++i)
    ground.kernel.person(record.data(), row, map.model.statements.data(), map.model.person_prior);
  return finish(map, std::move(record), !statements.empty());
}

std::vector<Cast> votes_of(const Votes& votes, std::uint32_t person) {
  std::vector<Cast> result;
  const auto statements = votes.statements_of(person);
  const auto cast = votes.votes_of(person);
  result.reserve(statements.size());
  for (std::size_t k = 0; k < statements.size(); ++k) result.push_back({statements[k], cast[k]});
  return result;
}

Chances chance_of(const Map& map, const float* record, std::uint32_t statement) {
  Chances result;
  kernels(map.model.dimensions)
      .chances(record, map.model.statements.data(), &statement, 1, &result.agree, &result.disagree);
  result.pass = std::max(0.0F, 1 - result.agree - result.disagree);
  return result;
}

}  // namespace

Position position_of(const Plane& plane, const Place& place) {
  const SmallVector at = coordinates(plane, place.mean);
  Position position;
  position.x = static_cast<float>(at[0]);
  position.y = plane.d > 1 ? static_cast<float>(at[1]) : 0;
  const SmallVector x = times(place.covariance, plane.axes[0], plane.d);
  const SmallVector y = times(place.covariance, plane.axes[1], plane.d);
  position.xx = static_cast<float>(inner(plane.axes[0], x, plane.d));
  position.xy = static_cast<float>(inner(plane.axes[0], y, plane.d));
  position.yy = static_cast<float>(inner(plane.axes[1], y, plane.d));
  return position;
}

void stand_from_nothing(const VoteModel& model, const Votes& votes, const Canonical& order,
                        std::uint32_t rank, std::vector<float>& record) {
  std::vector<std::pair<std::uint32_t, std::int8_t>> sorted;
  sorted_row(votes, order, order.people[rank], sorted);
  std::vector<std::uint32_t> statements;
  std::vector<std::int8_t> cast;
  for (const auto& [statement, vote] : sorted) {
    statements.push_back(statement);
    cast.push_back(vote);
  }
  record = unknown_person(model.d, model.person_prior);
  for (int i = 0; i < kSteps; ++i)
    step_person(model, record.data(), {statements.data(), cast.data(), statements.size()});
}

Placed place(const Map& map, std::span<const Cast> votes) {
  return step(map, votes, unknown_person(map.model.dimensions, map.model.person_prior), kSteps);
}

Placed place(const Map& map, std::span<const Cast> votes, const Placed& before) {
  return step(map, votes, before.record, kStepsNear);
}

Chances chances(const Map& map, const Placed& person, std::uint16_t statement) {
  return chance_of(map, person.record.data(), statement);
}

std::vector<Chances> predict(const Map& map, const Votes& votes, std::span<const Pair> pairs) {
  const auto length = static_cast<std::size_t>(shape_of(map.model.dimensions).person);
  std::vector<Chances> result(pairs.size());
  std::vector<std::uint32_t> order = first(pairs.size());
  std::ranges::sort(order, {}, [&](std::uint32_t i) { return std::pair(pairs[i].person, i); });
  const std::vector<float> unknown = unknown_person(map.model.dimensions, map.model.person_prior);
  std::vector<float> record;
  for (std::size_t i = 0; i < order.size(); ++i) {
    const std::uint32_t person = pairs[order[i]].person;
    if (i == 0 || person != pairs[order[i - 1]].person) {
      if (map.group[person] == kNoGroup) {
        record = unknown;
      } else if (map.model.people.empty()) {
        record = place(map, votes_of(votes, person)).record;
      } else {
        const float* kept = map.model.people.data() + person * length;
        record.assign(kept, kept + length);
      }
    }
    result[order[i]] = chance_of(map, record.data(), pairs[order[i]].statement);
  }
  return result;
}

}  // namespace demur::opinion
