#include "demur/web/reading_views.hpp"

#include <algorithm>

namespace demur::web {

using domain::Disposition;
using domain::DutyKind;

DecisionRef ref_of(const domain::Decision& decision) {
  return {decision.id, decision.number, decision.title};
}

DissentRef ref_of(const service::SeenDissent& seen) {
  return {seen.dissent.id, seen.dissent.title, ref_of(seen.decision)};
}

DissentRow row_of(const service::SeenDissent& seen) {
  const domain::Dissent& dissent = seen.dissent;
  DissentRow row{.dissent = ref_of(seen),
                 .kind = dissent.kind,
                 .standing = dissent.standing,
                 .state = dissent.state,
                 .filed_on = dissent.filed_on,
                 .answered_on = dissent.answered_on,
                 .closed_on = dissent.closed_on};
  const auto answer = std::ranges::find(seen.duties, DutyKind::answer, &domain::Duty::kind);
  if (answer != seen.duties.end()) row.answer_due = answer->due_on;
  if (seen.disposition) row.outcome = seen.disposition->outcome;
  return row;
}

std::string owner_words(domain::Role role, const std::string& office_name) {
  const char* who = role == domain::Role::custodian ? "custodians"
                    : role == domain::Role::auditor ? "auditors"
                                                    : "respondents";
  return office_name.empty() ? who : std::string(who) + " of the " + office_name;
}

DueItem due_of(const service::DutyLine& line) {
  return {.kind = line.duty.kind,
          .state = line.duty.state,
          .due_on = line.duty.due_on,
          .owner = owner_words(line.duty.owner_role, line.owner_office),
          .about = line.duty.subject,
          .title = line.title,
          .decision = line.decision ? std::optional(ref_of(*line.decision)) : std::nullopt,
          .may_waive = line.may_waive};
}

namespace {

AnswerBox box_of(const Disposition& disposition, DissentRef dissent, const std::string& by) {
  return {.dissent = std::move(dissent),
          .id = disposition.id,
          .outcome = disposition.outcome,
          .reasons = disposition.reasons,
          .what_changed = disposition.what_changed,
          .changed_version = disposition.changed_version,
          .deferred_until = disposition.deferred_until,
          .belongs_to = disposition.belongs_to,
          .confidential_note = disposition.confidential_note,
          .by = by,
          .published_on = disposition.published_on};
}

}  // namespace

AnswerBox box_of(const service::PublishedAnswer& answer) {
  DissentRef dissent{.id = {}, .title = answer.dissent_title, .decision = ref_of(answer.decision)};
  if (answer.sees_dissent) dissent.id = answer.disposition.dissent;
  return box_of(answer.disposition, std::move(dissent), answer.by);
}

AnswerBox box_of(const service::SeenDissent& seen, const Disposition& disposition) {
  return box_of(disposition, ref_of(seen), seen.answered_by);
}

MatterRef ref_of(const service::Matter& matter) {
  MatterRef ref{
      .ref = matter.answer ? "disposition:" + matter.answer->text : "decision:" + matter.decision.text,
      .decision = {matter.decision, matter.number, matter.title},
      .answer = matter.answer,
      .outcome = matter.outcome,
      .later = matter.later};
  return ref;
}

core::Status add_precedents(service::Institution& house, std::span<AnswerBox> answers) {
  std::vector<domain::DispositionId> ids;
  for (const AnswerBox& answer : answers) ids.push_back(answer.id);
  const auto said = DEMUR_TRY(service::precedents_in(house, ids));
  for (AnswerBox& answer : answers)
    for (const service::Precedent& each : said.at(answer.id)) {
      PrecedentRow row{.matter = ref_of(each.matter), .applies = each.applies, .why = each.why};
      row.matter.ref = each.ref;
      answer.precedents.push_back(std::move(row));
    }
  return {};
}

}  // namespace demur::web
