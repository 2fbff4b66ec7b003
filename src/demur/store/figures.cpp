#include "demur/store/figures.hpp"

#include "demur/store/table.hpp"

namespace demur::store {

using core::Day;
using core::Result;
using core::Status;
using domain::AnsweredFact;
using domain::DecisionId;
using domain::DissentId;
using domain::DutyKind;
using domain::MissedFact;
using domain::OfficeId;
using domain::Outcome;
using domain::WaitFact;

template <>
struct Table<Miss> {
  static constexpr std::string_view kName = "missed_duty";
  static constexpr std::string_view kKey = "subject, kind, due_on";
  static void columns(auto& miss, auto&& column) {
    column("subject", miss.subject);
    column("kind", miss.kind);
    column("due_on", miss.due_on);
    column("recorded_on", miss.recorded_on);
  }
};

Status add_miss(Transaction& transaction, const Miss& miss) {
  return add_row(transaction, miss);
}

Result<std::vector<AnsweredFact>> answered_facts(const Reader& reader) {
  const auto fact = [](Row& row) {
    AnsweredFact each{.dissent = row.next<DissentId>(), .office = row.next<OfficeId>()};
    each.day = row.next<Day>();
    each.filed = row.next<Day>();
    const auto outcome = row.next<Outcome>();
    each.adopted = outcome == Outcome::adopted || outcome == Outcome::adopted_in_part;
    return each;
  };
  return reader.rows(
      "SELECT d.id, f.office, s.published_on, d.filed_on, s.outcome FROM disposition s JOIN dissent d ON "
      "d.id = s.dissent "
      "JOIN first_owner f ON f.decision = d.decision WHERE s.state <> 'draft' AND s.outcome <> 'deferred'",
      fact);
}

Result<std::vector<WaitFact>> wait_facts(const Reader& reader) {
  const auto fact = [](Row& row) {
    WaitFact each{.dissent = row.next<DissentId>(), .filed = row.next<Day>(), .known = row.next<Day>()};
    each.answered = row.next<std::optional<Day>>();
    return each;
  };
  // Days sort as texts do.
  return reader.rows(
      "SELECT id, filed_on, min(coalesce(acknowledged_on, missed_on), coalesce(missed_on, acknowledged_on)), "
      "  answered FROM "
      "(SELECT d.id, d.filed_on, d.acknowledged_on, "
      "  (SELECT recorded_on FROM missed_duty "
      "   WHERE subject = 'dissent:' || d.id AND kind = 'acknowledge') AS missed_on, "
      "  (SELECT min(published_on) FROM disposition s WHERE s.dissent = d.id AND s.state <> 'draft' AND "
      "s.outcome <> 'deferred') AS answered "
      " FROM dissent d) WHERE acknowledged_on IS NOT NULL OR missed_on IS NOT NULL",
      fact);
}

Result<std::vector<MissedFact>> missed_facts(const Reader& reader) {
  const auto fact = [](Row& row) {
    MissedFact each{.kind = row.next<DutyKind>(), .recorded = row.next<Day>()};
    each.office = row.next<std::optional<OfficeId>>();
    each.named = row.next<std::optional<Day>>();
    return each;
  };
  // `about`: the dissent whose first answer names the office, where one has to.
  return reader.rows(
      "SELECT kind, recorded_on, CASE WHEN named IS NOT NULL THEN office END, "
      "  CASE WHEN office IS NOT NULL THEN named END FROM "
      "(SELECT kind, recorded_on, office, CASE WHEN about IS NULL THEN recorded_on ELSE max(recorded_on, "
      "   (SELECT min(s.published_on) FROM disposition s WHERE s.dissent = about AND s.state <> 'draft')) "
      "END "
      "   AS named FROM "
      " (SELECT m.kind, m.recorded_on, coalesce(d.id, g.dissent) AS about, "
      "   CASE WHEN m.kind = 'acknowledge' THEN NULL ELSE coalesce(f.office, p.office, a.office, g.office) "
      "END "
      "   AS office FROM missed_duty m "
      "  LEFT JOIN dissent d ON m.subject = 'dissent:' || d.id "
      "  LEFT JOIN meeting g ON m.subject = 'meeting:' || g.id "
      "  LEFT JOIN dissent gd ON gd.id = g.dissent "
      "  LEFT JOIN clearance_round r ON m.subject = 'clearance_round:' || r.id "
      "  LEFT JOIN position p ON m.subject = 'position:' || p.id "
      "  LEFT JOIN opinion_round o ON m.subject = 'opinion_round:' || o.id "
      "  LEFT JOIN first_asker a ON a.opinion_round = o.id "
      "  LEFT JOIN first_owner f ON f.decision = coalesce(d.decision, gd.decision, r.decision, "
      "    CASE WHEN m.subject LIKE 'decision:%' THEN substr(m.subject, 10) END)))",
      fact);
}

Result<std::optional<Day>> founding_day(const Reader& reader) {
  return reader.one<Day>("SELECT in_force_from FROM policy ORDER BY in_force_from LIMIT 1");
}

Result<std::vector<TakenDecision>> decisions_taken(const Reader& reader) {
  const auto taken = [](Row& row) {
    TakenDecision each{.id = row.next<DecisionId>(), .office = row.next<OfficeId>()};
    each.recorded = row.next<Day>();
    return each;
  };
  return reader.rows(
      "SELECT t.decision, f.office, t.day FROM taking_recorded t JOIN first_owner f ON f.decision = "
      "t.decision",
      taken);
}

}  // namespace demur::store
