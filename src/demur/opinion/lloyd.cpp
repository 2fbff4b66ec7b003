#include "demur/opinion/lloyd.hpp"

#include <algorithm>
#include <cmath>

#include "demur/opinion/parallel.hpp"

namespace demur::opinion {
namespace {

using Centre = std::array<double, 2>;

constexpr std::size_t kRange = 1 << 14;
constexpr std::size_t kFewPoints = 4'000;  // below, a grid costs more than it saves
constexpr double kStill = 0.01;

double squared(const Point& point, const Centre& centre) {
  const double dx = point[0] - centre[0];
  const double dy = point[1] - centre[1];
  return dx * dx + dy * dy;
}

std::vector<Centre> first_distinct(std::span<const Point> points, int k) {
  std::vector<Centre> centres;
  for (const Point& point : points) {
    const Centre centre = {point[0], point[1]};
    if (std::ranges::find(centres, centre) == centres.end()) centres.push_back(centre);
    if (centres.size() == static_cast<std::size_t>(k)) break;
  }
  return centres;
}

// Cells of equal size over all points; a point's cell never changes.
struct Grid {
  static constexpr int kSide = 64;
  float left = 0;
  float bottom = 0;
  float width = 1;
  float height = 1;
  std::vector<std::uint16_t> cell;                    // by point
  std::vector<std::vector<std::int16_t>> candidates;  // by cell, ascending

  explicit Grid(std::span<const Point> points) : cell(points.size()), candidates(kSide * kSide) {
    const auto [x0, x1] = std::ranges::minmax(points, {}, [](const Point& p) { return p[0]; });
    const auto [y0, y1] = std::ranges::minmax(points, {}, [](const Point& p) { return p[1]; });
    left = x0[0];
    bottom = y0[1];
    width = std::max(1e-6F, (x1[0] - left) / kSide);
    height = std::max(1e-6F, (y1[1] - bottom) / kSide);
    for (std::size_t i = 0; i < points.size(); ++i) {
      const int column = std::clamp(static_cast<int>((points[i][0] - left) / width), 0, kSide - 1);
      const int row = std::clamp(static_cast<int>((points[i][1] - bottom) / height), 0, kSide - 1);
      cell[i] = static_cast<std::uint16_t>(row * kSide + column);
    }
  }

  // A centre is none if, from the middle of the cell, it is farther than the nearest by more than twice the
  // radius (and some more, for rounding).
  void find_candidates(const std::vector<Centre>& centres) {
    const double radius = 0.5 * std::hypot(width, height) * 1.001 + 1e-5;
    std::vector<double> far(centres.size());
    for (int row = 0; row < kSide; ++row)
      for (int column = 0; column < kSide; ++column) {
        const Point middle = {left + (static_cast<float>(column) + 0.5F) * width,
                              bottom + (static_cast<float>(row) + 0.5F) * height};
        for (std::size_t c = 0; c < centres.size(); ++c) far[c] = std::sqrt(squared(middle, centres[c]));
        const double limit = *std::ranges::min_element(far) + 2 * radius;
        auto& list = candidates[row * kSide + column];
        list.clear();
        for (std::size_t c = 0; c < centres.size(); ++c)
          if (far[c] <= limit) list.push_back(static_cast<std::int16_t>(c));
      }
  }
};

std::int16_t nearest(const Point& point, const std::vector<Centre>& centres,
                     const std::vector<std::int16_t>& candidates) {
  std::int16_t best = candidates.front();
  double least = squared(point, centres[best]);
  for (const std::int16_t c : candidates) {
    const double distance = squared(point, centres[c]);
    if (distance > least) continue;
    least = distance;
    best = c;
  }
  return best;
}

struct Sum {
  double x = 0;
  double y = 0;
  double weight = 0;
};

// Assigns all points; sums by centre, pieces added in their order.
std::vector<Sum> assign(std::span<const Point> points, std::span<const double> weights,
                        const std::vector<Centre>& centres, const Grid* grid, unsigned threads,
                        std::vector<std::int16_t>& of) {
  std::vector<std::int16_t> all;
  for (std::size_t c = 0; c < centres.size(); ++c) all.push_back(static_cast<std::int16_t>(c));
  std::vector<std::vector<Sum>> sums((points.size() + kRange - 1) / kRange);
  in_ranges(threads, points.size(), kRange, [&](std::size_t begin, std::size_t end) {
    auto& sum = sums[begin / kRange];
    sum.resize(centres.size());
    for (std::size_t i = begin; i < end; ++i) {
      const auto& candidates = grid != nullptr ? grid->candidates[grid->cell[i]] : all;
      of[i] = nearest(points[i], centres, candidates);
      const double weight = weights.empty() ? 1 : weights[i];
      sum[of[i]].x += weight * points[i][0];
      sum[of[i]].y += weight * points[i][1];
      sum[of[i]].weight += weight;
    }
  });
  std::vector<Sum> result(centres.size());
  for (const auto& sum : sums)
    for (std::size_t c = 0; c < sum.size(); ++c) {
      result[c].x += sum[c].x;
      result[c].y += sum[c].y;
      result[c].weight += sum[c].weight;
    }
  return result;
}

bool stand_still(std::vector<Centre> before, std::vector<Centre> after) {
  if (before.size() != after.size()) return false;
  std::ranges::sort(before);
  std::ranges::sort(after);
  for (std::size_t c = 0; c < before.size(); ++c)
    if (std::hypot(before[c][0] - after[c][0], before[c][1] - after[c][1]) >= kStill) return false;
  return true;
}

}  // namespace

Clusters lloyd(std::span<const Point> points, std::span<const double> weights, int k, int rounds,
               unsigned threads) {
  Clusters result;
  result.of.resize(points.size());
  if (points.empty()) return result;
  result.centres = first_distinct(points, k);
  std::vector<Grid> grid;
  if (points.size() >= kFewPoints) grid.emplace_back(points);
  for (int round = 0; round < rounds; ++round) {
    if (!grid.empty()) grid[0].find_candidates(result.centres);
    const std::vector<Sum> sums =
        assign(points, weights, result.centres, grid.empty() ? nullptr : grid.data(), threads, result.of);
    std::vector<Centre> moved;
    std::vector<std::int16_t> renamed(sums.size(), -1);
    result.weights.clear();
    for (std::size_t c = 0; c < sums.size(); ++c) {
      if (sums[c].weight == 0) continue;
      renamed[c] = static_cast<std::int16_t>(moved.size());
      moved.push_back({sums[c].x / sums[c].weight, sums[c].y / sums[c].weight});
      result.weights.push_back(sums[c].weight);
    }
    for (std::int16_t& of : result.of) of = renamed[of];
    const bool still = stand_still(result.centres, moved);
    result.centres = std::move(moved);
    if (still) break;
  }
  return result;
}

}  // namespace demur::opinion
