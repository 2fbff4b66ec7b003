#include "demur/opinion/rates.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <numeric>

namespace demur::opinion {
namespace {

double upper_tail(double z) {
  return 0.5 * std::erfc(z / std::numbers::sqrt2);
}

Range others_of(const Shown& shown, Answer answer) {
  Range others;
  for (const Answer each : {kAgree, kDisagree, kPass})
    if (each != answer) others = others + shown.of(each);
  return others;
}

double middle(Range range) {
  return (static_cast<double>(range.low) + static_cast<double>(range.high)) / 2;
}

double test_difference(double a, double n, double b, double m) {
  const double pooled = (a + b) / (n + m);
  const double error = std::sqrt(pooled * (1 - pooled) * (1 / n + 1 / m));
  return error > 0 ? 2 * upper_tail(std::abs(a / n - b / m) / error) : 1;
}

}  // namespace

Estimate share(std::uint32_t part, std::uint32_t whole, double z) {
  if (whole == 0) return {};
  const double n = whole;
  const double p = part / n;
  const double centre = p + z * z / (2 * n);
  const double half = z * std::sqrt(p * (1 - p) / n + z * z / (4 * n * n));
  const double scale = 1 + z * z / n;
  return {.value = p,
          .low = part == 0 ? 0 : std::max(0.0, (centre - half) / scale),
          .high = part == whole ? 1 : std::min(1.0, (centre + half) / scale)};
}

Estimate share(Range part, Range others, double z) {
  const double whole = middle(part) + middle(others);
  return {.value = whole > 0 ? middle(part) / whole : 0,
          .low = share(part.low, part.low + others.high, z).low,
          .high = share(part.high, part.high + others.low, z).high};
}

Estimate share(const Shown& shown, Answer answer, double z) {
  return share(shown.of(answer), others_of(shown, answer), z);
}

Estimate difference(const Estimate& a, const Estimate& b) {
  const double value = a.value - b.value;
  return {.value = value,
          .low = value - std::hypot(a.value - a.low, b.high - b.value),
          .high = value + std::hypot(a.high - a.value, b.value - b.low)};
}

Estimate paired_change(std::uint32_t gained, std::uint32_t lost, std::uint32_t n) {
  if (n == 0) return {.value = 0, .low = -1, .high = 1};
  const double total = n + 2.0;
  const double up = (gained + 1.0) / total;
  const double down = (lost + 1.0) / total;
  const double half = kTwoSided95 * std::sqrt((up + down - (up - down) * (up - down)) / total);
  return {.value = (static_cast<double>(gained) - static_cast<double>(lost)) / n,
          .low = std::max(-1.0, up - down - half),
          .high = std::min(1.0, up - down + half)};
}

double p_at_most(double limit, const Shown& shown, Answer answer) {
  const double part = shown.of(answer).low;
  const double n = part + others_of(shown, answer).high;
  if (n == 0) return 1;
  return upper_tail((part / n - limit) / std::sqrt(limit * (1 - limit) / n));
}

double p_no_difference(const Shown& a, const Shown& b, Answer answer) {
  const auto at = [answer](const Shown& shown, bool lowest) {
    const Range part = shown.of(answer);
    const Range others = others_of(shown, answer);
    const double count = lowest ? part.low : part.high;
    return std::pair<double, double>(count, count + (lowest ? others.high : others.low));
  };
  const auto [a_low, a_low_n] = at(a, true);
  const auto [a_high, a_high_n] = at(a, false);
  const auto [b_low, b_low_n] = at(b, true);
  const auto [b_high, b_high_n] = at(b, false);
  if (a_low_n == 0 || b_low_n == 0 || a_high_n == 0 || b_high_n == 0) return 1;
  if (a_low / a_low_n > b_high / b_high_n) return test_difference(a_low, a_low_n, b_high, b_high_n);
  if (b_low / b_low_n > a_high / a_high_n) return test_difference(b_low, b_low_n, a_high, a_high_n);
  return 1;
}

std::vector<double> adjusted(std::span<const double> p) {
  const std::size_t count = p.size();
  std::vector<std::size_t> order(count);
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::sort(order.begin(), order.end(),
            [&](std::size_t a, std::size_t b) { return std::pair(p[a], a) < std::pair(p[b], b); });
  double harmonic = 0;
  for (std::size_t rank = 1; rank <= count; ++rank) harmonic += 1.0 / static_cast<double>(rank);
  std::vector<double> q(count, 1);
  double least = 1;
  for (std::size_t rank = count; rank > 0; --rank) {
    const std::size_t at = order[rank - 1];
    least = std::min(least, p[at] * harmonic * static_cast<double>(count) / static_cast<double>(rank));
    q[at] = least;
  }
  return q;
}

}  // namespace demur::opinion
