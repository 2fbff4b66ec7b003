#include "demur/opinion/polis.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "demur/opinion/lloyd.hpp"
#include "demur/opinion/parallel.hpp"
#include "demur/opinion/polis_pca.hpp"
#include "demur/opinion/polis_statements.hpp"

namespace demur::opinion {
namespace {

constexpr std::size_t kEnoughVotes = 7;
constexpr std::size_t kFewestPeople = 15;
constexpr int kBaseClusters = 100;
constexpr int kBaseRounds = 100;
constexpr int kGroupRounds = 20;
constexpr std::size_t kMostGroups = 5;
constexpr std::size_t kRange = 1 << 14;

void project(const Votes& votes, std::span<const std::uint8_t> moderated, unsigned threads,
             Classic& classic) {
  const auto m = static_cast<double>(votes.statements());
  // Moderated columns count as votes of everybody.
  const auto out =
      static_cast<std::size_t>(std::ranges::count_if(moderated, [](std::uint8_t flag) { return flag != 0; }));
  classic.positions.resize(votes.people());
  in_ranges(threads, votes.people(), kRange, [&](std::size_t begin, std::size_t end) {
    for (std::size_t u = begin; u < end; ++u) {
      const auto statements = votes.statements_of(u);
      const auto cast = votes.votes_of(u);
      double x = 0;
      double y = 0;
      std::size_t count = out;
      for (std::size_t k = 0; k < statements.size(); ++k) {
        const std::size_t j = statements[k];
        if (!moderated.empty() && moderated[j] != 0) continue;
        const double value = static_cast<int>(cast[k]) - static_cast<double>(classic.means[j]);
        x += value * classic.components[0][j];
        y += value * classic.components[1][j];
        ++count;
      }
      const double scale = std::sqrt(m / static_cast<double>(std::max<std::size_t>(1, count)));
      classic.positions[u] = {static_cast<float>(scale * x), static_cast<float>(scale * y)};
    }
  });
  classic.extremity.resize(votes.statements());
  for (std::size_t j = 0; j < votes.statements(); ++j)
    classic.extremity[j] = std::sqrt(m) * std::abs(1 - static_cast<double>(classic.means[j])) *
                           std::hypot(classic.components[0][j], classic.components[1][j]);
}

// Who voted often enough to be grouped; at least 15, where there are so many.
std::vector<std::uint32_t> grouped_people(const Votes& votes) {
  const std::size_t enough = std::min(kEnoughVotes, votes.statements());
  std::vector<std::uint32_t> in;
  std::vector<std::uint32_t> others;
  for (std::uint32_t u = 0; u < votes.people(); ++u) (votes.count_of(u) >= enough ? in : others).push_back(u);
  if (in.size() >= kFewestPeople) return in;
  std::ranges::sort(others, [&](std::uint32_t a, std::uint32_t b) {
    return votes.count_of(a) != votes.count_of(b) ? votes.count_of(a) > votes.count_of(b) : a < b;
  });
  for (const std::uint32_t u : others)
    if (in.size() < kFewestPeople && votes.count_of(u) > 0) in.push_back(u);
  std::ranges::sort(in);
  return in;
}

// Plain mean over base clusters; one that is alone in its group counts 0.
double silhouette(std::span<const Point> points, const Clusters& clusters) {
  const std::size_t groups = clusters.centres.size();
  double sum = 0;
  for (std::size_t i = 0; i < points.size(); ++i) {
    std::vector<double> distance(groups);
    std::vector<double> count(groups);
    for (std::size_t j = 0; j < points.size(); ++j) {
      if (i == j) continue;
      distance[clusters.of[j]] += std::hypot(points[i][0] - points[j][0], points[i][1] - points[j][1]);
      count[clusters.of[j]] += 1;
    }
    const auto own = static_cast<std::size_t>(clusters.of[i]);
    if (count[own] == 0) continue;
    const double within = distance[own] / count[own];
    double beyond = -1;
    for (std::size_t g = 0; g < groups; ++g)
      if (g != own && count[g] > 0 && (beyond < 0 || distance[g] / count[g] < beyond))
        beyond = distance[g] / count[g];
    if (beyond >= 0 && std::max(within, beyond) > 0) sum += (beyond - within) / std::max(within, beyond);
  }
  return points.empty() ? 0 : sum / static_cast<double>(points.size());
}

Clusters groups_of(std::span<const Point> points, std::span<const double> weights,
                   const PolisOptions& options, std::vector<double>& silhouettes) {
  const std::size_t most = std::min(kMostGroups, 2 + points.size() / 12);
  Clusters best;
  double highest = -2;
  for (std::size_t k = 2; k <= std::max<std::size_t>(most, options.groups); ++k) {
    Clusters clusters = lloyd(points, weights, static_cast<int>(k), kGroupRounds, 1);
    const double height = silhouette(points, clusters);
    if (k <= most) silhouettes.push_back(height);
    if (options.groups != 0 ? k == options.groups : height >= highest) {
      highest = height;
      best = std::move(clusters);
    }
  }
  return best;
}

void group_people(const Votes& votes, const PolisOptions& options, Classic& classic) {
  std::vector<std::uint32_t> in = grouped_people(votes);
  if (!options.order.empty()) {
    std::vector<std::uint32_t> place(votes.people());
    for (std::uint32_t i = 0; i < options.order.size(); ++i) place[options.order[i]] = i;
    std::ranges::sort(in, {}, [&](std::uint32_t u) { return place[u]; });
  }
  std::vector<Point> points;
  points.reserve(in.size());
  for (const std::uint32_t u : in) points.push_back(classic.positions[u]);
  const Clusters base = lloyd(points, {}, kBaseClusters, kBaseRounds, options.threads);
  std::vector<Point> centres;
  centres.reserve(base.centres.size());
  for (const auto& c : base.centres) centres.push_back({static_cast<float>(c[0]), static_cast<float>(c[1])});
  const Clusters groups = options.groups == 1
                              ? lloyd(centres, base.weights, 1, kGroupRounds, 1)
                              : groups_of(centres, base.weights, options, classic.silhouettes);
  classic.base_cluster.assign(votes.people(), -1);
  classic.group.assign(votes.people(), -1);
  classic.groups.resize(groups.centres.size());
  for (std::size_t g = 0; g < groups.centres.size(); ++g) {
    classic.groups[g].x = groups.centres[g][0];
    classic.groups[g].y = groups.centres[g][1];
  }
  for (std::size_t i = 0; i < in.size(); ++i) {
    classic.base_cluster[in[i]] = base.of[i];
    classic.group[in[i]] = static_cast<std::int8_t>(groups.of[base.of[i]]);
    ++classic.groups[classic.group[in[i]]].size;
  }
}

bool is_permutation_of_rows(const std::vector<std::uint32_t>& order, std::size_t people) {
  std::vector<bool> named(people);
  for (const std::uint32_t u : order) {
    if (u >= people || named[u]) return false;
    named[u] = true;
  }
  return order.size() == people;
}

}  // namespace

core::Result<Classic> polis(const Votes& votes, std::span<const std::uint8_t> moderated,
                            const PolisOptions& options) {
  if (votes.count() == 0) return core::fail(core::Code::invalid, "there is no vote to make a map of");
  if (!moderated.empty() && moderated.size() != votes.statements())
    return core::fail(core::Code::invalid, "moderation must be given for every statement or for none");
  if (!options.order.empty() && !is_permutation_of_rows(options.order, votes.people()))
    return core::fail(core::Code::invalid, "the order must name every person once");
  if (options.groups > 100) return core::fail(core::Code::invalid, "at most 100 groups");
  Classic classic;
  PolisComponents pca = polis_components(votes, moderated, options.threads);
  classic.means = std::move(pca.means);
  classic.components = std::move(pca.components);
  project(votes, moderated, options.threads, classic);
  group_people(votes, options, classic);
  describe_statements(votes, moderated, options.threads, classic);
  return classic;
}

}  // namespace demur::opinion
