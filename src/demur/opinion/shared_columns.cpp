#include "demur/opinion/shared_columns.hpp"

#include <algorithm>
#include <limits>
#include <map>
#include <string>

namespace demur::opinion {
namespace {

std::string key_of(const Statement& statement) {
  return statement.text.empty() ? "id " + statement.id : "text " + statement.text;
}

}  // namespace

Shared shared_statements(const Conversation& before, const Conversation& after) {
  std::map<std::string, std::size_t> known;
  for (std::size_t j = 0; j < before.statements.size(); ++j) known.emplace(key_of(before.statements[j]), j);
  Shared shared;
  for (std::size_t j = 0; j < after.statements.size(); ++j) {
    const auto found = known.find(key_of(after.statements[j]));
    if (found == known.end()) continue;
    shared.before.push_back(found->second);
    shared.after.push_back(j);
    known.erase(found);  // a text that stands twice is taken once
  }
  return shared;
}

Votes take_columns(const Votes& votes, const std::vector<std::size_t>& columns) {
  constexpr std::uint16_t kNone = std::numeric_limits<std::uint16_t>::max();
  std::vector<std::uint16_t> becomes(votes.statements(), kNone);
  for (std::size_t at = 0; at < columns.size(); ++at) becomes[columns[at]] = static_cast<std::uint16_t>(at);
  std::vector<std::uint32_t> starts = {0};
  std::vector<std::uint16_t> statement;
  std::vector<Vote> vote;
  std::vector<std::pair<std::uint16_t, Vote>> row;
  for (std::size_t person = 0; person < votes.people(); ++person) {
    row.clear();
    for (std::size_t at = 0; at < votes.count_of(person); ++at)
      if (const auto column = becomes[votes.statements_of(person)[at]]; column != kNone)
        row.emplace_back(column, votes.votes_of(person)[at]);
    std::sort(row.begin(), row.end());
    for (const auto& [column, value] : row) {
      statement.push_back(column);
      vote.push_back(value);
    }
    starts.push_back(static_cast<std::uint32_t>(vote.size()));
  }
  return Votes::make(columns.size(), std::move(starts), std::move(statement), std::move(vote)).value();
}

}  // namespace demur::opinion
