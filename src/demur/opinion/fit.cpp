#include <utility>
#include <vector>

#include "demur/opinion/assemble.hpp"
#include "demur/opinion/canonical.hpp"
#include "demur/opinion/map.hpp"
#include "demur/opinion/ratings.hpp"
#include "demur/opinion/selection.hpp"
#include "demur/opinion/stability.hpp"
#include "demur/opinion/standing.hpp"

namespace demur::opinion {
namespace {

constexpr std::size_t kMostVotes = 2'200'000;  // that statements are fitted to; the others are placed
constexpr int kRounds = 20;
constexpr int kFewRounds = 8;  // where there are so many votes that the first rounds come close

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
  const Ratings ratings = ratings_of(votes, order, first(people), kNone, nullptr, options.threads);
  VoteModel model = start_model(ratings, order.statement_keys, selection.dimensions, options.threads);
  const bool many = ratings.people.other.size() > kMostVotes / 4;
  improve(model, ratings, many ? kFewRounds : kRounds, options.threads);

  Map map;
  map.people = votes.people();
  map.statements = votes.statements();
  map.hidden = selection.hidden;
  map.dimensions = selection.real ? static_cast<unsigned>(selection.dimensions) : 0;
  map.distinct = selection.real && selection.distinct;
  map.model.dimensions = model.d;
  map.model.plane = plane_of(model, ratings);
  map.model.grouping = grouping_of(model, order, map.model.plane, selection, options.threads);

  say("placing people", 0.7);
  const auto fitted = [&](std::uint32_t rank, std::vector<float>& scratch) -> const float* {
    if (rank < people) return model.person(rank);
    stand_from_nothing(model, votes, order, rank, scratch);
    return scratch.data();
  };
  assemble(order, model, fitted, Names::by_size, options.threads, map);
  if (!map.model.people.empty()) map.model.marks = marks_of(votes, options.threads);
  say("resampling", 0.85);
  if (map.groups.size() > 1) measure_stability(votes, order, options, map);
  say("done", 1);
  return map;
}

}  // namespace demur::opinion
