// The kernels' text, included by one file for each kind of processor, which names the table it makes.
// Everything has internal linkage, and no library function is called: a function that two files shared
// would be taken from either of them, and might be made for the wrong processor.
#include <cstring>

#include "demur/opinion/vote_kernel.hpp"

namespace demur::opinion {
namespace {

using Vector = float __attribute__((vector_size(sizeof(float) * kLane)));
using Bits = std::int32_t __attribute__((vector_size(sizeof(float) * kLane)));
constexpr int kChunk = 32;  // votes at a time

#define DEMUR_INLINE [[gnu::always_inline]] inline

DEMUR_INLINE Vector load(const float* from) {
  Vector v;
  std::memcpy(&v, from, sizeof v);
  return v;
}

DEMUR_INLINE void store(float* to, Vector v) {
  std::memcpy(to, &v, sizeof v);
}

DEMUR_INLINE float total(Vector v) {
  return ((v[0] + v[4]) + (v[2] + v[6])) + ((v[1] + v[5]) + (v[3] + v[7]));
}

DEMUR_INLINE Vector larger(Vector a, Vector b) {
  return a > b ? a : b;
}
DEMUR_INLINE Vector smaller(Vector a, Vector b) {
  return a < b ? a : b;
}

DEMUR_INLINE Vector square_root(Vector v) {
  for (int i = 0; i < kLane; ++i) v[i] = __builtin_sqrtf(v[i]);
  return v;
}

// e^x within 2 units in the last place, for |x| <= 80 (Cephes).
DEMUR_INLINE Vector exponential(Vector x) {
  constexpr float kRound = 12582912.0F;  // 1.5 * 2^23: adding it rounds to a whole number
  x = smaller(larger(x, Vector{} - 80.0F), Vector{} + 80.0F);
  const Vector n = (x * 1.44269504F + kRound) - kRound;
  const Vector r = (x - n * 0.693359375F) + n * 2.12194440e-4F;
  Vector p = Vector{} + 1.9875691500e-4F;
  p = p * r + 1.3981999507e-3F;
  p = p * r + 8.3334519073e-3F;
  p = p * r + 4.1665795894e-2F;
  p = p * r + 1.6666665459e-1F;
  p = p * r + 5.0000001201e-1F;
  p = p * r * r + r + 1.0F;
  Bits power = (__builtin_convertvector(n, Bits) + 127) << 23;
  Vector scale;
  std::memcpy(&scale, &power, sizeof scale);
  return p * scale;
}

// Sums over cubature points: agree - disagree, pass, and the three second moments.
struct Softmax {
  Vector lean = {};
  Vector pass = {};
  Vector ss = {};
  Vector st = {};
  Vector tt = {};
};

DEMUR_INLINE Softmax operator+(const Softmax& a, const Softmax& b) {
  return {a.lean + b.lean, a.pass + b.pass, a.ss + b.ss, a.st + b.st, a.tt + b.tt};
}

DEMUR_INLINE Softmax softmax(Vector s, Vector t) {
  const Vector size = s < 0.0F ? -s : s;
  const Vector minor = exponential(-size);  // of agree and disagree, the less likely: e^(-|s|)
  const Vector pass = exponential(t - 0.5F * size);
  const Vector scale = 1.0F / ((1.0F + minor) + pass);
  const Vector lean = (1.0F - minor) * scale;
  Softmax result;
  result.lean = s < 0.0F ? -lean : lean;
  result.pass = pass * scale;
  const Vector either = (1.0F + minor) * scale;
  result.ss = 0.25F * (either - result.lean * result.lean);
  result.st = -0.5F * result.lean * result.pass;
  result.tt = result.pass * either;
  return result;
}

// What votes say, by vote: residuals of s and t, and the expected second derivatives.
struct Chunk {
  alignas(32) float s[kChunk];
  alignas(32) float t[kChunk];
  alignas(32) float var_s[kChunk];
  alignas(32) float cov[kChunk];
  alignas(32) float var_t[kChunk];
  alignas(32) float vote[kChunk];
  alignas(32) float lean[kChunk];
  alignas(32) float pass[kChunk];
  alignas(32) float ss[kChunk];
  alignas(32) float st[kChunk];
  alignas(32) float tt[kChunk];
};

DEMUR_INLINE void expect(Chunk& c, int count) {
  for (int i = count; i % kLane != 0; ++i) c.s[i] = c.t[i] = c.var_s[i] = c.cov[i] = c.var_t[i] = 0;
  for (int i = 0; i < count; i += kLane) {
    const Vector s = load(c.s + i);
    const Vector t = load(c.t + i);
    const Vector l11 = square_root(larger(load(c.var_s + i), Vector{} + 1e-12F));
    const Vector l21 = load(c.cov + i) / l11;
    const Vector l22 = square_root(larger(load(c.var_t + i) - l21 * l21, Vector{} + 1e-12F));
    constexpr float kRoot = 1.41421356F;
    const Vector ds = kRoot * l11;
    const Vector dt = kRoot * l21;
    const Vector du = kRoot * l22;
    // Opposite points are added first: so swapping agree and disagree changes signs and nothing else.
    const Softmax sum =
        (softmax(s + ds, t + dt) + softmax(s - ds, t - dt)) + (softmax(s, t + du) + softmax(s, t - du));
    store(c.lean + i, 0.25F * sum.lean);
    store(c.pass + i, 0.25F * sum.pass);
    store(c.ss + i, 0.25F * sum.ss);
    store(c.st + i, 0.25F * sum.st);
    store(c.tt + i, 0.25F * sum.tt);
  }
}

// From probabilities to residuals: what lean and pass hold becomes d log p / ds and d log p / dt.
DEMUR_INLINE void compare(Chunk& c, const std::int8_t* vote, int count) {
  for (int i = 0; i < count; ++i) {
    c.lean[i] = 0.5F * (static_cast<float>(vote[i]) - c.lean[i]);
    c.pass[i] = (vote[i] == 0 ? 1.0F : 0.0F) - c.pass[i];
  }
}

// Lower Cholesky factor in place; rows of length N. Priors keep the matrix positive.
template <int N>
DEMUR_INLINE void factor(float (&a)[N][N]) {
  for (int i = 0; i < N; ++i)
    for (int j = 0; j <= i; ++j) {
      float sum = a[i][j];
      for (int k = 0; k < j; ++k) sum -= a[i][k] * a[j][k];
      a[i][j] = i == j ? __builtin_sqrtf(sum > 1e-6F ? sum : 1e-6F) : sum / a[j][j];
    }
}

template <int N>
DEMUR_INLINE void solve(const float (&l)[N][N], float (&b)[N]) {
  for (int i = 0; i < N; ++i) {
    for (int k = 0; k < i; ++k) b[i] -= l[i][k] * b[k];
    b[i] /= l[i][i];
  }
  for (int i = N - 1; i >= 0; --i) {
    for (int k = i + 1; k < N; ++k) b[i] -= l[k][i] * b[k];
    b[i] /= l[i][i];
  }
}

// (L L')^-1 from L, the lower half: L^-1' L^-1.
template <int N>
DEMUR_INLINE void invert(const float (&l)[N][N], float (&inverse)[N][N]) {
  float m[N][N] = {};
  for (int j = 0; j < N; ++j) {
    m[j][j] = 1 / l[j][j];
    for (int i = j + 1; i < N; ++i) {
      float sum = 0;
      for (int k = j; k < i; ++k) sum -= l[i][k] * m[k][j];
      m[i][j] = sum / l[i][i];
    }
  }
  for (int i = 0; i < N; ++i)
    for (int j = 0; j <= i; ++j) {
      float sum = 0;
      for (int k = i; k < N; ++k) sum += m[k][i] * m[k][j];
      inverse[i][j] = sum;
    }
}

// No step is longer than 2 in any parameter: far from the optimum Newton's step may be wild.
template <int N>
DEMUR_INLINE void shorten(float (&step)[N]) {
  float longest = 0;
  for (int i = 0; i < N; ++i) {
    const float size = step[i] < 0 ? -step[i] : step[i];
    if (size > longest) longest = size;
  }
  if (longest > 2)
    for (int i = 0; i < N; ++i) step[i] *= 2 / longest;
}

template <int D>
struct Kernel {
  static constexpr Shape kShape = shape_of(D);
  static constexpr int K = kShape.k;
  static constexpr int E = kShape.e;
  static constexpr int kVectors = kShape.packed / kLane;

  // Logits and their covariance for one person and one statement.
  DEMUR_INLINE static void meet(const float* person, const float* statement, Chunk& c, int i) {
    const Vector y = load(person);
    c.s[i] = statement[0] + total(y * load(statement + kLane));
    c.t[i] = statement[1] + total(y * load(statement + 2 * kLane));
    const float* packed = statement + 3 * kLane;
    Vector ss = {};
    Vector st = {};
    Vector tt = {};
    for (int v = 0; v < kVectors; ++v) {
      const Vector own = load(person + kLane + v * kLane);
      ss += own * load(packed + v * kLane);
      st += own * load(packed + kShape.packed + v * kLane);
      tt += own * load(packed + 2 * kShape.packed + v * kLane);
    }
    c.var_s[i] = total(ss);
    c.cov[i] = total(st);
    c.var_t[i] = total(tt);
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
      for (int i = 0; i < count; ++i)
        meet(record, statements + static_cast<std::size_t>(other[i]) * kShape.statement, c, i);
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
      for (int i = 0; i < count; ++i)
        meet(people + static_cast<std::size_t>(other[i]) * kShape.person, record, c, i);
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
      for (int i = 0; i < length; ++i)
        meet(record, statements + static_cast<std::size_t>(which[begin + i]) * kShape.statement, c, i);
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
