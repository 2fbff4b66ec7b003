#include "demur/service/opinion_votes.hpp"

#include <algorithm>
#include <unordered_map>

#include "demur/store/opinion.hpp"

namespace demur::service {
namespace {

using core::Result;
using domain::OpinionRoundId;
using domain::OpinionStatement;
using domain::StatementState;
using store::CastVote;

// Votes by voter, in the order of the table, with columns in place of numbers.
struct Table {
  std::vector<std::int64_t> voters;
  std::vector<std::uint32_t> starts = {0};
  std::vector<std::uint16_t> statement;
  std::vector<opinion::Vote> vote;
};

using Columns = std::unordered_map<int, std::uint16_t>;

Columns columns_of(const std::vector<int>& numbers) {
  Columns columns;
  for (std::size_t at = 0; at < numbers.size(); ++at)
    columns.emplace(numbers[at], static_cast<std::uint16_t>(at));
  return columns;
}

Result<Table> read_table(const store::Reader& reader, const OpinionRoundId& round, const Columns& columns) {
  const std::int64_t number = DEMUR_TRY(store::opinion_round_number(reader, round));
  Table table;
  DEMUR_TRY(store::each_vote(reader, number, [&](const CastVote& cast) {
    const auto column = columns.find(cast.statement);
    if (column == columns.end()) return;
    if (table.voters.empty() || table.voters.back() != cast.voter) {
      table.voters.push_back(cast.voter);
      table.starts.push_back(table.starts.back());
    }
    ++table.starts.back();
    table.statement.push_back(column->second);
    table.vote.push_back(to_opinion(cast.vote));
  }));
  return table;
}

// The rows of a table in another order, each with its columns ascending.
Result<opinion::Votes> arrange(const Table& table, const std::vector<std::size_t>& order,
                               std::size_t columns) {
  std::vector<std::uint32_t> starts = {0};
  std::vector<std::uint16_t> statement;
  std::vector<opinion::Vote> vote;
  statement.reserve(table.statement.size());
  vote.reserve(table.vote.size());
  std::vector<std::pair<std::uint16_t, opinion::Vote>> row;
  for (const std::size_t at : order) {
    row.clear();
    if (at != static_cast<std::size_t>(-1))
      for (std::uint32_t k = table.starts[at]; k < table.starts[at + 1]; ++k)
        row.emplace_back(table.statement[k], table.vote[k]);
    std::ranges::sort(row, {}, &std::pair<std::uint16_t, opinion::Vote>::first);
    for (const auto& [column, value] : row) {
      statement.push_back(column);
      vote.push_back(value);
    }
    starts.push_back(static_cast<std::uint32_t>(vote.size()));
  }
  return opinion::Votes::make(columns, std::move(starts), std::move(statement), std::move(vote));
}

bool is_asked(const OpinionStatement& statement, Asked asked) {
  if (statement.state != StatementState::shown) return false;
  return asked == Asked::all || statement.trend == (asked == Asked::in_every_round);
}

}  // namespace

opinion::Vote to_opinion(domain::Vote vote) {
  return vote == domain::Vote::agree      ? opinion::Vote::agree
         : vote == domain::Vote::disagree ? opinion::Vote::disagree
                                          : opinion::Vote::pass;
}

Result<opinion::Conversation> conversation_of(Institution& house, const OpinionRoundId& id, Asked asked) {
  return house.store().read([&](const store::Reader& reader) { return conversation_of(reader, id, asked); });
}

Result<std::optional<OpinionRoundId>> continued_by(Institution& house, const OpinionRoundId& id) {
  return house.store().read([&](const store::Reader& reader) -> Result<std::optional<OpinionRoundId>> {
    const auto round = DEMUR_TRY(store::find_opinion_round(reader, id));
    return round ? round->continues : std::nullopt;
  });
}

Result<opinion::Conversation> conversation_of(const store::Reader& reader, const OpinionRoundId& id,
                                              Asked asked) {
  const auto round = DEMUR_TRY(store::find_opinion_round(reader, id));
  if (!round) return core::fail(core::Code::not_found, "There is no such round.");
  opinion::Conversation conversation;
  conversation.topic = round->title;
  std::vector<int> numbers;
  for (const OpinionStatement& each : DEMUR_TRY(store::statements_of_round(reader, id))) {
    if (!is_asked(each, asked)) continue;
    numbers.push_back(each.number);
    conversation.statements.push_back(
        {.id = std::to_string(each.number), .text = each.text, .moderation = opinion::Moderation::accepted});
  }
  const Table table = DEMUR_TRY(read_table(reader, id, columns_of(numbers)));
  std::vector<std::size_t> order(table.voters.size());
  for (std::size_t at = 0; at < order.size(); ++at) {
    order[at] = at;
    conversation.people.append(std::to_string(table.voters[at]));
  }
  conversation.votes = DEMUR_TRY(arrange(table, order, numbers.size()));
  return conversation;
}

Result<LiveVotes> live_votes(Institution& house, const OpinionRoundId& id, const LiveVotes& earlier) {
  return house.store().read([&](const store::Reader& reader) -> Result<LiveVotes> {
    LiveVotes live{.voters = earlier.voters, .numbers = earlier.numbers, .votes = {}};
    const Columns known = columns_of(live.numbers);
    for (const OpinionStatement& each : DEMUR_TRY(store::statements_of_round(reader, id)))
      if (each.state == StatementState::shown && !known.contains(each.number))
        live.numbers.push_back(each.number);
    const Table table = DEMUR_TRY(read_table(reader, id, columns_of(live.numbers)));
    std::unordered_map<std::int64_t, std::size_t> row_in_table;
    for (std::size_t at = 0; at < table.voters.size(); ++at) row_in_table.emplace(table.voters[at], at);
    std::vector<std::size_t> order;
    for (const std::int64_t voter : live.voters) {
      const auto found = row_in_table.find(voter);
      order.push_back(found == row_in_table.end() ? static_cast<std::size_t>(-1) : found->second);
      if (found != row_in_table.end()) row_in_table.erase(found);
    }
    for (std::size_t at = 0; at < table.voters.size(); ++at)
      if (row_in_table.contains(table.voters[at])) {
        live.voters.push_back(table.voters[at]);
        order.push_back(at);
      }
    live.votes = DEMUR_TRY(arrange(table, order, live.numbers.size()));
    return live;
  });
}

}  // namespace demur::service
