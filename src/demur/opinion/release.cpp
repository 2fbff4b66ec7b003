#include "demur/opinion/release.hpp"

#include <algorithm>
#include <numeric>

namespace demur::opinion {
namespace {

using core::Code;
using Ranges = std::array<Range, kAnswers>;

// The groups that are shown, and everybody else as one more row at the end, where there is anybody.
struct Rows {
  std::vector<std::uint8_t> kept;
  std::vector<std::vector<std::size_t>> members;  // rows of Tallies in each row here
  std::vector<std::uint32_t> sizes;
};

Rows choose_rows(const Tallies& tallies, std::uint32_t floor) {
  std::vector<std::size_t> by_size(tallies.groups);
  std::iota(by_size.begin(), by_size.end(), std::size_t{0});
  std::sort(by_size.begin(), by_size.end(), [&](std::size_t a, std::size_t b) {
    return std::pair(tallies.people[a], a) < std::pair(tallies.people[b], b);
  });
  std::vector<std::size_t> rest = {tallies.groups};
  std::uint32_t in_rest = tallies.people[tallies.groups];
  std::size_t merged = 0;
  while (merged < by_size.size()) {
    const std::uint32_t smallest = tallies.people[by_size[merged]];
    if (smallest >= floor && (in_rest == 0 || in_rest >= floor)) break;
    rest.push_back(by_size[merged]);
    in_rest += smallest;
    ++merged;
  }
  Rows rows;
  for (std::size_t group = 0; group < tallies.groups; ++group) {
    if (std::ranges::find(rest, group) != rest.end()) continue;
    rows.kept.push_back(static_cast<std::uint8_t>(group));
    rows.members.push_back({group});
    rows.sizes.push_back(tallies.people[group]);
  }
  if (in_rest > 0) {
    rows.members.push_back(std::move(rest));
    rows.sizes.push_back(in_rest);
  }
  return rows;
}

// Rule 2 for a row with one hidden cell: x and y are not hidden, and x + y leaves too little of `size`.
// Which of them stays exact may depend only on itself, or the choice would tell; where both are about
// half, neither does.
void widen_two(Range& x, Range& y, std::uint32_t size, std::uint32_t floor) {
  const std::uint32_t room = floor - 1;
  const std::uint32_t most = size - floor;  // of two halves
  if (2 * y.low <= most) {
    x = {size - y.low - room, size - y.low};
  } else if (2 * x.low < most) {
    y = {size - x.low - room, size - x.low};
  } else {
    const std::uint32_t x_low = (most + 1) / 2;
    const std::uint32_t y_low = most / 2 + 1;
    x = {x_low, size - y_low};
    y = {y_low, size - x_low};
  }
}

// Rules 1 and 2: what is shown of one row, of `size` people.
Ranges show_row(const Cells& cells, std::uint32_t size, std::uint32_t floor) {
  Ranges shown;
  std::vector<std::size_t> exact;
  std::uint32_t votes = 0;  // in exact cells
  for (std::size_t answer = 0; answer < kAnswers; ++answer) {
    const bool hidden = cells[answer] < floor;
    shown[answer] = hidden ? Range{0, floor - 1} : Range{cells[answer], cells[answer]};
    if (hidden) continue;
    exact.push_back(answer);
    votes += cells[answer];
  }
  const auto room = static_cast<std::uint32_t>(kAnswers - exact.size()) * (floor - 1);
  if (room == 0 || exact.empty() || votes + room < size) return shown;
  if (size + 1 < 3 * floor) {
    shown.fill({0, size});
  } else if (exact.size() == 1) {
    shown[exact[0]] = {size - room, size};
  } else {
    widen_two(shown[exact[0]], shown[exact[1]], size, floor);
  }
  return shown;
}

// Rule 3. A part keeps all of its values as long as the sum may be what all others at their highest, and
// at their lowest, leave for it: between the ends of `middle`. The bands at either side reach to it.
Range show_total(Range sum, std::uint32_t total, std::uint32_t floor) {
  if (sum.exact()) return sum;
  const Range middle{sum.low + floor - 1, sum.high - (floor - 1)};
  if (middle.low >= middle.high) return sum;
  if (total <= middle.low) return {sum.low, middle.low};
  if (total >= middle.high) return {middle.high, sum.high};
  return {total, total};
}

ShownStatement show(const Tallies& tallies, const Rows& rows, std::size_t statement, std::uint32_t floor) {
  std::vector<Ranges> shown;
  Cells totals = {};
  bool widened = false;
  for (std::size_t row = 0; row < rows.members.size(); ++row) {
    Cells cells = {};
    for (const std::size_t member : rows.members[row])
      for (std::size_t answer = 0; answer < kAnswers; ++answer)
        cells[answer] += tallies.at(statement, member)[answer];
    for (std::size_t answer = 0; answer < kAnswers; ++answer) totals[answer] += cells[answer];
    shown.push_back(show_row(cells, rows.sizes[row], floor));
    widened = widened || std::ranges::any_of(shown.back(), [floor](const Range& range) {
                return !range.exact() && range != Range{0, floor - 1};
              });
  }
  Ranges everybody;
  for (std::size_t answer = 0; answer < kAnswers; ++answer) {
    Range sum;
    for (const Ranges& row : shown) sum = sum + row[answer];
    everybody[answer] = widened ? sum : show_total(sum, totals[answer], floor);
  }
  const auto as_shown = [](const Ranges& ranges) {
    return Shown{.agree = ranges[kAgree], .disagree = ranges[kDisagree], .pass = ranges[kPass]};
  };
  ShownStatement result{.everybody = as_shown(everybody), .groups = {}};
  for (std::size_t row = 0; row < rows.kept.size(); ++row) result.groups.push_back(as_shown(shown[row]));
  return result;
}

}  // namespace

Range operator+(Range a, Range b) {
  return {a.low + b.low, a.high + b.high};
}

core::Result<Release> withhold(const Tallies& tallies, std::uint32_t floor) {
  floor = std::max<std::uint32_t>(floor, 1);
  Release release{.floor = floor};
  for (const std::uint32_t people : tallies.people) release.people += people;
  if (release.people < floor)
    return core::fail(Code::invalid,
                      "fewer than " + std::to_string(floor) +
                          " people voted: whatever were shown would be about a few; --floor sets the number");
  const Rows rows = choose_rows(tallies, floor);
  release.kept = rows.kept;
  release.sizes.assign(rows.sizes.begin(),
                       rows.sizes.begin() + static_cast<std::ptrdiff_t>(rows.kept.size()));
  if (rows.sizes.size() > rows.kept.size()) release.in_none = rows.sizes.back();
  release.statements.reserve(tallies.statements);
  for (std::size_t statement = 0; statement < tallies.statements; ++statement)
    release.statements.push_back(show(tallies, rows, statement, floor));
  return release;
}

}  // namespace demur::opinion
