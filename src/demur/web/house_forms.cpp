// Settings: leaving, and offices that are merged or closed.
#include <algorithm>

#include "demur/service/officers.hpp"
#include "demur/service/reading.hpp"
#include "demur/service/share_keeping.hpp"
#include "demur/service/succession.hpp"
#include "demur/web/attempt.hpp"
#include "demur/web/house_rows.hpp"
#include "demur/web/pages.hpp"
#include "demur/web/site.hpp"
#include "demur/web/views/house.hpp"

namespace demur::web {
namespace {

using namespace domain;
using core::Code;
using core::fail;

Moved back_to_people(Notice notice) {
  return {"/settings/people", notice};
}

core::Status must_be_custodian(const Visit& visit) {
  if (visit.member.has(Role::custodian)) return {};
  return fail(Code::forbidden, "Only a custodian keeps the lists of offices and members.");
}

core::Result<std::vector<std::string>> names_of(const Visit& visit, const std::vector<OfficeId>& ids) {
  const auto offices = DEMUR_TRY(service::read_offices(visit.house));
  std::vector<std::string> names;
  for (const OfficeId& id : ids) names.push_back(office_name(offices, id));
  return names;
}

core::Result<int> count_open_dissents(const Visit& visit) {
  const auto reading = DEMUR_TRY(service::read_today(visit.house, visit.member));
  return static_cast<int>(std::ranges::count_if(reading.mine, [](const service::SeenDissent& seen) {
    return seen.dissent.state != DissentState::closed && seen.dissent.state != DissentState::withdrawn;
  }));
}

core::Result<Office> office_asked_for(const Visit& visit, const std::vector<Office>& offices) {
  DEMUR_TRY(must_be_custodian(visit));
  const auto id = DEMUR_TRY(OfficeId::parse(asked_for(visit, "office")));
  const auto office = std::ranges::find(offices, id, &Office::id);
  if (office == offices.end()) return fail(Code::not_found, "There is no such office.");
  return *office;
}

}  // namespace

Reply leave(const Visit& visit) {
  const auto alone = DEMUR_TRY(service::answered_for_by_nobody_else(visit.house, visit.member.id));
  LeaveView view{.open_dissents = DEMUR_TRY(count_open_dissents(visit)),
                 .without_them = DEMUR_TRY(names_of(visit, alone)),
                 .shares = DEMUR_TRY(service::read_keeping(visit.house, visit.member)).left()};
  if (!is_post(visit)) return shown("form", to_json(view));
  if (visit.field("confirm") != "yes")
    return show_again("form", view, {Code::invalid, "Say that you know it cannot be undone.", "confirm"});
  return attempt(visit, LeaveInstitution{visit.member.id}, "form", view,
                 {.path = "/signed-out",
                  .notice = Notice::you_left,
                  .session_cookie = service::clear_cookie(visit.site.session_cookie())});
}

Reply member_left(const Visit& visit) {
  DEMUR_TRY(must_be_custodian(visit));
  const auto id = DEMUR_TRY(MemberId::parse(asked_for(visit, "member")));
  if (id == visit.member.id) return Moved{"/settings/leave"};
  const auto member = DEMUR_TRY(service::read_member(visit.house, id));
  if (!member) return fail(Code::not_found, "There is no such member.");
  const auto alone = DEMUR_TRY(service::answered_for_by_nobody_else(visit.house, id));
  const MemberLeftView view{.member = row_of(*member, DEMUR_TRY(service::read_offices(visit.house))),
                            .without_them = DEMUR_TRY(names_of(visit, alone)),
                            .has_key = DEMUR_TRY(service::own_officer_key(visit.house, *member)).has_value()};
  if (!is_post(visit)) return shown("form", to_json(view));
  return attempt(visit, LeaveInstitution{id}, "form", view, back_to_people(Notice::member_left));
}

Reply merge_office(const Visit& visit) {
  const auto offices = DEMUR_TRY(service::read_offices(visit.house));
  const Office office = DEMUR_TRY(office_asked_for(visit, offices));
  MergeOfficeView view{.office = row_of(office, offices),
                       .affairs = DEMUR_TRY(service::read_affairs(visit.house, office.id)),
                       .others = active_offices(offices),
                       .into = visit.field("into")};
  std::erase_if(view.others, [&](const Option& option) { return option.value == office.id.text; });
  if (!is_post(visit)) return shown("form", to_json(view));
  const auto into = OfficeId::parse(view.into);
  if (!into) return show_again("form", view, {Code::invalid, "Choose the office that takes over.", "into"});
  return attempt(visit, MergeOffice{office.id, *into}, "form", view, back_to_people(Notice::office_merged));
}

Reply close_office(const Visit& visit) {
  const auto offices = DEMUR_TRY(service::read_offices(visit.house));
  const Office office = DEMUR_TRY(office_asked_for(visit, offices));
  const CloseOfficeView view{.office = row_of(office, offices),
                             .affairs = DEMUR_TRY(service::read_affairs(visit.house, office.id))};
  if (!is_post(visit)) return shown("form", to_json(view));
  return attempt(visit, CloseOffice{office.id}, "form", view, back_to_people(Notice::office_closed));
}

}  // namespace demur::web
