#include "demur/cli/verify_ballot.hpp"

#include <fmt/core.h>

#include "demur/anonymity/hashing.hpp"
#include "demur/cli/log_source.hpp"
#include "demur/cli/terminal.hpp"
#include "demur/cli/verify_drop.hpp"
#include "demur/service/ballot_account.hpp"
#include "demur/translog/audit.hpp"

namespace demur::cli {
namespace {

using core::Code;
using core::fail;
using core::Result;
using core::json::object;
using service::BallotAccount;
using service::BallotState;

constexpr int kSilent = 7;
constexpr int kContradicted = 1;
constexpr std::size_t kMostBytes = 1U << 20U;

struct Asked {
  BallotReceipt first;
  BallotAccount account;
};

Result<BallotReceipt> checked_receipt(std::string_view text) {
  BallotReceipt kept = DEMUR_TRY(parse_ballot_receipt(text));
  DEMUR_TRY(check_promise(kept.receipt, {}));
  if (anonymity::hash(core::bytes_of(kept.item)) == kept.receipt.digest) return kept;
  return fail(Code::unproven, "the receipt was given for another ballot than the one beside it");
}

Result<Asked> ask(std::string_view text, const VerifyOptions& options) {
  if (options.log.empty())
    return fail(Code::invalid, "Say which log to read: --log FOLDER, or --log URL.", "log");
  Asked asked{.first = DEMUR_TRY(checked_receipt(text)), .account = {}};
  std::vector<service::drop::Item> ballots{DEMUR_TRY(service::drop::parse_item(asked.first.item))};
  for (const auto& path : options.with) {
    const auto other = DEMUR_TRY(checked_receipt(DEMUR_TRY(read_file(path.string(), kMostBytes))));
    ballots.push_back(DEMUR_TRY(service::drop::parse_item(other.item)));
  }
  auto accounting = DEMUR_TRY(service::BallotAccounting::of(std::move(ballots)));
  const auto key =
      DEMUR_TRY(translog::VerifierKey::parse(options.key.empty() ? asked.first.log_key : options.key));
  translog::StaticSource source = log_source(options.log);
  Progress progress("reading the log");
  DEMUR_TRY(translog::audit_tree(
      source, key, [&](std::uint64_t index, core::ByteView leaf) { return accounting.read(index, leaf); },
      [&](std::uint64_t done, std::uint64_t total) { progress.show(done, total); }));
  asked.account = DEMUR_TRY(accounting.finish());
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
  switch (account.state) {
    case BallotState::counted:
      return fmt::format("It was counted as it was cast: {} votes, in the record at index {}.", account.votes,
                         *account.index);
    case BallotState::awaited:
      return fmt::format("The round is not closed in this log. Ask again after {}.",
                         core::to_words(asked.first.receipt.by));
    case BallotState::voided:
      return "The round was made void; the log has the reason. Nobody's votes count.";
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
          "NOT IN THE LOG: the round closed on {}, and nothing is recorded by this token. The drop at {} "
          "promised it over its signature, for {}. This file and the log show that to anybody; whom you show "
          "it learns how you voted.",
          core::to_words(*account.closed_on), printable(asked.first.drop),
          core::to_words(asked.first.receipt.by));
  }
  return "";
}

int code_of(BallotState state) {
  if (state == BallotState::missing) return kSilent;
  return state == BallotState::other_words || state == BallotState::other_ballot ? kContradicted : 0;
}

void print_json(const Asked& asked, bool is_pinned) {
  object out{{"ballot", word(asked.account.state)},
             {"votes", asked.account.votes},
             {"left_out", asked.account.left_out},
             {"as_of", core::to_string(asked.account.as_of)},
             {"promised_by", core::to_string(asked.first.receipt.by)},
             {"key_pinned", is_pinned}};
  if (asked.account.index) out["index"] = *asked.account.index;
  say_json(out);
}

}  // namespace

bool is_ballot_receipt(std::string_view text) {
  const auto value = core::parse_json(text);
  return value && value->is_object() &&
         core::string_member(value->get_object(), "format").value_or("") == kBallotReceiptFormat;
}

int verify_ballot(std::string_view text, const VerifyOptions& options) {
  const auto asked = ask(text, options);
  if (!asked) return refuse(asked.error(), options.json);
  if (options.json) {
    print_json(*asked, !options.key.empty());
  } else {
    say(in_words(*asked));
    if (asked->account.left_out > 0)
      say(fmt::format("Of its votes {} are on statements that were retired: they count for nobody.",
                      asked->account.left_out));
    if (options.key.empty())
      warn("The log's key came from the file itself: compare it with the published one, and pass --key.");
  }
  return code_of(asked->account.state);
}

}  // namespace demur::cli
