#include "demur/domain/decide.hpp"
#include "demur/domain/duties.hpp"
#include "demur/domain/matter.hpp"

namespace demur::domain {
namespace {

// A dissent whose decision was put off stays open until it is decided, or an auditor waives that;
// a last word that was given meanwhile closes it then.
bool has_ended(const Dissent& dissent, const std::vector<Duty>& duties, Day today) {
  if (dissent.state != DissentState::answered || owes_decision(duties)) return false;
  return dissent.last_word || (dissent.last_word_by && *dissent.last_word_by < today);
}

}  // namespace

Change settle(const Dissent& dissent, const std::vector<Duty>& duties,
              [[maybe_unused]] const ChannelPolicy& policy, Day today) {
  Change change;
  if (dissent.state == DissentState::closed || dissent.state == DissentState::withdrawn) return change;
  add_missed(change.duties, change.entries, duties, today);
  if (has_ended(dissent, duties, today)) {
    Entry entry = dissent_entry("dissent.closed", dissent.id);
    entry.public_part = {{"by", "clock"}};
    change.dissent = dissent;
    change.dissent->state = DissentState::closed;
    change.dissent->closed_on = today;
    change.entries.push_back(std::move(entry));
  }
  return change;
}

}  // namespace demur::domain
