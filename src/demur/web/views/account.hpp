// Coming in and going out: signing in, accepting an invitation, one's own account; and the page for
// what went wrong.
#pragma once

#include <string>
#include <vector>

#include "demur/core/result.hpp"
#include "demur/web/views/form.hpp"
#include "demur/web/views/parts.hpp"

namespace demur::web {

// POST /sign-in: login, password, next (the path to go to).
struct SignInView {
  std::string login = {};
  std::string next = {};
  std::string reason = {};  // why one must sign in, "Your session has ended."
  Errors errors = {};
};

struct SignedOutView {};

// POST /invitation: invitation, password, password_again.
struct InvitationView {
  std::string name;
  std::string login;
  std::string office;
  std::string invitation;  // what the link held
  Errors errors = {};
};

struct PasskeyRow {
  std::string id;
  std::string label;
  core::Day added_on{};
};

// One that is removed, to whose touch tokens were given.
struct FormerPasskeyRow {
  core::Day added_on{};
  core::Day last_on{};
};

// POST /settings/password: current, password, password_again.
// POST /settings/passkeys/remove: id.   The script posts to /settings/passkeys.
struct AccountView {
  std::string name;
  std::string login;
  std::string office;
  std::vector<std::string> appointments;  // "Custodian, Office of the Inspector"
  std::vector<PasskeyRow> passkeys;
  std::vector<FormerPasskeyRow> former_passkeys = {};
  bool signed_in_lately = false;  // else they sign in again before they add one
  Errors errors = {};
};

struct ErrorView {
  core::Code code = core::Code::internal;
  std::string what = {};  // the error's own words, where they may be shown
};

[[nodiscard]] json::object to_json(const SignInView& view);      // template "sign_in"
[[nodiscard]] json::object to_json(const SignedOutView& view);   // template "signed_out"
[[nodiscard]] json::object to_json(const InvitationView& view);  // template "form"
[[nodiscard]] json::object to_json(const AccountView& view);     // template "account"
[[nodiscard]] json::object to_json(const ErrorView& view);       // template "error"

}  // namespace demur::web
