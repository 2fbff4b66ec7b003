#include "demur/web/views/settings.hpp"

#include "demur/service/joining.hpp"
#include "demur/service/officers.hpp"
#include "demur/service/reading.hpp"
#include "demur/service/sign_in.hpp"
#include "demur/web/attempt.hpp"
#include "demur/web/house_rows.hpp"
#include "demur/web/pages.hpp"
#include "demur/web/site.hpp"
#include "demur/web/views/account.hpp"

namespace demur::web {
namespace {

using namespace domain;
using core::Code;

core::Result<AccountView> account_of(const Visit& visit) {
  const auto offices = DEMUR_TRY(service::read_offices(visit.house));
  AccountView view{.name = visit.member.name,
                   .login = visit.member.login,
                   .office = office_name(offices, visit.member.office),
                   .appointments = appointments_in_words(visit.member, offices),
                   .passkeys = {},
                   .signed_in_lately = DEMUR_TRY(visit.site.signed_in_lately(visit.request))};
  for (const auto& passkey : DEMUR_TRY(service::read_passkeys(visit.house, visit.member.id)))
    view.passkeys.push_back({core::to_base64url(passkey.credential_id), passkey.name, passkey.created_day});
  for (const auto& former : DEMUR_TRY(service::read_former_passkeys(visit.house, visit.member.id)))
    view.former_passkeys.push_back({former.created, former.last});
  return view;
}

core::Result<PeopleView> people_of(const Visit& visit) {
  const auto offices = DEMUR_TRY(service::read_offices(visit.house));
  PeopleView view{.members = {},
                  .offices = {},
                  .may_change = visit.member.has(Role::custodian),
                  .new_member_id = MemberId::make(visit.house.environment().random).text,
                  .new_office_id = OfficeId::make(visit.house.environment().random).text};
  for (const Member& member : DEMUR_TRY(service::read_members(visit.house))) {
    if (!view.may_change && member.state == MemberState::left) continue;
    MemberRow row = row_of(member, offices);
    row.has_acts = view.may_change && member.id != visit.member.id && member.state != MemberState::left;
    if (!view.may_change) {
      row.id = {};
      row.login.clear();
    }
    view.members.push_back(std::move(row));
  }
  for (const Office& office : offices) view.offices.push_back(row_of(office, offices));
  return view;
}

std::set<Appointment> roles_in(const Visit& visit, const OfficeId& office) {
  std::set<Appointment> appointments;
  for (const auto word : visit.form.all("roles"))
    if (const auto role = from_word<Role>(word)) appointments.insert({office, *role});
  return appointments;
}

std::vector<std::string> roles_sent(const Visit& visit) {
  const auto roles = visit.form.all("roles");
  return {roles.begin(), roles.end()};
}

}  // namespace

Reply show_account(const Visit& visit) {
  return shown("account", to_json(DEMUR_TRY(account_of(visit))));
}

Reply change_password(const Visit& visit) {
  AccountView view = DEMUR_TRY(account_of(visit));
  if (visit.field("password") != visit.field("password_again"))
    return show_again("account", view, {Code::invalid, "The two passwords differ.", "password_again"});
  const auto session =
      visit.site.sign_in().change_password(visit.member, visit.field("current"), visit.field("password"));
  if (!session && session.error().code == Code::unauthenticated)
    return show_again("account", view, {Code::invalid, session.error().what, "current"});
  if (!session) return show_again("account", view, session.error());
  return Moved{.path = "/settings",
               .notice = Notice::password_changed,
               .session_cookie = service::set_cookie(visit.site.session_cookie(), session->token)};
}

Reply remove_passkey(const Visit& visit) {
  const auto credential = DEMUR_TRY(core::from_base64url(visit.field("id")));
  DEMUR_TRY(service::remove_passkey(visit.house, visit.member.id, credential));
  return Moved{"/settings", Notice::passkey_removed};
}

Reply show_people(const Visit& visit) {
  return shown("people", to_json(DEMUR_TRY(people_of(visit))));
}

Reply invite_member(const Visit& visit) {
  PeopleView view = DEMUR_TRY(people_of(visit));
  if (!visit.field("id").empty()) view.new_member_id = visit.field("id");
  view.name = visit.field("name");
  view.login = visit.field("login");
  view.office = visit.field("office");
  view.roles = roles_sent(visit);
  const auto refuse = [&](const core::Error& error) -> Reply {
    if (!belongs_on_form(error)) return std::unexpected(error);
    view.invite_errors = {error};
    return shown("people", to_json(view), http::status_of(error.code));
  };
  const auto office = OfficeId::parse(view.office);
  if (!office) return refuse({Code::invalid, "Choose the office where they work.", "office"});
  const auto id = MemberId::parse(view.new_member_id);
  if (!id) return refuse(id.error());
  const InviteMember act{.id = *id,
                         .login = view.login,
                         .name = view.name,
                         .office = *office,
                         .appointments = roles_in(visit, *office)};
  const auto link = service::invite(visit.house, visit.member.id, act);
  if (!link) return refuse(link.error());
  view = DEMUR_TRY(people_of(visit));
  view.invitation_link = visit.site.public_url() + *link;
  return shown("people", to_json(view));
}

Reply appoint_member(const Visit& visit) {
  const auto offices = DEMUR_TRY(service::read_offices(visit.house));
  const auto id = DEMUR_TRY(MemberId::parse(asked_for(visit, "member")));
  const auto member = DEMUR_TRY(service::read_member(visit.house, id));
  if (!member) return core::fail(Code::not_found, "There is no such member.");
  AppointView view{.member = row_of(*member, offices), .offices = active_offices(offices)};
  view.office =
      member->appointments.empty() ? member->office.text : member->appointments.begin()->office.text;
  for (const Appointment& held : member->appointments) view.roles.emplace_back(word(held.role));
  view.has_key = DEMUR_TRY(service::own_officer_key(visit.house, *member)).has_value();
  if (!is_post(visit)) {
    if (!visit.member.has(Role::custodian)) return core::fail(Code::forbidden, "Only a custodian appoints.");
    return shown("form", to_json(view));
  }
  view.office = visit.field("office");
  view.roles = roles_sent(visit);
  const auto office = OfficeId::parse(view.office);
  if (!office) return show_again("form", view, {Code::invalid, "Choose an office.", "office"});
  return attempt(visit, Appoint{id, roles_in(visit, *office)}, "form", view,
                 {"/settings/people", Notice::member_appointed});
}

Reply create_office(const Visit& visit) {
  PeopleView view = DEMUR_TRY(people_of(visit));
  if (!visit.field("id").empty()) view.new_office_id = visit.field("id");
  view.office_name = visit.field("name");
  const auto id = DEMUR_TRY(OfficeId::parse(view.new_office_id));
  const auto done = service::perform(visit.house, visit.member.id, CreateOffice{id, view.office_name});
  if (done) return Moved{"/settings/people", Notice::office_created};
  if (!belongs_on_form(done.error())) return std::unexpected(done.error());
  view.office_errors = {done.error()};
  return shown("people", to_json(view), http::status_of(done.error().code));
}

Reply show_policy(const Visit& visit) {
  return shown("policy", to_json(PolicyView{.policy = visit.house.policy()}));
}

Reply show_log_key(const Visit& visit) {
  const auto& key = visit.house.log_key().verifier();
  return shown("log_key", to_json(LogKeyView{.origin = key.name, .vkey = key.text()}));
}

}  // namespace demur::web
