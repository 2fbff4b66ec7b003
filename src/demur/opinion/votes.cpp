#include "demur/opinion/votes.hpp"

#include <algorithm>

namespace demur::opinion {
namespace {

using core::Code;

core::Status check_shape(const std::vector<std::uint32_t>& starts, std::size_t statements_given,
                         std::size_t votes_given) {
  if (statements_given != votes_given)
    return core::fail(Code::invalid, "as many votes as statements of votes are needed");
  if (starts.empty() || starts.front() != 0 || starts.back() != votes_given)
    return core::fail(Code::invalid, "starts must go from 0 to the number of votes");
  if (!std::is_sorted(starts.begin(), starts.end()))
    return core::fail(Code::invalid, "starts must not go down");
  return {};
}

bool strictly_ascending(std::span<const std::uint16_t> row) {
  return std::adjacent_find(row.begin(), row.end(), std::greater_equal<>()) == row.end();
}

}  // namespace

core::Result<Votes> Votes::make(std::size_t statements, std::vector<std::uint32_t> starts,
                                std::vector<std::uint16_t> statement, std::vector<Vote> vote) {
  if (statements > kMaxStatements) return core::fail(Code::too_large, "at most 65,535 statements");
  if (vote.size() > kMaxVotes) return core::fail(Code::too_large, "at most 4,294,967,295 votes");
  DEMUR_TRY(check_shape(starts, statement.size(), vote.size()));
  Votes votes;
  votes.statements_ = statements;
  votes.starts_ = std::move(starts);
  votes.statement_ = std::move(statement);
  votes.vote_ = std::move(vote);
  for (std::size_t person = 0; person < votes.people(); ++person) {
    const auto row = votes.statements_of(person);
    if (!strictly_ascending(row) || (!row.empty() && row.back() >= statements))
      return core::fail(Code::invalid, "a person's statements must be ascending and among the statements");
  }
  for (const Vote each : votes.vote_)
    if (each != Vote::disagree && each != Vote::pass && each != Vote::agree)
      return core::fail(Code::invalid, "a vote is -1, 0 or 1");
  return votes;
}

Votes select_statements(const Votes& votes, std::span<const std::uint16_t> chosen) {
  constexpr std::uint16_t kNone = std::numeric_limits<std::uint16_t>::max();
  std::vector<std::uint16_t> becomes(votes.statements(), kNone);
  for (std::size_t at = 0; at < chosen.size(); ++at) becomes[chosen[at]] = static_cast<std::uint16_t>(at);

  std::vector<std::uint32_t> starts = {0};
  starts.reserve(votes.people() + 1);
  std::vector<std::uint16_t> statement;
  std::vector<Vote> vote;
  for (std::size_t person = 0; person < votes.people(); ++person) {
    const auto statements = votes.statements_of(person);
    const auto values = votes.votes_of(person);
    for (std::size_t at = 0; at < statements.size(); ++at) {
      if (becomes[statements[at]] == kNone) continue;
      statement.push_back(becomes[statements[at]]);
      vote.push_back(values[at]);
    }
    starts.push_back(static_cast<std::uint32_t>(vote.size()));
  }
  return Votes::make(chosen.size(), std::move(starts), std::move(statement), std::move(vote)).value();
}

}  // namespace demur::opinion
