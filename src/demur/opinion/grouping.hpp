// Who belongs together. Two cases, which are told apart and not mixed up:
//
// - distinct: people gather about centres with a valley between them (mixture.hpp). Their number is the one
//   that the Bayesian information criterion likes best, if it likes it better than one, and any two centres
//   lie at least 2 standard deviations apart, below which two equal heaps have one summit.
// - else opinion is a continuum, and groups are stretches of it, cut by k-means where they say most.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "demur/opinion/mixture.hpp"
#include "demur/opinion/plane.hpp"

namespace demur::opinion {

inline constexpr int kMostGroups = 5;

struct Grouping {
  bool distinct = false;
  Mixture mixture;                   // where distinct: along the leading axes' orthonormal basis
  std::vector<SmallVector> centres;  // else: in coordinates of the plane, all axes

  [[nodiscard]] int groups() const { return distinct ? mixture.groups() : static_cast<int>(centres.size()); }
};

// The people that groups are found from: places, and keys for the starts.
struct Crowd {
  int d = 0;
  std::vector<Place> places;
  std::vector<std::uint64_t> keys;
};

// Distinct groups, so many; or as many as there are (0), which may be none: then `distinct` is false.
[[nodiscard]] Grouping distinct_groups(const Crowd& crowd, const Plane& plane, int groups, unsigned threads);

[[nodiscard]] Grouping stretches(const Crowd& crowd, const Plane& plane, int groups);

// Says who belongs where. It refers to what it was made of.
class Sorter {
 public:
  Sorter(const Grouping& grouping, const Plane& plane);
  [[nodiscard]] int group_of(const Place& place) const;

 private:
  const Grouping& grouping_;
  const Plane& plane_;
  PreparedMixture prepared_;
};

}  // namespace demur::opinion
