#include "demur/store/figures.hpp"

#include "demur/store/table.hpp"

namespace demur::store {

using core::Day;
using core::Result;
using domain::AnsweredFact;
using domain::DecisionId;
using domain::DissentId;
using domain::DutyKind;
using domain::MissedFact;
using domain::OfficeId;
using domain::Outcome;
using domain::WaitFact;

Result<std::vector<AnsweredFact>> answered_facts(const Reader& reader) {
  const auto fact = [](Row& row) {
    AnsweredFact each{.dissent = row.next<DissentId>(), .office = row.next<OfficeId>()};
    each.day = row.next<Day>();
    const auto outcome = row.next<Outcome>();
    each.adopted = outcome == Outcome::adopted || outcome == Outcome::adopted_in_part;
    return each;
  };
  return reader.rows(
      "SELECT d.id, f.office, s.published_on, s.outcome FROM disposition s JOIN dissent d ON d.id = "
      "s.dissent "
      "JOIN first_owner f ON f.decision = d.decision WHERE s.state <> 'draft' AND s.outcome <> 'deferred'",
      fact);
}

Result<std::vector<WaitFact>> wait_facts(const Reader& reader) {
  const auto fact = [](Row& row) {
    WaitFact each{.dissent = row.next<DissentId>(), .filed = row.next<Day>(), .known = row.next<Day>()};
    each.answered = row.next<std::optional<Day>>();
    return each;
  };
  // What was missed is on record the day after. Days sort as texts do.
  return reader.rows(
      "SELECT id, filed_on, min(coalesce(acknowledged_on, missed_on), coalesce(missed_on, acknowledged_on)), "
      "  answered FROM "
      "(SELECT d.id, d.filed_on, d.acknowledged_on, "
      "  (SELECT date(due_on, '+1 day') FROM missed_duty "
      "   WHERE subject = 'dissent:' || d.id AND kind = 'acknowledge') AS missed_on, "
      "  (SELECT min(published_on) FROM disposition s WHERE s.dissent = d.id AND s.state <> 'draft' AND "
      "s.outcome <> 'deferred') AS answered "
      " FROM dissent d) WHERE acknowledged_on IS NOT NULL OR missed_on IS NOT NULL",
      fact);
}

Result<std::vector<MissedFact>> missed_facts(const Reader& reader) {
  const auto fact = [](Row& row) {
    const auto kind = row.next<DutyKind>();
    return MissedFact{kind, row.next<Day>()};
  };
  return reader.rows("SELECT kind, due_on FROM missed_duty", fact);
}

Result<std::optional<Day>> founding_day(const Reader& reader) {
  return reader.one<Day>("SELECT in_force_from FROM policy ORDER BY in_force_from LIMIT 1");
}

Result<std::vector<DecisionId>> decisions_taken(const Reader& reader) {
  return reader.all<DecisionId>("SELECT id FROM decision WHERE taken_on IS NOT NULL");
}

Result<std::optional<OfficeId>> first_owner_of(const Reader& reader, const DecisionId& decision) {
  return reader.one<OfficeId>("SELECT office FROM first_owner WHERE decision = ?1", decision);
}

}  // namespace demur::store
