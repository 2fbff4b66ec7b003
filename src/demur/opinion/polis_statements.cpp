#include "demur/opinion/polis_statements.hpp"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <optional>

#include "demur/opinion/tally.hpp"

namespace demur::opinion {
namespace {

constexpr double kSure = 1.2816;  // one-sided 90 %
constexpr std::size_t kShown = 5;

struct Count {
  double agree = 0;
  double disagree = 0;
  double seen = 0;

  Count& operator+=(const Count& other) {
    agree += other.agree;
    disagree += other.disagree;
    seen += other.seen;
    return *this;
  }
  Count operator-(const Count& other) const {
    return {agree - other.agree, disagree - other.disagree, seen - other.seen};
  }
};

using Counts = std::vector<Count>;  // by statement

// By group; the last one: of everybody, grouped or not.
std::vector<Counts> count(const Votes& votes, const Classic& classic, unsigned threads) {
  const std::size_t groups = classic.groups.size();
  std::vector<std::uint8_t> group;
  group.reserve(votes.people());
  for (const std::int8_t g : classic.group) group.push_back(static_cast<std::uint8_t>(g));
  const Tallies tallies = tally(votes, group, groups, threads);
  std::vector<Counts> counts(groups + 1, Counts(votes.statements()));
  for (std::size_t j = 0; j < votes.statements(); ++j)
    for (std::size_t g = 0; g <= groups; ++g) {
      const auto [agree, disagree, pass] = tallies.at(j, g);
      const Count here = {static_cast<double>(agree), static_cast<double>(disagree),
                          static_cast<double>(agree) + disagree + pass};
      if (g < groups) counts[g][j] = here;
      counts[groups][j] += here;
    }
  return counts;
}

double share(double votes, double seen) {
  return (votes + 1) / (seen + 2);
}

// z of one proportion against one half.
double share_test(double votes, double seen) {
  return 2 * std::sqrt(seen + 1) * ((votes + 1) / (seen + 1) - 0.5);
}

// z of two proportions, one added to each count.
double difference_test(double votes, double seen, double other_votes, double other_seen) {
  const double here = (votes + 1) / (seen + 1);
  const double there = (other_votes + 1) / (other_seen + 1);
  const double pooled = (votes + other_votes + 2) / (seen + other_seen + 2);
  if (pooled == 1) return 0;
  return (here - there) / std::sqrt(pooled * (1 - pooled) * (1 / (seen + 1) + 1 / (other_seen + 1)));
}

struct Candidate {
  Representative agree;
  Representative disagree;
  double agreed = 0;
  double disagreed = 0;

  [[nodiscard]] const Representative& stronger() const {
    return agree.repness_test > disagree.repness_test ? agree : disagree;
  }
};

Representative direction(std::size_t j, bool agree, double votes, double seen, double other_votes,
                         double other_seen) {
  Representative r;
  r.statement = static_cast<std::uint16_t>(j);
  r.agree = agree;
  r.votes = static_cast<std::uint32_t>(votes);
  r.seen = static_cast<std::uint32_t>(seen);
  r.share = share(votes, seen);
  r.share_test = share_test(votes, seen);
  r.repness = r.share / share(other_votes, other_seen);
  r.repness_test = difference_test(votes, seen, other_votes, other_seen);
  return r;
}

Candidate candidate_of(std::size_t j, const Count& here, const Count& rest) {
  return {direction(j, true, here.agree, here.seen, rest.agree, rest.seen),
          direction(j, false, here.disagree, here.seen, rest.disagree, rest.seen), here.agree, here.disagree};
}

bool sufficient(const Representative& r) {
  return r.repness_test > kSure && r.share_test > kSure;
}

double metric(const Representative& r) {
  return r.repness * r.repness_test * r.share * r.share_test;
}

// Whether a candidate becomes what the group agrees to most.
bool better_agreed(const Candidate& c, const std::optional<Representative>& best) {
  if (c.agreed == 0 && c.disagreed == 0) return false;
  const Representative& a = c.agree;
  if (best && best->repness > 1) return metric(a) > metric(*best);
  if (best) return a.share * a.share_test > best->share * best->share_test;
  return a.share_test > kSure || (a.repness > 1 && a.share > 0.5);
}

std::vector<Representative> select(const std::vector<Candidate>& candidates) {
  std::vector<Representative> chosen;
  std::optional<Representative> best;
  std::optional<Representative> best_agreed;
  double best_test = 0;
  for (const Candidate& c : candidates) {
    if (sufficient(c.agree) || sufficient(c.disagree)) chosen.push_back(c.stronger());
    const double test = std::max(c.agree.repness_test, c.disagree.repness_test);
    if (chosen.empty() && (!best || test > best_test)) {
      best = c.stronger();
      best_test = test;
    }
    if (better_agreed(c, best_agreed)) best_agreed = c.agree;
  }
  if (best_agreed) best_agreed->best_agree = true;
  if (chosen.empty()) {
    if (best_agreed) return {*best_agreed};
    return best ? std::vector{*best} : std::vector<Representative>{};
  }
  std::ranges::sort(chosen, [](const Representative& a, const Representative& b) {
    return metric(a) != metric(b) ? metric(a) > metric(b) : a.statement < b.statement;
  });
  if (best_agreed) {
    std::erase_if(chosen, [&](const Representative& r) { return r.statement == best_agreed->statement; });
    chosen.insert(chosen.begin(), *best_agreed);
  }
  if (chosen.size() > kShown) chosen.resize(kShown);
  std::vector<Representative> ordered;
  std::ranges::copy_if(chosen, std::back_inserter(ordered), [](const Representative& r) { return r.agree; });
  std::ranges::copy_if(chosen, std::back_inserter(ordered), [](const Representative& r) { return !r.agree; });
  return ordered;
}

std::vector<ConsensusStatement> consensus(const Counts& counts, std::span<const std::uint8_t> moderated,
                                          bool agree) {
  std::vector<ConsensusStatement> found;
  for (std::size_t j = 0; j < counts.size(); ++j) {
    if (!moderated.empty() && moderated[j] != 0) continue;
    const double votes = agree ? counts[j].agree : counts[j].disagree;
    const ConsensusStatement c = {static_cast<std::uint16_t>(j), share(votes, counts[j].seen),
                                  share_test(votes, counts[j].seen)};
    if (c.share > 0.5 && c.share_test > kSure) found.push_back(c);
  }
  std::ranges::sort(found, [](const ConsensusStatement& a, const ConsensusStatement& b) {
    const double x = a.share * a.share_test;
    const double y = b.share * b.share_test;
    return x != y ? x > y : a.statement < b.statement;
  });
  if (found.size() > kShown) found.resize(kShown);
  return found;
}

}  // namespace

void describe_statements(const Votes& votes, std::span<const std::uint8_t> moderated, unsigned threads,
                         Classic& classic) {
  const std::vector<Counts> counts = count(votes, classic, threads);
  const std::size_t groups = classic.groups.size();
  const std::size_t m = votes.statements();
  Counts grouped(m);
  for (std::size_t g = 0; g < groups; ++g)
    for (std::size_t j = 0; j < m; ++j) grouped[j] += counts[g][j];

  for (std::size_t g = 0; g < groups; ++g) {
    std::vector<Candidate> candidates;
    for (std::size_t j = 0; j < m; ++j)
      if (moderated.empty() || moderated[j] == 0)
        candidates.push_back(candidate_of(j, counts[g][j], grouped[j] - counts[g][j]));
    classic.groups[g].representative = select(candidates);
  }
  classic.agreed = consensus(counts.back(), moderated, true);
  classic.disagreed = consensus(counts.back(), moderated, false);
  classic.group_aware_consensus.assign(m, 1);
  classic.priority.resize(m);
  for (std::size_t j = 0; j < m; ++j) {
    for (std::size_t g = 0; g < groups; ++g)
      classic.group_aware_consensus[j] *= share(counts[g][j].agree, counts[g][j].seen);
    const Count& c = grouped[j];
    const double agrees = share(c.agree, c.seen);
    const double passes = share(c.seen - c.agree - c.disagree, c.seen);
    const double fresh = 1 + 8 * std::exp2(-c.seen / 5);
    classic.priority[j] = std::pow((1 - passes) * (1 + classic.extremity[j]) * agrees * fresh, 2);
  }
}

}  // namespace demur::opinion
