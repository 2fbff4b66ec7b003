#include "demur/cli/anonymous_session.hpp"

#include <fmt/core.h>

#include <algorithm>

#include "demur/cli/conversation.hpp"
#include "demur/cli/secret_terminal.hpp"
#include "demur/cli/terminal.hpp"
#include "demur/service/drop/ballot.hpp"

namespace demur::cli {

using core::Code;
using core::fail;
using core::Result;
using core::Status;

namespace {

// Of a filing its author needs no more than the promise; of a proposal what was sent as well.
Result<std::string> file_for(const Unsent& what, const AnonymousReceipt& kept) {
  const auto item = DEMUR_TRY(service::drop::parse_item(what.item));
  if (item.kind != service::drop::ItemKind::proposal) return format_receipt(kept);
  return format_item_receipt(
      {.drop = kept.drop, .log_key = kept.log_key, .receipt = kept.receipt, .item = what.item},
      kProposalReceiptFormat);
}

// It waits on in the wallet, so that the drop is asked for the receipt again.
Status keep_receipt(const Unsent& what, const AnonymousReceipt& kept) {
  if (what.receipt_path.empty()) return {};
  const Status written = write_file(what.receipt_path, DEMUR_TRY(file_for(what, kept)));
  if (written) return {};
  return fail(written.error().code, "The drop has it, and its receipt is not kept: " + written.error().what);
}

}  // namespace

Result<std::vector<service::drop::OpenRound>> AnonymousSession::rounds() {
  return see_rounds(*client_, seen_);
}

Result<AnonymousSession> AnonymousSession::open(const AnonymousOptions& options) {
  leave_no_core();
  const core::Origin drop = DEMUR_TRY(parse_server(options.drop, "--drop"));
  const std::string path = options.wallet.empty() ? default_wallet() : options.wallet;
  auto file = DEMUR_TRY(WalletFile::open(path, DEMUR_TRY(ask_secret("Passphrase of the wallet"))));
  file.wallet().forget_what_is_over(today_here());
  auto client = std::make_unique<HttpClient>(drop.text());
  auto seen = DEMUR_TRY(
      see_house(*client, Side::drop,
                {.log_key = file.wallet().log_key, .held = file.wallet().keys, .floor = options.floor}));
  file.wallet().keys = held_of(seen);
  DEMUR_TRY(file.save());
  return AnonymousSession(std::move(file), std::move(client), drop.text(), std::move(seen));
}

Result<const KeptToken*> AnonymousSession::token_for(std::string_view scope, std::string_view klass) {
  const Wallet& wallet = file_.wallet();
  core::Error nothing{Code::not_found,
                      "the wallet has no token for this: fetch them with demur member collect, some days "
                      "before you file"};
  for (const KeptToken& kept : wallet.tokens) {
    const auto issuer = DEMUR_TRY(anonymity::Issuer::from_record(kept.record));
    const auto& record = issuer.record();
    const bool waits =
        std::ranges::find(wallet.unsent, holder_of(kept), &Unsent::holder) != wallet.unsent.end();
    if (waits || !record.scope.starts_with(scope) || record.klass != klass) continue;
    const auto trusted =
        accepted(seen_.keys.issuer(record.scope, record.klass, today_here(), anonymity::Use::spend));
    if (trusted && trusted->id == issuer.id()) return &kept;
    nothing = trusted ? core::Error{Code::unproven, "the wallet's token is of a key that is not in use"}
                      : trusted.error();
  }
  return std::unexpected(std::move(nothing));
}

Result<AnonymousReceipt> AnonymousSession::hand_over(const Unsent& what) {
  auto receipt = send_item(*client_, what.drop, what.item, seen_);
  if (!receipt) {
    const Code code = receipt.error().code;
    const bool is_open = code == Code::unavailable || code == Code::too_many || code == Code::unproven;
    if (!is_open) {
      // Another copy of this wallet spent it: it is of no use here, and would be chosen again.
      const bool is_spent = code == Code::conflict && receipt.error().field == "token";
      file_.wallet().settle(what.holder, is_spent ? Settled::taken : Settled::refused);
      DEMUR_TRY(file_.save());
    }
    return std::unexpected(receipt.error());
  }
  return AnonymousReceipt{
      .filing = what.filing, .drop = what.drop, .log_key = seen_.log_key, .receipt = *receipt};
}

Status AnonymousSession::keep(const Unsent& what, const AnonymousReceipt& receipt) {
  DEMUR_TRY(keep_receipt(what, receipt));
  file_.wallet().settle(what.holder, Settled::taken);
  return file_.save();
}

Result<AnonymousReceipt> AnonymousSession::spend(Unsent what) {
  file_.wallet().unsent.push_back(what);
  DEMUR_TRY(file_.save());
  auto receipt = DEMUR_TRY(hand_over(what));
  DEMUR_TRY(keep(what, receipt));
  return receipt;
}

Result<ItemReceipt> AnonymousSession::vote(const KeptToken& kept, const MakeBallot& make,
                                           const KeepBallot& file) {
  constexpr std::uint16_t kPassOver = 64;  // eight ballots of a token on a day, on eight days
  const auto mine = std::ranges::find(file_.wallet().tokens, holder_of(kept), holder_of);
  if (mine == file_.wallet().tokens.end()) return fail(Code::internal, "the token is not in the wallet");
  DEMUR_TRY(mine->count_ballot(1));
  DEMUR_TRY(file_.save());
  ItemReceipt sent{.drop = drop_, .log_key = seen_.log_key, .receipt = {}, .item = {}};
  sent.item = DEMUR_TRY(make(mine->token, service::drop::ballot_sequence(today_here(), mine->ballots)));
  DEMUR_TRY(file.keep(sent));
  const auto [receipt, is_refused] = try_to_send(*client_, drop_, sent.item, seen_);
  if (is_refused) file.refused();
  if (!receipt) {
    const bool is_older = receipt.error().code == Code::conflict && receipt.error().field == "sequence";
    if (is_older) DEMUR_TRY(mine->count_ballot(kPassOver));
    if (is_older) DEMUR_TRY(file_.save());
    return std::unexpected(receipt.error());
  }
  sent.receipt = *receipt;
  return sent;
}

AnonymousSession::SentAgain AnonymousSession::send_what_waits() {
  const std::vector<Unsent> waiting = file_.wallet().unsent;
  SentAgain sent;
  for (const Unsent& what : waiting) {
    if (what.drop != drop_) continue;
    const auto receipt = hand_over(what);
    sent.count += receipt ? 1 : 0;
    const Status done = receipt ? keep(what, *receipt) : std::unexpected(receipt.error());
    if (!done && sent.status) sent.status = done;
  }
  return sent;
}

}  // namespace demur::cli
