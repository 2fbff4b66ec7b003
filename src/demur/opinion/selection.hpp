// What hidden votes decide: how many axes there are, none included, and how many groups.
#pragma once

#include "demur/opinion/canonical.hpp"
#include "demur/opinion/grouping.hpp"
#include "demur/opinion/map.hpp"
#include "demur/opinion/votes.hpp"

namespace demur::opinion {

struct Selection {
  HiddenVotes hidden;
  int dimensions = 0;     // that predict best, whether the gain is real or not
  bool real = false;      // the map predicts better than none, beyond what chance explains
  bool distinct = false;  // groups: heaps, not stretches of a continuum
  int groups = 1;
};

// The first people in canonical order who together have at most so many votes.
[[nodiscard]] std::size_t people_within(const Votes& votes, const Canonical& order, std::size_t most_votes);

// The first people of a model, as many as it takes to find groups.
[[nodiscard]] Crowd crowd_of(const VoteModel& model, std::span<const std::uint64_t> person_keys);

[[nodiscard]] Selection select(const Votes& votes, const Canonical& order, const FitOptions& options);

}  // namespace demur::opinion
