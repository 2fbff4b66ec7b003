#include "demur/store/members.hpp"

#include "demur/store/table.hpp"

namespace demur::store {

using core::Result;
using core::Status;
using domain::Appointment;
using domain::Member;
using domain::MemberId;
using domain::OfficeId;
using domain::Role;

template <>
struct Table<Member> {
  static constexpr std::string_view kName = "member";
  static constexpr std::string_view kKey = "id";
  static void columns(auto& member, auto&& column) {
    column("id", member.id);
    column("login", member.login);
    column("name", member.name);
    column("office", member.office);
    column("state", member.state);
  }
};

template <>
struct Table<Appointment> {
  static constexpr std::string_view kName = "appointment";
  static void columns(auto& appointment, auto&& column) {
    column("office", appointment.office);
    column("role", appointment.role);
  }
};

namespace {

Status load_appointments(const Reader& reader, Member& member) {
  const auto held = DEMUR_TRY(select<Appointment>(reader, "WHERE member = ?1", member.id));
  member.appointments = {held.begin(), held.end()};
  return {};
}

}  // namespace

Status save_member(Transaction& transaction, const Member& member) {
  DEMUR_TRY(save_row(transaction, member));
  DEMUR_TRY(transaction.execute("DELETE FROM appointment WHERE member = ?1", member.id));
  for (const Appointment& held : member.appointments)
    DEMUR_TRY(transaction.execute("INSERT INTO appointment(member, office, role) VALUES (?1, ?2, ?3)",
                                  member.id, held.office, held.role));
  return {};
}

Result<std::optional<Member>> find_member(const Reader& reader, const MemberId& id) {
  return whole(reader, select_one<Member>(reader, "WHERE id = ?1", id), load_appointments);
}

Result<std::optional<Member>> find_member_by_login(const Reader& reader, std::string_view login) {
  return whole(reader, select_one<Member>(reader, "WHERE login = ?1", login), load_appointments);
}

Result<std::vector<Member>> list_members(const Reader& reader) {
  return whole(reader, select<Member>(reader, "ORDER BY name, id"), load_appointments);
}

Result<std::vector<Member>> active_members_of_office(const Reader& reader, const OfficeId& office) {
  return whole(reader,
               select<Member>(reader, "WHERE office = ?1 AND state = 'active' ORDER BY name, id", office),
               load_appointments);
}

Result<std::vector<Member>> active_members_with_role(const Reader& reader, Role role) {
  return whole(
      reader,
      select<Member>(reader,
                     "WHERE state = 'active' AND id IN (SELECT member FROM appointment WHERE role = ?1) "
                     "ORDER BY name, id",
                     role),
      load_appointments);
}

Result<std::int64_t> count_active_members(const Reader& reader) {
  return count(reader, "SELECT count(*) FROM member WHERE state = 'active'");
}

}  // namespace demur::store
