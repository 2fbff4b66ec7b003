#include <fmt/core.h>

#include "demur/cli/commands.hpp"
#include "demur/cli/terminal.hpp"
#include "demur/core/bytes.hpp"
#include "demur/translog/receipt.hpp"

namespace demur::cli {
namespace {

using core::json::object;
using core::json::value;

core::Result<translog::Verdict> judge(const VerifyOptions& options, translog::Receipt& receipt) {
  receipt = DEMUR_TRY(translog::parse_receipt(DEMUR_TRY(read_file(options.receipt.string(), 1 << 20))));
  translog::ReceiptTrust trust;
  if (!options.key.empty()) trust.log_key = DEMUR_TRY(translog::VerifierKey::parse(options.key));
  return translog::verify_receipt(receipt, trust);
}

bool is_pinned(const translog::Verdict& verdict) {
  return verdict.key_source == translog::KeySource::pinned_by_caller;
}

void print_json(const translog::Verdict& verdict) {
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
  say_json(out);
}

void print_words(const translog::Verdict& verdict, const translog::Receipt& receipt) {
  say("This receipt holds.");
  say(fmt::format("  record    {} of {}", verdict.leaf.id, core::to_words(verdict.leaf.day)));
  if (verdict.included)
    say(fmt::format("  in log    at index {}, under the signed checkpoint of size {}",
                    verdict.included->index, verdict.included->size));
  if (verdict.promised_by)
    say(fmt::format("  promised  to be in the log by {}{}", core::to_words(*verdict.promised_by),
                    verdict.included ? "" : "; fetch the receipt again after that day for the proof"));
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
  translog::Receipt receipt;
  const auto verdict = judge(options, receipt);
  if (!verdict) return refuse(verdict.error(), options.json);
  if (options.json)
    print_json(*verdict);
  else
    print_words(*verdict, receipt);
  return 0;
}

}  // namespace demur::cli
