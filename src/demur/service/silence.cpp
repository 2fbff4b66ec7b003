#include "demur/service/silence.hpp"

#include <algorithm>

#include "demur/service/audit.hpp"
#include "demur/translog/audit.hpp"
#include "demur/translog/tlog_proof.hpp"

namespace demur::service {
namespace {

using core::Code;
using core::Day;
using core::fail;
using core::Result;
using core::Status;

// A receipt may leave its content out; then it may be of a filing.
Status must_be_filing(const translog::Receipt& receipt) {
  if (!receipt.opening) return {};
  const auto said = DEMUR_TRY(core::parse_json(receipt.opening->private_text));
  if (said.is_object() && said_text(said.get_object(), "type") == "dissent.filed") return {};
  return fail(Code::invalid,
              "This is not the receipt of a filing: nothing is owed on it. Ask with the dissent's own "
              "receipt.",
              "receipt");
}

// The log that is read now must extend the one that the receipt was proven in.
Status must_extend_receipt(const translog::Receipt& receipt, const translog::VerifierKey& key,
                           translog::LogSource& source) {
  if (!receipt.proof) return {};
  const auto proof = DEMUR_TRY(translog::parse_tlog_proof(*receipt.proof));
  return translog::check_extends(proof.checkpoint, key, source);
}

std::vector<RecordedAct> acts_of(const RecordedCase& one) {
  std::vector<RecordedAct> acts;
  const auto add = [&](const RecordedEvent& event, const char* type) {
    acts.push_back({event.index, event.day, type});
  };
  if (one.acknowledged) add(*one.acknowledged, "dissent.acknowledged");
  if (one.extended) add(*one.extended, "duty.extended");
  for (const RecordedEvent& answer : one.answers) add(answer, "disposition.published");
  for (const auto& [duty, event] : one.missed) add(event, "duty.missed");
  for (const auto& [duty, event] : one.waived) add(event, "duty.waived");
  if (one.withdrawn) add(*one.withdrawn, "dissent.withdrawn");
  std::ranges::sort(acts, {}, &RecordedAct::index);
  return acts;
}

// An extension counts as far as the policy lets it, and only where it was given in time.
Day answer_due(const RecordedCase& one, Day filed, const domain::ChannelPolicy& policy) {
  const AnswerDays days = answer_days(one, filed, policy);
  if (!one.extended || one.extended->day > days.normal) return days.normal;
  const auto moved = core::parse_day(said_text(one.extended->said, "due"));
  return moved ? std::clamp(*moved, days.normal, days.latest) : days.normal;
}

DutyAccount judge(const RecordedCase& one, std::string duty, Day due, const RecordedEvent* done, Day as_of) {
  DutyAccount account{.duty = std::move(duty), .due = due};
  if (const auto missed = one.missed.find(account.duty); missed != one.missed.end())
    account.miss_recorded_on = missed->second.day;
  if (done != nullptr) {
    account.done_on = done->day;
    account.verdict = done->day > due ? DutyVerdict::late : DutyVerdict::in_time;
  } else if (one.waived.contains(account.duty)) {
    account.verdict = DutyVerdict::waived;
  } else if (one.withdrawn && one.withdrawn->day <= due) {
    account.verdict = DutyVerdict::withdrawn;
  } else {
    account.verdict = due < as_of ? DutyVerdict::undone : DutyVerdict::not_yet;
  }
  return account;
}

std::vector<DutyAccount> duties_of(const RecordedCase& one, Day filed, const domain::ChannelPolicy& policy,
                                   Day as_of) {
  const RecordedEvent* acknowledged = one.acknowledged ? &*one.acknowledged : nullptr;
  const RecordedEvent* answered = one.answers.empty() ? nullptr : &one.answers.front();
  std::vector<DutyAccount> duties{
      judge(one, "acknowledge", acknowledge_day(filed, policy), acknowledged, as_of),
      judge(one, "answer", answer_due(one, filed, policy), answered, as_of)};
  if (answered != nullptr && said_text(answered->said, "outcome") == "deferred") {
    const RecordedEvent* decided = one.answers.size() > 1 ? &one.answers[1] : nullptr;
    if (const auto until = core::parse_day(said_text(answered->said, "deferred_until")))
      duties.push_back(judge(one, "decide", *until, decided, as_of));
  }
  return duties;
}

}  // namespace

bool Account::is_silent() const {
  return filing == FilingState::promise_broken ||
         std::ranges::any_of(duties, [](const auto& duty) { return duty.verdict == DutyVerdict::undone; });
}

Result<Account> account_of(const translog::Receipt& receipt, const translog::Verdict& verdict,
                           translog::LogSource& source, const translog::Progress& progress) {
  DEMUR_TRY(must_be_filing(receipt));
  const translog::Hash filing = translog::leaf_hash(core::bytes_of(receipt.leaf));
  RecordAudit records;
  Account account{.filed_on = verdict.leaf.day};
  const auto on_leaf = [&](std::uint64_t index, core::ByteView leaf) -> Status {
    if (translog::leaf_hash(leaf) == filing) account.index = index;
    return records.read(index, leaf);
  };
  const auto tree = DEMUR_TRY(translog::audit_tree(source, verdict.key, on_leaf, progress));
  DEMUR_TRY(must_extend_receipt(receipt, verdict.key, source));
  if (!records.policy()) return fail(Code::unproven, "The log holds no policy: nothing says what was due.");

  account.log_size = tree.checkpoint.size;
  account.checkpoint = tree.note;
  account.as_of = records.newest();
  const RecordedCase one = records.case_of(verdict.leaf.id);
  account.acts = acts_of(one);
  account.duties = duties_of(one, account.filed_on, *records.policy(), account.as_of);
  if (!account.index) {
    const bool passed = verdict.promised_by && *verdict.promised_by < account.as_of;
    account.filing = passed ? FilingState::promise_broken : FilingState::awaited;
  }
  return account;
}

}  // namespace demur::service
