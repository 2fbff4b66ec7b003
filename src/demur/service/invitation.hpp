// Invitations: the link by which a new member comes in and sets a password or a passkey. Its token is
// kept only as a hash, works once, and ends after 14 days.
//
//   NewInvitation made = make_invitation(member, today, random);   // store made.invitation
//   mail(origin + invitation_path(made.token));
//
// Days, not times: an invitation holds through its last day. Pure.
#pragma once

#include <string>
#include <string_view>

#include "demur/core/bytes.hpp"
#include "demur/core/day.hpp"
#include "demur/domain/nouns.hpp"
#include "demur/service/token.hpp"

namespace demur::service {

inline constexpr std::chrono::days kInvitationLife{14};

struct Invitation {
  core::Bytes token_hash;
  domain::MemberId member;
  core::Day expires_day{};  // the last day
};

struct NewInvitation {
  std::string token;
  Invitation invitation;
};

[[nodiscard]] NewInvitation make_invitation(const domain::MemberId& member, core::Day today,
                                            const core::Random& random);

// "/invitation/TOKEN": one path segment, nothing to escape.
[[nodiscard]] std::string invitation_path(std::string_view token);

[[nodiscard]] bool is_open(const Invitation& invitation, core::Day today);

}  // namespace demur::service
