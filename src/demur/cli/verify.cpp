#include <fmt/core.h>

#include "demur/cli/commands.hpp"
#include "demur/cli/quorum.hpp"
#include "demur/cli/terminal.hpp"
#include "demur/cli/verify_ballot.hpp"
#include "demur/cli/verify_drop.hpp"
#include "demur/cli/verify_proposal.hpp"
#include "demur/cli/verify_review.hpp"
#include "demur/core/bytes.hpp"
#include "demur/translog/receipt.hpp"
#include "demur/translog/tlog_proof.hpp"

namespace demur::cli {
namespace {

using core::json::object;
using core::json::value;

constexpr std::size_t kMostReceiptBytes = 32U
                                          << 20U;  // a drop's may hold what was sent, with its attachments

struct Judged {
  translog::Receipt receipt;
  translog::ReceiptTrust trust = {};
  translog::Verdict verdict = {};
};

core::Result<Judged> judge(std::string_view text, const VerifyOptions& options) {
  Judged judged{DEMUR_TRY(translog::parse_receipt(text))};
  if (!options.key.empty()) judged.trust.log_key = DEMUR_TRY(translog::VerifierKey::parse(options.key));
  judged.trust.policy = DEMUR_TRY(read_trust_policy(options.policy));
  judged.verdict = DEMUR_TRY(translog::verify_receipt(judged.receipt, judged.trust));
  return judged;
}

bool is_pinned(const translog::Verdict& verdict) {
  return verdict.key_source == translog::KeySource::pinned_by_caller;
}

// The quorum that a proof must meet; null where the receipt is a promise only, which nobody cosigns.
value witnesses_json(const Judged& judged) {
  if (!judged.verdict.included) return nullptr;
  return quorum_json(judged.trust.policy, judged.verdict.included->cosigners);
}

void print_json(const Judged& judged, bool with_witnesses) {
  const translog::Verdict& verdict = judged.verdict;
  object out{
      {"holds", true},
      {"log", verdict.key.text()},
      {"key_pinned", is_pinned(verdict)},
      {"leaf",
       {{"id", verdict.leaf.id}, {"type", verdict.leaf.type}, {"day", core::to_string(verdict.leaf.day)}}},
      {"opening_matches", verdict.opening == translog::OpeningState::matches}};
  if (verdict.promised_by) out["promised_by"] = core::to_string(*verdict.promised_by);
  if (verdict.included)
    out["included"] = {{"index", verdict.included->index},
                       {"size", verdict.included->size},
                       {"root", core::to_base64(verdict.included->root)}};
  if (with_witnesses) out["witnesses"] = witnesses_json(judged);
  say_json(out);
}

// Signatures beside the log's own, whoever they are of.
std::size_t others_on(const translog::Receipt& receipt) {
  const auto proof = translog::parse_tlog_proof(receipt.proof.value_or(""));
  const auto note = translog::parse_note(proof ? proof->checkpoint : "");
  return note ? note->signatures.size() - 1 : 0;
}

void print_words(const Judged& judged, bool with_witnesses) {
  const auto& [receipt, trust, verdict] = judged;
  say("This receipt holds.");
  say(fmt::format("  record    {} of {}", verdict.leaf.id, core::to_words(verdict.leaf.day)));
  if (verdict.included)
    say(fmt::format("  in log    at index {}, under the signed checkpoint of size {}",
                    verdict.included->index, verdict.included->size));
  if (verdict.promised_by)
    say(fmt::format("  promised  to be in the log by {}{}", core::to_words(*verdict.promised_by),
                    verdict.included ? "" : "; fetch the receipt again after that day for the proof"));
  if (with_witnesses)
    say("  witnesses " + (verdict.included ? quorum_words(trust.policy, verdict.included->cosigners)
                                           : "none yet: a promise is signed by the log alone"));
  else if (const auto others = others_on(receipt); others > 0)
    say(fmt::format(
        "  witnesses not asked for: of {} more on the checkpoint, --policy checks those that you believe",
        others == 1 ? "one signature" : fmt::format("{} signatures", others)));
  if (verdict.opening == translog::OpeningState::matches)
    say("  content   the text in this receipt is exactly what was recorded");
  else if (receipt.opening == std::nullopt)
    say("  content   not in this receipt");
  say(fmt::format("  log       {}", verdict.key.text()));
  if (!is_pinned(verdict))
    say("            This key came from the receipt itself. Compare it with the key that the institution\n"
        "            publishes, and pass it with --key: only then do you know who signed.");
}

}  // namespace

int verify(const VerifyOptions& options) {
  const auto text = read_file(options.receipt.string(), kMostReceiptBytes);
  if (!text) return refuse(text.error(), options.json);
  if (is_drop_receipt(*text)) return verify_drop_receipt(*text, options);
  if (is_ballot_receipt(*text)) return verify_ballot(*text, options);
  if (is_proposal_receipt(*text)) return verify_proposal(*text, options);
  if (is_review_receipt(*text)) return verify_review(*text, options);
  const auto judged = judge(*text, options);
  if (!judged) return refuse(judged.error(), options.json);
  const bool with_witnesses = !options.policy.empty();
  if (options.json)
    print_json(*judged, with_witnesses);
  else
    print_words(*judged, with_witnesses);
  return 0;
}

}  // namespace demur::cli
