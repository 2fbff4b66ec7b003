#include "demur/opinion/canonical.hpp"

#include <algorithm>
#include <array>
#include <compare>
#include <numeric>
#include <tuple>

#include "demur/opinion/parallel.hpp"

namespace demur::opinion {
namespace {

constexpr std::size_t kRange = 1 << 14;  // people a piece of work

// Two hashes, one of the votes as they are and one with agree and disagree swapped.
struct Pair {
  std::uint64_t plain = 0;
  std::uint64_t swapped = 0;
};

using Colours = std::vector<Pair>;

std::size_t choice(Vote vote) {
  return static_cast<std::size_t>(static_cast<int>(vote) + 1);
}

std::uint64_t both(Pair pair) {
  return mix(pair.plain + pair.swapped);
}

// Adds what `share(person, choice)` says for each vote up by statement.
template <typename Share>
Colours by_statement(const Votes& votes, const std::vector<std::uint32_t>& people, unsigned threads,
                     const Share& share) {
  const std::size_t pieces = std::max<std::size_t>(1, thread_count(threads));
  const std::size_t length = (people.size() + pieces - 1) / pieces;
  std::vector<Colours> sums(pieces, Colours(votes.statements()));
  in_parallel(threads, pieces, [&](std::size_t piece) {
    Colours& sum = sums[piece];
    const std::size_t end = std::min(people.size(), (piece + 1) * length);
    for (std::size_t i = piece * length; i < end; ++i) {
      const std::array<Pair, 3> shares = {share(i, 0), share(i, 1), share(i, 2)};
      const auto statements = votes.statements_of(people[i]);
      const auto cast = votes.votes_of(people[i]);
      for (std::size_t k = 0; k < statements.size(); ++k) {
        const Pair& add = shares[choice(cast[k])];
        sum[statements[k]].plain += add.plain;
        sum[statements[k]].swapped += add.swapped;
      }
    }
  });
  // Sums modulo 2^64 are the same however they were cut.
  for (std::size_t piece = 1; piece < pieces; ++piece)
    for (std::size_t j = 0; j < votes.statements(); ++j) {
      sums[0][j].plain += sums[piece][j].plain;
      sums[0][j].swapped += sums[piece][j].swapped;
    }
  return std::move(sums[0]);
}

Colours by_person(const Votes& votes, const std::vector<std::uint32_t>& people, const Colours& statements,
                  unsigned threads) {
  std::vector<std::array<Pair, 3>> table(statements.size());
  for (std::size_t j = 0; j < statements.size(); ++j)
    for (std::uint64_t c = 0; c < 3; ++c)
      table[j][c] = {mix(statements[j].plain + c), mix(statements[j].swapped + 2 - c)};
  Colours colours(people.size());
  in_ranges(threads, people.size(), kRange, [&](std::size_t begin, std::size_t end) {
    for (std::size_t i = begin; i < end; ++i) {
      const auto on = votes.statements_of(people[i]);
      const auto cast = votes.votes_of(people[i]);
      Pair sum;
      for (std::size_t k = 0; k < on.size(); ++k) {
        const Pair& add = table[on[k]][choice(cast[k])];
        sum.plain += add.plain;
        sum.swapped += add.swapped;
      }
      colours[i] = {mix(sum.plain), mix(sum.swapped)};
    }
  });
  return colours;
}

struct Keys {
  Colours people;
  Colours statements;
};

Keys keys_of(const Votes& votes, const std::vector<std::uint32_t>& people, unsigned threads) {
  // Counts of the three choices, 21 bits each.
  Colours counts = by_statement(votes, people, threads, [](std::size_t, std::uint64_t c) {
    return Pair{std::uint64_t{1} << (21 * c), std::uint64_t{1} << (21 * (2 - c))};
  });
  for (Pair& pair : counts) pair = {mix(pair.plain), mix(pair.swapped)};
  const Colours first = by_person(votes, people, counts, threads);
  Colours statements = by_statement(votes, people, threads, [&](std::size_t i, std::uint64_t c) {
    return Pair{mix(first[i].plain + c), mix(first[i].swapped + 2 - c)};
  });
  for (std::size_t j = 0; j < statements.size(); ++j)
    statements[j] = {mix(statements[j].plain + counts[j].plain),
                     mix(statements[j].swapped + counts[j].swapped)};
  Colours last = by_person(votes, people, statements, threads);
  return {std::move(last), std::move(statements)};
}

// The order by key; the second key only separates what is its own mirror image.
std::vector<std::uint32_t> sorted(const Colours& colours) {
  struct Entry {
    std::uint64_t key;
    std::uint64_t second;
    std::uint32_t index;
  };
  std::vector<Entry> entries(colours.size());
  for (std::uint32_t i = 0; i < entries.size(); ++i) entries[i] = {both(colours[i]), colours[i].plain, i};
  std::ranges::sort(entries, {}, [](const Entry& e) { return std::tuple(e.key, e.second, e.index); });
  std::vector<std::uint32_t> order(entries.size());
  std::ranges::transform(entries, order.begin(), &Entry::index);
  return order;
}

// The votes of two people, compared as words are.
int compare_votes(const Votes& votes, std::uint32_t a, std::uint32_t b) {
  const auto statements =
      std::lexicographical_compare_three_way(votes.statements_of(a).begin(), votes.statements_of(a).end(),
                                             votes.statements_of(b).begin(), votes.statements_of(b).end());
  if (statements != 0) return statements < 0 ? -1 : 1;
  const auto cast = std::lexicographical_compare_three_way(
      votes.votes_of(a).begin(), votes.votes_of(a).end(), votes.votes_of(b).begin(), votes.votes_of(b).end());
  return cast == 0 ? 0 : cast < 0 ? -1 : 1;
}

// People who voted alike stand together: sorted by key, and within a key by votes.
std::vector<std::uint32_t> alike_together(const Votes& votes, const std::vector<std::uint32_t>& people,
                                          const Colours& colours, const std::vector<std::uint32_t>& order) {
  std::vector<std::uint32_t> rows;
  rows.reserve(order.size());
  for (std::size_t begin = 0; begin < order.size();) {
    std::size_t end = begin;
    for (; end < order.size() && colours[order[end]].plain == colours[order[begin]].plain; ++end)
      rows.push_back(people[order[end]]);
    std::sort(rows.begin() + static_cast<std::ptrdiff_t>(begin), rows.end(),
              [&](std::uint32_t a, std::uint32_t b) { return compare_votes(votes, a, b) < 0; });
    begin = end;
  }
  return rows;
}

// The largest g such that everybody stands there a multiple of g times.
std::size_t multiplicity(const Votes& votes, const std::vector<std::uint32_t>& rows) {
  std::size_t common = 0;
  for (std::size_t from = 0; from < rows.size() && common != 1;) {
    std::size_t to = from + 1;
    while (to < rows.size() && compare_votes(votes, rows[from], rows[to]) == 0) ++to;
    common = std::gcd(common, to - from);
    from = to;
  }
  return std::max<std::size_t>(1, common);
}

}  // namespace

std::uint64_t mix(std::uint64_t value) {
  value += 0x9e3779b97f4a7c15ULL;
  value = (value ^ (value >> 30)) * 0xbf58476d1ce4e5b9ULL;
  value = (value ^ (value >> 27)) * 0x94d049bb133111ebULL;
  return value ^ (value >> 31);
}

Canonical canonical_order(const Votes& votes, unsigned threads) {
  std::vector<std::uint32_t> people;
  for (std::uint32_t u = 0; u < votes.people(); ++u)
    if (votes.count_of(u) != 0) people.push_back(u);

  Keys keys = keys_of(votes, people, threads);
  std::vector<std::uint32_t> order = sorted(keys.people);
  std::vector<std::uint32_t> rows = alike_together(votes, people, keys.people, order);
  const std::size_t times = multiplicity(votes, rows);
  if (times > 1) {
    people.clear();
    for (std::size_t i = 0; i < rows.size(); i += times) people.push_back(rows[i]);
    keys = keys_of(votes, people, threads);
    order = sorted(keys.people);
  }

  Canonical result;
  result.person_ranks.assign(votes.people(), kNobody);
  for (const std::uint32_t i : order) {
    result.person_ranks[people[i]] = static_cast<std::uint32_t>(result.people.size());
    result.people.push_back(people[i]);
    result.person_keys.push_back(both(keys.people[i]));
  }
  for (std::size_t i = 0; i < rows.size(); ++i)
    result.person_ranks[rows[i]] = result.person_ranks[rows[i - i % times]];

  result.statement_ranks.resize(votes.statements());
  for (const std::uint32_t j : sorted(keys.statements)) {
    result.statement_ranks[j] = static_cast<std::uint16_t>(result.statements.size());
    result.statements.push_back(static_cast<std::uint16_t>(j));
    result.statement_keys.push_back(both(keys.statements[j]));
  }
  return result;
}

}  // namespace demur::opinion
