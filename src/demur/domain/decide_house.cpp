// Offices and members. Custodians keep both lists. Offices are in the log; members never are.
#include "demur/domain/matter.hpp"

namespace demur::domain {
namespace {

Status must_be_custodian(const Member& who) {
  if (who.has(Role::custodian)) return {};
  return fail(Code::forbidden, "Only a custodian keeps the lists of offices and members.");
}

Entry office_entry(const char* type, const OfficeId& office) {
  return {.type = type, .refs = {ref("office", office.text)}};
}

// Members are saved and leave no record: the log names nobody and does not tell who came or went.
Change member_change(Member member) {
  Change change;
  change.member = std::move(member);
  return change;
}

Result<Office> office_acted_on(const Matter& matter) {
  DEMUR_TRY(must_be_custodian(matter.situation.who));
  if (!matter.situation.office) return fail(Code::not_found, "There is no such office.", "office");
  return *matter.situation.office;
}

Result<Member> member_acted_on(const Matter& matter) {
  if (!matter.situation.member) return fail(Code::not_found, "There is no such member.", "member");
  return *matter.situation.member;
}

Result<std::string> clean_name(const std::string& name) {
  return clean_text(name, {"name", "a name", kNameBytes, Lines::one});
}

// As with a filing that is sent again: what was changed meanwhile is not kept, and that is said.
Result<Change> made_before(bool the_same) {
  if (the_same) return already_done();
  return fail(
      Code::conflict,
      "This form was sent before, with another name, and that is what was kept: look at the list, and "
      "open a new form.",
      "name");
}

}  // namespace

Result<Change> judge(const Matter& matter, const CreateOffice& act) {
  DEMUR_TRY(must_be_custodian(matter.situation.who));
  const std::optional<Office>& kept = matter.situation.office;
  if (matter.situation.id_taken) return made_before(!kept || kept->name == DEMUR_TRY(clean_name(act.name)));
  if (matter.situation.name_taken)
    return fail(Code::conflict, "Another office has this name: choose another.", "name");
  Office office{.id = act.id, .name = DEMUR_TRY(clean_name(act.name))};
  Entry entry{.type = "office.created", .id = office.id.text};
  entry.public_part = {{"name", office.name}};
  Change change;
  change.office = std::move(office);
  change.entries = {std::move(entry)};
  return change;
}

Result<Change> judge(const Matter& matter, const MergeOffice&) {
  Office office = DEMUR_TRY(office_acted_on(matter));
  const std::optional<Office>& into = matter.situation.other_office;
  if (!into) return fail(Code::not_found, "There is no such office to merge it into.", "into");
  if (office.state == OfficeState::merged && office.merged_into == into->id) return already_done();
  if (office.state != OfficeState::active)
    return fail(Code::conflict, "This office is merged or closed already.", "office");
  if (into->id == office.id) return fail(Code::invalid, "An office cannot be merged into itself.", "into");
  if (into->state != OfficeState::active)
    return fail(Code::conflict, "Choose an active office: somebody must take over its duties.", "into");
  office.state = OfficeState::merged;
  office.merged_into = into->id;
  Entry entry = office_entry("office.merged", office.id);
  entry.refs.push_back(ref("office", into->id.text));
  entry.public_part = {{"into", into->id.text}};
  Change change;
  change.office = std::move(office);
  change.entries = {std::move(entry)};
  return change;
}

Result<Change> judge(const Matter& matter, const CloseOffice&) {
  Office office = DEMUR_TRY(office_acted_on(matter));
  if (office.state == OfficeState::closed) return already_done();
  if (office.state == OfficeState::merged)
    return fail(Code::conflict, "This office was merged: the one that took over can be closed.", "office");
  office.state = OfficeState::closed;
  Change change;
  change.entries = {office_entry("office.closed", office.id)};
  change.office = std::move(office);
  return change;
}

Result<Change> judge(const Matter& matter, const InviteMember& act) {
  const Situation& situation = matter.situation;
  const Office office = DEMUR_TRY(office_acted_on(matter));
  if (act.id == situation.who.id) return fail(Code::forbidden, "Nobody invites or appoints themselves.");
  const std::optional<Member>& kept = situation.member;
  if (situation.id_taken)
    return made_before(!kept || (kept->login == DEMUR_TRY(clean_login(act.login)) &&
                                 kept->name == DEMUR_TRY(clean_name(act.name))));
  if (office.state != OfficeState::active)
    return fail(Code::conflict, "This office is merged or closed: choose the one that took over.", "office");
  if (situation.name_taken)
    return fail(Code::conflict, "Another member has this sign-in name: choose another.", "login");
  std::string login = DEMUR_TRY(clean_login(act.login));
  std::string name = DEMUR_TRY(clean_name(act.name));
  Member member{.id = act.id,
                .login = std::move(login),
                .name = std::move(name),
                .office = office.id,
                .appointments = act.appointments};
  return member_change(std::move(member));
}

Result<Change> judge(const Matter& matter, const Appoint& act) {
  DEMUR_TRY(must_be_custodian(matter.situation.who));
  Member member = DEMUR_TRY(member_acted_on(matter));
  if (member.id == matter.situation.who.id)
    return fail(Code::forbidden, "Nobody appoints themselves: another custodian must do it.");
  if (member.state == MemberState::left) return fail(Code::conflict, "This member has left.", "member");
  if (member.appointments == act.appointments) return already_done();
  member.appointments = act.appointments;
  return member_change(std::move(member));
}

Result<Change> judge(const Matter& matter, const AcceptInvitation& act) {
  Member member = matter.situation.who;
  if (act.member != member.id)
    return fail(Code::forbidden, "Only the invited member may accept an invitation.");
  if (member.state == MemberState::active) return already_done();
  member.state = MemberState::active;
  return member_change(std::move(member));
}

Result<Change> judge(const Matter& matter, const LeaveInstitution& act) {
  const Member& who = matter.situation.who;
  if (act.member != who.id) DEMUR_TRY(must_be_custodian(who));
  Member member = DEMUR_TRY(member_acted_on(matter));
  if (member.state == MemberState::left) return already_done();
  member.state = MemberState::left;
  member.appointments.clear();
  return member_change(std::move(member));
}

}  // namespace demur::domain
