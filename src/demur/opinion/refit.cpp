#include <algorithm>
#include <utility>

#include "demur/opinion/assemble.hpp"
#include "demur/opinion/map.hpp"
#include "demur/opinion/parallel.hpp"
#include "demur/opinion/ratings.hpp"
#include "demur/opinion/standing.hpp"
#include "demur/opinion/vote_model.hpp"

namespace demur::opinion {
namespace {

constexpr std::size_t kRange = 256;  // people a piece of work

// People and statements as they stand in Votes: the model is there already, so no order is better.
Canonical order_of_rows(const Votes& votes) {
  Canonical order;
  order.person_ranks.assign(votes.people(), kNobody);
  for (std::uint32_t u = 0; u < votes.people(); ++u) {
    if (votes.count_of(u) == 0) continue;
    order.person_ranks[u] = static_cast<std::uint32_t>(order.people.size());
    order.people.push_back(u);
  }
  for (std::size_t j = 0; j < votes.statements(); ++j) {
    order.statements.push_back(static_cast<std::uint16_t>(j));
    order.statement_ranks.push_back(static_cast<std::uint16_t>(j));
  }
  return order;
}

// The earlier records; unknown ones for who and what is new.
VoteModel model_of(const Map& earlier, const Votes& votes, const Canonical& order) {
  VoteModel model;
  model.d = earlier.model.dimensions;
  model.person_prior = earlier.model.person_prior;
  model.statement_prior = earlier.model.statement_prior;
  const auto person = static_cast<std::size_t>(model.shape().person);
  const std::vector<float> unknown = unknown_person(model.d, model.person_prior);
  model.people.reserve(order.people.size() * person);
  for (const std::uint32_t row : order.people) {
    const bool known = row < earlier.people && earlier.group[row] != kNoGroup;
    const float* from = known ? earlier.model.people.data() + row * person : unknown.data();
    model.people.insert(model.people.end(), from, from + person);
  }
  model.statements = earlier.model.statements;
  const std::vector<float> fresh = unknown_statement(model.d, model.statement_prior);
  for (std::size_t j = earlier.statements; j < votes.statements(); ++j)
    model.statements.insert(model.statements.end(), fresh.begin(), fresh.end());
  return model;
}

// Brings those whose votes changed to where they stand on the earlier statements: whoever is still where the
// prior put them tells statements little.
void place_who_voted(const Map& earlier, const std::vector<std::uint32_t>& marks, const Canonical& order,
                     const Ratings& ratings, unsigned threads, VoteModel& model) {
  in_ranges(threads, order.people.size(), kRange, [&](std::size_t begin, std::size_t end) {
    for (std::size_t rank = begin; rank < end; ++rank) {
      const std::uint32_t row = order.people[rank];
      const bool known = row < earlier.people && earlier.group[row] != kNoGroup;
      if (known && earlier.model.marks[row] == marks[row]) continue;
      for (int i = 0; i < (known ? kStepsNear : kSteps); ++i) step_person(model, ratings, rank);
    }
  });
}

}  // namespace

core::Result<Map> refit(const Map& earlier, const Votes& votes, const FitOptions& options) {
  if (votes.people() < earlier.people || votes.statements() < earlier.statements)
    return core::fail(core::Code::invalid, "the earlier map knows people or statements that are not here");
  if (votes.count() == 0) return core::fail(core::Code::invalid, "there is no vote to make a map of");
  if (votes.people() > kMostKept || earlier.model.people.empty()) return fit(votes, options, {});

  const Canonical order = order_of_rows(votes);
  const Ratings ratings = ratings_as_they_are(votes, options.threads);
  VoteModel model = model_of(earlier, votes, order);
  std::vector<std::uint32_t> marks = marks_of(votes, options.threads);
  place_who_voted(earlier, marks, order, ratings, options.threads, model);
  improve(model, ratings, 1, options.threads);

  Map map;
  map.people = votes.people();
  map.statements = votes.statements();
  map.dimensions = earlier.dimensions;
  map.distinct = earlier.distinct;
  map.hidden = earlier.hidden;
  map.model.dimensions = model.d;
  map.model.plane = earlier.model.plane;
  map.model.grouping = earlier.model.grouping;
  map.model.names = earlier.model.names;
  const auto record = [&](std::uint32_t rank, std::vector<float>&) { return model.person(rank); };
  assemble(order, model, record, Names::as_they_are, options.threads, map);
  map.model.marks = std::move(marks);
  for (std::size_t g = 0; g < map.groups.size(); ++g) {
    map.groups[g].stability = earlier.groups[g].stability;
    map.groups[g].stability_low = earlier.groups[g].stability_low;
  }
  return map;
}

}  // namespace demur::opinion
