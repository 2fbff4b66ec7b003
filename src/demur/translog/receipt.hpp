// Receipts: what the author of a record keeps, to show later without the server that it was filed,
// what it said, and that it is in the log. A JSON file:
//
//   {"demur":"receipt/v1", "log":"<vkey>", "leaf":"<the leaf's exact text>",
//    "opening":{"salt":"<base64>","private":{...}},       optional: only for who may see it
//    "promise":"<note>",                                  from the first moment
//    "proof":"<tlog-proof>"}                              once published
//
//   Receipt receipt = DEMUR_TRY(parse_receipt(text));
//   Verdict verdict = DEMUR_TRY(verify_receipt(receipt, {.log_key = pinned}));
//
// A receipt has a promise, a proof, or both. Each part that is there must hold: one that does not
// makes the whole an error, Code::unproven, that says which. The verdict says separately what was
// shown; a key that only the receipt itself names, where neither a key nor a policy's logs are given,
// shows nothing about who signed. A policy's quorum is asked of the proof: a promise has no cosignatures.
// Strict: unknown or repeated members are Code::invalid.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "demur/translog/commitment.hpp"
#include "demur/translog/leaf.hpp"
#include "demur/translog/promise.hpp"
#include "demur/translog/tlog_proof.hpp"

namespace demur::translog {

struct Receipt {
  VerifierKey log;
  std::string leaf;
  std::optional<Opening> opening = {};
  std::optional<std::string> promise = {};
  std::optional<std::string> proof = {};

  bool operator==(const Receipt&) const = default;
};

[[nodiscard]] Result<std::string> format_receipt(const Receipt& receipt);
[[nodiscard]] Result<Receipt> parse_receipt(std::string_view text);

struct ReceiptTrust {
  std::optional<VerifierKey> log_key = {};
  TrustPolicy policy = {};  // its logs, where it has any, are the only ones trusted; its quorum is asked for
};

enum class KeySource { pinned_by_caller, named_by_receipt };
enum class OpeningState { absent, matches };

struct Verdict {
  VerifierKey key;
  KeySource key_source = KeySource::named_by_receipt;
  Leaf leaf;
  std::optional<core::Day> promised_by = {};     // the log signed that the leaf is in it by this day's end
  std::optional<ProvenInclusion> included = {};  // absent: only promised so far
  OpeningState opening = OpeningState::absent;
};

[[nodiscard]] Result<Verdict> verify_receipt(const Receipt& receipt, const ReceiptTrust& trust = {});

}  // namespace demur::translog
