#include "demur/store/duties.hpp"

#include "demur/store/table.hpp"

namespace demur::store {

using core::Result;
using core::Status;
using domain::Duty;
using domain::DutyKind;
using domain::OfficeId;
using domain::Subject;

template <>
struct Table<Duty> {
  static constexpr std::string_view kName = "duty";
  static constexpr std::string_view kKey = "subject, kind";
  static void columns(auto& duty, auto&& column) {
    column("subject", duty.subject);
    column("kind", duty.kind);
    column("owner_role", duty.owner_role);
    column("owner_office", duty.owner_office);
    column("opened_on", duty.opened_on);
    column("due_on", duty.due_on);
    column("latest_on", duty.latest_on);
    column("state", duty.state);
    column("settled_on", duty.settled_on);
    column("waived_reason", duty.waived_reason);
  }
};

Status save_duty(Transaction& transaction, const Duty& duty) {
  return save_row(transaction, duty);
}

Result<std::optional<Duty>> find_duty(const Reader& reader, const Subject& subject, DutyKind kind) {
  return select_one<Duty>(reader, "WHERE subject = ?1 AND kind = ?2", subject, kind);
}

Duties duties_on(const Reader& reader, const Subject& subject) {
  return select<Duty>(reader, "WHERE subject = ?1 ORDER BY due_on, kind", subject);
}

Duties duties_to_author(const Reader& reader, const domain::MemberId& author) {
  return select<Duty>(reader,
                      "WHERE subject IN (SELECT 'dissent:' || id FROM dissent WHERE author = ?1) ORDER BY "
                      "due_on, subject, kind",
                      author);
}

Duties unsettled_duties(const Reader& reader) {
  return select<Duty>(reader, "WHERE state IN ('open', 'missed') ORDER BY due_on, subject, kind");
}

Duties open_duties_before(const Reader& reader, DutyKind kind, core::Day today) {
  return select<Duty>(reader, "WHERE state = 'open' AND due_on < ?1 AND kind = ?2 ORDER BY due_on, subject",
                      today, kind);
}

Duties duties_owed_by(const Reader& reader, domain::Role role, const OfficeId& office) {
  return select<Duty>(
      reader,
      "WHERE state IN ('open', 'missed') AND owner_role = ?1 AND (owner_office = ?2 OR owner_office "
      "IS NULL) ORDER BY due_on, subject, kind",
      role, office);
}

Duties duties_owed_by_office(const Reader& reader, const OfficeId& office) {
  return select<Duty>(
      reader, "WHERE state IN ('open', 'missed') AND owner_office = ?1 ORDER BY due_on, subject, kind",
      office);
}

}  // namespace demur::store
