#include <algorithm>
#include <charconv>

#include "demur/service/clearance.hpp"
#include "demur/service/reviews.hpp"
#include "demur/web/attempt.hpp"
#include "demur/web/dissent_pages.hpp"
#include "demur/web/offers.hpp"
#include "demur/web/pages.hpp"
#include "demur/web/reading_views.hpp"
#include "demur/web/say.hpp"
#include "demur/web/views/acts.hpp"

namespace demur::web {
namespace {

using namespace domain;
using service::SeenDissent;

// The dissent of the path; before a form is shown, the judge is asked whether it is open to them.
core::Result<SeenDissent> dissent_for(const Visit& visit, Offer offer) {
  auto seen = DEMUR_TRY(seen_dissent(visit));
  if (!is_post(visit)) DEMUR_TRY(may(visit, seen, offer));
  return seen;
}

Moved back_to(const SeenDissent& seen, Notice notice) {
  return {path(seen.dissent.id), notice};
}

const Duty* duty_of(const SeenDissent& seen, DutyKind kind) {
  const auto duty = std::ranges::find(seen.duties, kind, &Duty::kind);
  return duty == seen.duties.end() ? nullptr : &*duty;
}

std::optional<int> number_field(const Visit& visit, const char* name) {
  const std::string text = visit.field(name);
  int number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (text.empty() || error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return number;
}

}  // namespace

Reply acknowledge(const Visit& visit) {
  const auto seen = DEMUR_TRY(dissent_for(visit, Offer::acknowledge));
  const AcknowledgeView view{.dissent = ref_of(seen), .text = seen.dissent.text};
  if (!is_post(visit)) return shown("form", to_json(view));
  return attempt(visit, Acknowledge{seen.dissent.id}, "form", view, back_to(seen, Notice::acknowledged));
}

Reply extend(const Visit& visit) {
  const auto seen = DEMUR_TRY(dissent_for(visit, Offer::extend));
  ExtendView view{.dissent = ref_of(seen)};
  view.is_secret = DEMUR_TRY(service::read_clearance(visit.house, visit.member, seen.decision.id)).is_secret;
  if (const Duty* duty = duty_of(seen, DutyKind::answer)) {
    view.due_on = duty->due_on;
    view.latest_on = duty->latest_on;
  }
  if (!is_post(visit)) return shown("form", to_json(view));
  view.until = visit.field("until");
  view.reason = visit.field("reason");
  const auto until = day_field(visit, "until");
  if (!until) return show_again("form", view, until.error());
  if (!*until) return show_again("form", view, {core::Code::invalid, "Say until which day.", "until"});
  return attempt(visit, Extend{seen.dissent.id, **until, view.reason}, "form", view,
                 back_to(seen, Notice::extended));
}

namespace {

AnswerView answer_view(const Visit& visit, const SeenDissent& seen) {
  const auto& outcomes = visit.house.policy().outcomes;
  AnswerView view{.dissent = ref_of(seen),
                  .text = seen.dissent.text,
                  .would_change_my_mind = seen.dissent.would_change_my_mind,
                  .new_id = DispositionId::make(visit.house.environment().random).text,
                  .outcomes = {outcomes.begin(), outcomes.end()},
                  .versions = seen.decision.versions};
  if (!is_post(visit)) return view;
  if (!visit.field("id").empty()) view.new_id = visit.field("id");
  view.outcome = visit.field("outcome");
  view.reasons = visit.field("reasons");
  view.what_changed = visit.field("what_changed");
  view.changed_version = visit.field("changed_version");
  view.deferred_until = visit.field("deferred_until");
  view.belongs_to = visit.field("belongs_to");
  view.confidential_note = visit.field("confidential_note");
  view.cite_ref = visit.field("cite_ref");
  view.cite_why = visit.field("cite_why");
  return view;
}

core::Result<domain::Answer> answer_act(const Visit& visit, const AnswerView& view,
                                        const DissentId& dissent) {
  const auto outcome = from_word<Outcome>(view.outcome);
  if (!outcome) return core::fail(core::Code::invalid, "Choose one of the outcomes.", "outcome");
  domain::Answer act{.dissent = dissent,
                     .id = DEMUR_TRY(DispositionId::parse(view.new_id)),
                     .outcome = *outcome,
                     .reasons = view.reasons,
                     .what_changed = view.what_changed,
                     .changed_version = number_field(visit, "changed_version"),
                     .deferred_until = DEMUR_TRY(day_field(visit, "deferred_until")),
                     .belongs_to = view.belongs_to,
                     .confidential_note = view.confidential_note};
  if (!view.cite_ref.empty()) act.cites.push_back({view.cite_ref, view.cite_why});
  return act;
}

// What is like the decision, with what was said of each; a matter of which nothing was said is left out.
core::Result<std::vector<Considered>> ask_of_precedents(const Visit& visit, AnswerView& view,
                                                        const Decision& decision) {
  std::vector<Considered> considered;
  for (const auto& hit : DEMUR_TRY(service::precedents_for(visit.house, decision))) {
    PrecedentAsked asked{.ref = service::cited_as(hit),
                         .label = hit.decision.number + ", " + hit.decision.title};
    if (hit.disposition) asked.label += " (an answer: " + say(hit.disposition->outcome) + ")";
    for (const auto& passage : hit.excerpt) asked.excerpt += passage.text;
    if (hit.later) asked.excerpt += " (" + later_words(*hit.later) + ".)";
    asked.applies = visit.field(applies_field(asked.ref));
    asked.why = visit.field(why_field(asked.ref));
    if (asked.applies == "yes" || asked.applies == "no")
      considered.push_back({asked.ref, asked.applies == "yes", asked.why});
    view.asked.push_back(std::move(asked));
  }
  return considered;
}

}  // namespace

Reply answer_dissent(const Visit& visit) {
  const auto seen = DEMUR_TRY(dissent_for(visit, Offer::answer));
  AnswerView view = answer_view(visit, seen);
  for (const auto& line : DEMUR_TRY(service::read_decisions(visit.house, visit.member)))
    view.precedents.push_back({.value = "decision:" + line.decision.id.text,
                               .label = line.decision.number + " " + line.decision.title});
  view.is_secret = DEMUR_TRY(service::read_clearance(visit.house, visit.member, seen.decision.id)).is_secret;
  const auto considered = DEMUR_TRY(ask_of_precedents(visit, view, seen.decision));
  if (!is_post(visit)) return shown("form", to_json(view));
  const auto act = answer_act(visit, view, seen.dissent.id);
  if (!act) return show_again("form", view, act.error());
  const auto done =
      service::answer_with_precedents(visit.house, visit.member.id, *act, seen.decision, considered);
  if (!done) return show_again("form", view, done.error());
  return back_to(seen, Notice::answered);
}

Reply last_word(const Visit& visit) {
  const auto seen = DEMUR_TRY(dissent_for(visit, Offer::last_word));
  LastWordView view{
      .dissent = ref_of(seen), .answer = {}, .last_word_by = seen.dissent.last_word_by.value_or(visit.today)};
  if (seen.disposition) view.answer = box_of(seen, *seen.disposition);
  if (!is_post(visit)) return shown("form", to_json(view));
  view.verdict = visit.field("verdict");
  view.text = visit.field("text");
  const auto verdict = from_word<Verdict>(view.verdict);
  if (!verdict) return show_again("form", view, {core::Code::invalid, "Choose one.", "verdict"});
  return attempt(visit, SetLastWord{seen.dissent.id, *verdict, view.text}, "form", view,
                 back_to(seen, Notice::last_word_recorded));
}

Reply withdraw_dissent(const Visit& visit) {
  const auto seen = DEMUR_TRY(dissent_for(visit, Offer::withdraw_dissent));
  const WithdrawDissentView view{.dissent = ref_of(seen)};
  if (!is_post(visit)) return shown("form", to_json(view));
  return attempt(visit, WithdrawDissent{seen.dissent.id}, "form", view,
                 back_to(seen, Notice::dissent_withdrawn));
}

Reply open_identity(const Visit& visit) {
  const auto seen = DEMUR_TRY(dissent_for(visit, Offer::open_identity));
  OpenIdentityView view{.dissent = ref_of(seen)};
  if (!is_post(visit)) return shown("form", to_json(view));
  view.reason = visit.field("reason");
  return attempt(visit, OpenIdentity{seen.dissent.id, view.reason}, "form", view,
                 back_to(seen, Notice::identity_opened));
}

namespace {

Reply waive(const Visit& visit, DutyKind kind, Offer offer) {
  const auto seen = DEMUR_TRY(dissent_for(visit, offer));
  WaiveDutyView view{.dissent = ref_of(seen), .kind = kind};
  if (!is_post(visit)) return shown("form", to_json(view));
  view.reason = visit.field("reason");
  return attempt(visit, WaiveDuty{seen.dissent.id, kind, view.reason}, "form", view,
                 back_to(seen, Notice::duty_waived));
}

}  // namespace

Reply waive_acknowledge(const Visit& visit) {
  return waive(visit, DutyKind::acknowledge, Offer::waive_acknowledge);
}
Reply waive_answer(const Visit& visit) {
  return waive(visit, DutyKind::answer, Offer::waive_answer);
}
Reply waive_decide(const Visit& visit) {
  return waive(visit, DutyKind::decide, Offer::waive_decide);
}

Reply co_sign(const Visit& visit) {
  const std::string invitation = is_post(visit)
                                     ? visit.field("invitation")
                                     : std::string(visit.request.query_value("invitation").value_or(""));
  const auto seen = DEMUR_TRY(seen_dissent(visit, invitation));
  const Dissent& dissent = seen.dissent;
  CoSignView view{.dissent = ref_of(seen),
                  .text = dissent.text,
                  .would_change_my_mind = dissent.would_change_my_mind,
                  .author = seen.author_name,
                  .invitation = invitation,
                  .threshold = visit.house.policy().cosign_threshold,
                  .standing = dissent.standing,
                  .has_signed = seen.bond.has_signed};
  const CoSign act{dissent.id, invitation};
  view.may_sign = service::would_allow(visit.house, visit.member, act).has_value();
  if (!is_post(visit)) return shown("co_sign", to_json(view));
  return attempt(visit, act, "co_sign", view, back_to(seen, Notice::co_signed));
}

}  // namespace demur::web
