#include "demur/domain/review.hpp"

#include <algorithm>

#include "demur/domain/duties.hpp"
#include "demur/domain/fields.hpp"
#include "demur/domain/matter.hpp"
#include "demur/domain/sight.hpp"
#include "demur/domain/words.hpp"

namespace demur::domain {

DEMUR_WORDS(Hindsight, "right", "partly_right", "wrong", "too_early")

namespace {

using core::Code;
using core::fail;
using core::Result;

// So long before its day a review may say more than that it is too early.
constexpr std::chrono::days kBeforeDue{30};

Result<ReviewChange> reviewed_before(const Review& kept, const ReviewDecision& act,
                                     const std::string& reasons) {
  if (kept.decision == act.decision && kept.verdict == act.verdict && kept.reasons == reasons)
    return ReviewChange{.already_done = true};
  return fail(Code::conflict,
              "This review was published before, with other words, and those are what was kept: look at them "
              "on the decision's page.");
}

Entry reviewed_entry(const Review& review, const Duty& duty) {
  Entry entry{.type = "decision.reviewed", .id = review.id.text, .refs = {ref_to(review.decision)}};
  entry.public_part = {{"verdict", word(review.verdict)},
                       {"reasons", review.reasons},
                       {"due", core::to_string(duty.due_on)},
                       {"late", review.day > duty.due_on}};
  return entry;
}

Duty put_off(Duty duty, const ChannelPolicy& policy, Day today) {
  duty.state = DutyState::open;
  duty.opened_on = today;
  duty.due_on = duty.latest_on = today + std::chrono::days{policy.consultation.review_days};
  return duty;
}

Result<ReviewChange> judge(const ReviewSituation& situation, const ReviewDecision& act,
                           const ChannelPolicy& policy, Day today) {
  if (!situation.decision) return fail(Code::not_found, "There is no such decision.");
  if (!situation.who.has(Role::respondent, situation.decision->owner))
    return fail(Code::forbidden, "Only a respondent of the office that owns the decision may review it.");
  if (situation.stands_behind)
    return fail(Code::forbidden, "You stand behind a dissent from it: a colleague must review it.");
  std::string reasons = DEMUR_TRY(clean_text(act.reasons, {"reasons", "your reasons", kReasonsBytes}));
  if (situation.kept) return reviewed_before(*situation.kept, act, reasons);
  if (!situation.duty ||
      (situation.duty->state != DutyState::open && situation.duty->state != DutyState::missed))
    return fail(Code::conflict, "No review is owed on this decision.");
  const Day from = situation.duty->due_on - kBeforeDue;
  if (act.verdict != Hindsight::too_early && today < from)
    return fail(Code::conflict, "It can be reviewed from " + core::to_words(from) +
                                    " on; until then it is too early to tell.");
  Review review{act.id, act.decision, act.verdict, std::move(reasons), situation.who.id, today};
  ReviewChange change;
  change.entries = {reviewed_entry(review, *situation.duty)};
  change.duty = act.verdict == Hindsight::too_early ? put_off(*situation.duty, policy, today)
                                                    : done_on(*situation.duty, today);
  change.review = std::move(review);
  return change;
}

// The same for everybody who wrote one, known or not.
core::Status can_be_looked_back_on(const Dissent& dissent, const Decision& decision) {
  if (dissent.state == DissentState::withdrawn)
    return fail(Code::conflict, "You have withdrawn it: there is nothing to look back on.");
  if (!dissent.answered_on || !decision.taken_on)
    return fail(Code::conflict, "Look back on it once the decision is taken and your dissent answered.");
  return {};
}

Entry looked_back(const Dissent& dissent, Hindsight verdict, core::json::object public_part = {}) {
  Entry entry{.type = "dissent.looked_back", .refs = {ref_to(dissent.id)}};
  entry.public_part = std::move(public_part);
  entry.public_part["verdict"] = word(verdict);
  entry.public_part["side"] = "author";
  return entry;
}

Result<ReviewChange> judge(const ReviewSituation& situation, const LookBackOn& act,
                           const ChannelPolicy& policy, Day today) {
  const auto absent = fail(Code::not_found, "There is no such dissent, or it is not for you to see.");
  if (!situation.dissent || !situation.decision) return absent;
  const Dissent& dissent = *situation.dissent;
  const Bond bond = domain::bond(situation.who, dissent, *situation.decision, situation.has_signed, false);
  if (!sight(bond, dissent, 0, policy).exists) return absent;
  if (!bond.is_author) return fail(Code::forbidden, "Only its author looks back on a dissent.");
  std::string text = DEMUR_TRY(
      clean_text(act.text, {"text", "what you say today", kTextBytes, Lines::many, Need::optional}));
  if (situation.look && situation.look->verdict == act.verdict && situation.look->text == text)
    return ReviewChange{.already_done = true};
  DEMUR_TRY(can_be_looked_back_on(dissent, *situation.decision));
  Entry entry = looked_back(dissent, act.verdict);
  entry.publication = Publication::in_batch;
  if (!text.empty()) entry.private_part = {{"type", entry.type}, {"text", text}};
  ReviewChange change;
  change.entries = {std::move(entry)};
  change.look = LookBack{.dissent = dissent.id,
                         .verdict = act.verdict,
                         .text = std::move(text),
                         .day = today,
                         .number = situation.look ? situation.look->number + 1 : 1};
  return change;
}

}  // namespace

Day review_due(Day taken_on, Day first_answer, const ChannelPolicy& policy) {
  return std::max(taken_on, first_answer) + std::chrono::days{policy.consultation.review_days};
}

Result<ReviewChange> decide(const ReviewSituation& situation, const ReviewAct& act,
                            const ChannelPolicy& policy, Day today) {
  if (situation.who.state != MemberState::active)
    return fail(Code::forbidden, "Only active members may do this.");
  return std::visit([&](const auto& each) { return judge(situation, each, policy, today); }, act);
}

Result<ReviewChange> receive_look_back(const Dissent& dissent, const Decision& decision,
                                       const std::optional<LookBack>& kept, LookBackArrived arrived,
                                       Day today) {
  if (dissent.standing != Standing::anonymous)
    return fail(Code::not_found, "There is no such anonymous dissent.");
  const int before = kept ? kept->number : 0;
  DEMUR_TRY(can_be_looked_back_on(dissent, decision));
  if (arrived.number <= before)
    return fail(
        Code::conflict,
        "Its author has looked back on it as often before, perhaps at another drop: what came first counts.");
  if (arrived.number != before + 1)
    return fail(Code::conflict, "What its author said before this has not come.");
  arrived.proof["number"] = arrived.number;
  ReviewChange change;
  change.entries = {looked_back(dissent, arrived.verdict, std::move(arrived.proof))};
  change.look = LookBack{
      .dissent = dissent.id, .verdict = arrived.verdict, .text = {}, .day = today, .number = arrived.number};
  return change;
}

bool may_look_back(const Dissent& dissent, const Decision& decision) {
  return can_be_looked_back_on(dissent, decision).has_value();
}

ReviewChange settle_review(const Decision& decision, std::optional<Day> first_answer,
                           const std::optional<Duty>& duty, const ChannelPolicy& policy, Day today) {
  ReviewChange change;
  if (!decision.taken_on || !first_answer) return change;
  Duty owed = duty.value_or(Duty{.subject = decision.id,
                                 .kind = DutyKind::review,
                                 .owner_role = Role::respondent,
                                 .owner_office = decision.owner,
                                 .opened_on = std::max(*decision.taken_on, *first_answer)});
  if (!duty) owed.due_on = owed.latest_on = review_due(*decision.taken_on, *first_answer, policy);
  std::vector<Duty> missed;
  add_missed(missed, change.entries, {owed}, today);
  if (!missed.empty())
    change.duty = missed.front();
  else if (!duty)
    change.duty = std::move(owed);
  return change;
}

}  // namespace demur::domain
