#include "demur/domain/figures.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

namespace demur::domain {
namespace {

using std::chrono::days;

// With one side under the floor, a block is released once it is this many floors large.
constexpr int kUnsplitFloors = 4;
// Fewer would tell nothing in steps of the floor.
constexpr int kFewestWaitFloors = 2;

constexpr std::array kDutyKinds = {DutyKind::acknowledge, DutyKind::answer,        DutyKind::decide,
                                   DutyKind::reply,       DutyKind::sign_minutes,  DutyKind::give_position,
                                   DutyKind::report,      DutyKind::consult_after, DutyKind::say_change,
                                   DutyKind::review};

Day next_quarter(Day first) {
  return quarter_of(first + days{100});
}

int in_steps(int count, int floor) {
  return count / floor * floor;
}

void add_wait(Within& within, Day filed, Day answered) {
  for (std::size_t i = 0; i < kWaitDays.size(); ++i)
    if (answered - filed <= days{kWaitDays[i]}) ++within[i];
}

void round_down(Within& within, int floor) {
  for (int& count : within) count = in_steps(count, floor);
}

std::vector<AnswerBlock> release_answers(std::vector<AnsweredFact>& waiting, int floor, Day by) {
  struct Sides {
    int adopted = 0;
    int other = 0;
  };
  std::map<OfficeId, Sides> offices;
  for (const AnsweredFact& one : waiting)
    if (one.day <= by) ++(one.adopted ? offices[one.office].adopted : offices[one.office].other);
  std::vector<AnswerBlock> blocks;
  for (const auto& [office, sides] : offices) {
    const int count = sides.adopted + sides.other;
    const bool split = sides.adopted >= floor && sides.other >= floor;
    if (!split && count < kUnsplitFloors * floor) continue;
    AnswerBlock block{.office = office, .answered = count, .few_adopted = sides.adopted < floor};
    if (split) block.adopted = sides.adopted;
    for (const AnsweredFact& one : waiting)
      if (one.office == office && one.day <= by && one.filed) add_wait(block.within, *one.filed, one.day);
    round_down(block.within, floor);
    blocks.push_back(block);
    std::erase_if(waiting, [&](const AnsweredFact& each) { return each.office == office && each.day <= by; });
  }
  return blocks;
}

// A quarter's dissents are taken in a quarter later, when each has been watched for ninety days.
std::optional<WaitBlock> release_waits(std::vector<WaitFact>& waiting, int floor, Day from, Day filed_by,
                                       Day by) {
  const auto is_in = [&](const WaitFact& each) { return each.filed <= filed_by && each.known <= by; };
  const auto count = static_cast<int>(std::ranges::count_if(waiting, is_in));
  if (count < kFewestWaitFloors * floor) return std::nullopt;
  WaitBlock block{.from = from, .to = filed_by, .filed = in_steps(count, floor)};
  for (const WaitFact& each : waiting)
    if (is_in(each) && each.answered) add_wait(block.answered, each.filed, *each.answered);
  round_down(block.answered, floor);
  std::erase_if(waiting, is_in);
  return block;
}

std::map<DutyKind, int> missed_in(const std::vector<MissedFact>& missed, int floor, Day from, Day to) {
  std::map<DutyKind, int> counts;
  for (const DutyKind kind : kDutyKinds) {
    const auto count = static_cast<int>(std::ranges::count_if(missed, [&](const MissedFact& each) {
      return each.kind == kind && each.recorded >= from && each.recorded <= to;
    }));
    counts[kind] = is_about_a_dissent(kind) ? in_steps(count, floor) : count;
  }
  return counts;
}

std::vector<MissedBlock> release_missed(std::vector<MissedFact>& waiting, int floor, Day by) {
  const auto is_in = [&](const MissedFact& each) {
    return each.office && each.named && *each.named <= by && is_told_by_office(each.kind);
  };
  std::map<std::pair<OfficeId, DutyKind>, int> counts;
  for (const MissedFact& each : waiting)
    if (is_in(each)) ++counts[{*each.office, each.kind}];
  std::vector<MissedBlock> blocks;
  for (const auto& [whose, count] : counts) {
    const auto& [office, kind] = whose;
    const int shown = is_about_a_dissent(kind) ? in_steps(count, floor) : count;
    if (shown == 0) continue;
    blocks.push_back({office, kind, shown});
    std::erase_if(waiting, [&](const MissedFact& each) {
      return is_in(each) && *each.office == office && each.kind == kind;
    });
  }
  return blocks;
}

double wilson(int part, int of, int side) {
  constexpr double kZ = 1.959963984540054;
  const double n = of;
  const double p = part / n;
  const double middle = p + kZ * kZ / (2 * n);
  const double half = kZ * std::sqrt(p * (1 - p) / n + kZ * kZ / (4 * n * n));
  return (middle + side * half) / (1 + kZ * kZ / n);
}

}  // namespace

Day quarter_of(Day day) {
  const std::chrono::year_month_day date(day);
  const unsigned month = (static_cast<unsigned>(date.month()) - 1) / 3 * 3 + 1;
  return Day(date.year() / std::chrono::month(month) / 1);
}

bool is_about_a_dissent(DutyKind kind) {
  switch (kind) {
    case DutyKind::acknowledge:
    case DutyKind::answer:
    case DutyKind::decide:
    case DutyKind::reply:
    case DutyKind::sign_minutes:
    case DutyKind::say_change:  // of a meeting on one
    case DutyKind::review:      // owed only where a dissent was answered
      return true;
    case DutyKind::give_position:
    case DutyKind::report:
    case DutyKind::consult_after:
      return false;
  }
  return true;
}

bool is_told_by_office(DutyKind kind) {
  switch (kind) {
    case DutyKind::give_position:
    case DutyKind::report:
    case DutyKind::consult_after:
    case DutyKind::reply:
    case DutyKind::sign_minutes:
    case DutyKind::say_change:
      return true;
    case DutyKind::acknowledge:
    case DutyKind::answer:
    case DutyKind::decide:
    case DutyKind::review:
      return false;
  }
  return false;
}

Figures figures_of(const FigureFacts& facts, int floor, Day founded, Day today) {
  Figures figures;
  for (const TakenFact& each : facts.taken) {
    ++figures.by_quarter[quarter_of(each.recorded)][each.basis];
    ++figures.by_office[each.office][each.basis];
  }
  std::vector<AnsweredFact> answered = facts.answered;
  std::vector<WaitFact> waits = facts.waits;
  std::vector<MissedFact> missed = facts.missed;
  Day waits_from = quarter_of(founded);
  for (Day quarter = waits_from; next_quarter(quarter) <= today; quarter = next_quarter(quarter)) {
    const Day end = next_quarter(quarter) - days{1};
    Release release{.as_of = end,
                    .answers = release_answers(answered, floor, end),
                    .waits = release_waits(waits, floor, waits_from, quarter - days{1}, end),
                    .missed = missed_in(facts.missed, floor, quarter, end),
                    .missed_by_office = release_missed(missed, floor, end)};
    if (release.waits) waits_from = quarter;
    figures.releases.push_back(std::move(release));
  }
  return figures;
}

std::map<OfficeId, AdoptedShare> adopted_shares(const Figures& figures, int floor) {
  std::map<OfficeId, AdoptedShare> shares;
  for (const Release& release : figures.releases)
    for (const AnswerBlock& block : release.answers) {
      AdoptedShare& share = shares[block.office];
      share.answered += block.answered;
      const int hidden = floor - 1;
      share.least += block.adopted.value_or(block.few_adopted ? 0 : block.answered - hidden);
      share.most += block.adopted.value_or(block.few_adopted ? hidden : block.answered);
    }
  for (auto& [office, share] : shares) {
    share.low_percent = static_cast<int>(std::lround(100 * wilson(share.least, share.answered, -1)));
    share.high_percent = static_cast<int>(std::lround(100 * wilson(share.most, share.answered, +1)));
  }
  return shares;
}

std::optional<int> bypassed_percent(const BasisCounts& counts) {
  int all = 0;
  int bypassed = 0;
  for (const auto& [basis, count] : counts) {
    all += count;
    if (basis == BasisKind::bypassed_explained || basis == BasisKind::bypassed_unexplained) bypassed += count;
  }
  if (all == 0) return std::nullopt;
  return static_cast<int>(std::lround(100.0 * bypassed / all));
}

}  // namespace demur::domain
