// What decide() was asked, and the words in which every act's judgement is written. Internal to this
// folder: other layers call decide().
//
//   Result<Change> judge(const Matter& matter, const CoSign& act);   // one overload for each act
//
// A judgement looks in one order, so that nobody learns more than they may: does it exist for this
// person (not_found), is it theirs to do (forbidden), was it done before (already_done), is it the
// time for it (conflict), and is it well said (invalid).
#pragma once

#include <string>

#include "demur/domain/decide.hpp"
#include "demur/domain/fields.hpp"
#include "demur/domain/sight.hpp"

namespace demur::domain {

using core::Code;
using core::fail;
using core::Result;
using core::Status;

struct Matter {
  const Situation& situation;
  const ChannelPolicy& policy;
  Day today;
};

[[nodiscard]] Result<Change> judge(const Matter& matter, const RegisterDecision& act);
[[nodiscard]] Result<Change> judge(const Matter& matter, const ReviseDecision& act);
[[nodiscard]] Result<Change> judge(const Matter& matter, const TakeDecision& act);
[[nodiscard]] Result<Change> judge(const Matter& matter, const SupersedeDecision& act);
[[nodiscard]] Result<Change> judge(const Matter& matter, const WithdrawDecision& act);
[[nodiscard]] Result<Change> judge(const Matter& matter, const FileDissent& act);
[[nodiscard]] Result<Change> judge(const Matter& matter, const CoSign& act);
[[nodiscard]] Result<Change> judge(const Matter& matter, const WithdrawDissent& act);
[[nodiscard]] Result<Change> judge(const Matter& matter, const SetLastWord& act);
[[nodiscard]] Result<Change> judge(const Matter& matter, const Acknowledge& act);
[[nodiscard]] Result<Change> judge(const Matter& matter, const OpenIdentity& act);
[[nodiscard]] Result<Change> judge(const Matter& matter, const Extend& act);
[[nodiscard]] Result<Change> judge(const Matter& matter, const Answer& act);
[[nodiscard]] Result<Change> judge(const Matter& matter, const WaiveDuty& act);
[[nodiscard]] Result<Change> judge(const Matter& matter, const AgreeToOpen& act);
[[nodiscard]] Result<Change> judge(const Matter& matter, const OpenText& act);
[[nodiscard]] Result<Change> judge(const Matter& matter, const ReleaseText& act);
[[nodiscard]] Result<Change> judge(const Matter& matter, const WriteToAuthor& act);
[[nodiscard]] Result<Change> judge(const Matter& matter, const CreateOffice& act);
[[nodiscard]] Result<Change> judge(const Matter& matter, const MergeOffice& act);
[[nodiscard]] Result<Change> judge(const Matter& matter, const CloseOffice& act);
[[nodiscard]] Result<Change> judge(const Matter& matter, const InviteMember& act);
[[nodiscard]] Result<Change> judge(const Matter& matter, const Appoint& act);
[[nodiscard]] Result<Change> judge(const Matter& matter, const AcceptInvitation& act);
[[nodiscard]] Result<Change> judge(const Matter& matter, const LeaveInstitution& act);

[[nodiscard]] inline Change already_done() {
  return {.already_done = true};
}

// Custodians and auditors keep and check the channel; they do not use it.
[[nodiscard]] inline bool keeps_the_channel(const Member& who) {
  return who.has(Role::custodian) || who.has(Role::auditor);
}

[[nodiscard]] inline std::string ref(const char* noun, const std::string& id) {
  return std::string(noun) + ":" + id;
}

// What `who` is to the dissent, or not_found when they may not know that there is one.
[[nodiscard]] Result<Bond> bond_to_dissent(const Matter& matter, const std::string& invitation = {});

// Who wrote or signed a dissent does not act on it for the institution.
[[nodiscard]] inline bool stands_behind(const Bond& bond) {
  return bond.is_author || bond.has_signed;
}

// What follows when its author withdraws a dissent, and when they say their last word, however they are
// known. The entry is the caller's.
[[nodiscard]] Result<Change> withdrawn(Dissent dissent, const std::vector<Duty>& duties, Day today);
[[nodiscard]] Status say_last_word(Dissent& dissent, LastWord word, const std::vector<Duty>& duties);

// A record about a dissent, at once and in clear.
[[nodiscard]] Entry dissent_entry(const char* type, const DissentId& dissent);

}  // namespace demur::domain
