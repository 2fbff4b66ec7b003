#include "demur/opinion/lloyd.hpp"

#include <algorithm>
#include <cmath>

#include "demur/opinion/parallel.hpp"

namespace demur::opinion {
namespace {

using Centre = std::array<double, 2>;

constexpr std::size_t kLeaf = 32;    // points at most
constexpr std::size_t kPieces = 64;  // boxes that are worked on apart from each other
constexpr double kStill = 0.01;

double squared(const Centre& a, const Centre& b) {
  const double dx = a[0] - b[0];
  const double dy = a[1] - b[1];
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

struct Sum {
  double x = 0;
  double y = 0;
  double weight = 0;

  void add(const Sum& other) {
    x += other.x;
    y += other.y;
    weight += other.weight;
  }
};

using Sums = std::array<Sum, kMostCentres>;

// The centres that may be nearest, ascending.
struct Candidates {
  std::array<std::int16_t, kMostCentres> which = {};
  int count = 0;
};

// A complete binary tree: the children of box b are 2b + 1 and 2b + 2, and share its points evenly.
class Tree {
 public:
  Tree(std::span<const Point> points, std::span<const double> weights, unsigned threads)
      : weights_(weights), entries_(points.size()) {
    std::size_t leaves = 1;
    while (leaves * kLeaf < points.size()) leaves *= 2;
    first_leaf_ = leaves - 1;
    boxes_.resize(2 * leaves - 1);
    for (std::uint32_t i = 0; i < points.size(); ++i) entries_[i] = {points[i], i};
    boxes_[0].end = static_cast<std::uint32_t>(points.size());
    for (std::size_t level = 1; level <= leaves; level *= 2)
      in_ranges(threads, level, std::max<std::size_t>(1, level / kPieces),
                [&](std::size_t from, std::size_t to) {
                  for (std::size_t b = from; b < to; ++b) open(level - 1 + b);
                });
    for (std::size_t b = first_leaf_; b-- > 0;) {
      boxes_[b].sum = boxes_[2 * b + 1].sum;
      boxes_[b].sum.add(boxes_[2 * b + 2].sum);
    }
  }

  // Sums of the points nearest to each centre. Pieces are added in their order. `of`, where it is given,
  // gets each point's centre.
  [[nodiscard]] std::vector<Sum> assign(const std::vector<Centre>& centres, unsigned threads,
                                        std::vector<std::int16_t>* of) const {
    const std::size_t pieces = std::min(kPieces, first_leaf_ + 1);
    std::vector<Sums> sums(pieces);
    Candidates all;
    for (; static_cast<std::size_t>(all.count) < centres.size(); ++all.count)
      all.which[all.count] = static_cast<std::int16_t>(all.count);
    in_parallel(threads, pieces,
                [&](std::size_t piece) { descend(pieces - 1 + piece, centres, all, of, sums[piece]); });
    std::vector<Sum> result(centres.size());
    for (const Sums& piece : sums)
      for (std::size_t c = 0; c < result.size(); ++c) result[c].add(piece[c]);
    return result;
  }

 private:
  struct Box {
    Point low = {};
    Point high = {};
    std::uint32_t begin = 0;
    std::uint32_t end = 0;
    Sum sum;
  };
  struct Entry {
    Point at = {};
    std::uint32_t index = 0;
  };

  // Finds the bounds of a box, and gives its points to its children along the longer side; or sums them up.
  void open(std::size_t b) {
    Box& box = boxes_[b];
    const auto begin = entries_.begin() + box.begin;
    const auto end = entries_.begin() + box.end;
    if (begin == end) return;
    box.low = box.high = begin->at;
    for (auto i = begin; i != end; ++i)
      for (int a = 0; a < 2; ++a) {
        box.low[a] = std::min(box.low[a], i->at[a]);
        box.high[a] = std::max(box.high[a], i->at[a]);
      }
    if (b >= first_leaf_) {
      std::ranges::sort(begin, end, {}, &Entry::index);  // sums do not depend on how the halves were found
      for (auto i = begin; i != end; ++i) box.sum.add(sum_of(*i));
      return;
    }
    const int along = box.high[0] - box.low[0] >= box.high[1] - box.low[1] ? 0 : 1;
    const auto middle = begin + (end - begin) / 2;
    std::nth_element(begin, middle, end, [along](const Entry& i, const Entry& j) {
      return i.at[along] != j.at[along] ? i.at[along] < j.at[along] : i.index < j.index;
    });
    Box& left = boxes_[2 * b + 1];
    Box& right = boxes_[2 * b + 2];
    left.begin = box.begin;
    right.end = box.end;
    left.end = right.begin = static_cast<std::uint32_t>(middle - entries_.begin());
  }

  [[nodiscard]] Sum sum_of(const Entry& entry) const {
    const double weight = weights_.empty() ? 1 : weights_[entry.index];
    return {weight * entry.at[0], weight * entry.at[1], weight};
  }

  // Leaves out who is farther than the one nearest to the middle, wherever in the box one stands: farther
  // even from the corner that lies most in its direction. A tie, rounding included, leaves nobody out.
  static Candidates narrowed(const Box& box, const std::vector<Centre>& centres, const Candidates& from) {
    constexpr double kRounding = 1e-9;
    const Centre middle = {0.5 * (static_cast<double>(box.low[0]) + box.high[0]),
                           0.5 * (static_cast<double>(box.low[1]) + box.high[1])};
    std::int16_t best = from.which[0];
    double least = squared(middle, centres[best]);
    for (int i = 1; i < from.count; ++i) {
      const double far = squared(middle, centres[from.which[i]]);
      if (far >= least) continue;
      least = far;
      best = from.which[i];
    }
    Candidates result;
    for (int i = 0; i < from.count; ++i) {
      const Centre& other = centres[from.which[i]];
      const Centre corner = {other[0] > centres[best][0] ? box.high[0] : box.low[0],
                             other[1] > centres[best][1] ? box.high[1] : box.low[1]};
      const double far = squared(corner, other);
      if (from.which[i] != best && far - squared(corner, centres[best]) > kRounding * (far + 1)) continue;
      result.which[result.count++] = from.which[i];
    }
    return result;
  }

  void descend(std::size_t b, const std::vector<Centre>& centres, const Candidates& from,
               std::vector<std::int16_t>* of, Sums& sums) const {
    const Box& box = boxes_[b];
    if (box.begin == box.end) return;
    const Candidates candidates = narrowed(box, centres, from);
    if (candidates.count == 1) {
      sums[candidates.which[0]].add(box.sum);
      for (std::uint32_t i = box.begin; i < box.end && of != nullptr; ++i)
        (*of)[entries_[i].index] = candidates.which[0];
      return;
    }
    if (b < first_leaf_) {
      descend(2 * b + 1, centres, candidates, of, sums);
      descend(2 * b + 2, centres, candidates, of, sums);
      return;
    }
    for (std::uint32_t i = box.begin; i < box.end; ++i) {
      const Centre point = {entries_[i].at[0], entries_[i].at[1]};
      std::int16_t best = candidates.which[0];
      double least = squared(point, centres[best]);
      for (int c = 1; c < candidates.count; ++c) {
        const double far = squared(point, centres[candidates.which[c]]);
        if (far > least) continue;
        least = far;
        best = candidates.which[c];
      }
      sums[best].add(sum_of(entries_[i]));
      if (of != nullptr) (*of)[entries_[i].index] = best;
    }
  }

  std::span<const double> weights_;
  std::vector<Entry> entries_;  // points, by box
  std::vector<Box> boxes_;
  std::size_t first_leaf_ = 0;
};

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
  const Tree tree(points, weights, threads);
  std::vector<Centre> before;
  std::vector<std::int16_t> renamed;
  result.centres = first_distinct(points, std::min(k, kMostCentres));
  for (int round = 0; round < rounds; ++round) {
    before = std::move(result.centres);
    const std::vector<Sum> sums = tree.assign(before, threads, nullptr);
    result.centres.clear();
    result.weights.clear();
    renamed.assign(sums.size(), -1);
    for (std::size_t c = 0; c < sums.size(); ++c) {
      if (sums[c].weight == 0) continue;
      renamed[c] = static_cast<std::int16_t>(result.centres.size());
      result.centres.push_back({sums[c].x / sums[c].weight, sums[c].y / sums[c].weight});
      result.weights.push_back(sums[c].weight);
    }
    if (stand_still(before, result.centres)) break;
  }
  (void)tree.assign(before, threads, &result.of);
  for (std::int16_t& of : result.of) of = renamed[of];
  return result;
}

}  // namespace demur::opinion
