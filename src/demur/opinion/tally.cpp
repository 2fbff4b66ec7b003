#include "demur/opinion/tally.hpp"

#include <algorithm>
#include <utility>

#include "demur/opinion/parallel.hpp"

namespace demur::opinion {
namespace {

constexpr std::size_t kFewVotes = 100'000;  // below, a second thread costs more than it brings

// By Answer, from disagree (-1) to agree (1).
constexpr std::array<std::size_t, kAnswers> kAnswerOf = {kDisagree, kPass, kAgree};

void count(const Votes& votes, std::span<const std::uint8_t> group, std::size_t begin, std::size_t end,
           Tallies& tallies) {
  const std::size_t groups = tallies.groups;
  for (std::size_t person = begin; person < end; ++person) {
    const auto on = votes.statements_of(person);
    if (on.empty()) continue;
    const auto vote = votes.votes_of(person);
    const std::size_t row = person < group.size() && group[person] < groups ? group[person] : groups;
    ++tallies.people[row];
    for (std::size_t at = 0; at < on.size(); ++at)
      ++tallies.cells[on[at] * (groups + 1) + row][kAnswerOf[static_cast<int>(vote[at]) + 1]];
  }
}

}  // namespace

Tallies tally(const Votes& votes, std::span<const std::uint8_t> group, std::size_t groups, unsigned threads) {
  const std::size_t pieces = votes.count() < kFewVotes ? 1 : thread_count(threads);
  const Tallies none{.groups = groups,
                     .statements = votes.statements(),
                     .people = std::vector<std::uint32_t>(groups + 1),
                     .cells = std::vector<Cells>(votes.statements() * (groups + 1), Cells{})};
  std::vector<Tallies> tallies(pieces, none);
  const std::size_t length = (votes.people() + pieces - 1) / pieces;
  in_parallel(threads, pieces, [&](std::size_t piece) {
    count(votes, group, std::min(votes.people(), piece * length),
          std::min(votes.people(), (piece + 1) * length), tallies[piece]);
  });
  for (std::size_t piece = 1; piece < pieces; ++piece) {
    for (std::size_t g = 0; g <= groups; ++g) tallies[0].people[g] += tallies[piece].people[g];
    for (std::size_t i = 0; i < none.cells.size(); ++i)
      for (std::size_t a = 0; a < kAnswers; ++a) tallies[0].cells[i][a] += tallies[piece].cells[i][a];
  }
  return std::move(tallies[0]);
}

}  // namespace demur::opinion
