#include "demur/cli/verify_drop.hpp"

#include <fmt/core.h>

#include "demur/anonymity/hashing.hpp"
#include "demur/cli/terminal.hpp"
#include "demur/core/fixed_bytes.hpp"

namespace demur::cli {
namespace {

using core::Code;
using core::fail;
using core::Result;
using core::Status;
using core::json::object;

Status check_item(const object& file, const core::Digest& digest) {
  if (!file.contains("item")) return {};
  const std::string item = DEMUR_TRY(core::canonical_json(DEMUR_TRY(core::object_member(file, "item"))));
  if (anonymity::hash(core::bytes_of(item)) == digest) return {};
  return fail(Code::unproven, "the receipt was given for something else than the item beside it");
}

}  // namespace

Status check_promise(const service::drop::Receipt& receipt, std::string_view key) {
  if (!key.empty() && DEMUR_TRY(core::fixed_bytes<32>(key, "--key")) != receipt.drop)
    return fail(Code::unproven, "the receipt is by another key than the one that --key names");
  const auto promised = service::drop::promise_bytes(receipt.digest, receipt.day, receipt.by);
  if (anonymity::check_signature(receipt.drop, promised, receipt.promise)) return {};
  return fail(Code::unproven, "the signature of the drop's receipt does not hold");
}

bool is_drop_receipt(std::string_view text) {
  const auto value = core::parse_json(text);
  return value && value->is_object() &&
         core::string_member(value->get_object(), "format").value_or("") == kDropReceiptFormat;
}

Result<AnonymousReceipt> check_drop_receipt(std::string_view text, std::string_view key) {
  AnonymousReceipt kept = DEMUR_TRY(parse_receipt(text));
  DEMUR_TRY(check_promise(kept.receipt, key));
  DEMUR_TRY(check_item(DEMUR_TRY(core::parse_json(text)).get_object(), kept.receipt.digest));
  return kept;
}

int verify_drop_receipt(std::string_view text, const VerifyOptions& options) {
  const auto kept = check_drop_receipt(text, options.key);
  if (!kept) return refuse(kept.error(), options.json);
  const std::string key = core::to_base64(kept->receipt.drop);
  if (options.json) {
    say_json({{"holds", true},
              {"filing", kept->filing},
              {"drop", kept->drop},
              {"drop_key", key},
              {"key_pinned", !options.key.empty()},
              {"came", core::to_string(kept->receipt.day)},
              {"promised_by", core::to_string(kept->receipt.by)}});
    return 0;
  }
  say("This receipt of a drop holds.");
  say(fmt::format("  filing    {}, which came on {}", printable(kept->filing),
                  core::to_words(kept->receipt.day)));
  say(fmt::format("  promised  to be in the log by {}", core::to_words(kept->receipt.by)));
  say(fmt::format("  drop      {}", printable(kept->drop)));
  say(fmt::format("            {}", key));
  if (options.key.empty())
    say("            This key came from the receipt itself. Compare it with the one that the institution's "
        "keys\n"
        "            log has for this drop, and pass it with --key: only then do you know who promised.");
  return 0;
}

}  // namespace demur::cli
