#include "demur/web/views/account.hpp"

#include <fmt/core.h>

#include "demur/web/views/form_page.hpp"

namespace demur::web {

namespace {

constexpr const char* kPasswordHint =
    "At least 12 characters. A few words are easy to remember and hard to guess.";

Field password(const char* name, const char* label, const char* hint, const char* autocomplete) {
  return {
      .kind = FieldKind::password, .name = name, .label = label, .hint = hint, .autocomplete = autocomplete};
}

struct Advice {
  const char* title;
  const char* what_to_do;
};

Advice advice(core::Code code) {
  switch (code) {
    case core::Code::invalid:
      return {"That could not be read", "Go back, check what you sent, and send it again."};
    case core::Code::unauthenticated:
      return {"Please sign in", "This page is for members who are signed in."};
    case core::Code::forbidden:
      return {"You may not do this", "If you think that you should, ask a custodian of this channel."};
    case core::Code::not_found:
      return {"There is nothing here",
              "The address may be wrong, or the page is not for you. Start from Today."};
    case core::Code::conflict:
      return {"It has changed in the meantime",
              "Somebody, or the clock, was faster. Look at the page again and decide anew."};
    case core::Code::too_large:
      return {"That is too long", "Shorten it and send it again."};
    case core::Code::too_many:
      return {"Too many tries", "Wait a few minutes, then try again."};
    case core::Code::unproven:
      return {"The proof does not hold", "Check that the file is whole. If it is, keep it: it is evidence."};
    case core::Code::unavailable:
      return {"Not available just now",
              "Nothing was lost that you were told is filed. Try again in a few minutes."};
    case core::Code::internal:
      return {"Something went wrong here",
              "It is our fault. Nothing was lost that you were told is filed. Try again; if it happens "
              "again, tell who runs this server."};
  }
  return {"Something went wrong", "Try again."};
}

}  // namespace

json::object to_json(const SignInView& view) {
  Form form = {
      .action = "/sign-in", .submit = "Sign in", .hidden = {{"next", view.next}}, .errors = view.errors};
  form.fields = {{.name = "login", .label = "Sign-in name", .value = view.login, .autocomplete = "username"},
                 password("password", "Password", "", "current-password")};
  return {{"page", page("Sign in", Section::none)},
          {"reason", view.reason},
          {"next", view.next},
          {"form", to_json(form)}};
}

json::object to_json(const SignedOutView&) {
  return {{"page", page("You are signed out", Section::none)}};
}

json::object to_json(const InvitationView& view) {
  Form form = {.action = "/invitation",
               .submit = "Accept and sign in",
               .hidden = {{"invitation", view.invitation}},
               .errors = view.errors};
  form.fields = {password("password", "Choose a password", kPasswordHint, "new-password"),
                 password("password_again", "The same again", "", "new-password")};
  return to_json(FormPage{.title = "Welcome, " + view.name,
                          .section = Section::none,
                          .intro = {fmt::format("You are invited as a member in {}. You will sign in as {}.",
                                                view.office, view.login),
                                    "You can add a passkey afterwards, and need the password no more."},
                          .form = form});
}

json::object to_json(const AccountView& view) {
  json::array passkeys;
  for (const auto& passkey : view.passkeys)
    passkeys.push_back(json::object{{"id", passkey.id},
                                    {"label", passkey.label},
                                    {"added_on", to_json(std::optional(passkey.added_on))}});
  json::array former;
  for (const auto& passkey : view.former_passkeys)
    former.push_back(json::object{{"added_on", to_json(std::optional(passkey.added_on))},
                                  {"last_on", to_json(std::optional(passkey.last_on))}});
  Form form = {.action = "/settings/password", .submit = "Change the password", .errors = view.errors};
  form.fields = {password("current", "Current password", "", "current-password"),
                 password("password", "New password", kPasswordHint, "new-password"),
                 password("password_again", "The same again", "", "new-password")};
  return {{"page", page("My account", Section::settings)},
          {"tabs", settings_tabs("account")},
          {"name", view.name},
          {"login", view.login},
          {"office", view.office},
          {"has_appointments", !view.appointments.empty()},
          {"appointments", json::array(view.appointments.begin(), view.appointments.end())},
          {"has_passkeys", !view.passkeys.empty()},
          {"passkeys", passkeys},
          {"has_former_passkeys", !view.former_passkeys.empty()},
          {"former_passkeys", std::move(former)},
          {"may_add_passkey", view.signed_in_lately},
          {"form", to_json(form)}};
}

json::object to_json(const ErrorView& view) {
  const auto words = advice(view.code);
  return {{"page", page(words.title, Section::none)},
          {"code", core::name(view.code)},
          {"what", view.what},
          {"what_to_do", words.what_to_do},
          {"is_sign_in", view.code == core::Code::unauthenticated}};
}

}  // namespace demur::web
