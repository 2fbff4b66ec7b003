// How people come in: a custodian invites them, the link lets them choose a password.
#pragma once

#include <string>
#include <vector>

#include "demur/core/result.hpp"
#include "demur/domain/act.hpp"
#include "demur/service/institution.hpp"
#include "demur/service/sign_in.hpp"
#include "demur/store/token_passkeys.hpp"

namespace demur::service {

// Invites a new member and returns the path of their link, "/invitation/TOKEN": shown once, kept as a
// hash, good for 14 days and one use.
[[nodiscard]] core::Result<std::string> invite(Institution& house, const domain::MemberId& custodian,
                                               const domain::InviteMember& act);

// A link for somebody who is a member already: the founder, or one who lost their password.
[[nodiscard]] core::Result<std::string> invite_again(Institution& house, const domain::MemberId& member);

// Whom an open invitation is for; not_found when it is spent, expired or never was.
[[nodiscard]] core::Result<domain::Member> invited_person(Institution& house, std::string_view token);

// Takes the invitation: the member is active, has this password, and is signed in.
[[nodiscard]] core::Result<NewSession> join(Institution& house, SignIn& sign_in, std::string_view token,
                                            std::string_view password);

// A member's own passkeys, and removing one of them.
// Those that are removed stay in their list where tokens were given to their touch.
[[nodiscard]] core::Result<std::vector<store::FormerPasskey>> read_former_passkeys(
    Institution& house, const domain::MemberId& member);
[[nodiscard]] core::Result<std::vector<store::PasskeyRow>> read_passkeys(Institution& house,
                                                                         const domain::MemberId& member);
[[nodiscard]] core::Status remove_passkey(Institution& house, const domain::MemberId& member,
                                          core::ByteView credential_id);

}  // namespace demur::service
