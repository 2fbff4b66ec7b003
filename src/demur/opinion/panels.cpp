#include "demur/opinion/panels.hpp"

#include <algorithm>
#include <array>
#include <optional>

namespace demur::opinion {
namespace {

// Somebody's votes in another round, by the id that they have there too.
class Elsewhere {
 public:
  Elsewhere(const Conversation& round, const std::vector<std::size_t>& columns)
      : round_(round), votes_(take_columns(round.votes, columns)) {}

  [[nodiscard]] std::optional<std::size_t> find(std::string_view id) const {
    auto row = round_.people.find(id);
    if (row && votes_.count_of(*row) == 0) row.reset();
    return row;
  }
  [[nodiscard]] bool answered(std::optional<std::size_t> row, std::uint16_t column) const {
    if (!row) return false;
    const auto columns = votes_.statements_of(*row);
    return std::binary_search(columns.begin(), columns.end(), column);
  }

 private:
  const Conversation& round_;
  Votes votes_;
};

}  // namespace

bool may_show(const Agreement& agreement, std::uint32_t floor) {
  return agreement.answered() == 0 || (agreement.agree >= floor && agreement.others >= floor);
}

Linkable linkable(const Conversation* earlier, const Conversation& before, const Conversation& after,
                  const Shared& shared, std::uint32_t floor) {
  Linkable may{.statements = std::vector<bool>(shared.before.size(), true)};
  if (earlier == nullptr) return may;
  const Votes votes = take_columns(before.votes, shared.before);
  // Of the earlier round the columns that these have there, by number among these.
  const Shared asked_before = shared_statements(*earlier, before);
  std::vector<std::size_t> columns;
  std::vector<std::optional<std::uint16_t>> column_of(shared.before.size());
  for (std::size_t j = 0; j < shared.before.size(); ++j)
    if (const auto at = std::ranges::find(asked_before.after, shared.before[j]);
        at != asked_before.after.end()) {
      column_of[j] = static_cast<std::uint16_t>(columns.size());
      columns.push_back(asked_before.before[static_cast<std::size_t>(at - asked_before.after.begin())]);
    }
  const Elsewhere in_earlier(*earlier, columns);
  const Elsewhere in_after(after, shared.after);

  std::vector<std::array<Agreement, 4>> parts(shared.before.size());
  std::array<std::uint32_t, 4> people{};
  for (std::size_t person = 0; person < votes.people(); ++person) {
    if (votes.count_of(person) == 0) continue;
    const auto then = in_earlier.find(before.people[person]);
    const auto later = in_after.find(before.people[person]);
    ++people[(then ? 1U : 0U) + (later ? 2U : 0U)];
    for (std::size_t at = 0; at < votes.count_of(person); ++at) {
      const std::uint16_t j = votes.statements_of(person)[at];
      const bool was = column_of[j] && in_earlier.answered(then, *column_of[j]);
      Agreement& part = parts[j][(was ? 1U : 0U) + (in_after.answered(later, j) ? 2U : 0U)];
      ++(votes.votes_of(person)[at] == Vote::agree ? part.agree : part.others);
    }
  }
  for (std::size_t j = 0; j < parts.size(); ++j)
    if (column_of[j])
      may.statements[j] =
          std::ranges::all_of(parts[j], [floor](const Agreement& part) { return may_show(part, floor); });
  may.people =
      std::ranges::all_of(people, [floor](std::uint32_t count) { return count == 0 || count >= floor; });
  return may;
}

}  // namespace demur::opinion
