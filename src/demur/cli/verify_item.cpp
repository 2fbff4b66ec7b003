#include "demur/cli/verify_item.hpp"

#include <fmt/core.h>

#include <algorithm>

#include "demur/anonymity/hashing.hpp"
#include "demur/cli/log_source.hpp"
#include "demur/cli/terminal.hpp"
#include "demur/cli/verify_drop.hpp"
#include "demur/service/token_promise.hpp"
#include "demur/translog/audit.hpp"

namespace demur::cli {
namespace {

constexpr int kSilent = 7;
constexpr int kContradicted = 1;

}  // namespace

using core::Code;
using core::fail;
using core::Result;

Result<ItemReceipt> checked_item_receipt(std::string_view text, std::string_view format) {
  ItemReceipt kept = DEMUR_TRY(parse_item_receipt(text, format));
  if (!kept.receipt) return kept;
  DEMUR_TRY(check_promise(*kept.receipt, {}));
  if (anonymity::hash(core::bytes_of(kept.item)) == kept.receipt->digest) return kept;
  return fail(Code::unproven, "the receipt was given for something else than what is beside it");
}

Result<translog::VerifierKey> read_log(
    const ItemReceipt& kept, const VerifyOptions& options,
    const std::function<core::Status(std::uint64_t, core::ByteView)>& read) {
  if (options.log.empty())
    return fail(Code::invalid, "Say which log to read: --log FOLDER, or --log URL.", "log");
  auto key = DEMUR_TRY(translog::VerifierKey::parse(options.key.empty() ? kept.log_key : options.key));
  translog::StaticSource source = log_source(options.log);
  Progress progress("reading the log");
  DEMUR_TRY(translog::audit_tree(
      source, key, read, [&](std::uint64_t done, std::uint64_t total) { progress.show(done, total); }));
  return key;
}

std::string doubt_of(std::span<const ItemReceipt> kept, std::span<const service::drop::Item> items,
                     const translog::VerifierKey& key, const VerifyOptions& options) {
  if (options.key.empty())
    return "the log's key came from the file itself: pass the published one with --key";
  const auto entries = read_keys_log(options.log, key);
  if (!entries) return "the keys log of this log cannot be read: " + entries.error().what;
  if (std::ranges::none_of(kept, [](const ItemReceipt& each) { return each.receipt.has_value(); }))
    return "no answer of the drop came to what is in it";
  for (std::size_t at = 0; at < kept.size(); ++at) {
    if (!kept[at].receipt) continue;
    const auto shown =
        service::check_token_promise(*entries, key.name, {kept[at].drop, *kept[at].receipt}, items[at]);
    if (!shown) return shown.error().what;
  }
  return {};
}

core::json::object verdict_json(const Verdict& verdict, const Accusation& accusation, const ItemReceipt& kept,
                                const VerifyOptions& options) {
  core::json::object out{{verdict.what, accusation.shows_nothing() ? "nothing_proven" : verdict.word},
                         {"as_of", core::to_string(verdict.as_of)},
                         {"key_pinned", !options.key.empty()},
                         {"is_promised", accusation.doubt.empty()}};
  if (kept.receipt) out["promised_by"] = core::to_string(kept.receipt->by);
  if (!accusation.doubt.empty()) out["doubt"] = accusation.doubt;
  if (verdict.index) out["index"] = *verdict.index;
  return out;
}

int exit_code_of(const Accusation& accusation) {
  if (!accusation.is_made) return 0;
  return accusation.is_silence && !accusation.shows_nothing() ? kSilent : kContradicted;
}

void warn_of_doubt(const Accusation& accusation, std::string_view else_words) {
  if (!accusation.doubt.empty() && !accusation.shows_nothing())
    warn(fmt::format("{}: {}.", else_words, printable(accusation.doubt)));
}

}  // namespace demur::cli
