#include "demur/opinion/expected.hpp"

#include <algorithm>
#include <cmath>

#include "demur/opinion/parallel.hpp"
#include "demur/opinion/ratings.hpp"

namespace demur::opinion {
namespace {

constexpr std::size_t kSample =
    1'000;  // members: their mean then errs by some 0.01, which the bounds contain
constexpr std::size_t kPiece = 64;
constexpr double kOneSided = 1.645;  // 95 %

// Sums over members: of one choice, what the statement's parameters and the members' own chance do to it.
struct Share {
  double sum = 0;
  double squares = 0;
  double spread = 0;                                           // p (1 - p)
  std::array<double, 2 * (kMaxDimensions + 1)> gradient = {};  // by a_s, w_s, a_t, w_t

  void add(double p, double by_s, double by_t, const float* record, int d) {
    sum += p;
    squares += p * p;
    spread += p * (1 - p);
    for (int a = 0; a <= d; ++a) {
      const double zeta = a == 0 ? 1 : record[1 + a];
      gradient[a] += by_s * zeta;
      gradient[kMaxDimensions + 1 + a] += by_t * zeta;
    }
  }
  void add(const Share& other) {
    sum += other.sum;
    squares += other.squares;
    spread += other.spread;
    for (std::size_t i = 0; i < gradient.size(); ++i) gradient[i] += other.gradient[i];
  }
};

struct Sums {
  Share agree;
  Share disagree;
};

// The variance that the statement's uncertainty gives to a linear function of its parameters.
double variance(const float* statement, const Shape& shape, const Share& share) {
  const float* ss = statement + 3 * kLane + shape.packed_k;
  const float* st = ss + shape.packed;
  const float* tt = st + shape.packed;
  double result = 0;
  for (int a = 0; a <= shape.d; ++a)
    for (int b = 0; b <= shape.d; ++b) {
      const int at = a >= b ? packed_place(a, b) : packed_place(b, a);
      const double* t = share.gradient.data() + kMaxDimensions + 1;
      result += share.gradient[a] * share.gradient[b] * ss[at] + 2 * share.gradient[a] * t[b] * st[at] +
                t[a] * t[b] * tt[at];
    }
  return std::max(0.0, result);
}

// A one-sided bound on the scale of log-odds, where it stays between 0 and 1.
float below(double p, double deviation) {
  const double inside = std::clamp(p, 1e-6, 1 - 1e-6);
  const double log_odds = std::log(inside / (1 - inside)) - kOneSided * deviation / (inside * (1 - inside));
  return static_cast<float>(1 / (1 + std::exp(-log_odds)));
}

// `sampled` of `size` members were summed over.
float bound(const float* statement, const Shape& shape, const Share& share, double sampled, double size) {
  const double p = share.sum / sampled;
  double v = variance(statement, shape, share) / (sampled * sampled) + share.spread / sampled / size;
  if (sampled < size) v += std::max(0.0, share.squares / sampled - p * p) / sampled;
  return below(p, std::sqrt(v));
}

Expected expected_of(const float* statement, const Shape& shape, const Sums& sums, double sampled,
                     double size) {
  Expected e;
  e.mean.agree = static_cast<float>(sums.agree.sum / sampled);
  e.mean.disagree = static_cast<float>(sums.disagree.sum / sampled);
  e.mean.pass = std::max(0.0F, 1 - e.mean.agree - e.mean.disagree);
  e.agree_low = bound(statement, shape, sums.agree, sampled, size);
  e.disagree_low = bound(statement, shape, sums.disagree, sampled, size);
  return e;
}

// By statement rank. Pieces are summed in their order.
std::vector<Sums> sums_over(const VoteModel& model, const std::vector<std::uint32_t>& members,
                            unsigned threads) {
  const std::size_t m = model.statements.size() / model.shape().statement;
  const std::vector<std::uint32_t> all = first(m);
  const std::size_t pieces = (members.size() + kPiece - 1) / kPiece;
  std::vector<std::vector<Sums>> sums(pieces);
  in_parallel(threads, pieces, [&](std::size_t piece) {
    sums[piece].resize(m);
    std::vector<float> agree(m);
    std::vector<float> disagree(m);
    const std::size_t end = std::min(members.size(), (piece + 1) * kPiece);
    for (std::size_t i = piece * kPiece; i < end; ++i) {
      const float* record = model.person(members[i]);
      kernels(model.d).chances(record, model.statements.data(), all.data(), m, agree.data(), disagree.data());
      for (std::size_t j = 0; j < m; ++j) {
        const double a = agree[j];
        const double d = disagree[j];
        const double pass = std::max(0.0, 1 - a - d);
        sums[piece][j].agree.add(a, 0.5 * a * (1 - a + d), -a * pass, record, model.d);
        sums[piece][j].disagree.add(d, -0.5 * d * (1 + a - d), -d * pass, record, model.d);
      }
    }
  });
  std::vector<Sums> result(m);
  for (const auto& piece : sums)
    for (std::size_t j = 0; j < m; ++j) {
      result[j].agree.add(piece[j].agree);
      result[j].disagree.add(piece[j].disagree);
    }
  return result;
}

void scale(Share& share, double by) {
  share.sum *= by;
  share.squares *= by;
  share.spread *= by;
  for (double& x : share.gradient) x *= by;
}

void bridge(const std::vector<Expected>& groups, std::size_t count, std::size_t j, std::size_t statements,
            Bridging& result) {
  double logs = 0;
  result.minimum = result.low = 1;
  for (std::size_t g = 0; g < count; ++g) {
    const Expected& e = groups[g * statements + j];
    result.minimum = std::min(result.minimum, e.mean.agree);
    result.low = std::min(result.low, e.agree_low);
    logs += std::log(std::max(1e-6F, e.mean.agree));
  }
  result.geometric_mean = static_cast<float>(std::exp(logs / static_cast<double>(count)));
}

}  // namespace

void expect_votes(const Canonical& order, const VoteModel& model, unsigned threads, Map& map) {
  const Shape shape = model.shape();
  const std::size_t m = map.statements;
  const std::size_t people = model.people.size() / shape.person;
  std::vector<std::vector<std::uint32_t>> members(map.groups.size());
  for (std::uint32_t rank = 0; rank < people; ++rank) {
    auto& of_group = members[map.group[order.people[rank]]];
    if (of_group.size() < kSample) of_group.push_back(rank);
  }
  double everybody = 0;
  double sampled = 0;
  for (std::size_t g = 0; g < members.size(); ++g) {
    everybody += static_cast<double>(map.groups[g].size);
    sampled += static_cast<double>(members[g].size());
  }
  map.expected.assign(map.groups.size() * m, {});
  map.everybody.assign(m, {});
  map.bridging.assign(m, {});
  std::vector<Sums> all(m);
  for (std::size_t g = 0; g < members.size(); ++g) {
    if (members[g].empty()) continue;
    const auto count = static_cast<double>(members[g].size());
    const auto size = static_cast<double>(map.groups[g].size);
    std::vector<Sums> sums = sums_over(model, members[g], threads);
    for (std::size_t rank = 0; rank < m; ++rank) {
      map.expected[g * m + order.statements[rank]] =
          expected_of(model.statement(rank), shape, sums[rank], count, size);
      // So that each group counts for its size.
      scale(sums[rank].agree, size / count * sampled / everybody);
      scale(sums[rank].disagree, size / count * sampled / everybody);
      all[rank].agree.add(sums[rank].agree);
      all[rank].disagree.add(sums[rank].disagree);
    }
  }
  for (std::size_t rank = 0; rank < m; ++rank) {
    const std::size_t j = order.statements[rank];
    map.everybody[j] = expected_of(model.statement(rank), shape, all[rank], sampled, everybody);
    bridge(map.expected, map.groups.size(), j, m, map.bridging[j]);
  }
}

}  // namespace demur::opinion
