#include "demur/opinion/compare.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "demur/opinion/panels.hpp"
#include "demur/opinion/shared_columns.hpp"

namespace demur::opinion {
namespace {

using core::Code;

struct People {
  std::vector<std::uint32_t> before, after;            // who voted on a shared statement
  std::vector<std::uint32_t> both_before, both_after;  // the same people in the same order
};

std::vector<std::uint32_t> voters(const Votes& votes) {
  std::vector<std::uint32_t> rows;
  for (std::size_t person = 0; person < votes.people(); ++person)
    if (votes.count_of(person) > 0) rows.push_back(static_cast<std::uint32_t>(person));
  return rows;
}

People match_people(const Conversation& before, const Votes& votes_before, const Conversation& after,
                    const Votes& votes_after) {
  People people{
      .before = voters(votes_before), .after = voters(votes_after), .both_before = {}, .both_after = {}};
  for (const std::uint32_t row : people.before)
    if (const auto same = after.people.find(before.people[row]); same && votes_after.count_of(*same) > 0) {
      people.both_before.push_back(row);
      people.both_after.push_back(static_cast<std::uint32_t>(*same));
    }
  return people;
}

// What one statement got: by those who answered it twice, and once.
struct Counts {
  Agreement both_before, both_after, once_before, once_after;
  std::uint32_t changed = 0;  // of those who answered twice: agree in one round only
};

void add(Agreement& agreement, Vote vote) {
  ++(vote == Vote::agree ? agreement.agree : agreement.others);
}

// use(statement, vote before, vote after), for what one of the people answered in both rounds.
template <typename Use>
void each_twice(const Votes& before, const Votes& after, const People& people, std::size_t pair, Use use) {
  const auto first = before.statements_of(people.both_before[pair]);
  const auto second = after.statements_of(people.both_after[pair]);
  std::size_t b = 0;
  for (std::size_t a = 0; a < first.size(); ++a) {
    while (b < second.size() && second[b] < first[a]) ++b;
    if (b == second.size() || second[b] != first[a]) continue;
    use(first[a], before.votes_of(people.both_before[pair])[a], after.votes_of(people.both_after[pair])[b]);
  }
}

std::vector<Counts> count(const Votes& before, const Votes& after, const People& people) {
  std::vector<Counts> counts(before.statements());
  for (const std::uint32_t row : people.before)
    for (std::size_t at = 0; at < before.count_of(row); ++at)
      add(counts[before.statements_of(row)[at]].once_before, before.votes_of(row)[at]);
  for (const std::uint32_t row : people.after)
    for (std::size_t at = 0; at < after.count_of(row); ++at)
      add(counts[after.statements_of(row)[at]].once_after, after.votes_of(row)[at]);
  const auto move = [](Agreement& from, Agreement& to, Vote vote) {
    --(vote == Vote::agree ? from.agree : from.others);
    add(to, vote);
  };
  for (std::size_t pair = 0; pair < people.both_before.size(); ++pair)
    each_twice(before, after, people, pair, [&](std::uint16_t statement, Vote was, Vote is) {
      Counts& of = counts[statement];
      move(of.once_before, of.both_before, was);
      move(of.once_after, of.both_after, is);
      if ((was == Vote::agree) != (is == Vote::agree)) ++of.changed;
    });
  return counts;
}

// Whether the votes of "the same" people have nothing to do with each other: by how much more often than
// by chance a person's two answers are the same, over people; under three standard errors it is chance.
bool look_random(const Votes& before, const Votes& after, const People& people,
                 const std::vector<Counts>& counts) {
  double n = 0;
  double sum = 0;
  double squares = 0;
  for (std::size_t pair = 0; pair < people.both_before.size(); ++pair) {
    double surplus = 0;
    each_twice(before, after, people, pair, [&](std::uint16_t statement, Vote was, Vote is) {
      const Counts& of = counts[statement];
      const double was_share = of.both_before.agree / static_cast<double>(of.both_before.answered());
      const double is_share = of.both_after.agree / static_cast<double>(of.both_after.answered());
      const double by_chance = was_share * is_share + (1 - was_share) * (1 - is_share);
      surplus += ((was == Vote::agree) == (is == Vote::agree) ? 1 : 0) - by_chance;
    });
    n += 1;
    sum += surplus;
    squares += surplus * surplus;
  }
  if (n < 20) return false;  // nothing can be told
  const double mean = sum / n;
  return mean < 3 * std::sqrt(std::max(0.0, squares / n - mean * mean) / n);
}

Agreement sum(const Agreement& a, const Agreement& b) {
  return {a.agree + b.agree, a.others + b.others};
}

Estimate change_within(const Agreement& before, const Agreement& after, std::uint32_t changed,
                       std::uint32_t floor) {
  const std::uint32_t n = before.answered();
  const std::uint32_t apart =
      before.agree > after.agree ? before.agree - after.agree : after.agree - before.agree;
  std::uint32_t told = std::min(n, (std::max(changed, 1U) + floor - 1) / floor * floor);
  if ((told - apart) % 2 != 0) told += told < n ? 1 : -1;
  const std::uint32_t more = (told + apart) / 2;
  return after.agree >= before.agree ? paired_change(more, told - more, n)
                                     : paired_change(told - more, more, n);
}

Estimate change_between(const Agreement& before, const Agreement& after) {
  return difference(share(after.agree, after.answered()), share(before.agree, before.answered()));
}

StatementTrend trend_of(const Statement& statement, const Counts& counts, bool linked, std::uint32_t floor) {
  StatementTrend trend{.id = statement.id, .text = statement.text};
  const auto& [both_before, both_after, once_before, once_after, changed] = counts;
  const Agreement all_before = sum(both_before, once_before);
  const Agreement all_after = sum(both_after, once_after);
  double enough = 0;
  if (linked && both_before.answered() > 0 && may_show(both_before, floor) && may_show(both_after, floor) &&
      may_show(once_before, floor) && may_show(once_after, floor)) {
    trend.linked = true;
    trend.before = both_before;
    trend.after = both_after;
    trend.change = change_within(both_before, both_after, changed, floor);
    enough = both_before.answered() / kEnoughLinked;
  } else if (all_before.answered() > 0 && all_after.answered() > 0 && may_show(all_before, floor) &&
             may_show(all_after, floor)) {
    trend.before = all_before;
    trend.after = all_after;
    trend.change = change_between(all_before, all_after);
    enough = std::min(all_before.answered(), all_after.answered()) / kEnoughApart;
  }
  if (enough >= 1) trend.trend = Trend::no_clear_change;
  return trend;
}

void judge(std::vector<StatementTrend>& trends) {
  std::vector<double> p;
  for (const StatementTrend& each : trends) {
    const double error = (each.change.high - each.change.low) / 2 / kTwoSided95;
    const bool tested = each.before && error > 0;
    p.push_back(tested ? std::erfc(std::abs(each.change.value) / error / std::numbers::sqrt2) : 1);
  }
  const std::vector<double> q = adjusted(p);
  for (std::size_t j = 0; j < trends.size(); ++j) {
    StatementTrend& each = trends[j];
    each.q = q[j];
    if (each.trend == Trend::too_few || q[j] > 0.05) continue;
    if (each.change.low > 0) each.trend = Trend::up;
    if (each.change.high < 0) each.trend = Trend::down;
  }
}

double answered(const Votes& votes, const std::vector<std::uint32_t>& people) {
  double count = 0;
  for (const std::uint32_t row : people) count += static_cast<double>(votes.count_of(row));
  const double all = static_cast<double>(people.size()) * static_cast<double>(votes.statements());
  return all > 0 ? count / all : 0;
}

Trend trend_of(const Estimate& change) {
  return change.low > 0 ? Trend::up : change.high < 0 ? Trend::down : Trend::no_clear_change;
}

Range shown_people(std::size_t count, std::uint32_t floor) {
  const auto number = static_cast<std::uint32_t>(count);
  return number < floor ? Range{0, floor - 1} : Range{number, number};
}

// The three parts of two known totals: where one is under the floor, all are ranges, for the totals would
// give it away.
void count_people(Comparison& comparison, const People& people, std::uint32_t floor) {
  const std::size_t stayed = people.both_before.size();
  const std::size_t left = people.before.size() - stayed;
  const std::size_t came = people.after.size() - stayed;
  if (std::min({stayed, left, came}) >= floor || floor <= 1) {
    comparison.stayed = shown_people(stayed, 1);
    comparison.left = shown_people(left, 1);
    comparison.came = shown_people(came, 1);
    return;
  }
  const auto band = [floor](std::size_t number) {
    const auto low = static_cast<std::uint32_t>(number / floor * floor);
    return Range{low, low + 2 * floor - 1};
  };
  comparison.stayed = band(stayed);
  comparison.left = band(left);
  comparison.came = band(came);
}

void measure_division(Comparison& comparison, const Votes& before, const Votes& after, const People& people,
                      std::uint32_t floor, bool may_link) {
  comparison.everybody = division_change(before, people.before, after, people.after, false);
  double n = static_cast<double>(std::min(people.before.size(), people.after.size()));
  double share_answered = std::min(answered(before, people.before), answered(after, people.after));
  comparison.limit = kEnoughApart;
  const Estimate* told = &comparison.everybody.change;
  if (may_link && people.both_before.size() >= std::max<std::size_t>(floor, 2)) {
    comparison.same_people = division_change(before, people.both_before, after, people.both_after, true);
    n = static_cast<double>(people.both_before.size());
    share_answered = std::min(answered(before, people.both_before), answered(after, people.both_after));
    comparison.limit = kEnoughLinked;
    told = &comparison.same_people->change;
  }
  // Two in five votes missing acted like half of the people.
  comparison.enough = n * std::pow(share_answered, 1.36);
  if (comparison.enough >= comparison.limit) comparison.division = trend_of(*told);
  // Where all answered everything it is their number, which may be hidden.
  if (comparison.stayed.low != comparison.stayed.high)
    comparison.enough = std::floor(comparison.enough / floor) * floor;
  comparison.exit_illusion = comparison.same_people && comparison.everybody.change.high < 0 &&
                             comparison.same_people->change.high >= 0;
}

}  // namespace

core::Result<Comparison> compare(const Conversation& before, const Conversation& after,
                                 const CompareOptions& options) {
  const std::uint32_t floor = std::max<std::uint32_t>(1, options.floor);
  const Shared shared = shared_statements(before, after);
  if (shared.after.empty())
    return core::fail(Code::invalid, "the two rounds have no statement in common: nothing can be compared");
  const Votes votes_before = take_columns(before.votes, shared.before);
  const Votes votes_after = take_columns(after.votes, shared.after);
  const People people = match_people(before, votes_before, after, votes_after);
  if (std::min(people.before.size(), people.after.size()) < floor)
    return core::fail(Code::invalid,
                      "fewer than " + std::to_string(floor) +
                          " people voted in one of the rounds: what were shown would be about a few");
  const std::vector<Counts> counts = count(votes_before, votes_after, people);

  Comparison comparison;
  comparison.people_before = static_cast<std::uint32_t>(people.before.size());
  comparison.people_after = static_cast<std::uint32_t>(people.after.size());
  comparison.ids_look_random = options.same_people && look_random(votes_before, votes_after, people, counts);
  comparison.linked = options.same_people && !comparison.ids_look_random;
  if (comparison.linked) count_people(comparison, people, floor);
  const Linkable may_link = comparison.linked ? linkable(options.earlier, before, after, shared, floor)
                                              : Linkable{std::vector<bool>(counts.size()), false};
  for (std::size_t j = 0; j < counts.size(); ++j)
    comparison.statements.push_back(
        trend_of(after.statements[shared.after[j]], counts[j], may_link.statements[j], floor));
  judge(comparison.statements);
  measure_division(comparison, votes_before, votes_after, people, floor, may_link.people);
  return comparison;
}

}  // namespace demur::opinion
