#include "demur/store/citing.hpp"

#include "demur/store/table.hpp"

namespace demur::store {

using core::Result;
using core::Status;
using domain::DecisionCitation;
using domain::DecisionId;

using DecisionCites = Child<DecisionId, DecisionCitation>;

template <>
struct Table<DecisionCites> {
  static constexpr std::string_view kName = "decision_citation";
  static constexpr std::string_view kKey = "decision, number";
  static void columns(auto& row, auto&& column) {
    column("decision", row.parent);
    column("number", row.number);
    column("ref", row.part.cite.ref);
    column("why", row.part.cite.why);
    column("day", row.part.day);
    column("after_taking", row.part.after_taking);
  }
};

Status add_citation(Transaction& transaction, const DecisionId& decision, const DecisionCitation& citation) {
  const auto there =
      DEMUR_TRY(count(transaction, "SELECT count(*) FROM decision_citation WHERE decision = ?1", decision));
  return add_row(transaction, DecisionCites{decision, static_cast<int>(there) + 1, citation});
}

Result<std::vector<DecisionCitation>> cited_in(const Reader& reader, const DecisionId& decision) {
  return load_children<DecisionCitation>(reader, decision, "WHERE decision = ?1 ORDER BY number");
}

Result<std::vector<CitingDecision>> decisions_citing(const Reader& reader, const DecisionId& decision,
                                                     int limit) {
  std::vector<CitingDecision> all;
  for (DecisionCites& row : DEMUR_TRY(select<DecisionCites>(
           reader,
           "WHERE ref = 'decision:' || ?1 OR ref IN (SELECT 'disposition:' || s.id FROM disposition s "
           "JOIN dissent d ON d.id = s.dissent WHERE d.decision = ?1) "
           "ORDER BY day DESC, decision, number LIMIT ?2",
           decision, limit)))
    all.push_back({std::move(row.parent), std::move(row.part)});
  return all;
}

}  // namespace demur::store
