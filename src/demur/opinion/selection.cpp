#include "demur/opinion/selection.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "demur/opinion/parallel.hpp"
#include "demur/opinion/plane.hpp"

namespace demur::opinion {
namespace {

constexpr std::size_t kMostVotes = 200'000;  // that are looked at: more would change nothing
constexpr std::size_t kWanted = 3'000;       // hidden votes: small conversations hide each tenth in turn
constexpr std::size_t kMany = 150'000;       // votes, above which the sixth axis costs more than it brings
constexpr std::array<int, 4> kLadder = {0, 2, 4, 6};
constexpr int kStyleRounds = 8;
constexpr int kMapRounds = 16;
constexpr double kLeastGain = 0.002;  // nats a vote: less is nothing, however sure
constexpr double kFewest = 8;         // statements, and people, for an error that means something
constexpr double kSure = 2;           // standard errors
constexpr double kWorthwhile = 6;     // one more group must bring a sixth of what the map brings

struct Fold {
  std::vector<Hidden> hidden;
  std::vector<double> rates;
  std::array<std::vector<double>, kLadder.size()> by_axes;
  std::array<VoteModel, kLadder.size()> models;
  Ratings ratings;
};

std::vector<double> surprises_of_rates(const Ratings& ratings, std::span<const Hidden> hidden) {
  std::array<double, 3> all = {1, 1, 1};
  for (const std::int8_t vote : ratings.statements.vote) all[vote + 1] += 1;
  const double sum = all[0] + all[1] + all[2];
  std::vector<std::array<double, 3>> counts(ratings.statements.count());
  const Rows& rows = ratings.statements;
  for (std::size_t j = 0; j < rows.count(); ++j) {
    for (std::size_t c = 0; c < 3; ++c) counts[j][c] = 2 * all[c] / sum;
    for (auto k = rows.starts[j]; k < rows.starts[j + 1]; ++k) counts[j][rows.vote[k] + 1] += 1;
  }
  std::vector<double> result;
  for (const Hidden& h : hidden) {
    const auto& c = counts[h.statement];
    result.push_back(-std::log(c[h.vote + 1] / (c[0] + c[1] + c[2])));
  }
  return result;
}

double mean(const std::vector<double>& values) {
  double sum = 0;
  for (const double x : values) sum += x;
  return values.empty() ? 0 : sum / static_cast<double>(values.size());
}

// The standard error of the mean of differences when whole clusters (all votes on a statement, or all of a
// person) are the independent pieces. With few pieces there is no telling, and the error is larger than the
// mean.
double clustered_error(const std::vector<double>& differences, double mean,
                       const std::vector<std::uint32_t>& cluster) {
  std::vector<std::pair<double, bool>> residuals;
  for (std::size_t i = 0; i < differences.size(); ++i) {
    if (cluster[i] >= residuals.size()) residuals.resize(cluster[i] + 1);
    residuals[cluster[i]].first += differences[i] - mean;
    residuals[cluster[i]].second = true;
  }
  double squares = 0;
  double pieces = 0;
  for (const auto& [residual, present] : residuals) {
    squares += residual * residual;
    pieces += present ? 1 : 0;
  }
  if (pieces < kFewest) return std::abs(mean) + 1;
  return std::sqrt(squares * pieces / (pieces - 1)) / static_cast<double>(differences.size());
}

// The mean of a - b, and the larger of its standard errors by statement and by person.
struct Difference {
  double mean = 0;
  double error = 0;
};

Difference compare(const std::vector<Hidden>& hidden, const std::vector<double>& a,
                   const std::vector<double>& b) {
  std::vector<double> differences;
  std::vector<std::uint32_t> statements;
  std::vector<std::uint32_t> people;
  for (std::size_t i = 0; i < hidden.size(); ++i) {
    differences.push_back(a[i] - b[i]);
    statements.push_back(hidden[i].statement);
    people.push_back(hidden[i].person);
  }
  const double average = mean(differences);
  return {average, std::max(clustered_error(differences, average, statements),
                            clustered_error(differences, average, people))};
}

// A person's record with the place replaced by a group's: style as it would be there, and the uncertainty
// of both that being in the group leaves.
std::vector<float> as_member(const VoteModel& model, const float* record, const SmallVector& centre,
                             const SmallMatrix& within) {
  const int d = model.d;
  const Place place = place_of(record, d);
  const SmallMatrix precision = inverse_of(place.covariance, d).matrix;
  std::array<SmallVector, 2> regression = {};  // of style on place
  std::vector<float> result(record, record + model.shape().person);
  std::vector<float> covariance(triangle(model.shape().k));
  const auto cross = [&](int style, int a) { return 0.5 * record[kLane + packed_place(2 + a, style)]; };
  for (int s = 0; s < 2; ++s)
    for (int a = 0; a < d; ++a) {
      for (int b = 0; b < d; ++b) regression[s][a] += precision[a][b] * cross(s, b);
      result[s] += static_cast<float>(regression[s][a] * (centre[a] - place.mean[a]));
    }
  for (int a = 0; a < d; ++a) {
    result[2 + a] = static_cast<float>(centre[a]);
    for (int b = 0; b <= a; ++b) covariance[packed_place(2 + a, 2 + b)] = static_cast<float>(within[a][b]);
  }
  for (int s = 0; s < 2; ++s) {
    for (int r = 0; r <= s; ++r) {
      double value = (r == s ? 1 : 0.5) * record[kLane + packed_place(s, r)];
      for (int a = 0; a < d; ++a) value -= regression[s][a] * cross(r, a);
      value += inner(regression[s], times(within, regression[r], d), d);
      covariance[packed_place(s, r)] = static_cast<float>(value);
    }
    for (int a = 0; a < d; ++a)
      covariance[packed_place(2 + a, s)] = static_cast<float>(inner(within[a], regression[s], d));
  }
  kernels(d).pack_person(result.data(), covariance.data());
  return result;
}

// Hidden votes predicted from the group alone, style kept.
std::vector<double> surprises_of_groups(const VoteModel& model, std::span<const Hidden> hidden,
                                        const std::vector<int>& group, int groups) {
  const int d = model.d;
  const std::size_t n = group.size();
  std::vector<SmallVector> centres(groups);
  std::vector<SmallMatrix> within(groups);
  std::vector<double> counts(groups);
  for (std::size_t u = 0; u < n; ++u) {
    counts[group[u]] += 1;
    for (int a = 0; a < d; ++a) centres[group[u]][a] += model.person(u)[2 + a];
  }
  for (int g = 0; g < groups; ++g)
    for (double& x : centres[g]) x /= std::max(1.0, counts[g]);
  for (std::size_t u = 0; u < n; ++u) {
    const Place place = place_of(model.person(u), d);
    const int g = group[u];
    for (int a = 0; a < d; ++a)
      for (int b = 0; b < d; ++b)
        within[g][a][b] +=
            (place.covariance[a][b] + (place.mean[a] - centres[g][a]) * (place.mean[b] - centres[g][b])) /
            counts[g];
  }
  VoteModel members;
  members.d = d;
  members.statements = model.statements;
  members.people.reserve(model.people.size());
  for (std::size_t u = 0; u < n; ++u) {
    const auto record = as_member(model, model.person(u), centres[group[u]], within[group[u]]);
    members.people.insert(members.people.end(), record.begin(), record.end());
  }
  return surprises(members, hidden);
}

// Hidden votes of a fold predicted from k groups.
std::vector<double> surprises_by(const Fold& fold, const VoteModel& model, const Plane& plane,
                                 const Grouping& grouping) {
  const Sorter sorter(grouping, plane);
  std::vector<int> group(fold.ratings.people.count());
  for (std::size_t u = 0; u < group.size(); ++u)
    group[u] = sorter.group_of(place_of(model.person(u), model.d));
  return surprises_of_groups(model, fold.hidden, group, grouping.groups());
}

template <typename T>
void append(std::vector<T>& to, const std::vector<T>& from) {
  to.insert(to.end(), from.begin(), from.end());
}

std::size_t votes_of(const Votes& votes, const Canonical& order, std::size_t people) {
  std::size_t sum = 0;
  for (std::size_t u = 0; u < people; ++u) sum += votes.count_of(order.people[u]);
  return sum;
}

// Distinct groups if the first fold shows them; else stretches, one more as long as hidden votes say so.
// Who asks for fewer than there are gets stretches too: which heaps should count as one is not in the votes,
// and a mixture that must choose chooses otherwise for each draw of people.
void choose_groups(const std::vector<Fold>& folds, std::size_t rung, const std::vector<Hidden>& hidden,
                   const Canonical& order, const FitOptions& options, Selection& result) {
  const VoteModel& first_model = folds[0].models[rung];
  const Grouping found = distinct_groups(crowd_of(first_model, order.person_keys),
                                         plane_of(first_model, folds[0].ratings), 0, options.threads);
  result.distinct =
      found.distinct && (options.groups == 0 || static_cast<int>(options.groups) >= found.groups());
  result.groups = options.groups != 0 ? static_cast<int>(options.groups) : std::max(1, found.groups());
  const bool known = result.distinct || options.groups != 0;
  std::array<std::vector<double>, kMostGroups + 1> surprise;
  for (const Fold& fold : folds) {
    const VoteModel& model = fold.models[rung];
    const Plane plane = plane_of(model, fold.ratings);
    const Crowd crowd = crowd_of(model, order.person_keys);
    for (int k = known ? result.groups : 1; k <= (known ? result.groups : kMostGroups); ++k)
      append(surprise[k], surprises_by(fold, model, plane,
                                       result.distinct ? distinct_groups(crowd, plane, k, options.threads)
                                                       : stretches(crowd, plane, k)));
  }
  for (int k = 2; k <= kMostGroups && !known; ++k) {
    const Difference step = compare(hidden, surprise[k - 1], surprise[k]);
    if (step.mean < kSure * step.error || step.mean * kWorthwhile < result.hidden.gain) break;
    result.groups = k;
  }
  result.hidden.groups = mean(surprise[result.groups]);
}

// The rungs of the ladder to try.
std::vector<std::size_t> rungs_of(const FitOptions& options, std::size_t votes) {
  std::vector<std::size_t> rungs;
  for (std::size_t r = 0; r < kLadder.size(); ++r)
    if (r == 0 || kLadder[r] <= (votes > kMany ? 4 : kMaxDimensions)) rungs.push_back(r);
  if (options.dimensions == 0) rungs.resize(1);
  return rungs;
}

}  // namespace

std::size_t people_within(const Votes& votes, const Canonical& order, std::size_t most_votes) {
  std::size_t sum = 0;
  std::size_t people = 0;
  while (people < order.people.size() && (sum += votes.count_of(order.people[people])) <= most_votes)
    ++people;
  return std::max<std::size_t>(people, std::min<std::size_t>(1, order.people.size()));
}

Crowd crowd_of(const VoteModel& model, std::span<const std::uint64_t> person_keys) {
  constexpr std::size_t kEnough = 4'000;
  const std::size_t people = std::min(kEnough, model.people.size() / model.shape().person);
  Crowd crowd;
  crowd.d = model.d;
  for (std::size_t u = 0; u < people; ++u) {
    crowd.places.push_back(place_of(model.person(u), model.d));
    crowd.keys.push_back(person_keys[u]);
  }
  return crowd;
}

Selection select(const Votes& votes, const Canonical& order, const FitOptions& options) {
  const std::size_t people = people_within(votes, order, kMostVotes);
  const std::size_t count = votes_of(votes, order, people);
  const std::size_t folds =
      std::clamp<std::size_t>(kWanted * kFolds / std::max<std::size_t>(1, count), 1, kFolds);
  const std::vector<std::size_t> rungs = rungs_of(options, count);

  std::vector<Fold> all(folds);
  in_parallel(folds > 1 ? options.threads : 1, folds, [&](std::size_t f) {
    Fold& fold = all[f];
    const unsigned threads = folds > 1 ? 1 : options.threads;
    fold.ratings = ratings_of(votes, order, first(people), static_cast<unsigned>(f), &fold.hidden, threads);
    fold.rates = surprises_of_rates(fold.ratings, fold.hidden);
    for (const std::size_t r : rungs) {
      fold.models[r] = start_model(fold.ratings, order.statement_keys, kLadder[r], threads);
      improve(fold.models[r], fold.ratings, r == 0 ? kStyleRounds : kMapRounds, threads);
      fold.by_axes[r] = surprises(fold.models[r], fold.hidden);
    }
  });

  std::vector<Hidden> hidden;
  std::vector<double> rates;
  std::array<std::vector<double>, kLadder.size()> by_axes;
  for (const Fold& fold : all) {
    append(hidden, fold.hidden);
    append(rates, fold.rates);
    for (const std::size_t r : rungs) append(by_axes[r], fold.by_axes[r]);
  }
  Selection result;
  result.hidden.votes = hidden.size();
  result.hidden.rates = mean(rates);
  result.hidden.style = mean(by_axes[0]);
  result.hidden.map = result.hidden.groups = result.hidden.style;
  if (rungs.size() == 1 || hidden.empty()) return result;

  std::size_t best = rungs[1];
  for (const std::size_t r : rungs)
    if (r != 0 && mean(by_axes[r]) < mean(by_axes[best])) best = r;
  const Difference gain = compare(hidden, by_axes[0], by_axes[best]);
  result.dimensions = gain.mean > 0 ? kLadder[best] : 0;
  result.hidden.gain = gain.mean;
  result.hidden.gain_error = gain.error;
  result.real = gain.mean > std::max(kLeastGain, kSure * gain.error);
  if (!result.real) return result;
  result.hidden.map = mean(by_axes[best]);

  choose_groups(all, best, hidden, order, options, result);
  return result;
}

}  // namespace demur::opinion
