// Signing in, out and up, against the store: where passkeys, passwords, sessions and invitations meet.
// One object for a server; the web layer turns its answers into pages and cookies.
//
//   SignIn sign_in(store, {.party = {"demur.example", "https://demur.example"}, .challenge_key = key});
//   NewSession made = DEMUR_TRY(sign_in.with_password(login, password));
//   ...every request:  std::optional<domain::Member> who = DEMUR_TRY(sign_in.who(token));
//   ...every minute:   DEMUR_TRY(sign_in.tidy());
//
// Only active members sign in. A wrong name, a wrong password, a member who left and one without a
// password get the same answer after the same work. No lock of the store is held while a password is
// hashed or a signature verified; what was read before is looked at again when it is written.
// Thread-safe where clock and random are.
// Errors: Code::unauthenticated (who you are was not shown), unproven (a passkey's answer does not
// hold), too_many (paced), invalid (a body, a password that breaks the rules), conflict.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "demur/core/clock.hpp"
#include "demur/core/json.hpp"
#include "demur/core/random.hpp"
#include "demur/service/challenge.hpp"
#include "demur/service/invitation.hpp"
#include "demur/service/passkey.hpp"
#include "demur/service/password.hpp"
#include "demur/service/session.hpp"
#include "demur/service/sign_in_pace.hpp"
#include "demur/store/sign_in.hpp"
#include "demur/store/store.hpp"

namespace demur::service {

struct SignInOptions {
  RelyingParty party;
  std::string party_name = "Demur";
  Challenges::Key challenge_key;  // the same in every process of one institution
  PasswordCost cost = kPasswordCost;
  core::Clock clock = core::system_clock();
  core::Random random = core::system_random();
};

class SignIn {
 public:
  // `store` must live longer.
  SignIn(store::Store& store, SignInOptions options);

  [[nodiscard]] core::Result<NewSession> with_password(std::string_view login, std::string_view password);

  // The body of POST /sign-in/passkey/options, and what is done with the answer to it.
  [[nodiscard]] core::json::object passkey_options() const;
  [[nodiscard]] core::Result<NewSession> with_passkey(std::string_view body);

  // The member that a session's token stands for, if it is live. Notes the request.
  [[nodiscard]] core::Result<std::optional<domain::Member>> who(std::string_view token);
  // Whether it began within the last ten minutes. Whoever finds a session open cannot make it last.
  [[nodiscard]] core::Result<bool> signed_in_lately(std::string_view token);
  [[nodiscard]] core::Status sign_out(std::string_view token);
  [[nodiscard]] core::Status sign_out_everywhere(const domain::MemberId& member);

  // Writes when sessions were last seen and removes dead ones. To be called about once a minute.
  [[nodiscard]] core::Status tidy();

  // Rules and hash of a new password; the hash is stored by store::save_password. Slow.
  [[nodiscard]] core::Result<std::string> new_password_hash(const domain::Member& member,
                                                            std::string_view password) const;
  // Ends every session of the member, and gives a new one. `current` counts where there is a password.
  [[nodiscard]] core::Result<NewSession> change_password(const domain::Member& member,
                                                         std::string_view current, std::string_view password);

  // The body of POST /passkey/register/options, and what is done with the answer to it.
  [[nodiscard]] core::Result<core::json::object> register_options(const domain::Member& member);
  [[nodiscard]] core::Status add_passkey(const domain::Member& member, std::string_view body,
                                         core::Day today);

  // The same, for a transaction that also does something else, such as accepting an invitation:
  // verify outside it, then store::add_passkey.
  [[nodiscard]] core::Result<store::PasskeyRow> verified_passkey(const domain::Member& member,
                                                                 std::string_view body, core::Day today);

 private:
  struct Claim;  // who somebody says to be, and what would show it

  [[nodiscard]] core::Result<Claim> claim_of(std::string_view login);
  [[nodiscard]] core::Result<NewSession> open_session(const Claim& claim, std::string_view rehashed);

  store::Store& store_;
  SignInOptions options_;
  HashingGate gate_;
  PasswordHasher hasher_;
  Challenges challenges_;
  SignInPace pace_;
  SessionTouches touches_;
};

}  // namespace demur::service
