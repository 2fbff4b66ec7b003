#include "demur/opinion/division.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

namespace demur::opinion {
namespace {

constexpr int kRounds = 40;      // of the power method
constexpr int kRoundsAgain = 6;  // from where it ended for nearly the same people
constexpr int kResamples = 200;
constexpr std::size_t kDeals = 60;
constexpr double kNineteenInTwenty = 0.95;

// The votes of some people on every other statement, less the statements' means.
struct Half {
  std::vector<std::size_t> starts = {0};  // one more than people
  std::vector<std::uint16_t> statement;
  std::vector<double> vote;

  [[nodiscard]] double along(const std::vector<double>& axis, std::size_t person) const {
    double sum = 0;
    for (std::size_t k = starts[person]; k < starts[person + 1]; ++k) sum += vote[k] * axis[statement[k]];
    return sum;
  }
};

std::vector<double> means_of(const Votes& votes, std::span<const std::uint32_t> people) {
  std::vector<double> mean(votes.statements(), 0);
  std::vector<double> count(votes.statements(), 0);
  for (const std::uint32_t person : people) {
    const auto on = votes.statements_of(person);
    const auto vote = votes.votes_of(person);
    for (std::size_t at = 0; at < on.size(); ++at) {
      mean[on[at]] += static_cast<double>(vote[at]);
      ++count[on[at]];
    }
  }
  for (std::size_t j = 0; j < mean.size(); ++j)
    if (count[j] > 0) mean[j] /= count[j];
  return mean;
}

Half half_of(const Votes& votes, std::span<const std::uint32_t> people, std::size_t parity) {
  const std::vector<double> mean = means_of(votes, people);
  Half half;
  for (const std::uint32_t person : people) {
    const auto on = votes.statements_of(person);
    const auto vote = votes.votes_of(person);
    for (std::size_t at = 0; at < on.size(); ++at) {
      if (on[at] % 2 != parity) continue;
      half.statement.push_back(on[at]);
      half.vote.push_back(static_cast<double>(vote[at]) - mean[on[at]]);
    }
    half.starts.push_back(half.vote.size());
  }
  return half;
}

std::vector<double> any_axis(const Votes& votes, std::size_t parity) {
  std::vector<double> axis(votes.statements(), 0);
  for (std::size_t j = parity; j < axis.size(); j += 2) axis[j] = 1 + 0.1 * static_cast<double>(j % 7);
  return axis;
}

// The power method, from where `axis` is.
void turn_to_first_component(const Half& half, int rounds, std::vector<double>& axis) {
  for (int round = 0; round < rounds; ++round) {
    std::vector<double> next(axis.size(), 0);
    for (std::size_t person = 0; person + 1 < half.starts.size(); ++person) {
      const double at_person = half.along(axis, person);
      for (std::size_t k = half.starts[person]; k < half.starts[person + 1]; ++k)
        next[half.statement[k]] += at_person * half.vote[k];
    }
    double norm = 0;
    for (const double each : next) norm += each * each;
    if (norm == 0) break;
    for (double& each : next) each /= std::sqrt(norm);
    axis = std::move(next);
  }
}

// Mean votes of a camp on each statement of the other half.
struct Camp {
  double n = 0, sum = 0, squares = 0;
  void add(double vote) {
    n += 1;
    sum += vote;
    squares += vote * vote;
  }
  [[nodiscard]] double mean() const { return sum / n; }
  [[nodiscard]] double error2() const { return (squares - sum * sum / n) / (n - 1) / n; }
};

double gap(const Votes& votes, std::span<const std::uint32_t> people, std::size_t parity, int rounds,
           std::vector<double>& axis) {
  const Half half = half_of(votes, people, parity);
  turn_to_first_component(half, rounds, axis);
  std::vector<Camp> camps(2 * votes.statements());
  for (std::size_t i = 0; i < people.size(); ++i) {
    const std::size_t camp = half.along(axis, i) > 0 ? 1 : 0;
    const auto on = votes.statements_of(people[i]);
    const auto vote = votes.votes_of(people[i]);
    for (std::size_t at = 0; at < on.size(); ++at)
      if (on[at] % 2 != parity) camps[2 * std::size_t{on[at]} + camp].add(static_cast<double>(vote[at]));
  }
  double squares = 0;
  double statements = 0;
  for (std::size_t j = 0; j < votes.statements(); ++j) {
    const Camp& a = camps[2 * j];
    const Camp& b = camps[2 * j + 1];
    if (a.n < 2 || b.n < 2) continue;
    const double apart = a.mean() - b.mean();
    squares += apart * apart - a.error2() - b.error2();
    ++statements;
  }
  return statements > 0 ? std::sqrt(std::max(0.0, squares / statements)) / 2 : 0;
}

// One round's division, for its people and for resamples of them.
class Measure {
 public:
  explicit Measure(const Votes& votes) : votes_(votes), axes_{any_axis(votes, 0), any_axis(votes, 1)} {}
  [[nodiscard]] double of(std::span<const std::uint32_t> people) { return mean_gap(people, kRounds, axes_); }
  [[nodiscard]] double of_resample(std::span<const std::uint32_t> people) const {
    auto axes = axes_;
    return mean_gap(people, kRoundsAgain, axes);
  }

 private:
  using Axes = std::array<std::vector<double>, 2>;
  [[nodiscard]] double mean_gap(std::span<const std::uint32_t> people, int rounds, Axes& axes) const {
    if (people.empty() || votes_.statements() < 2) return 0;
    return (gap(votes_, people, 0, rounds, axes[0]) + gap(votes_, people, 1, rounds, axes[1])) / 2;
  }
  const Votes& votes_;
  Axes axes_;
};

// SplitMix64 (S. Vigna): the same numbers on every machine.
class Draws {
 public:
  [[nodiscard]] std::size_t below(std::size_t limit) {
    std::uint64_t z = (state_ += 0x9e3779b97f4a7c15U);
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9U;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebU;
    return static_cast<std::size_t>((z ^ (z >> 31)) % limit);
  }

 private:
  std::uint64_t state_ = 20'261'125;
};

// The votes of these people on each statement, exchanged among those who voted on it.
Votes dealt_anew(const Votes& votes, std::span<const std::uint32_t> people, Draws& draws) {
  std::vector<std::vector<std::size_t>> places(votes.statements());
  for (const std::uint32_t person : people)
    for (std::size_t at = votes.starts()[person]; at < votes.starts()[person + 1]; ++at)
      places[votes.all_statements()[at]].push_back(at);
  std::vector<Vote> dealt(votes.all_votes().begin(), votes.all_votes().end());
  for (const auto& of_statement : places)
    for (std::size_t left = of_statement.size(); left > 1; --left)
      std::swap(dealt[of_statement[left - 1]], dealt[of_statement[draws.below(left)]]);
  return Votes::make(votes.statements(), {votes.starts().begin(), votes.starts().end()},
                     {votes.all_statements().begin(), votes.all_statements().end()}, std::move(dealt))
      .value();
}

}  // namespace

double division_by_chance(const Votes& votes, std::span<const std::uint32_t> people) {
  Draws draws;
  std::vector<double> found;
  for (std::size_t i = 0; i < kDeals; ++i) {
    const Votes dealt = dealt_anew(votes, people, draws);
    found.push_back(Measure(dealt).of(people));
  }
  std::ranges::sort(found);
  return found[static_cast<std::size_t>(kNineteenInTwenty * kDeals) - 1];
}

double division(const Votes& votes, std::span<const std::uint32_t> people) {
  return Measure(votes).of(people);
}

DivisionChange division_change(const Votes& votes_before, std::span<const std::uint32_t> before,
                               const Votes& votes_after, std::span<const std::uint32_t> after, bool paired) {
  Measure measure_before(votes_before);
  Measure measure_after(votes_after);
  DivisionChange result{.before = measure_before.of(before),
                        .after = measure_after.of(after),
                        .chance_before = division_by_chance(votes_before, before),
                        .chance_after = division_by_chance(votes_after, after)};
  const double change = result.after - result.before;
  result.change = {.value = change, .low = -1, .high = 1};
  if (before.size() < 2 || after.size() < 2) return result;
  Draws draws;
  double sum = 0;
  double squares = 0;
  std::vector<std::uint32_t> drawn_before(before.size());
  std::vector<std::uint32_t> drawn_after(after.size());
  for (int round = 0; round < kResamples; ++round) {
    for (std::size_t at = 0; at < before.size(); ++at) {
      const std::size_t drawn = draws.below(before.size());
      drawn_before[at] = before[drawn];
      if (paired) drawn_after[at] = after[drawn];
    }
    if (!paired)
      for (std::uint32_t& each : drawn_after) each = after[draws.below(after.size())];
    const double one = measure_after.of_resample(drawn_after) - measure_before.of_resample(drawn_before);
    sum += one;
    squares += one * one;
  }
  const double mean = sum / kResamples;
  const double error = std::sqrt(std::max(0.0, squares / kResamples - mean * mean));
  result.change.low = std::max(-1.0, change - kTwoSided95 * error);
  result.change.high = std::min(1.0, change + kTwoSided95 * error);
  return result;
}

}  // namespace demur::opinion
