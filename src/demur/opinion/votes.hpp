// Who voted what on which statement: the last vote of each person on each statement, and nothing
// else. Sparse by person: for each person the statements that they voted on, ascending, and the vote
// on each. Three bytes a vote and four a person; a million people with fifty votes are 154 MB.
//
//   Votes votes = DEMUR_TRY(Votes::make(2, {0, 2, 3}, {0, 1, 1}, {Vote::agree, Vote::pass, Vote::agree}));
//   votes.statements_of(0)   // 0, 1
//   votes.votes_of(1)        // agree
//
// People and statements are rows and columns here; their ids are in conversation.hpp. A person
// without a vote and a statement without one are both allowed.
//
// Thread-safe: a value that does not change after make().
#pragma once

#include <cstdint>
#include <limits>
#include <span>
#include <vector>

#include "demur/core/result.hpp"

namespace demur::opinion {

// Values as in Polis's CSV exports. Polis's database has them the other way round.
enum class Vote : std::int8_t { disagree = -1, pass = 0, agree = 1 };

inline constexpr std::size_t kMaxStatements = std::numeric_limits<std::uint16_t>::max();
inline constexpr std::size_t kMaxVotes = std::numeric_limits<std::uint32_t>::max();

class Votes {
 public:
  Votes() = default;  // nobody, nothing

  // `starts`: one more than there are people; the votes of person p are starts[p] to starts[p + 1].
  // Code::invalid where the parts do not fit each other, a statement is out of range, or the
  // statements of a person are not strictly ascending; Code::too_large above the limits.
  [[nodiscard]] static core::Result<Votes> make(std::size_t statements, std::vector<std::uint32_t> starts,
                                                std::vector<std::uint16_t> statement, std::vector<Vote> vote);

  [[nodiscard]] std::size_t people() const { return starts_.size() - 1; }
  [[nodiscard]] std::size_t statements() const { return statements_; }
  [[nodiscard]] std::size_t count() const { return vote_.size(); }
  [[nodiscard]] std::size_t count_of(std::size_t person) const {
    return starts_[person + 1] - starts_[person];
  }

  // Side by side: the k-th vote of a person is on the k-th of their statements.
  [[nodiscard]] std::span<const std::uint16_t> statements_of(std::size_t person) const {
    return {statement_.data() + starts_[person], count_of(person)};
  }
  [[nodiscard]] std::span<const Vote> votes_of(std::size_t person) const {
    return {vote_.data() + starts_[person], count_of(person)};
  }

  // All of them, for passes over everything.
  [[nodiscard]] std::span<const std::uint32_t> starts() const { return starts_; }
  [[nodiscard]] std::span<const std::uint16_t> all_statements() const { return statement_; }
  [[nodiscard]] std::span<const Vote> all_votes() const { return vote_; }

  bool operator==(const Votes&) const = default;

 private:
  std::size_t statements_ = 0;
  std::vector<std::uint32_t> starts_ = {0};
  std::vector<std::uint16_t> statement_;
  std::vector<Vote> vote_;
};

// The same people with the chosen statements only, in the order given (ascending, each once).
// Nobody is left out, also who has no vote any more: rows stay what they were.
[[nodiscard]] Votes select_statements(const Votes& votes, std::span<const std::uint16_t> chosen);

}  // namespace demur::opinion
