// The kernels' text, included by one file for each kind of processor, which names the table it makes.
// Everything has internal linkage, and no library function is called: a function that two files shared
// would be taken from either of them, and might be made for the wrong processor.
// Offsets within a record are ints, of at most some hundreds; the unnamed namespace is the point.
// NOLINTBEGIN(bugprone-implicit-widening-of-multiplication-result,cert-dcl59-cpp)
#include <cstring>

#include "demur/opinion/vote_kernel_parts.hpp"

namespace demur::opinion {
namespace {

template <int D>
struct Kernel {
  static constexpr Shape kShape = shape_of(D);
  static constexpr int K = kShape.k;
  static constexpr int E = kShape.e;
  static constexpr int kVectors = kShape.packed / kLane;

  // Logits and their covariance, for eight people and as many statements.
  DEMUR_INLINE static void meet(const float* const (&people)[kLane], const float* const (&statements)[kLane],
                                Chunk& c, int at) {
    Vector products[kLane];
    float* const logits[] = {c.s + at, c.t + at};
    for (int side = 0; side < 2; ++side) {
      Vector intercept;
      for (int i = 0; i < kLane; ++i) {
        products[i] = load(people[i]) * load(statements[i] + (1 + side) * kLane);
        intercept[i] = statements[i][side];
      }
      store(logits[side], intercept + totals(products));
    }
    float* const moments[] = {c.var_s + at, c.cov + at, c.var_t + at};
    for (int which = 0; which < 3; ++which) {
      for (int i = 0; i < kLane; ++i) {
        const float* packed = statements[i] + 3 * kLane + which * kShape.packed;
        products[i] = load(people[i] + kLane) * load(packed);
        for (int v = 1; v < kVectors; ++v)
          products[i] += load(people[i] + kLane + v * kLane) * load(packed + v * kLane);
      }
      store(moments[which], totals(products));
    }
  }

  // One person and `count` statements; the last fills what is missing to eight.
  DEMUR_INLINE static void meet_statements(const float* person, const float* statements,
                                           const std::uint32_t* which, int count, Chunk& c) {
    for (int begin = 0; begin < count; begin += kLane) {
      const float* people[kLane];
      const float* theirs[kLane];
      for (int i = 0; i < kLane; ++i) {
        const int at = begin + i < count ? begin + i : count - 1;
        people[i] = person;
        theirs[i] = statements + static_cast<std::size_t>(which[at]) * kShape.statement;
      }
      meet(people, theirs, c, begin);
    }
  }

  DEMUR_INLINE static void meet_people(const float* statement, const float* people,
                                       const std::uint32_t* which, int count, Chunk& c) {
    for (int begin = 0; begin < count; begin += kLane) {
      const float* statements[kLane];
      const float* theirs[kLane];
      for (int i = 0; i < kLane; ++i) {
        const int at = begin + i < count ? begin + i : count - 1;
        statements[i] = statement;
        theirs[i] = people + static_cast<std::size_t>(which[at]) * kShape.person;
      }
      meet(theirs, statements, c, begin);
    }
  }

  static void pack_person(float* record, const float* covariance) {
    float* packed = record + kLane;
    for (int a = 0; a < K; ++a)
      for (int b = 0; b <= a; ++b)
        packed[packed_place(a, b)] = (a == b ? 1.0F : 2.0F) * covariance[packed_place(a, b)];
    float* moment = packed + kShape.packed_k;
    for (int a = 0; a < E; ++a)
      for (int b = 0; b <= a; ++b) {
        const float za = a == 0 ? 1.0F : record[1 + a];
        const float zb = b == 0 ? 1.0F : record[1 + b];
        const float spread = b == 0 ? 0.0F : covariance[packed_place(1 + a, 1 + b)];
        moment[packed_place(a, b)] = (a == b ? 1.0F : 2.0F) * (za * zb + spread);
      }
  }

  static void person(float* record, const Row& row, const float* statements, const PersonPrior& prior) {
    Chunk c;
    Vector gradient = {};
    Vector sums[kVectors] = {};
    for (std::size_t begin = 0; begin < row.length; begin += kChunk) {
      const int count = static_cast<int>(row.length - begin < kChunk ? row.length - begin : kChunk);
      const std::uint32_t* other = row.other + begin;
      meet_statements(record, statements, other, count, c);
      expect(c, count);
      compare(c, row.vote + begin, count);
      for (int i = 0; i < count; ++i) {
        const float* statement = statements + static_cast<std::size_t>(other[i]) * kShape.statement;
        gradient += c.lean[i] * load(statement + kLane) + c.pass[i] * load(statement + 2 * kLane);
        const float* packed = statement + 3 * kLane;
        for (int v = 0; v < kVectors; ++v)
          sums[v] += c.ss[i] * load(packed + v * kLane) +
                     2.0F * c.st[i] * load(packed + kShape.packed + v * kLane) +
                     c.tt[i] * load(packed + 2 * kShape.packed + v * kLane);
      }
    }
    step_person(record, gradient, sums, prior);
  }

  DEMUR_INLINE static void step_person(float* record, Vector gradient, const Vector* sums,
                                       const PersonPrior& prior) {
    float packed[kShape.packed];
    std::memcpy(packed, sums, sizeof packed);
    const float* uncertain = packed + kShape.packed_k;  // of the statements
    float a[K][K] = {};
    float step[K];
    for (int i = 0; i < K; ++i) step[i] = gradient[i];
    for (int i = 0; i < K; ++i)
      for (int j = 0; j <= i; ++j) a[i][j] = packed[packed_place(i, j)];
    for (int i = 0; i < D; ++i) {
      for (int j = 0; j <= i; ++j) a[2 + i][2 + j] += uncertain[packed_place(1 + i, 1 + j)];
      a[2 + i][2 + i] += 1;
      step[2 + i] -= record[2 + i];
      for (int j = 0; j < E; ++j) {
        const float zeta = j == 0 ? 1.0F : record[1 + j];
        step[2 + i] -=
            zeta * (j <= 1 + i ? uncertain[packed_place(1 + i, j)] : uncertain[packed_place(j, 1 + i)]);
      }
    }
    a[0][0] += prior.ss;
    a[1][0] += prior.st;
    a[1][1] += prior.tt;
    step[0] -= prior.ss * record[0] + prior.st * record[1];
    step[1] -= prior.st * record[0] + prior.tt * record[1];
    factor<K>(a);
    solve<K>(a, step);
    shorten<K>(step);
    for (int i = 0; i < K; ++i) record[i] += step[i];
    float inverse[K][K];
    invert<K>(a, inverse);
    float covariance[kShape.packed_k];
    for (int i = 0; i < K; ++i)
      for (int j = 0; j <= i; ++j) covariance[packed_place(i, j)] = inverse[i][j];
    pack_person(record, covariance);
  }

  // x_s, x_t and their packed products; the part of T is left as it is.
  static void pack_statement(float* record, const float* slopes_s, const float* slopes_t) {
    float* xs = record + kLane;
    float* xt = record + 2 * kLane;
    for (int i = 0; i < kLane; ++i) xs[i] = xt[i] = 0;
    xs[0] = 1;
    xt[1] = 1;
    for (int i = 0; i < D; ++i) {
      xs[2 + i] = slopes_s[i];
      xt[2 + i] = slopes_t[i];
    }
    float* ss = record + 3 * kLane;
    float* st = ss + kShape.packed;
    float* tt = st + kShape.packed;
    for (int i = 0; i < K; ++i)
      for (int j = 0; j <= i; ++j) {
        ss[packed_place(i, j)] = xs[i] * xs[j];
        st[packed_place(i, j)] = 0.5F * (xs[i] * xt[j] + xt[i] * xs[j]);
        tt[packed_place(i, j)] = xt[i] * xt[j];
      }
  }

  struct StatementSums {
    float s = 0;  // of the residuals
    float t = 0;
    Vector gradient_s = {};
    Vector gradient_t = {};
    Vector ss[kVectors] = {};
    Vector st[kVectors] = {};
    Vector tt[kVectors] = {};
  };

  static void statement(float* record, const Row& row, const float* people, const StatementPrior& prior) {
    Chunk c;
    StatementSums sums;
    for (std::size_t begin = 0; begin < row.length; begin += kChunk) {
      const int count = static_cast<int>(row.length - begin < kChunk ? row.length - begin : kChunk);
      const std::uint32_t* other = row.other + begin;
      meet_people(record, people, other, count, c);
      expect(c, count);
      compare(c, row.vote + begin, count);
      for (int i = 0; i < count; ++i) {
        const float* person = people + static_cast<std::size_t>(other[i]) * kShape.person;
        const Vector y = load(person);
        sums.s += c.lean[i];
        sums.t += c.pass[i];
        sums.gradient_s += c.lean[i] * y;
        sums.gradient_t += c.pass[i] * y;
        for (int v = 0; v < kVectors; ++v) {
          const Vector packed = load(person + kLane + v * kLane);
          sums.ss[v] += c.ss[i] * packed;
          sums.st[v] += c.st[i] * packed;
          sums.tt[v] += c.tt[i] * packed;
        }
      }
    }
    step_statement(record, sums, prior);
  }

  // Symmetric, from a packed matrix whose off-diagonals are doubled.
  DEMUR_INLINE static float at(const float* packed, int i, int j) {
    if (i == j) return packed[packed_place(i, i)];
    return 0.5F * (i > j ? packed[packed_place(i, j)] : packed[packed_place(j, i)]);
  }

  DEMUR_INLINE static void step_statement(float* record, const StatementSums& sums,
                                          const StatementPrior& prior) {
    constexpr int Q = 2 * E;
    float ss[kShape.packed];
    float st[kShape.packed];
    float tt[kShape.packed];
    std::memcpy(ss, sums.ss, sizeof ss);
    std::memcpy(st, sums.st, sizeof st);
    std::memcpy(tt, sums.tt, sizeof tt);
    const float* xs = record + kLane;
    const float* xt = record + 2 * kLane;
    float a[Q][Q] = {};
    float step[Q] = {};
    for (int i = 0; i < E; ++i)
      for (int j = 0; j < E; ++j) {
        a[i][j] = at(ss + kShape.packed_k, i, j);
        a[E + i][j] = at(st + kShape.packed_k, i, j);
        a[E + i][E + j] = at(tt + kShape.packed_k, i, j);
      }
    step[0] = sums.s;
    step[E] = sums.t;
    for (int i = 0; i < D; ++i) {
      float own_s = sums.gradient_s[2 + i] - prior.slope_s[i] * xs[2 + i];
      float own_t = sums.gradient_t[2 + i] - prior.slope_t[i] * xt[2 + i];
      for (int j = 0; j < K; ++j) {  // through the people's uncertainty
        own_s -= at(ss, 2 + i, j) * xs[j] + at(st, 2 + i, j) * xt[j];
        own_t -= at(st, 2 + i, j) * xs[j] + at(tt, 2 + i, j) * xt[j];
      }
      step[1 + i] = own_s;
      step[E + 1 + i] = own_t;
      a[1 + i][1 + i] += prior.slope_s[i];
      a[E + 1 + i][E + 1 + i] += prior.slope_t[i];
    }
    const float ds = record[0] - prior.mean_s;
    const float dt = record[1] - prior.mean_t;
    step[0] -= prior.ss * ds + prior.st * dt;
    step[E] -= prior.st * ds + prior.tt * dt;
    a[0][0] += prior.ss;
    a[E][0] += prior.st;
    a[E][E] += prior.tt;
    factor<Q>(a);
    solve<Q>(a, step);
    shorten<Q>(step);
    float slopes_s[D + 1];
    float slopes_t[D + 1];
    record[0] += step[0];
    record[1] += step[E];
    for (int i = 0; i < D; ++i) {
      slopes_s[i] = xs[2 + i] + step[1 + i];
      slopes_t[i] = xt[2 + i] + step[E + 1 + i];
    }
    pack_statement(record, slopes_s, slopes_t);
    float inverse[Q][Q];
    invert<Q>(a, inverse);
    float* out = record + 3 * kLane + kShape.packed_k;
    for (int i = 0; i < E; ++i)
      for (int j = 0; j <= i; ++j) {
        out[packed_place(i, j)] = inverse[i][j];
        out[kShape.packed + packed_place(i, j)] = 0.5F * (inverse[E + i][j] + inverse[E + j][i]);
        out[2 * kShape.packed + packed_place(i, j)] = inverse[E + i][E + j];
      }
  }

  static void chances(const float* record, const float* statements, const std::uint32_t* which,
                      std::size_t count, float* agree, float* disagree) {
    Chunk c;
    for (std::size_t begin = 0; begin < count; begin += kChunk) {
      const int length = static_cast<int>(count - begin < kChunk ? count - begin : kChunk);
      meet_statements(record, statements, which + begin, length, c);
      expect(c, length);
      for (int i = 0; i < length; ++i) {
        agree[begin + i] = 0.5F * (1 - c.pass[i] + c.lean[i]);
        disagree[begin + i] = 0.5F * (1 - c.pass[i] - c.lean[i]);
      }
    }
  }

  static constexpr Kernels kTable = {person, statement, pack_person, pack_statement, chances};
};

constexpr Kernels kTables[kMaxDimensions + 1] = {Kernel<0>::kTable, Kernel<1>::kTable, Kernel<2>::kTable,
                                                 Kernel<3>::kTable, Kernel<4>::kTable, Kernel<5>::kTable,
                                                 Kernel<6>::kTable};

void add_rows_here(float* sum, const float* rows, const std::uint16_t* which, const float* weight,
                   std::size_t count) {
  constexpr int kVectors = kRowLength / kLane;
  Vector sums[kVectors];
  for (int v = 0; v < kVectors; ++v) sums[v] = load(sum + v * kLane);
  for (std::size_t i = 0; i < count; ++i) {
    const float* row = rows + static_cast<std::size_t>(which[i]) * kRowLength;
    for (int v = 0; v < kVectors; ++v) sums[v] += weight[i] * load(row + v * kLane);
  }
  for (int v = 0; v < kVectors; ++v) store(sum + v * kLane, sums[v]);
}

}  // namespace
}  // namespace demur::opinion
// NOLINTEND(bugprone-implicit-widening-of-multiplication-result,cert-dcl59-cpp)
