#include "demur/translog/receipt.hpp"

#include <algorithm>

#include "demur/translog/lines.hpp"
#include "demur/translog/members.hpp"

namespace demur::translog {
namespace {

namespace json = core::json;

constexpr std::string_view kVersion = "receipt/v1";
constexpr std::size_t kMaxReceiptBytes = 8'000'000;

// Names the part that failed, and keeps what the part itself said.
std::unexpected<core::Error> part_fails(const char* part, const core::Error& error) {
  return fail(Code::unproven, std::string("the receipt's ") + part + " does not hold: " + error.what, part);
}

Result<json::object> format_opening(const Opening& opening) {
  json::object object;
  object["salt"] = core::to_base64(opening.salt);
  object["private"] = DEMUR_TRY(core::parse_canonical_json(opening.private_text));
  return object;
}

Result<Opening> parse_opening(const json::object& object) {
  DEMUR_TRY(only_members(object, {"salt", "private"}));
  Opening opening;
  const std::string salt = DEMUR_TRY(core::string_member(object, "salt"));
  opening.salt = DEMUR_TRY(parse_hash(salt));
  json::value private_part(DEMUR_TRY(core::object_member(object, "private")));
  opening.private_text = DEMUR_TRY(core::canonical_json(private_part));
  return opening;
}

Result<std::optional<std::string>> optional_string(const json::object& object, std::string_view name) {
  std::optional<std::string> text;
  if (has_member(object, name)) text = DEMUR_TRY(core::string_member(object, name));
  return text;
}

Result<KeySource> check_log(const VerifierKey& log, const ReceiptTrust& trust) {
  const auto& logs = trust.policy.logs;
  const bool in_policy = logs.empty() || std::ranges::find(logs, log, &TrustPolicy::Log::key) != logs.end();
  if (!in_policy || (trust.log_key && *trust.log_key != log))
    return fail(Code::unproven, "the receipt names another log key than the one that is trusted here", "log");
  return trust.log_key || !logs.empty() ? KeySource::pinned_by_caller : KeySource::named_by_receipt;
}

Result<core::Day> verify_promise(const std::string& note, const Hash& leaf, const VerifierKey& key) {
  const Promise promise = DEMUR_TRY(open_promise(note, key));
  if (promise.leaf != leaf) return fail(Code::unproven, "it was given for another leaf");
  return promise.by;
}

Result<ProvenInclusion> verify_proof(const std::string& text, const Hash& leaf, const VerifierKey& key,
                                     const TrustPolicy& policy) {
  const TlogProof proof = DEMUR_TRY(parse_tlog_proof(text));
  return verify_tlog_proof(proof, leaf, key, policy);
}

Status verify_opening(const Opening& opening, const Leaf& leaf) {
  if (!leaf.commit) return fail(Code::unproven, "the leaf commits to nothing");
  return check_opening(opening, *leaf.commit);
}

}  // namespace

Result<std::string> format_receipt(const Receipt& receipt) {
  if (!receipt.promise && !receipt.proof)
    return fail(Code::invalid, "a receipt has a promise, a proof, or both");
  json::object object;
  object["demur"] = kVersion;
  object["log"] = receipt.log.text();
  object["leaf"] = receipt.leaf;
  if (receipt.opening) object["opening"] = DEMUR_TRY(format_opening(*receipt.opening));
  if (receipt.promise) object["promise"] = *receipt.promise;
  if (receipt.proof) object["proof"] = *receipt.proof;
  std::string text = core::pretty_json(json::value(std::move(object)));
  if (text.size() > kMaxReceiptBytes) return fail(Code::too_large, "a receipt has at most 8 MB");
  return text;
}

Result<Receipt> parse_receipt(std::string_view text) {
  if (text.size() > kMaxReceiptBytes) return fail(Code::too_large, "a receipt has at most 8 MB");
  const json::value value = DEMUR_TRY(core::parse_json(text));
  if (!value.is_object()) return fail(Code::invalid, "a receipt is a JSON object");
  const json::object& object = value.get_object();
  DEMUR_TRY(only_members(object, {"demur", "log", "leaf", "opening", "promise", "proof"}));
  if (DEMUR_TRY(core::string_member(object, "demur")) != kVersion)
    return fail(Code::invalid, "only receipts of version 1 are known here", "demur");
  Receipt receipt;
  const std::string vkey = DEMUR_TRY(core::string_member(object, "log"));
  receipt.log = DEMUR_TRY(VerifierKey::parse(vkey));
  receipt.leaf = DEMUR_TRY(core::string_member(object, "leaf"));
  if (has_member(object, "opening")) {
    const json::object opening = DEMUR_TRY(core::object_member(object, "opening"));
    receipt.opening = DEMUR_TRY(parse_opening(opening));
  }
  receipt.promise = DEMUR_TRY(optional_string(object, "promise"));
  receipt.proof = DEMUR_TRY(optional_string(object, "proof"));
  if (!receipt.promise && !receipt.proof)
    return fail(Code::invalid, "a receipt has a promise, a proof, or both");
  return receipt;
}

Result<Verdict> verify_receipt(const Receipt& receipt, const ReceiptTrust& trust) {
  Verdict verdict;
  verdict.key = receipt.log;
  verdict.key_source = DEMUR_TRY(check_log(receipt.log, trust));

  const auto leaf = parse_leaf(receipt.leaf);
  if (!leaf) return part_fails("leaf", leaf.error());
  verdict.leaf = *leaf;
  const Hash hash = leaf_hash(core::bytes_of(receipt.leaf));
  if (receipt.promise) {
    const auto day = verify_promise(*receipt.promise, hash, verdict.key);
    if (!day) return part_fails("promise", day.error());
    verdict.promised_by = *day;
  }
  if (receipt.proof) {
    const auto included = verify_proof(*receipt.proof, hash, verdict.key, trust.policy);
    if (!included) return part_fails("proof", included.error());
    verdict.included = *included;
  }
  if (!verdict.promised_by && !verdict.included)
    return fail(Code::unproven, "the receipt has neither a promise nor a proof");
  if (receipt.opening) {
    const Status opened = verify_opening(*receipt.opening, verdict.leaf);
    if (!opened) return part_fails("opening", opened.error());
    verdict.opening = OpeningState::matches;
  }
  return verdict;
}

}  // namespace demur::translog
