#include "demur/service/invitation.hpp"

namespace demur::service {

NewInvitation make_invitation(const domain::MemberId& member, core::Day today, const core::Random& random) {
  Token token = make_token(random);
  return {.token = std::move(token.text),
          .invitation = {
              .token_hash = std::move(token.hash), .member = member, .expires_day = today + kInvitationLife}};
}

std::string invitation_path(std::string_view token) {
  return "/invitation/" + std::string(token);
}

bool is_open(const Invitation& invitation, core::Day today) {
  return today <= invitation.expires_day;
}

}  // namespace demur::service
