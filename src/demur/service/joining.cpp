#include "demur/service/joining.hpp"

#include "demur/service/acts.hpp"
#include "demur/store/members.hpp"
#include "demur/store/sign_in.hpp"

namespace demur::service {
using core::Code;
using core::fail;
using core::Result;
using core::Status;

Result<std::string> invite(Institution& house, const domain::MemberId& custodian,
                           const domain::InviteMember& act) {
  const core::Day today = DEMUR_TRY(house.today());
  const NewInvitation made = make_invitation(act.id, today, house.environment().random);
  const Done done = DEMUR_TRY(perform(house, custodian, act, [&](store::Transaction& transaction) {
    return store::save_invitation(transaction, made.invitation);
  }));
  // A link lets whoever holds it choose the password: never one for somebody who was invited before.
  if (done.already_done)
    return fail(Code::conflict, "This form was used before: its link was shown then. Open a new one.");
  return invitation_path(made.token);
}

Result<std::string> invite_again(Institution& house, const domain::MemberId& member) {
  const core::Day today = DEMUR_TRY(house.today());
  const NewInvitation made = make_invitation(member, today, house.environment().random);
  DEMUR_TRY(house.store().write(
      [&](store::Transaction& transaction) { return store::save_invitation(transaction, made.invitation); }));
  return invitation_path(made.token);
}

Result<domain::Member> invited_person(Institution& house, std::string_view token) {
  const core::Day today = DEMUR_TRY(house.today());
  return house.store().read([&](const store::Reader& reader) -> Result<domain::Member> {
    const auto id = DEMUR_TRY(invited_member(reader, token, today));
    const auto member = DEMUR_TRY(store::find_member(reader, id));
    if (!member || member->state == domain::MemberState::left)
      return fail(Code::not_found, "This invitation is for somebody who has left.");
    return *member;
  });
}

Result<NewSession> join(Institution& house, SignIn& sign_in, std::string_view token,
                        std::string_view password) {
  const auto member = DEMUR_TRY(invited_person(house, token));
  const std::string hash = DEMUR_TRY(sign_in.new_password_hash(member, password));
  const core::Day today = DEMUR_TRY(house.today());
  const auto keep = [&](store::Transaction& transaction) -> Status {
    // Two people with one link: the second finds it used.
    DEMUR_TRY(use_invitation(transaction, token, today));
    DEMUR_TRY(store::save_password(transaction, member.id, hash));
    return store::end_sessions_of(transaction, member.id);
  };
  if (member.state == domain::MemberState::invited)
    DEMUR_TRY(perform(house, member.id, domain::AcceptInvitation{member.id}, keep));
  else
    DEMUR_TRY(house.store().write(keep));
  return sign_in.with_password(member.login, password);
}

Result<std::vector<store::PasskeyRow>> read_passkeys(Institution& house, const domain::MemberId& member) {
  return house.store().read([&](const store::Reader& reader) { return store::passkeys_of(reader, member); });
}

Result<std::vector<store::FormerPasskey>> read_former_passkeys(Institution& house,
                                                               const domain::MemberId& member) {
  return house.store().read(
      [&](const store::Reader& reader) { return store::former_passkeys_of(reader, member); });
}

Status remove_passkey(Institution& house, const domain::MemberId& member, core::ByteView credential_id) {
  return house.store().write([&](store::Transaction& transaction) -> Status {
    const auto removed = DEMUR_TRY(store::remove_passkey(transaction, member, credential_id));
    if (removed == 0) return fail(Code::not_found, "There is no such passkey of yours.");
    return {};
  });
}

}  // namespace demur::service
