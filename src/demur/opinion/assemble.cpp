#include "demur/opinion/assemble.hpp"

#include <algorithm>
#include <array>
#include <numeric>
#include <tuple>

#include "demur/opinion/expected.hpp"
#include "demur/opinion/parallel.hpp"
#include "demur/opinion/standing.hpp"

namespace demur::opinion {
namespace {

constexpr std::size_t kRange = 512;

// Renames groups so that the largest comes first, then the one further right.
void name_groups(Map& map) {
  const std::size_t count = map.groups.size();
  std::vector<std::uint8_t> order(count);
  std::iota(order.begin(), order.end(), std::uint8_t{0});
  std::ranges::sort(order, [&](std::uint8_t a, std::uint8_t b) {
    const Group& g = map.groups[a];
    const Group& h = map.groups[b];
    return std::tuple(h.size, h.x, h.y, a) < std::tuple(g.size, g.x, g.y, b);
  });
  std::vector<Group> sorted;
  map.model.names.assign(count, 0);
  for (std::size_t i = 0; i < count; ++i) {
    map.model.names[order[i]] = static_cast<std::uint8_t>(i);
    sorted.push_back(map.groups[order[i]]);
  }
  map.groups = std::move(sorted);
  for (std::uint8_t& g : map.group)
    if (g != kNoGroup) g = map.model.names[g];
}

// The model's statements by column instead of by canonical rank.
void keep_statements(const VoteModel& fitted, const Canonical& order, Model& model) {
  const auto length = static_cast<std::size_t>(fitted.shape().statement);
  model.dimensions = fitted.d;
  model.person_prior = fitted.person_prior;
  model.statement_prior = fitted.statement_prior;
  model.statements.resize(order.statements.size() * length);
  for (std::size_t rank = 0; rank < order.statements.size(); ++rank)
    std::copy_n(fitted.statement(rank), length, model.statements.data() + order.statements[rank] * length);
}

// Everybody's place and group, `record_of(rank, scratch)` giving the record.
void stand(const Canonical& order, const RecordOf& record_of, unsigned threads, Map& map) {
  const auto length = static_cast<std::size_t>(shape_of(map.model.dimensions).person);
  map.positions.assign(map.people, {});
  map.group.assign(map.people, kNoGroup);
  const Sorter sorter(map.model.grouping, map.model.plane);
  if (map.people <= kMostKept) map.model.people.assign(map.people * length, 0);
  in_ranges(threads, map.people, kRange, [&](std::size_t begin, std::size_t end) {
    std::vector<float> scratch(length);
    for (std::size_t row = begin; row < end; ++row) {
      const std::uint32_t rank = order.person_ranks[row];
      if (rank == kNobody) continue;
      const float* record = record_of(rank, scratch);
      const Place place = place_of(record, map.model.dimensions);
      const int group = sorter.group_of(place);
      map.group[row] = map.model.names.empty() ? static_cast<std::uint8_t>(group) : map.model.names[group];
      if (map.dimensions > 0) map.positions[row] = position_of(map.model.plane, place);
      if (!map.model.people.empty()) std::copy_n(record, length, map.model.people.data() + row * length);
    }
  });
}

void sum_up_groups(Map& map) {
  map.groups.assign(std::max(1, map.model.grouping.groups()), {});
  std::vector<std::array<double, 2>> sums(map.groups.size());
  for (std::size_t u = 0; u < map.people; ++u) {
    if (map.group[u] == kNoGroup) continue;
    ++map.groups[map.group[u]].size;
    sums[map.group[u]][0] += map.positions[u].x;
    sums[map.group[u]][1] += map.positions[u].y;
  }
  for (std::size_t g = 0; g < map.groups.size(); ++g) {
    const double size = std::max<double>(1, static_cast<double>(map.groups[g].size));
    map.groups[g].x = static_cast<float>(sums[g][0] / size);
    map.groups[g].y = static_cast<float>(sums[g][1] / size);
  }
}

void describe_plane(const Plane& plane, Map& map) {
  const auto length = static_cast<std::size_t>(shape_of(map.model.dimensions).statement);
  map.axes.clear();
  map.slopes.assign(map.statements, {});
  if (map.dimensions == 0) return;
  for (int a = 0; a < plane.d; ++a) map.axes.push_back(static_cast<float>(plane.shares[a]));
  for (std::size_t j = 0; j < map.statements; ++j) {
    const SmallVector slopes = slopes_of(plane, map.model.statements.data() + j * length);
    map.slopes[j] = {static_cast<float>(slopes[0]), static_cast<float>(slopes[1])};
  }
}

}  // namespace

std::vector<std::uint32_t> marks_of(const Votes& votes, unsigned threads) {
  constexpr std::uint64_t kPrime = 0x100000001b3;  // FNV-1a's
  std::vector<std::uint32_t> marks(votes.people());
  in_ranges(threads, votes.people(), kRange, [&](std::size_t begin, std::size_t end) {
    for (std::size_t u = begin; u < end; ++u) {
      const auto statements = votes.statements_of(u);
      const auto cast = votes.votes_of(u);
      std::uint64_t hash = 0xcbf29ce484222325;
      for (std::size_t k = 0; k < statements.size(); ++k)
        hash = (hash ^ (4U * statements[k] + static_cast<unsigned>(static_cast<int>(cast[k]) + 1))) * kPrime;
      marks[u] = static_cast<std::uint32_t>(mix(hash));
    }
  });
  return marks;
}

void assemble(const Canonical& order, const VoteModel& fitted, const RecordOf& record_of, Names names,
              unsigned threads, Map& map) {
  keep_statements(fitted, order, map.model);
  describe_plane(map.model.plane, map);
  stand(order, record_of, threads, map);
  sum_up_groups(map);
  if (names == Names::by_size) name_groups(map);
  expect_votes(order, fitted, threads, map);
}

}  // namespace demur::opinion
