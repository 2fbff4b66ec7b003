#include <algorithm>
#include <cmath>
#include <numeric>
#include <tuple>
#include <utility>

#include "demur/opinion/canonical.hpp"
#include "demur/opinion/expected.hpp"
#include "demur/opinion/map.hpp"
#include "demur/opinion/parallel.hpp"
#include "demur/opinion/ratings.hpp"
#include "demur/opinion/selection.hpp"
#include "demur/opinion/stability.hpp"
#include "demur/opinion/standing.hpp"

namespace demur::opinion {
namespace {

constexpr std::size_t kMostVotes = 2'200'000;  // that statements are fitted to; the others are placed
constexpr std::size_t kKept = 100'000;         // people whose records are kept
constexpr std::size_t kRange = 512;
constexpr int kRounds = 20;
constexpr int kFewRounds = 8;  // where there are so many votes that the first rounds come close

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
template <typename RecordOf>
void stand(const Canonical& order, const RecordOf& record_of, unsigned threads, Map& map) {
  const auto length = static_cast<std::size_t>(shape_of(map.model.dimensions).person);
  map.positions.assign(map.people, {});
  map.group.assign(map.people, kNoGroup);
  if (map.people <= kKept) map.model.people.assign(map.people * length, 0);
  in_ranges(threads, map.people, kRange, [&](std::size_t begin, std::size_t end) {
    std::vector<float> scratch(length);
    for (std::size_t row = begin; row < end; ++row) {
      const std::uint32_t rank = order.person_ranks[row];
      if (rank == kNobody) continue;
      const float* record = record_of(rank, scratch);
      const Place place = place_of(record, map.model.dimensions);
      map.group[row] = static_cast<std::uint8_t>(group_of(map.model.grouping, map.model.plane, place));
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

void describe_plane(const Plane& plane, const Votes& votes, Map& map) {
  const auto length = static_cast<std::size_t>(shape_of(map.model.dimensions).statement);
  map.slopes.assign(votes.statements(), {});
  if (map.dimensions == 0) return;
  for (int a = 0; a < plane.d; ++a) map.axes.push_back(static_cast<float>(plane.shares[a]));
  for (std::size_t j = 0; j < votes.statements(); ++j) {
    const SmallVector slopes = slopes_of(plane, map.model.statements.data() + j * length);
    map.slopes[j] = {static_cast<float>(slopes[0]), static_cast<float>(slopes[1])};
  }
}

Grouping grouping_of(const VoteModel& model, const Canonical& order, const Plane& plane,
                     const Selection& selection, unsigned threads) {
  if (!selection.real || selection.groups <= 1) return {};
  const Crowd crowd = crowd_of(model, order.person_keys);
  return selection.distinct ? distinct_groups(crowd, plane, selection.groups, threads)
                            : stretches(crowd, plane, selection.groups);
}

}  // namespace

core::Result<Map> fit(const Votes& votes, const FitOptions& options, const Progress& progress) {
  const auto say = [&](std::string_view stage, double done) {
    if (progress) progress(stage, done);
  };
  if (votes.count() == 0) return core::fail(core::Code::invalid, "there is no vote to make a map of");
  say("reading votes", 0);
  const Canonical order = canonical_order(votes, options.threads);
  say("hiding votes", 0.05);
  const Selection selection = select(votes, order, options);

  say("fitting", 0.4);
  const std::size_t people = people_within(votes, order, kMostVotes);
  const Ratings ratings = ratings_of(votes, order, first(people), kNone, nullptr);
  VoteModel model = start_model(ratings, order.statement_keys, selection.dimensions, options.threads);
  const bool many = ratings.people.other.size() > kMostVotes / 4;
  improve(model, ratings, many ? kFewRounds : kRounds, options.threads);

  Map map;
  map.people = votes.people();
  map.statements = votes.statements();
  map.hidden = selection.hidden;
  map.dimensions = selection.real ? static_cast<unsigned>(selection.dimensions) : 0;
  map.distinct = selection.real && selection.distinct;
  keep_statements(model, order, map.model);
  map.model.plane = plane_of(model, ratings);
  map.model.grouping = grouping_of(model, order, map.model.plane, selection, options.threads);
  describe_plane(map.model.plane, votes, map);

  say("placing people", 0.7);
  const auto fitted = [&](std::uint32_t rank, std::vector<float>& scratch) -> const float* {
    if (rank < people) return model.person(rank);
    stand_from_nothing(model, votes, order, rank, scratch);
    return scratch.data();
  };
  stand(order, fitted, options.threads, map);
  sum_up_groups(map);
  name_groups(map);
  say("summing up", 0.8);
  expect_votes(order, model, options.threads, map);
  say("resampling", 0.85);
  if (map.groups.size() > 1) measure_stability(votes, order, options, map);
  say("done", 1);
  return map;
}

}  // namespace demur::opinion
