// demur verify --silence: what became of a filing, from its receipt and a log.
#include "demur/service/silence.hpp"

#include <fmt/core.h>

#include "demur/cli/commands.hpp"
#include "demur/cli/log_source.hpp"
#include "demur/cli/quorum.hpp"
#include "demur/cli/terminal.hpp"

namespace demur::cli {
namespace {

using core::json::array;
using core::json::object;
using service::Account;
using service::DutyAccount;
using service::DutyVerdict;
using service::FilingState;

constexpr int kSilent = 7;

struct Asked {
  translog::Verdict verdict;
  Account account;
};

core::Result<Asked> ask(const VerifyOptions& options) {
  if (options.log.empty())
    return core::fail(core::Code::invalid, "Say which log to read: --log FOLDER, or --log URL.", "log");
  const auto receipt =
      DEMUR_TRY(translog::parse_receipt(DEMUR_TRY(read_file(options.receipt.string(), 1 << 20))));
  translog::ReceiptTrust trust;
  if (!options.key.empty()) trust.log_key = DEMUR_TRY(translog::VerifierKey::parse(options.key));
  trust.policy = DEMUR_TRY(read_trust_policy(options.policy));
  Asked asked;
  asked.verdict = DEMUR_TRY(translog::verify_receipt(receipt, trust));
  translog::StaticSource source = log_source(options.log);
  Progress progress("reading the log");
  asked.account = DEMUR_TRY(
      service::account_of(receipt, asked.verdict, source,
                          [&](std::uint64_t done, std::uint64_t total) { progress.show(done, total); }));
  return asked;
}

const char* word(FilingState state) {
  switch (state) {
    case FilingState::in_log:
      return "in_log";
    case FilingState::awaited:
      return "awaited";
    case FilingState::promise_broken:
      return "promise_broken";
  }
  return "";
}

const char* word(DutyVerdict verdict) {
  switch (verdict) {
    case DutyVerdict::not_yet:
      return "not_yet";
    case DutyVerdict::in_time:
      return "in_time";
    case DutyVerdict::late:
      return "late";
    case DutyVerdict::undone:
      return "undone";
    case DutyVerdict::waived:
      return "waived";
    case DutyVerdict::withdrawn:
      return "withdrawn";
  }
  return "";
}

void print_json(const Asked& asked) {
  const Account& account = asked.account;
  array acts;
  for (const auto& act : account.acts)
    acts.push_back({{"index", act.index}, {"day", core::to_string(act.day)}, {"type", act.type}});
  array duties;
  for (const DutyAccount& duty : account.duties) {
    object said{{"duty", duty.duty}, {"due", core::to_string(duty.due)}, {"verdict", word(duty.verdict)}};
    if (duty.done_on) said["done_on"] = core::to_string(*duty.done_on);
    if (duty.miss_recorded_on) said["miss_recorded_on"] = core::to_string(*duty.miss_recorded_on);
    duties.push_back(std::move(said));
  }
  object out{{"silent", account.is_silent()},
             {"filing", word(account.filing)},
             {"dissent", asked.verdict.leaf.id},
             {"filed_on", core::to_string(account.filed_on)},
             {"as_of", core::to_string(account.as_of)},
             {"log_size", account.log_size},
             {"checkpoint", account.checkpoint},
             {"key_pinned", asked.verdict.key_source == translog::KeySource::pinned_by_caller},
             {"acts", std::move(acts)},
             {"duties", std::move(duties)}};
  if (account.index) out["index"] = *account.index;
  say_json(out);
}

std::string deed(const std::string& duty) {
  if (duty == "acknowledge") return "acknowledgement";
  return duty == "decide" ? "deferred decision" : "answer";
}

std::string in_words(const DutyAccount& duty) {
  switch (duty.verdict) {
    case DutyVerdict::not_yet:
      return "not recorded; its day has not passed";
    case DutyVerdict::in_time:
      return "recorded on " + core::to_words(*duty.done_on) + ", in time";
    case DutyVerdict::late:
      return "recorded on " + core::to_words(*duty.done_on) + ", LATE";
    case DutyVerdict::undone:
      return duty.miss_recorded_on
                 ? "NOT RECORDED; the log itself says so, on " + core::to_words(*duty.miss_recorded_on)
                 : "NOT RECORDED, and the log does not admit it";
    case DutyVerdict::waived:
      return "waived by an auditor; the reason is in the log";
    case DutyVerdict::withdrawn:
      return "not owed: its author withdrew before that day";
  }
  return "";
}

void print_words(const Asked& asked) {
  const Account& account = asked.account;
  say(fmt::format("The log holds together: {} records, the newest of {}.", account.log_size,
                  core::to_words(account.as_of)));
  switch (account.filing) {
    case FilingState::in_log:
      say(fmt::format("  filed        {}, at index {}", core::to_words(account.filed_on), *account.index));
      break;
    case FilingState::awaited:
      say(fmt::format("  filed        {}; not in the log yet, promised for {}",
                      core::to_words(account.filed_on), core::to_words(*asked.verdict.promised_by)));
      break;
    case FilingState::promise_broken:
      say(fmt::format("  filed        {}: NOT IN THE LOG, which promised it for {} over its signature",
                      core::to_words(account.filed_on), core::to_words(*asked.verdict.promised_by)));
      break;
  }
  for (const DutyAccount& duty : account.duties)
    say(fmt::format("  due          {} by {}: {}", deed(duty.duty), core::to_words(duty.due),
                    in_words(duty)));
  for (const auto& act : account.acts)
    say(fmt::format("  recorded     {}  {}, at index {}", core::to_string(act.day), act.type, act.index));
  if (account.acts.empty()) say("  recorded     nothing on this filing");
  say(account.is_silent() ? "Silence is proven: receipt, log and checkpoint show it to anybody."
                          : "No silence: nothing that was due by then is missing.");
  if (asked.verdict.key_source != translog::KeySource::pinned_by_caller)
    warn("The log's key came from the receipt itself: compare it with the published one, and pass --key.");
}

}  // namespace

int verify_silence(const VerifyOptions& options) {
  const auto asked = ask(options);
  if (!asked) return refuse(asked.error(), options.json);
  if (options.json)
    print_json(*asked);
  else
    print_words(*asked);
  return asked->account.is_silent() ? kSilent : 0;
}

}  // namespace demur::cli
