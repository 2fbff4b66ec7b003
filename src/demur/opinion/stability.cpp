#include "demur/opinion/stability.hpp"

#include <algorithm>

#include "demur/opinion/parallel.hpp"
#include "demur/opinion/ratings.hpp"
#include "demur/opinion/selection.hpp"
#include "demur/opinion/vote_model.hpp"

namespace demur::opinion {
namespace {

constexpr std::size_t kMostVotes = 60'000;
constexpr int kRounds = 12;

// For each of `groups` the Jaccard overlap with the group there that overlaps most; 0 for one of which
// nobody was drawn.
std::vector<float> overlaps(const std::vector<std::uint8_t>& here, const std::vector<int>& there,
                            std::size_t groups, std::size_t groups_there) {
  std::vector<double> both(groups * groups_there);
  std::vector<double> of_here(groups);
  std::vector<double> of_there(groups_there);
  for (std::size_t i = 0; i < here.size(); ++i) {
    both[here[i] * groups_there + there[i]] += 1;
    of_here[here[i]] += 1;
    of_there[there[i]] += 1;
  }
  std::vector<float> result(groups);
  for (std::size_t g = 0; g < groups; ++g)
    for (std::size_t h = 0; h < groups_there; ++h) {
      const double shared = both[g * groups_there + h];
      if (shared > 0)
        result[g] = std::max(result[g], static_cast<float>(shared / (of_here[g] + of_there[h] - shared)));
    }
  return result;
}

std::vector<float> resample(const Votes& votes, const Canonical& order, std::size_t people,
                            std::uint64_t seed, const Map& map) {
  std::vector<std::uint32_t> drawn;
  std::vector<std::uint8_t> here;
  std::vector<std::uint64_t> keys;
  for (std::uint32_t rank = 0; rank < people; ++rank) {
    if ((mix(order.person_keys[rank] + mix(seed + 1)) & 1) == 0) continue;
    drawn.push_back(rank);
    keys.push_back(order.person_keys[rank]);
    here.push_back(map.group[order.people[rank]]);
  }
  const Ratings ratings = ratings_of(votes, order, drawn, kNone, nullptr);
  VoteModel model = start_model(ratings, order.statement_keys, map.model.dimensions, 1);
  improve(model, ratings, kRounds, 1);
  const Plane plane = plane_of(model, ratings);
  const Crowd crowd = crowd_of(model, keys);
  const int groups = map.model.grouping.groups();
  const Grouping grouping =
      map.distinct ? distinct_groups(crowd, plane, groups, 1) : stretches(crowd, plane, groups);
  const Sorter sorter(grouping, plane);
  std::vector<int> there;
  there.reserve(drawn.size());
  for (std::size_t i = 0; i < drawn.size(); ++i)
    there.push_back(sorter.group_of(place_of(model.person(i), model.d)));
  return overlaps(here, there, map.groups.size(), static_cast<std::size_t>(std::max(1, grouping.groups())));
}

}  // namespace

void measure_stability(const Votes& votes, const Canonical& order, const FitOptions& options, Map& map) {
  if (options.resamples == 0) return;
  const std::size_t people = people_within(votes, order, kMostVotes);
  std::vector<std::vector<float>> found(options.resamples);
  in_parallel(options.threads, options.resamples,
              [&](std::size_t i) { found[i] = resample(votes, order, people, i, map); });
  for (std::size_t g = 0; g < map.groups.size(); ++g) {
    std::vector<float> values;
    double sum = 0;
    for (const auto& overlap : found) {
      values.push_back(overlap[g]);
      sum += overlap[g];
    }
    std::ranges::sort(values);
    map.groups[g].stability = static_cast<float>(sum / static_cast<double>(values.size()));
    map.groups[g].stability_low = values[values.size() / 10];
  }
}

}  // namespace demur::opinion
