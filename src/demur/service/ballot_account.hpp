// What became of the ballots that one token sent in one round, or on the questions before one session, from
// what their voter kept and the log alone: no server is asked, and nobody learns who asks.
//
//   BallotAccounting accounting = DEMUR_TRY(BallotAccounting::of(ballots));   // all that the token sent
//   DEMUR_TRY(audit_tree(source, log_key, [&](auto index, auto leaf) { return accounting.read(index, leaf);
//   })); const BallotAccount account = DEMUR_TRY(accounting.finish());
//
// Of each statement that is still shown at the close the vote with the highest sequence counts, so the
// commitment in the log (token_ballots.hpp) can be made again from all ballots together. Two copies of a
// wallet may give two ballots the same sequence; of these the one counts that came first, and which that was
// the log alone tells: each order is tried. Of ballots to which no answer came nobody knows whether they
// arrived: it is tried with and without each, and nothing is held against anybody for them where there are
// answered ones. Errors: Code::invalid for ballots of several tokens or rounds, or where that would take more
// than 10,000 commitments; Code::not_found where the log has no such round. Pure.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "demur/core/day.hpp"
#include "demur/core/digest.hpp"
#include "demur/core/result.hpp"
#include "demur/service/drop/item.hpp"
#include "demur/service/token_ballots.hpp"
#include "demur/translog/hash.hpp"
#include "demur/translog/leaf.hpp"

namespace demur::service {

enum class BallotState : std::uint8_t {
  counted,        // the log's record of this token is of these votes, and no others
  awaited,        // the round is not closed in this log, or the questions are not gathered
  voided,         // the round was made void, or the session called off: nothing of it counts
  nothing_shown,  // no record, and none is due: all that was voted on was retired
  other_words,    // signed for other words than the log's: what the drop showed was not what was asked. Of
                  // questions the log has no words; such a ballot is missing
  other_ballot,   // there is a record of this token, of other votes
  missing         // the round closed, and there is no record of this token
};

struct BallotAccount {
  BallotState state = BallotState::awaited;
  std::size_t votes = 0;                    // of these ballots that count
  std::size_t left_out = 0;                 // on statements that were retired
  bool is_session = false;                  // on questions
  std::size_t not_arrived = 0;              // ballots without an answer that are not in what was counted
  std::optional<std::uint64_t> index = {};  // of the token's record
  std::optional<core::Day> closed_on = {};
  core::Day as_of{};  // of the newest record
};

class BallotAccounting {
 public:
  // `unanswered`: the drop may have them, or not.
  [[nodiscard]] static core::Result<BallotAccounting> of(std::vector<drop::Item> ballots,
                                                         std::vector<drop::Item> unanswered = {});

  [[nodiscard]] core::Status read(std::uint64_t index, core::ByteView leaf);
  [[nodiscard]] core::Result<BallotAccount> finish() const;

 private:
  struct Voted {
    std::uint64_t index = 0;
    translog::Hash ballot{};
  };
  BallotAccounting(std::vector<drop::Item> answered, std::vector<drop::Item> unanswered,
                   const core::Digest& tag);
  [[nodiscard]] core::Status take_vote(std::uint64_t index, const translog::Leaf& leaf);
  [[nodiscard]] const std::vector<drop::Item>& expected() const;
  [[nodiscard]] bool are_for_these_words() const;
  using Lines = std::map<std::string, BallotLine>;
  [[nodiscard]] static bool try_next_order(std::vector<drop::Item>& ballots);
  [[nodiscard]] Lines counted_lines(const std::vector<drop::Item>& ballots) const;
  [[nodiscard]] core::Result<bool> is_committed(const std::vector<drop::Item>& ballots) const;
  [[nodiscard]] core::Result<bool> is_committed_in_some_order(std::vector<drop::Item> ballots) const;
  [[nodiscard]] core::Status find_what_was_counted(BallotAccount& account) const;

  std::vector<drop::Item> ballots_;  // all, by sequence, and then by their text
  std::vector<drop::Item> answered_;
  std::vector<drop::Item> unanswered_;
  core::Digest tag_{};
  core::Day newest_{};
  bool is_opened_ = false;
  bool is_session_ = false;
  bool is_voided_ = false;
  std::optional<core::Day> closed_on_;
  std::map<std::string, std::string, std::less<>> shown_;  // texts by statement
  std::set<std::string, std::less<>> retired_;
  std::optional<Voted> voted_;
};

}  // namespace demur::service
