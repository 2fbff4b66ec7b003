#include "demur/web/dissent_pages.hpp"

#include "demur/service/receipts.hpp"
#include "demur/web/meeting_pages.hpp"
#include "demur/web/offers.hpp"
#include "demur/web/pages.hpp"
#include "demur/web/reading_views.hpp"
#include "demur/web/site.hpp"
#include "demur/web/views/dissent.hpp"

namespace demur::web {
namespace {

using namespace domain;
using service::SeenDissent;

std::vector<DutyRow> duty_rows(const SeenDissent& seen) {
  std::vector<DutyRow> rows;
  for (const Duty& duty : seen.duties)
    rows.push_back(
        {.kind = duty.kind,
         .state = duty.state,
         .owner = owner_words(duty.owner_role, duty.owner_office ? seen.owner.name : std::string()),
         .due_on = duty.due_on,
         .settled_on = duty.settled_on,
         .waived_reason = duty.waived_reason});
  return rows;
}

core::Result<std::vector<OpeningRow>> opening_rows(const Visit& visit, const SeenDissent& seen) {
  std::vector<OpeningRow> rows;
  for (const IdentityOpening& opening : seen.dissent.identity_openings) {
    const auto by = DEMUR_TRY(service::read_member(visit.house, opening.by));
    rows.push_back({opening.day, by ? by->name : std::string(), opening.reason});
  }
  return rows;
}

core::Result<DissentView> view_of(const Visit& visit, const SeenDissent& seen) {
  const Dissent& dissent = seen.dissent;
  DissentView view{.today = visit.today,
                   .dissent = ref_of(seen),
                   .kind = dissent.kind,
                   .standing = dissent.standing,
                   .state = dissent.state,
                   .text_version = dissent.text_version,
                   .filed_on = dissent.filed_on,
                   .is_author = seen.bond.is_author,
                   .author = seen.author_name,
                   .would_change_my_mind = dissent.would_change_my_mind,
                   .acknowledged_on = dissent.acknowledged_on,
                   .extension = dissent.extension,
                   .last_word = dissent.last_word,
                   .last_word_by = dissent.last_word_by,
                   .duties = duty_rows(seen),
                   .signatures = {.threshold = visit.house.policy().cosign_threshold,
                                  .count = seen.signatures,
                                  .names = seen.signer_names},
                   .show_openings = seen.bond.is_author || seen.bond.is_custodian,
                   .identity_openings = DEMUR_TRY(opening_rows(visit, seen)),
                   .log = log_place(seen),
                   .has_receipt = !seen.receipt.empty()};
  const bool anonymous = dissent.standing == Standing::anonymous;
  view.may_open_sealed = anonymous && seen.bond.is_custodian;
  if (anonymous) view.show_openings = false;  // there is no name to open
  if (seen.sight.text) view.text = dissent.text;
  if (dissent.state == DissentState::withdrawn) view.withdrawn_on = dissent.closed_on;
  if (seen.disposition) {
    view.answer = box_of(seen, *seen.disposition);
    DEMUR_TRY(add_precedents(visit.house, {&*view.answer, 1}));
  }
  if (seen.bond.is_author) view.co_sign_link = co_sign_link(visit, dissent);
  view.offers = DEMUR_TRY(offers_on(visit, seen));
  if (DEMUR_TRY(may_ask_meeting(visit, dissent.id))) view.offers.push_back(Offer::ask_meeting);
  for (const service::SeenMeeting& met :
       DEMUR_TRY(service::see_meetings_on(visit.house, visit.member, dissent.id)))
    view.meetings.push_back(row_of(met, visit.today));
  return view;
}

}  // namespace

core::Result<SeenDissent> seen_dissent(const Visit& visit, std::string_view invitation) {
  const auto id = DissentId::parse(visit.request.parameter("id"));
  if (!id) return core::fail(core::Code::not_found, "There is no such dissent, or it is not for you to see.");
  return service::see_dissent(visit.house, visit.member, *id, invitation);
}

LogPlace log_place(const SeenDissent& seen) {
  if (!seen.place) return {};
  return {.promised_by = seen.place->promised_by,
          .index = seen.place->index,
          .checkpoint_size = seen.place->shown_size};
}

std::string co_sign_link(const Visit& visit, const Dissent& dissent) {
  return visit.site.public_url() + path(dissent.id) + "/co-sign?invitation=" + dissent.invitation;
}

Reply show_dissent(const Visit& visit) {
  return shown("dissent", to_json(DEMUR_TRY(view_of(visit, DEMUR_TRY(seen_dissent(visit))))));
}

Reply show_clock(const Visit& visit) {
  return Sent{.type = "text/csv; charset=utf-8",
              .body = plots::to_csv(clock(DEMUR_TRY(view_of(visit, DEMUR_TRY(seen_dissent(visit)))))),
              .file_name = "clock.csv"};
}

Reply send_receipt(const Visit& visit) {
  const auto seen = DEMUR_TRY(seen_dissent(visit));
  if (seen.receipt.empty())
    return core::fail(core::Code::not_found, "There is no receipt of yours for this dissent.");
  return Sent{.type = "application/json",
              .body = DEMUR_TRY(service::receipt_json(visit.house, visit.member.id, seen.receipt)),
              .file_name = "receipt.json"};
}

}  // namespace demur::web
