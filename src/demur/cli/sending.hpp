// What goes to a drop: items (service/drop/item.hpp), and the promise that comes back for one. No cookie, no
// sign-in; the drop is told nothing that is not in the item.
//
//   const std::string item = DEMUR_TRY(filing_item(token, {.decision = id, .kind = kind, ...}));
//   const Receipt receipt = DEMUR_TRY(send_item(client, drop, item, seen));
//   DEMUR_TRY(write_file(path, DEMUR_TRY(format_receipt({.filing = id, .drop = drop, ...}))));
//
// Errors: those of the drop; Code::unproven where its receipt is not signed by the key that the keys log has
// for it.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "demur/anonymity/envelope.hpp"
#include "demur/anonymity/filing_body.hpp"
#include "demur/anonymity/statement.hpp"
#include "demur/cli/keys_check.hpp"
#include "demur/service/drop/drop.hpp"

namespace demur::cli {

// What spends a token, as an item. Of a filing, envelope and attachments are sealed already.
struct NewFiling {
  std::string decision;  // an id
  std::string kind;
  core::Bytes envelope = {};
  std::vector<core::Bytes> attachments = {};
  anonymity::SignPublicKey author{};
};
[[nodiscard]] core::Result<std::string> filing_item(const anonymity::Token& token, const NewFiling& filing);
// One more member behind a filing.
[[nodiscard]] core::Result<std::string> cosign_item(const anonymity::Token& token, const std::string& filing);

// What came of sending something once or more: a drop takes the same item twice as one.
struct Sending {
  core::Result<service::drop::Receipt> receipt;
  bool is_refused = false;  // by the drop itself, at the first try: on any other error it may have it
};
[[nodiscard]] Sending try_to_send(HttpClient& client, const std::string& drop, const std::string& item,
                                  const SeenHouse& seen);
// The drop must stand in the keys log.
[[nodiscard]] core::Result<service::drop::Receipt> send_item(HttpClient& client, const std::string& drop,
                                                             const std::string& item, const SeenHouse& seen);

// What its author keeps: enough to prove that the drop took it, and to come back. The browser's file is the
// same, with what was sent as "item" beside it.
inline constexpr std::string_view kDropReceiptFormat = "demur/drop-receipt/v1";
struct AnonymousReceipt {
  std::string filing;
  std::string drop;     // its address
  std::string log_key;  // of the institution's log
  service::drop::Receipt receipt;
  std::int64_t messages = 0;  // written to the custodians since
};
[[nodiscard]] core::Result<std::string> format_receipt(const AnonymousReceipt& receipt);
[[nodiscard]] core::Result<AnonymousReceipt> parse_receipt(std::string_view json);

// What a voter, a proposer or an author who looks back keeps, if they choose to: with the log it shows that
// these votes were counted, or what became of the proposal or the word. It tells whoever finds it how its
// owner voted, what they proposed, or that they filed. The browser's file is the same. Without a promise it
// is of what was sent, and no answer came: the drop may have it.
inline constexpr std::string_view kBallotReceiptFormat = "demur/ballot-receipt/v1";
inline constexpr std::string_view kProposalReceiptFormat = "demur/proposal-receipt/v1";
inline constexpr std::string_view kReviewReceiptFormat = "demur/review-receipt/v1";
struct ItemReceipt {
  std::string drop;     // its address
  std::string log_key;  // of the institution's log
  std::optional<service::drop::Receipt> receipt;
  std::string item;  // what was sent, canonical
};
[[nodiscard]] core::Result<std::string> format_item_receipt(const ItemReceipt& receipt,
                                                            std::string_view format);
// `format`: Code::invalid where it is in another one.
[[nodiscard]] core::Result<ItemReceipt> parse_item_receipt(std::string_view json, std::string_view format);
// The format that the file says that it has; empty where it says none.
[[nodiscard]] std::string receipt_format(std::string_view json);

// An envelope to every officer who is not recused in this decision (empty: not known, so to all), as many of
// whom must agree as the house says, two at least.
struct SealedBody {
  core::Bytes envelope;
  core::Digest digest{};
};
[[nodiscard]] core::Result<SealedBody> seal_to_officers(
    const SeenHouse& seen, const anonymity::ContentKey& key, anonymity::Purpose purpose,
    const anonymity::KeyId& key_id, const anonymity::FilingBody& body, const std::string& decision);

}  // namespace demur::cli
