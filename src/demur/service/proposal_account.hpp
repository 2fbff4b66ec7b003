// What became of a proposal by token, from what its proposer kept and the log alone: no server is asked, and
// nobody learns who asks.
//
//   ProposalAccounting accounting = DEMUR_TRY(ProposalAccounting::of(item));
//   DEMUR_TRY(audit_tree(source, log_key, [&](auto index, auto leaf) { return accounting.read(index, leaf);
//   })); const ProposalAccount account = accounting.finish(promised_by);
//
// The record of its token commits to it (token_proposals.hpp); what was decided names the statement by an id
// that follows from its words. Errors: Code::invalid for what is no proposal. Pure.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "demur/core/day.hpp"
#include "demur/core/digest.hpp"
#include "demur/core/result.hpp"
#include "demur/service/drop/item.hpp"
#include "demur/translog/hash.hpp"
#include "demur/translog/leaf.hpp"

namespace demur::service {

enum class ProposalState : std::uint8_t {
  awaited,    // not in the log, and its day has not passed there
  recorded,   // its token's record is of this very proposal, and nothing was decided. A question is shown
              // then from the next day on: nobody decides on questions, and the log has none of their words
  undecided,  // nothing was, and the round is closed: it was swallowed
  shown,      // and it is voted on
  rejected,   // with a reason
  rejected_late,  // by the clock, and its record is of a later day than was promised: it was held back
  retired,        // it was shown, and is no more, with a reason
  voided,         // the round was made void, or the session called off
  left_out,     // recorded, and not among the questions that were gathered; or rejected afterwards, which is
                // done when a question comes, or never
  other_words,  // shown under its id, with other words
  other_proposal,  // there is a record of this token, of something else
  missing          // its day has passed, and there is no record of this token
};

struct ProposalAccount {
  ProposalState state = ProposalState::awaited;
  std::string reason = {};                  // of rejecting, retiring or making void
  bool is_question = false;                 // before a session
  std::optional<std::uint64_t> index = {};  // of the token's record
  core::Day recorded_on{};                  // where there is one
  bool is_late = false;                     // and its day is after the promised one
  core::Day as_of{};                        // of the newest record
};

class ProposalAccounting {
 public:
  [[nodiscard]] static core::Result<ProposalAccounting> of(drop::Item proposal);

  [[nodiscard]] core::Status read(std::uint64_t index, core::ByteView leaf);
  // `by`: the day by which the drop promised it.
  [[nodiscard]] ProposalAccount finish(core::Day by) const;

 private:
  struct Recorded {
    std::uint64_t index = 0;
    core::Day day{};
    bool is_this = false;
    bool is_question = false;
  };
  ProposalAccounting(drop::Item proposal, const core::Digest& tag, const translog::Hash& commitment)
      : proposal_(std::move(proposal)), tag_(tag), commitment_(commitment) {}
  void take_record(std::uint64_t index, const translog::Leaf& leaf);
  void take_decision(const translog::Leaf& leaf);
  [[nodiscard]] ProposalState decided(bool is_late) const;
  [[nodiscard]] bool is_rejected_afterwards() const;

  drop::Item proposal_;
  core::Digest tag_{};
  translog::Hash commitment_{};
  core::Day newest_{};
  std::optional<Recorded> recorded_ = {};
  std::optional<std::string> shown_ = {};  // its words there
  std::optional<core::Day> rejected_on_ = {};
  bool is_rejected_by_clock_ = false;
  bool is_left_out_ = false;
  bool is_retired_ = false;
  bool is_voided_ = false;
  bool is_closed_ = false;
  std::string reason_ = {};
};

}  // namespace demur::service
