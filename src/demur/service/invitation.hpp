// Invitations: the link by which a new member comes in and sets a password or a passkey. Its token is
// kept only as a hash, works once, and ends after 14 days.
//
//   NewInvitation made = make_invitation(member, today, random);
//   DEMUR_TRY(store::save_invitation(transaction, made.invitation));
//   mail(origin + invitation_path(made.token));
//   ...the link is opened, a password chosen and hashed...
//   MemberId member = DEMUR_TRY(use_invitation(transaction, token, today));
//   ...accept the invitation, store::save_password, store::add_session: one transaction
//
// Days, not times: an invitation holds through its last day.
#pragma once

#include <string>
#include <string_view>

#include "demur/core/bytes.hpp"
#include "demur/core/day.hpp"
#include "demur/domain/nouns.hpp"
#include "demur/service/token.hpp"
#include "demur/store/sign_in.hpp"

namespace demur::service {

inline constexpr std::chrono::days kInvitationLife{14};

using Invitation = store::InvitationRow;

struct NewInvitation {
  std::string token;
  Invitation invitation;
};

[[nodiscard]] NewInvitation make_invitation(const domain::MemberId& member, core::Day today,
                                            const core::Random& random);

// "/invitation/TOKEN": one path segment, nothing to escape.
[[nodiscard]] std::string invitation_path(std::string_view token);

[[nodiscard]] bool is_open(const Invitation& invitation, core::Day today);

// Whom a link invites. Errors: Code::not_found when there is no such link, it was used, or it ended.
[[nodiscard]] core::Result<domain::MemberId> invited_member(const store::Reader& reader,
                                                            std::string_view token, core::Day today);

// The same, and the link is used: in the transaction that makes the member active.
[[nodiscard]] core::Result<domain::MemberId> use_invitation(store::Transaction& transaction,
                                                            std::string_view token, core::Day today);

}  // namespace demur::service
