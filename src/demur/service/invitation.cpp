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

core::Result<domain::MemberId> invited_member(const store::Reader& reader, std::string_view token,
                                              core::Day today) {
  if (const auto hash = hash_of_token(token)) {
    const auto found = DEMUR_TRY(store::find_invitation(reader, *hash));
    if (found && is_open(*found, today)) return found->member;
  }
  return core::fail(core::Code::not_found,
                    "This invitation was used or has ended. Ask the person who sent it for a new one");
}

core::Result<domain::MemberId> use_invitation(store::Transaction& transaction, std::string_view token,
                                              core::Day today) {
  domain::MemberId member = DEMUR_TRY(invited_member(transaction, token, today));
  DEMUR_TRY(store::remove_invitations_of(transaction, member));
  return member;
}

}  // namespace demur::service
