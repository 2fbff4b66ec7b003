#include "demur/opinion/expected.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <span>
#include <vector>

#include "demur/opinion/parallel.hpp"
#include "demur/opinion/ratings.hpp"

namespace demur::opinion {
namespace {

constexpr std::size_t kSample =
    1'000;  // members: their mean then errs by some 0.01, which the bounds contain
constexpr std::size_t kPiece = 64;
constexpr double kOneSided = 1.645;  // 95 %

enum Choice : std::size_t { kToAgree = 0, kToDisagree = 1 };

// Sums over members, by choice, term and statement: of the chance p, of p squared, of p (1 - p), and of what
// each of the statement's parameters (a_s, w_s, a_t, w_t) does to p.
constexpr std::size_t kTerms = 3;  // before those
template <typename T>
struct Sums {
  std::size_t statements = 0;
  int d = 0;
  std::vector<T> values = std::vector<T>(2 * terms() * statements);

  [[nodiscard]] std::size_t terms() const { return kTerms + 2 * (static_cast<std::size_t>(d) + 1); }
  [[nodiscard]] T* of(Choice choice, std::size_t term) {
    return values.data() + (choice * terms() + term) * statements;
  }
  [[nodiscard]] T at(Choice choice, std::size_t term, std::size_t statement) const {
    return values[(choice * terms() + term) * statements + statement];
  }
};

// One member's chance p of a choice on each statement, and its derivatives by s and t.
void add(const std::vector<float>& p, const std::vector<float>& by_s, const std::vector<float>& by_t,
         const float* record, Choice choice, Sums<float>& sums) {
  const std::size_t m = sums.statements;
  float* sum = sums.of(choice, 0);
  float* squares = sums.of(choice, 1);
  float* spread = sums.of(choice, 2);
  for (std::size_t j = 0; j < m; ++j) {
    sum[j] += p[j];
    squares[j] += p[j] * p[j];
    spread[j] += p[j] * (1 - p[j]);
  }
  for (int a = 0; a <= sums.d; ++a) {
    const float zeta = a == 0 ? 1 : record[1 + a];
    float* s = sums.of(choice, kTerms + static_cast<std::size_t>(a));
    float* t = sums.of(choice, kTerms + static_cast<std::size_t>(sums.d + 1 + a));
    for (std::size_t j = 0; j < m; ++j) {
      s[j] += by_s[j] * zeta;
      t[j] += by_t[j] * zeta;
    }
  }
}

// The variance that the statement's uncertainty gives to the sum of chances.
double variance(const float* statement, const Shape& shape, const Sums<double>& sums, Choice choice,
                std::size_t j) {
  const float* ss = statement + uncertainty_of_statement(shape);
  const float* st = ss + shape.packed;
  const float* tt = st + shape.packed;
  const auto e = static_cast<std::size_t>(shape.e);
  const auto by = [&](std::size_t parameter) { return sums.at(choice, kTerms + parameter, j); };
  double result = 0;
  for (std::size_t a = 0; a < e; ++a)
    for (std::size_t b = 0; b < e; ++b) {
      const int at = packed_place(static_cast<int>(std::max(a, b)), static_cast<int>(std::min(a, b)));
      result += by(a) * by(b) * ss[at] + 2 * by(a) * by(e + b) * st[at] + by(e + a) * by(e + b) * tt[at];
    }
  return std::max(0.0, result);
}

// A one-sided bound on the scale of log-odds, where it stays between 0 and 1.
float below(double p, double deviation) {
  const double inside = std::clamp(p, 1e-6, 1 - 1e-6);
  const double log_odds = std::log(inside / (1 - inside)) - kOneSided * deviation / (inside * (1 - inside));
  return static_cast<float>(1 / (1 + std::exp(-log_odds)));
}

// How many members were summed over, and of how many.
struct Sample {
  double sampled = 0;
  double size = 0;
};

float bound(const float* statement, const Shape& shape, const Sums<double>& sums, Choice choice,
            std::size_t j, Sample of) {
  const double p = sums.at(choice, 0, j) / of.sampled;
  double v = variance(statement, shape, sums, choice, j) / (of.sampled * of.sampled) +
             sums.at(choice, 2, j) / of.sampled / of.size;
  if (of.sampled < of.size) v += std::max(0.0, sums.at(choice, 1, j) / of.sampled - p * p) / of.sampled;
  return below(p, std::sqrt(v));
}

Expected expected_of(const float* statement, const Shape& shape, const Sums<double>& sums, std::size_t j,
                     Sample of) {
  Expected e;
  e.mean.agree = static_cast<float>(sums.at(kToAgree, 0, j) / of.sampled);
  e.mean.disagree = static_cast<float>(sums.at(kToDisagree, 0, j) / of.sampled);
  e.mean.pass = std::max(0.0F, 1 - e.mean.agree - e.mean.disagree);
  e.agree_low = bound(statement, shape, sums, kToAgree, j, of);
  e.disagree_low = bound(statement, shape, sums, kToDisagree, j, of);
  return e;
}

// One piece of the members.
Sums<float> sums_over(const VoteModel& model, std::span<const std::uint32_t> members) {
  const std::size_t m = model.statements.size() / model.shape().statement;
  const std::vector<std::uint32_t> all = first(m);
  Sums<float> sums{.statements = m, .d = model.d};
  std::vector<float> agree(m);
  std::vector<float> disagree(m);
  std::array<std::vector<float>, 2> by_s = {std::vector<float>(m), std::vector<float>(m)};
  std::array<std::vector<float>, 2> by_t = by_s;
  for (const std::uint32_t member : members) {
    const float* record = model.person(member);
    kernels(model.d).chances(record, model.statements.data(), all.data(), m, agree.data(), disagree.data());
    for (std::size_t j = 0; j < m; ++j) {
      const float a = agree[j];
      const float d = disagree[j];
      const float pass = std::max(0.0F, 1 - (a + d));
      by_s[kToAgree][j] = 0.5F * a * (1 - a + d);
      by_t[kToAgree][j] = -a * pass;
      by_s[kToDisagree][j] = -0.5F * d * (1 - d + a);
      by_t[kToDisagree][j] = -d * pass;
    }
    add(agree, by_s[kToAgree], by_t[kToAgree], record, kToAgree, sums);
    add(disagree, by_s[kToDisagree], by_t[kToDisagree], record, kToDisagree, sums);
  }
  return sums;
}

// By statement rank. Pieces are summed in their order.
Sums<double> sums_over(const VoteModel& model, std::span<const std::uint32_t> members, unsigned threads) {
  const std::size_t pieces = (members.size() + kPiece - 1) / kPiece;
  std::vector<Sums<float>> sums(pieces);
  in_parallel(threads, pieces, [&](std::size_t piece) {
    const std::size_t begin = piece * kPiece;
    sums[piece] = sums_over(model, members.subspan(begin, std::min(kPiece, members.size() - begin)));
  });
  Sums<double> result{.statements = model.statements.size() / model.shape().statement, .d = model.d};
  for (const Sums<float>& piece : sums)
    for (std::size_t i = 0; i < result.values.size(); ++i) result.values[i] += piece.values[i];
  return result;
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
  Sums<double> all{.statements = m, .d = model.d};
  for (std::size_t g = 0; g < members.size(); ++g) {
    if (members[g].empty()) continue;
    const Sample of = {static_cast<double>(members[g].size()), static_cast<double>(map.groups[g].size)};
    const Sums<double> sums = sums_over(model, members[g], threads);
    for (std::size_t rank = 0; rank < m; ++rank)
      map.expected[g * m + order.statements[rank]] =
          expected_of(model.statement(rank), shape, sums, rank, of);
    // So that each group counts for its size.
    const double weight = of.size / of.sampled * sampled / everybody;
    for (std::size_t i = 0; i < all.values.size(); ++i) all.values[i] += weight * sums.values[i];
  }
  for (std::size_t rank = 0; rank < m; ++rank) {
    const std::size_t j = order.statements[rank];
    map.everybody[j] = expected_of(model.statement(rank), shape, all, rank, {sampled, everybody});
    bridge(map.expected, map.groups.size(), j, m, map.bridging[j]);
  }
}

}  // namespace demur::opinion
