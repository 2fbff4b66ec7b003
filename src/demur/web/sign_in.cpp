#include "demur/service/sign_in.hpp"

#include "demur/service/joining.hpp"
#include "demur/service/reading.hpp"
#include "demur/service/token_desk.hpp"
#include "demur/web/attempt.hpp"
#include "demur/web/pages.hpp"
#include "demur/web/request_fields.hpp"
#include "demur/web/site.hpp"
#include "demur/web/views/account.hpp"

namespace demur::web {
namespace {

using core::Code;

Moved signed_in(const Visit& visit, const service::NewSession& session, const std::string& path) {
  return {.path = path, .session_cookie = service::set_cookie(visit.site.session_cookie(), session.token)};
}

// Everybody is led past the tokens that are ready for them, so that having fetched some says nothing.
core::Result<std::string> by_way_of_tokens(const Visit& visit, const service::NewSession& session,
                                           const std::string& path) {
  const auto ready = DEMUR_TRY(service::tokens_ready(visit.house, session.session.member));
  return ready.can_collect() ? "/tokens?next=" + next_parameter(path) : path;
}

// What is wrong with a password is said on the form; nothing is said about whose name exists.
bool stays_on_form(const core::Error& error) {
  return belongs_on_form(error) || error.code == Code::unauthenticated || error.code == Code::too_many;
}

template <typename View>
Reply show_refusal(std::string_view page, View view, const core::Error& error) {
  if (!stays_on_form(error)) return std::unexpected(error);
  view.errors = {error};
  return shown(page, to_json(view), http::status_of(error.code));
}

core::Result<std::string> office_name(const Visit& visit, const domain::OfficeId& id) {
  for (const auto& office : DEMUR_TRY(service::read_offices(visit.house)))
    if (office.id == id) return office.name;
  return std::string();
}

}  // namespace

Reply show_sign_in(const Visit& visit) {
  SignInView view;
  if (!is_post(visit)) {
    view.next = safe_next(visit.request.query_value("next").value_or("/"));
    if (visit.signed_in()) return Moved{view.next};
    if (view.next != "/") view.reason = "Sign in to go on.";
    return shown("sign_in", to_json(view));
  }
  view.login = visit.field("login");
  view.next = safe_next(visit.field("next"));
  if (const auto admitted = visit.site.admit_sign_in(visit.request); !admitted)
    return show_refusal("sign_in", view, admitted.error());
  const auto session = visit.site.sign_in().with_password(view.login, visit.field("password"));
  if (!session) return show_refusal("sign_in", view, session.error());
  return signed_in(visit, *session, DEMUR_TRY(by_way_of_tokens(visit, *session, view.next)));
}

Reply sign_out(const Visit& visit) {
  const auto cookie = visit.site.session_cookie();
  if (const auto token = session_token(visit.request, cookie))
    DEMUR_TRY(visit.site.sign_in().sign_out(*token));
  const std::string next = safe_next(visit.field("next"));
  return Moved{.path = next == "/" ? "/signed-out" : "/sign-in?next=" + next_parameter(next),
               .session_cookie = service::clear_cookie(cookie)};
}

Reply show_signed_out(const Visit&) {
  return shown("signed_out", to_json(SignedOutView{}));
}

Reply accept_invitation(const Visit& visit) {
  const std::string token =
      is_post(visit) ? visit.field("invitation") : std::string(visit.request.parameter("token"));
  const auto member = DEMUR_TRY(service::invited_person(visit.house, token));
  const InvitationView view{.name = member.name,
                            .login = member.login,
                            .office = DEMUR_TRY(office_name(visit, member.office)),
                            .invitation = token};
  if (!is_post(visit)) return shown("form", to_json(view));
  if (visit.field("password") != visit.field("password_again"))
    return show_refusal("form", view, {Code::invalid, "The two passwords differ.", "password_again"});
  const auto session = service::join(visit.house, visit.site.sign_in(), token, visit.field("password"));
  if (!session) return show_refusal("form", view, session.error());
  return signed_in(visit, *session, "/");
}

Reply passkey_sign_in_options(const Visit& visit) {
  return Sent{.type = "application/json", .body = core::pretty_json(visit.site.sign_in().passkey_options())};
}

Reply passkey_sign_in(const Visit& visit) {
  const auto session = DEMUR_TRY(visit.site.sign_in().with_passkey(visit.request.body));
  const auto body = core::parse_json(visit.request.body);
  const auto* asked = body && body->is_object() ? body->get_object().if_contains("next") : nullptr;
  const std::string next = asked != nullptr && asked->is_string() ? safe_next(asked->get_string()) : "/";
  return signed_in(visit, session, DEMUR_TRY(by_way_of_tokens(visit, session, next)));
}

Reply passkey_register_options(const Visit& visit) {
  // A passkey outlasts the session, and the password too.
  if (!DEMUR_TRY(visit.site.signed_in_lately(visit.request)))
    return core::fail(Code::forbidden, "Sign in again before you add a passkey: reload this page.");
  return Sent{.type = "application/json",
              .body = core::pretty_json(DEMUR_TRY(visit.site.sign_in().register_options(visit.member)))};
}

Reply passkey_register(const Visit& visit) {
  DEMUR_TRY(visit.site.sign_in().add_passkey(visit.member, visit.request.body, visit.today));
  return Moved{"/settings"};
}

}  // namespace demur::web
