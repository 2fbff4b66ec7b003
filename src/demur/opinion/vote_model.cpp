#include "demur/opinion/vote_model.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "demur/opinion/parallel.hpp"
#include "demur/opinion/subspace.hpp"

namespace demur::opinion {
namespace {

constexpr std::size_t kSmall = 20'000;  // votes: below, a second thread costs more than it brings
constexpr std::size_t kRange = 256;     // people a piece of work

unsigned threads_for(const Ratings& ratings, unsigned threads) {
  return ratings.people.other.size() < kSmall ? 1 : threads;
}

Row row_of(const Rows& rows, std::size_t i) {
  return {rows.other.data() + rows.starts[i], rows.vote.data() + rows.starts[i], rows.length(i)};
}

// ---- where to start

// Votes less the statement's mean and (shrunk) the person's: what style and popularity do not explain.
struct Centre {
  std::vector<float> statement;
  std::vector<float> person;
};

Centre centre_of(const Ratings& ratings) {
  Centre centre;
  centre.statement = means_of(ratings.statements);
  const Rows& by_person = ratings.people;
  for (std::size_t u = 0; u < by_person.count(); ++u) {
    float sum = 0;
    for (auto k = by_person.starts[u]; k < by_person.starts[u + 1]; ++k)
      sum += static_cast<float>(by_person.vote[k]) - centre.statement[by_person.other[k]];
    centre.person.push_back(sum / (static_cast<float>(by_person.length(u)) + 3));
  }
  return centre;
}

// Principal components by subspace iteration from a start that the keys give; scores of people.
std::vector<Block> scores(const Ratings& ratings, std::span<const std::uint64_t> keys, unsigned threads) {
  constexpr int kIterations = 8;
  const Centre centre = centre_of(ratings);
  std::vector<Block> axes = random_block(keys);
  std::vector<Block> people(ratings.people.count());
  for (int i = 0; i < kIterations; ++i) {
    orthonormalise(axes);
    multiply(ratings.people, centre.person, centre.statement, axes, people, threads);
    if (i + 1 < kIterations)
      multiply(ratings.statements, centre.statement, centre.person, people, axes, threads);
  }
  return people;
}

void start_people(VoteModel& model, const Ratings& ratings, std::span<const std::uint64_t> keys,
                  unsigned threads) {
  const Shape shape = model.shape();
  const std::size_t n = ratings.people.count();
  std::vector<Block> score = model.d > 0 ? scores(ratings, keys, threads) : std::vector<Block>(n);
  std::array<double, kLane> square = {};
  for (std::size_t u = 0; u < n; ++u)
    for (int a = 0; a < model.d; ++a) {
      score[u][a] /= std::sqrt(static_cast<float>(ratings.people.length(u)) + 5);
      square[a] += static_cast<double>(score[u][a]) * score[u][a];
    }
  const std::vector<float> certain(triangle(shape.k));
  model.people.assign(n * shape.person, 0);
  for (std::size_t u = 0; u < n; ++u) {
    float* record = model.people.data() + u * shape.person;
    for (int a = 0; a < model.d; ++a)
      record[2 + a] =
          square[a] > 0 ? static_cast<float>(score[u][a] / std::sqrt(square[a] / static_cast<double>(n))) : 0;
    kernels(model.d).pack_person(record, certain.data());
  }
}

void start_statements(VoteModel& model, const Ratings& ratings) {
  const Shape shape = model.shape();
  const Rows& rows = ratings.statements;
  std::array<double, 3> all = {1, 1, 1};
  for (const std::int8_t vote : rows.vote) all[vote + 1] += 1;
  const double sum = all[0] + all[1] + all[2];
  const std::array<float, kMaxDimensions> flat = {};
  double mean_s = 0;
  double mean_t = 0;
  model.statements.assign(rows.count() * shape.statement, 0);
  for (std::size_t j = 0; j < rows.count(); ++j) {
    std::array<double, 3> counts = {2 * all[0] / sum, 2 * all[1] / sum, 2 * all[2] / sum};
    for (auto k = rows.starts[j]; k < rows.starts[j + 1]; ++k) counts[rows.vote[k] + 1] += 1;
    float* record = model.statements.data() + j * shape.statement;
    record[0] = static_cast<float>(std::log(counts[2]) - std::log(counts[0]));
    record[1] = static_cast<float>(std::log(counts[1]) - 0.5 * (std::log(counts[2]) + std::log(counts[0])));
    mean_s += record[0];
    mean_t += record[1];
    kernels(model.d).pack_statement(record, flat.data(), flat.data());
  }
  const double m = std::max<double>(1, static_cast<double>(rows.count()));
  model.statement_prior.mean_s = static_cast<float>(mean_s / m);
  model.statement_prior.mean_t = static_cast<float>(mean_t / m);
}

// ---- the priors' widths

// A 2 x 2 covariance from sums of squares over `count` and two more observations at `usual`.
struct Spread {
  double ss = 0;
  double st = 0;
  double tt = 0;
  double count = 0;

  // As a precision matrix.
  void invert(double usual, float& a, float& b, float& c) const {
    constexpr double kPrior = 2;
    const double n = count + kPrior;
    const double x = (ss + kPrior * usual) / n;
    const double y = st / n;
    const double z = (tt + kPrior * usual) / n;
    const double determinant = x * z - y * y;
    a = static_cast<float>(z / determinant);
    b = static_cast<float>(-y / determinant);
    c = static_cast<float>(x / determinant);
  }
};

// Mean squares of people's places, by axis: the scale of z is free, and is given to the slopes.
std::array<double, kMaxDimensions> update_person_prior(VoteModel& model, const Ratings& ratings) {
  const Shape shape = model.shape();
  Spread style;
  std::array<double, kMaxDimensions> places = {};
  for (std::size_t u = 0; u < ratings.people.count(); ++u) {
    if (ratings.people.length(u) == 0) continue;
    const float* y = model.person(u);
    const float* packed = y + kLane;
    style.ss += static_cast<double>(y[0]) * y[0] + packed[0];
    style.st += static_cast<double>(y[0]) * y[1] + 0.5 * packed[packed_place(1, 0)];
    style.tt += static_cast<double>(y[1]) * y[1] + packed[packed_place(1, 1)];
    style.count += 1;
    for (int a = 0; a < shape.d; ++a)
      places[a] += static_cast<double>(y[2 + a]) * y[2 + a] + packed[packed_place(2 + a, 2 + a)];
  }
  constexpr double kUsualStyle = 0.67;
  style.invert(kUsualStyle, model.person_prior.ss, model.person_prior.st, model.person_prior.tt);
  for (double& place : places) place = style.count > 0 ? place / style.count : 1;
  return places;
}

void update_statement_prior(VoteModel& model, const Ratings& ratings,
                            const std::array<double, kMaxDimensions>& places) {
  const Shape shape = model.shape();
  StatementPrior& prior = model.statement_prior;
  double count = 0;
  double mean_s = 0;
  double mean_t = 0;
  for (std::size_t j = 0; j < ratings.statements.count(); ++j) {
    if (ratings.statements.length(j) == 0) continue;
    count += 1;
    mean_s += model.statement(j)[0];
    mean_t += model.statement(j)[1];
  }
  mean_s /= std::max(1.0, count);
  mean_t /= std::max(1.0, count);
  Spread intercepts;
  intercepts.count = count;
  std::array<double, kMaxDimensions> slopes_s = {};
  std::array<double, kMaxDimensions> slopes_t = {};
  for (std::size_t j = 0; j < ratings.statements.count(); ++j) {
    if (ratings.statements.length(j) == 0) continue;
    const float* record = model.statement(j);
    const float* ss = record + uncertainty_of_statement(shape);
    const float* st = ss + shape.packed;
    const float* tt = st + shape.packed;
    const double s = record[0] - mean_s;
    const double t = record[1] - mean_t;
    intercepts.ss += s * s + ss[0];
    intercepts.st += s * t + st[0];
    intercepts.tt += t * t + tt[0];
    for (int a = 0; a < shape.d; ++a) {
      const double ws = record[kLane + 2 + a];
      const double wt = record[2 * kLane + 2 + a];
      slopes_s[a] += ws * ws + ss[packed_place(1 + a, 1 + a)];
      slopes_t[a] += wt * wt + tt[packed_place(1 + a, 1 + a)];
    }
  }
  constexpr double kPrior = 2;
  constexpr double kLeast = 1e-4;
  prior.mean_s = static_cast<float>(mean_s);
  prior.mean_t = static_cast<float>(mean_t);
  intercepts.invert(2.0, prior.ss, prior.st, prior.tt);
  for (int a = 0; a < shape.d; ++a) {
    const double n = count + kPrior;
    prior.slope_s[a] =
        static_cast<float>(1 / (places[a] * std::max(kLeast, (slopes_s[a] + kPrior * 0.05) / n)));
    prior.slope_t[a] =
        static_cast<float>(1 / (places[a] * std::max(kLeast, (slopes_t[a] + kPrior * 0.02) / n)));
  }
}

}  // namespace

VoteModel start_model(const Ratings& ratings, std::span<const std::uint64_t> statement_keys, int d,
                      unsigned threads) {
  VoteModel model;
  model.d = d;
  model.person_prior = {1.5F, 0, 1.5F};
  model.statement_prior.ss = model.statement_prior.tt = 0.25F;
  std::ranges::fill(model.statement_prior.slope_s, 4.0F);
  std::ranges::fill(model.statement_prior.slope_t, 4.0F);
  start_people(model, ratings, statement_keys, threads_for(ratings, threads));
  start_statements(model, ratings);
  return model;
}

void improve(VoteModel& model, const Ratings& ratings, int rounds, unsigned threads) {
  const Shape shape = model.shape();
  const Kernels& kernel = kernels(model.d);
  const unsigned workers = threads_for(ratings, threads);
  for (int round = 0; round < rounds; ++round) {
    in_parallel(workers, ratings.statements.count(), [&](std::size_t j) {
      kernel.statement(model.statements.data() + j * shape.statement, row_of(ratings.statements, j),
                       model.people.data(), model.statement_prior);
    });
    in_ranges(workers, ratings.people.count(), kRange, [&](std::size_t begin, std::size_t end) {
      for (std::size_t u = begin; u < end; ++u)
        kernel.person(model.people.data() + u * shape.person, row_of(ratings.people, u),
                      model.statements.data(), model.person_prior);
    });
    update_statement_prior(model, ratings, update_person_prior(model, ratings));
  }
}

void step_person(const VoteModel& model, float* record, const Row& row) {
  kernels(model.d).person(record, row, model.statements.data(), model.person_prior);
}

void step_person(VoteModel& model, const Ratings& ratings, std::size_t rank) {
  float* record = model.people.data() + rank * model.shape().person;
  step_person(model, record, row_of(ratings.people, rank));
}

std::vector<float> unknown_person(int d, const PersonPrior& p) {
  const Shape shape = shape_of(d);
  std::vector<float> record(shape.person);
  std::vector<float> covariance(triangle(shape.k));
  const float determinant = p.ss * p.tt - p.st * p.st;
  covariance[packed_place(0, 0)] = p.tt / determinant;
  covariance[packed_place(1, 0)] = -p.st / determinant;
  covariance[packed_place(1, 1)] = p.ss / determinant;
  for (int a = 0; a < shape.d; ++a) covariance[packed_place(2 + a, 2 + a)] = 1;
  kernels(d).pack_person(record.data(), covariance.data());
  return record;
}

std::vector<float> unknown_statement(int d, const StatementPrior& p) {
  const Shape shape = shape_of(d);
  std::vector<float> record(shape.statement);
  record[0] = p.mean_s;
  record[1] = p.mean_t;
  const std::array<float, kMaxDimensions> flat = {};
  kernels(d).pack_statement(record.data(), flat.data(), flat.data());
  float* ss = record.data() + uncertainty_of_statement(shape);
  float* st = ss + shape.packed;
  float* tt = st + shape.packed;
  const float determinant = p.ss * p.tt - p.st * p.st;
  ss[0] = p.tt / determinant;
  st[0] = -p.st / determinant;
  tt[0] = p.ss / determinant;
  for (int a = 0; a < d; ++a) {
    ss[packed_place(1 + a, 1 + a)] = 1 / p.slope_s[a];
    tt[packed_place(1 + a, 1 + a)] = 1 / p.slope_t[a];
  }
  return record;
}

std::vector<double> surprises(const VoteModel& model, std::span<const Hidden> hidden) {
  constexpr double kLeast = 1e-9;
  std::vector<double> result;
  result.reserve(hidden.size());
  for (const Hidden& h : hidden) {
    float agree = 0;
    float disagree = 0;
    kernels(model.d).chances(model.person(h.person), model.statements.data(), &h.statement, 1, &agree,
                             &disagree);
    const double chance = h.vote > 0 ? agree : h.vote < 0 ? disagree : 1.0 - agree - disagree;
    result.push_back(-std::log(std::max(kLeast, chance)));
  }
  return result;
}

}  // namespace demur::opinion
