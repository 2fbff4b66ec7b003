#include <fmt/core.h>

#include "demur/cli/anonymous_session.hpp"
#include "demur/cli/terminal.hpp"
#include "demur/core/id.hpp"

namespace demur::cli {
namespace {

using core::Code;
using core::fail;
using core::Result;

Result<AnonymousReceipt> run(const AnonymousOptions& options) {
  if (!core::is_id_text(options.filing))
    return fail(Code::invalid, "name the filing by its id, 26 letters and digits", "filing");
  AnonymousSession session = DEMUR_TRY(AnonymousSession::open(options));
  const KeptToken* kept = DEMUR_TRY(session.token_for("cosign:" + options.filing, options.show));
  if (options.dry_run)
    return AnonymousReceipt{.filing = options.filing, .drop = session.drop(), .log_key = {}, .receipt = {}};
  return session.spend({.drop = session.drop(),
                        .filing = options.filing,
                        .item = DEMUR_TRY(cosign_item(kept->token, options.filing)),
                        .holder = holder_of(*kept),
                        .receipt_path = {}});
}

}  // namespace

int cosign(const AnonymousOptions& options) {
  const auto receipt = run(options);
  if (!receipt) return refuse(receipt.error(), options.json);
  if (options.dry_run) {
    say("Everybody will be able to see that one more member stands behind the filing, once enough do. Nobody "
        "is "
        "told who. Nothing was sent.");
    return 0;
  }
  const std::string by = core::to_string(receipt->receipt.by);
  if (options.json)
    say_json({{"filing", receipt->filing}, {"by", by}});
  else
    say(fmt::format("The drop has it. It will be in the log by {}; the count shows at the threshold.", by));
  return 0;
}

}  // namespace demur::cli
