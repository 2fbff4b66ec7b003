#include "demur/service/answer_audit.hpp"

#include <fmt/core.h>

namespace demur::service {
namespace {

using core::Day;
using domain::Outcome;

// An auditor let the office off the decision that it had put off, before the clock closed the dissent.
bool is_let_off(const RecordedCase& one) {
  const auto waived = one.waived.find("decide");
  return waived != one.waived.end() && waived->second.index < one.closed->index;
}

}  // namespace

void judge_answer(const RecordedEvent& answer, const domain::ChannelPolicy& policy, const FindAnswer& find) {
  const auto says = [&](const char* name) { return !said_text(answer.said, name).empty(); };
  const auto outcome = domain::from_word<Outcome>(said_text(answer.said, "outcome"));
  if (!outcome || !policy.outcomes.contains(*outcome))
    return find(answer.index, fmt::format("its outcome, \"{}\", is none that the channel has",
                                          said_text(answer.said, "outcome")));
  if (!says("reasons")) find(answer.index, "an answer without reasons");
  const bool is_adopted = *outcome == Outcome::adopted || *outcome == Outcome::adopted_in_part;
  if (is_adopted && !says("what_changed"))
    find(answer.index, "it says that it was adopted, and not what changed");
  if (!is_adopted && (says("what_changed") || answer.said.contains("changed_version")))
    find(answer.index, "it says what changed, and not that anything was adopted");
  if ((*outcome == Outcome::out_of_scope) != says("belongs_to"))
    find(answer.index, "what is out of scope, and only that, belongs somewhere else: it does not say so");
  if (*outcome != Outcome::deferred && says("deferred_until"))
    find(answer.index, "it names a day to defer to, and defers nothing");
  const auto until = core::parse_day(said_text(answer.said, "deferred_until"));
  if (until && *until <= answer.day) find(answer.index, "it is deferred to a day that has come");
}

void judge_closing(const RecordedCase& one, const domain::ChannelPolicy& policy, Day newest,
                   const FindAnswer& find) {
  if (!one.closed) return;
  const RecordedEvent& closed = *one.closed;
  if (one.withdrawn) find(closed.index, "it is closed, and its author has withdrawn it");
  if (one.answers.empty() || closed.index < one.answers.back().index)
    return find(closed.index, "it is closed before it is answered");
  const RecordedEvent& answer = one.answers.back();
  const bool was_put_off = said_text(answer.said, "outcome") == word(Outcome::deferred);
  if (was_put_off && !is_let_off(one))
    return find(closed.index, "it is closed, and the decision that was put off is still owed");
  if (closed.day > answer.day + std::chrono::days{policy.last_word_days}) return;
  // A last word by itself closes without a record. The clock does it where the word came while a decision was
  // still owed, and nobody owes it any more.
  const bool may_wait = closed.day + std::chrono::days{policy.publishing.promise_days} >= newest;
  const bool has_spoken = one.last_word ? one.last_word->day <= closed.day : may_wait;
  if (!was_put_off || !has_spoken)
    find(closed.index, "it is closed before the last day for its author's last word had passed");
}

}  // namespace demur::service
