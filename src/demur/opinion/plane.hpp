// From the model's axes, which any rotation leaves as good, to the ones that are shown: principal axes of
// predicted log-odds of agreeing against disagreeing, so that the distance of two people is the root mean
// square difference of theirs over statements.
#pragma once

#include "demur/opinion/mixture.hpp"
#include "demur/opinion/small_matrix.hpp"
#include "demur/opinion/vote_model.hpp"

namespace demur::opinion {

struct Plane {
  int d = 0;
  SmallMatrix axes = {};    // axes[i] . (z - middle) is the i-th coordinate
  SmallMatrix back = {};    // back[i] . slopes of the model = slope along the i-th axis
  SmallMatrix basis = {};   // orthonormal rows: the first k span what the first k axes do
  SmallVector middle = {};  // mean of z
  int leading = 0;          // axes with at least a twentieth of the variance
  SmallVector shares = {};  // of the variance of predicted log-odds; they add up to 1, or are all 0
};

// What a record says of z.
struct Place {
  SmallVector mean = {};
  SmallMatrix covariance = {};
};
[[nodiscard]] Place place_of(const float* person_record, int d);

[[nodiscard]] Plane plane_of(const VoteModel& model, const Ratings& ratings);

// How much the log-odds of agreeing with a statement grow with each coordinate. The signs of axes are such
// that over all statements the third powers of these add up to more than 0.
[[nodiscard]] SmallVector slopes_of(const Plane& plane, const float* statement_record);

[[nodiscard]] SmallVector coordinates(const Plane& plane, const SmallVector& z);

}  // namespace demur::opinion
