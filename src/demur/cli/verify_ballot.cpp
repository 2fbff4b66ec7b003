#include "demur/cli/verify_ballot.hpp"

#include <fmt/core.h>

#include <algorithm>

#include "demur/cli/terminal.hpp"
#include "demur/cli/verify_item.hpp"
#include "demur/service/ballot_account.hpp"

namespace demur::cli {
namespace {

using core::Result;
using core::json::object;
using service::BallotAccount;
using service::BallotState;

constexpr std::size_t kMostBytes = 1U << 20U;

struct Asked {
  ItemReceipt first;  // to which an answer came, where one did
  BallotAccount account;
  Accusation accusation = {};
};

bool accuses(BallotState state) {
  return state == BallotState::other_words || state == BallotState::other_ballot ||
         state == BallotState::missing;
}

Result<ItemReceipt> checked_receipt(std::string_view text) {
  return checked_item_receipt(text, kBallotReceiptFormat);
}

Result<Asked> ask(std::string_view text, const VerifyOptions& options) {
  std::vector<ItemReceipt> kept{DEMUR_TRY(checked_receipt(text))};
  for (const auto& path : options.with)
    kept.push_back(DEMUR_TRY(checked_receipt(DEMUR_TRY(read_file(path.string(), kMostBytes)))));
  std::vector<service::drop::Item> ballots;
  for (const ItemReceipt& each : kept) ballots.push_back(DEMUR_TRY(service::drop::parse_item(each.item)));
  const auto first =
      std::ranges::find_if(kept, [](const ItemReceipt& each) { return each.receipt.has_value(); });
  Asked asked{.first = first == kept.end() ? kept.front() : *first, .account = {}};
  std::vector<service::drop::Item> answered;
  std::vector<service::drop::Item> unanswered;
  for (std::size_t at = 0; at < kept.size(); ++at)
    (kept[at].receipt ? answered : unanswered).push_back(ballots[at]);
  auto accounting = DEMUR_TRY(service::BallotAccounting::of(std::move(answered), std::move(unanswered)));
  const auto key = DEMUR_TRY(read_log(asked.first, options, [&](std::uint64_t index, core::ByteView leaf) {
    return accounting.read(index, leaf);
  }));
  asked.account = DEMUR_TRY(accounting.finish());
  asked.accusation = {.is_made = accuses(asked.account.state),
                      .is_silence = asked.account.state == BallotState::missing,
                      .doubt = doubt_of(kept, ballots, key, options)};
  return asked;
}

const char* word(BallotState state) {
  switch (state) {
    case BallotState::counted:
      return "counted";
    case BallotState::awaited:
      return "awaited";
    case BallotState::voided:
      return "void";
    case BallotState::nothing_shown:
      return "nothing_shown";
    case BallotState::other_words:
      return "other_words";
    case BallotState::other_ballot:
      return "other_ballot";
    case BallotState::missing:
      return "missing";
  }
  return "";
}

std::string in_words(const Asked& asked) {
  const BallotAccount& account = asked.account;
  if (asked.accusation.shows_nothing())
    return fmt::format(
        "NOTHING IS SHOWN: the log does not have these votes as this file says that they were cast, and "
        "nothing shows that they were: {}. Anybody can make such a file.",
        printable(asked.accusation.doubt));
  switch (account.state) {
    case BallotState::counted:
      return fmt::format("It was counted as it was cast: {} votes, in the record at index {}.", account.votes,
                         *account.index);
    case BallotState::awaited:
      return fmt::format("{} in this log. ",
                         account.is_session ? "The questions are not gathered" : "The round is not closed") +
             (asked.first.receipt
                  ? fmt::format("Ask again after {}.", core::to_words(asked.first.receipt->by))
                  : std::string("Ask again after its last day."));
    case BallotState::voided:
      return fmt::format("The {}; the log has the reason. Nobody's votes count.",
                         account.is_session ? "session was called off" : "round was made void");
    case BallotState::nothing_shown:
      return "All that it votes on was retired, with reasons that are in the log: nothing of it could count.";
    case BallotState::other_words:
      return "NOT COUNTED: it is signed for other words than the log has for these statements. What the drop "
             "showed was not what the round asked. Show this file to an auditor.";
    case BallotState::other_ballot:
      return fmt::format(
          "The log has a ballot by this token, at index {}, and it is NOT OF THESE VOTES ALONE. If the token "
          "sent others, before or after, give their files too: --with FILE. If it did not, what was sent was "
          "left out or changed: show this file to an auditor.",
          *account.index);
    case BallotState::missing:
      return fmt::format(
          "NOT IN THE LOG: the {} on {}, and nothing is recorded by this token. The drop at {} "
          "promised it over its signature, for {}. This file and the log show that to anybody; whom you show "
          "it learns how you voted.{}",
          account.is_session ? "questions were gathered" : "round closed", core::to_words(*account.closed_on),
          printable(asked.first.drop),
          core::to_words(asked.first.receipt->by),  // without one, nothing is shown
          account.is_session
              ? " Compare the words of the questions with those on the session's page first: a "
                "vote that was signed for others is refused."
              : "");
  }
  return "";
}

void print_json(const Asked& asked, const VerifyOptions& options) {
  const BallotAccount& account = asked.account;
  object out = verdict_json({"ballot", word(account.state), account.as_of, account.index}, asked.accusation,
                            asked.first, options);
  out["votes"] = account.votes;
  out["left_out"] = account.left_out;
  out["not_arrived"] = account.not_arrived;
  say_json(out);
}

}  // namespace

bool is_ballot_receipt(std::string_view text) {
  return receipt_format(text) == kBallotReceiptFormat;
}

int verify_ballot(std::string_view text, const VerifyOptions& options) {
  const auto asked = ask(text, options);
  if (!asked) return refuse(asked.error(), options.json);
  if (options.json) {
    print_json(*asked, options);
  } else {
    say(in_words(*asked));
    if (asked->account.left_out > 0)
      say(fmt::format("Of its votes {} are on statements that were retired: they count for nobody.",
                      asked->account.left_out));
    if (asked->account.not_arrived > 0)
      say(fmt::format(
          "Of the ballots to which no answer came {} are not in it: the drop promised none of them.",
          asked->account.not_arrived));
    warn_of_doubt(asked->accusation, "If this ballot is not counted, its file shows nothing to anybody");
  }
  return exit_code_of(asked->accusation);
}

}  // namespace demur::cli
