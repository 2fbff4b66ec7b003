#include "demur/cli/verify_review.hpp"

#include <fmt/core.h>

#include "demur/cli/terminal.hpp"
#include "demur/cli/verify_item.hpp"
#include "demur/service/review_account.hpp"

namespace demur::cli {
namespace {

using core::Result;
using core::json::object;
using service::ReviewAccount;
using service::ReviewState;

struct Asked {
  ItemReceipt kept;
  std::uint32_t number = 0;
  ReviewAccount account;
  Accusation accusation = {};
};

Result<Asked> ask(std::string_view text, const VerifyOptions& options) {
  Asked asked{.kept = DEMUR_TRY(checked_item_receipt(text, kReviewReceiptFormat)), .account = {}};
  const auto item = DEMUR_TRY(service::drop::parse_item(asked.kept.item));
  asked.number = item.number;
  auto accounting = DEMUR_TRY(service::ReviewAccounting::of(item));
  const auto key = DEMUR_TRY(read_log(asked.kept, options, [&](std::uint64_t index, core::ByteView leaf) {
    return accounting.read(index, leaf);
  }));
  const auto& receipt = asked.kept.receipt;
  asked.account = accounting.finish(receipt ? std::optional(receipt->by) : std::nullopt);
  asked.accusation = {.is_made = asked.account.state == ReviewState::other_word ||
                                 asked.account.state == ReviewState::missing,
                      .is_silence = asked.account.state == ReviewState::missing,
                      .doubt = doubt_of({&asked.kept, 1}, {&item, 1}, key, options)};
  if (asked.accusation.doubt.empty() && !asked.account.is_authors)
    asked.accusation.doubt = "the author of the filing, as this log has it, did not sign it";
  return asked;
}

const char* word(ReviewState state) {
  switch (state) {
    case ReviewState::awaited:
      return "awaited";
    case ReviewState::recorded:
      return "recorded";
    case ReviewState::replaced:
      return "replaced";
    case ReviewState::other_word:
      return "other_word";
    case ReviewState::missing:
      return "missing";
  }
  return "";
}

std::string in_words(const Asked& asked) {
  const ReviewAccount& account = asked.account;
  const auto& receipt = asked.kept.receipt;
  if (asked.accusation.shows_nothing())
    return fmt::format(
        "NOTHING IS SHOWN: the log does not have this word as this file says that it was sent, and nothing "
        "shows that it was: {}. Anybody can make such a file.",
        printable(asked.accusation.doubt));
  switch (account.state) {
    case ReviewState::awaited:
      return receipt ? fmt::format("It is not in this log yet. The drop promised it by {}.",
                                   core::to_words(receipt->by))
                     : std::string("It is not in this log, and no answer of the drop came: send it again.");
    case ReviewState::recorded:
      return fmt::format(
          "It is recorded, at index {}, as the author's word number {}, and is the newest there.",
          *account.index, asked.number);
    case ReviewState::replaced:
      return fmt::format("It is recorded, at index {}, as the author's word number {}. A later one stands.",
                         *account.index, asked.number);
    case ReviewState::other_word:
      return fmt::format(
          "The log has ANOTHER WORD under the number {}, at index {}. If you sent one elsewhere, the one "
          "that "
          "came first counts. If you did not, show this file to an auditor.",
          asked.number, *account.index);
    case ReviewState::missing:
      return fmt::format(
          "NOT IN THE LOG: the drop at {} promised it over its signature, for {}, and until {} the log does "
          "not have it. This file and the log show that to anybody; whom you show it learns that the filing "
          "is yours.",
          printable(asked.kept.drop), core::to_words(receipt->by), core::to_words(account.as_of));
  }
  return "";
}

void print_json(const Asked& asked, const VerifyOptions& options) {
  const ReviewAccount& account = asked.account;
  object out = verdict_json({"review", word(account.state), account.as_of, account.index}, asked.accusation,
                            asked.kept, options);
  out["number"] = asked.number;
  say_json(out);
}

}  // namespace

bool is_review_receipt(std::string_view text) {
  return receipt_format(text) == kReviewReceiptFormat;
}

int verify_review(std::string_view text, const VerifyOptions& options) {
  const auto asked = ask(text, options);
  if (!asked) return refuse(asked.error(), options.json);
  if (options.json) {
    print_json(*asked, options);
  } else {
    say(in_words(*asked));
    warn_of_doubt(asked->accusation, "If it were not in the log, its file would show nothing to anybody");
  }
  return exit_code_of(asked->accusation);
}

}  // namespace demur::cli
