#include "demur/cli/verify_proposal.hpp"

#include <fmt/core.h>

#include "demur/cli/terminal.hpp"
#include "demur/cli/verify_item.hpp"
#include "demur/service/proposal_account.hpp"

namespace demur::cli {
namespace {

using core::Code;
using core::fail;
using core::Result;
using core::json::object;
using service::ProposalAccount;
using service::ProposalState;

struct Asked {
  ItemReceipt kept;
  std::string id;  // of the statement
  ProposalAccount account;
  Accusation accusation = {};
};

bool accuses(ProposalState state) {
  return state == ProposalState::left_out || state == ProposalState::undecided ||
         state == ProposalState::other_words || state == ProposalState::other_proposal ||
         state == ProposalState::missing || state == ProposalState::rejected_late;
}

Result<Asked> ask(std::string_view text, const VerifyOptions& options) {
  Asked asked{.kept = DEMUR_TRY(checked_item_receipt(text, kProposalReceiptFormat)), .id = {}, .account = {}};
  if (!asked.kept.receipt)
    return fail(Code::invalid, "this file holds what was sent, and no answer of the drop to it", "promise");
  const auto item = DEMUR_TRY(service::drop::parse_item(asked.kept.item));
  asked.id = item.filing;
  auto accounting = DEMUR_TRY(service::ProposalAccounting::of(item));
  const auto key = DEMUR_TRY(read_log(asked.kept, options, [&](std::uint64_t index, core::ByteView leaf) {
    return accounting.read(index, leaf);
  }));
  asked.account = accounting.finish(asked.kept.receipt->by);
  asked.accusation = {.is_made = accuses(asked.account.state),
                      .is_silence = asked.account.state == ProposalState::missing ||
                                    asked.account.state == ProposalState::rejected_late,
                      .doubt = doubt_of({&asked.kept, 1}, {&item, 1}, key, options)};
  return asked;
}

const char* word(ProposalState state) {
  switch (state) {
    case ProposalState::awaited:
      return "awaited";
    case ProposalState::recorded:
      return "recorded";
    case ProposalState::undecided:
      return "undecided";
    case ProposalState::shown:
      return "shown";
    case ProposalState::rejected:
      return "rejected";
    case ProposalState::rejected_late:
      return "rejected_late";
    case ProposalState::retired:
      return "retired";
    case ProposalState::voided:
      return "void";
    case ProposalState::left_out:
      return "left_out";
    case ProposalState::other_words:
      return "other_words";
    case ProposalState::other_proposal:
      return "other_proposal";
    case ProposalState::missing:
      return "missing";
  }
  return "";
}

std::string shows_nothing(const Asked& asked) {
  if (asked.account.state != ProposalState::rejected_late)
    return fmt::format(
        "NOTHING IS SHOWN: the log does not have this proposal as this file says that it was sent, and "
        "nothing "
        "shows that it was: {}. Anybody can make such a file.",
        printable(asked.accusation.doubt));
  return fmt::format(
      "It is recorded, at index {}, on {}, and was rejected: {} NOTHING SHOWS that it was promised for an "
      "earlier day: {}. Anybody can make such a file.",
      *asked.account.index, core::to_words(asked.account.recorded_on), printable(asked.account.reason),
      printable(asked.accusation.doubt));
}

std::string in_words(const Asked& asked) {
  const ProposalAccount& account = asked.account;
  if (asked.accusation.shows_nothing()) return shows_nothing(asked);
  const std::string reason = printable(account.reason);
  switch (account.state) {
    case ProposalState::awaited:
      return fmt::format("It is not in this log yet. The drop promised it by {}.",
                         core::to_words(asked.kept.receipt->by));
    case ProposalState::recorded:
      if (account.is_question)
        return fmt::format(
            "It is recorded, at index {}, and is question {}: nobody decides on questions, and "
            "the session's page shows it from the day after it came.",
            *account.index, asked.id);
      return fmt::format("It is recorded, at index {}. Until {} the log has no decision on it.",
                         *account.index, core::to_words(account.as_of));
    case ProposalState::undecided:
      return fmt::format(
          "It is recorded, at index {}, and NOTHING WAS DECIDED ON IT, though its round is closed: each "
          "proposal is "
          "to be shown or rejected with a reason. Show this file to an auditor.",
          *account.index);
    case ProposalState::shown:
      return fmt::format("It is recorded, at index {}, and shown as statement {}.", *account.index, asked.id);
    case ProposalState::rejected:
      return fmt::format("It is recorded, at index {}, and was rejected: {}", *account.index, reason);
    case ProposalState::rejected_late:
      return fmt::format(
          "RECORDED LATE: the drop at {} promised it over its signature, for {}; its record, at index {}, is "
          "of "
          "{}, and the clock rejected it: {} The drop or the institution held it back. This file and the log "
          "show that to anybody; whom you show it learns what you proposed.",
          printable(asked.kept.drop), core::to_words(asked.kept.receipt->by), *account.index,
          core::to_words(account.recorded_on), reason);
    case ProposalState::retired:
      return fmt::format("It was shown as statement {}, and is shown no more: {}", asked.id, reason);
    case ProposalState::voided:
      return fmt::format("It is recorded, at index {}. The {}: {}", *account.index,
                         account.is_question ? "session was called off" : "round was made void", reason);
    case ProposalState::left_out:
      return fmt::format(
          "LEFT OUT: it is recorded, at index {}, was not rejected when it came, and is not among the "
          "questions that were gathered before the session, or is rejected on another day. Show this file to "
          "an auditor.",
          *account.index);
    case ProposalState::other_words:
      return fmt::format(
          "SHOWN WITH OTHER WORDS: the log has statement {} with another text than what was sent, whose "
          "hash it is. Show this file to an auditor.",
          asked.id);
    case ProposalState::other_proposal:
      return fmt::format(
          "The log has a record of this token, at index {}, and it is NOT OF THIS PROPOSAL. If the token was "
          "not spent on another, what was sent was changed: show this file to an auditor.",
          *account.index);
    case ProposalState::missing:
      return fmt::format(
          "NOT IN THE LOG: the drop at {} promised it over its signature, for {}, and nothing is recorded of "
          "this token until {}. This file and the log show that to anybody; whom you show it learns what you "
          "proposed.",
          printable(asked.kept.drop), core::to_words(asked.kept.receipt->by), core::to_words(account.as_of));
  }
  return "";
}

void print_json(const Asked& asked, const VerifyOptions& options) {
  const ProposalAccount& account = asked.account;
  object out = verdict_json({"proposal", word(account.state), account.as_of, account.index}, asked.accusation,
                            asked.kept, options);
  out["id"] = asked.id;
  if (!account.reason.empty()) out["reason"] = account.reason;
  if (account.index) out["recorded_on"] = core::to_string(account.recorded_on);
  say_json(out);
}

}  // namespace

bool is_proposal_receipt(std::string_view text) {
  return receipt_format(text) == kProposalReceiptFormat;
}

int verify_proposal(std::string_view text, const VerifyOptions& options) {
  const auto asked = ask(text, options);
  if (!asked) return refuse(asked.error(), options.json);
  if (options.json) {
    print_json(*asked, options);
  } else {
    say(in_words(*asked));
    if (asked->account.is_late && !asked->accusation.is_made)
      say(fmt::format("Its record is of {}, and it was promised for {}.",
                      core::to_words(asked->account.recorded_on), core::to_words(asked->kept.receipt->by)));
    warn_of_doubt(asked->accusation, "If it were not recorded, its file would show nothing to anybody");
  }
  return exit_code_of(asked->accusation);
}

}  // namespace demur::cli
