#include "demur/store/dispositions.hpp"

#include "demur/store/table.hpp"

namespace demur::store {

using core::Result;
using core::Status;
using domain::Citation;
using domain::Disposition;
using domain::DispositionId;
using domain::DissentId;

template <>
struct Table<Disposition> {
  static constexpr std::string_view kName = "disposition";
  static constexpr std::string_view kKey = "id";
  static void columns(auto& disposition, auto&& column) {
    column("id", disposition.id);
    column("dissent", disposition.dissent);
    column("outcome", disposition.outcome);
    column("state", disposition.state);
    column("reasons", disposition.reasons);
    column("what_changed", disposition.what_changed);
    column("changed_version", disposition.changed_version);
    column("deferred_until", disposition.deferred_until);
    column("belongs_to", disposition.belongs_to);
    column("confidential_note", disposition.confidential_note);
    column("answered_by", disposition.by);
    column("published_on", disposition.published_on);
  }
};

template <>
struct Table<Child<DispositionId, Citation>> {
  static constexpr std::string_view kName = "citation";
  static constexpr std::string_view kKey = "disposition, number";
  static void columns(auto& row, auto&& column) {
    column("disposition", row.parent);
    column("number", row.number);
    column("ref", row.part.ref);
    column("why", row.part.why);
  }
};

namespace {

Status load_citations(const Reader& reader, Disposition& disposition) {
  disposition.cites =
      DEMUR_TRY((load_children<Citation>(reader, disposition.id, "WHERE disposition = ?1 ORDER BY number")));
  return {};
}

}  // namespace

Status save_disposition(Transaction& transaction, const Disposition& disposition) {
  DEMUR_TRY(save_row(transaction, disposition));
  return save_children(transaction, disposition.id, disposition.cites,
                       "DELETE FROM citation WHERE disposition = ?1 AND number > ?2");
}

Result<std::optional<Disposition>> find_disposition(const Reader& reader, const DispositionId& id) {
  return whole(reader, select_one<Disposition>(reader, "WHERE id = ?1", id), load_citations);
}

Result<std::optional<Disposition>> published_disposition_of(const Reader& reader, const DissentId& dissent) {
  return whole(reader, select_one<Disposition>(reader, "WHERE dissent = ?1 AND state = 'published'", dissent),
               load_citations);
}

Result<std::vector<Disposition>> dispositions_of_dissent(const Reader& reader, const DissentId& dissent) {
  return whole(reader,
               select<Disposition>(reader, "WHERE dissent = ?1 ORDER BY published_on DESC, id", dissent),
               load_citations);
}

Result<std::vector<Disposition>> dispositions_of_decision(const Reader& reader,
                                                          const domain::DecisionId& decision) {
  return whole(reader,
               select<Disposition>(reader,
                                   "WHERE dissent IN (SELECT id FROM dissent WHERE decision = ?1) AND "
                                   "state <> 'draft' ORDER BY published_on DESC, id",
                                   decision),
               load_citations);
}

Result<std::vector<Disposition>> latest_dispositions(const Reader& reader, int limit) {
  return whole(
      reader,
      select<Disposition>(reader, "WHERE state <> 'draft' ORDER BY published_on DESC, id LIMIT ?1", limit),
      load_citations);
}

Result<std::vector<Disposition>> dispositions_citing(const Reader& reader, const domain::DecisionId& decision,
                                                     int limit) {
  return whole(reader,
               select<Disposition>(
                   reader,
                   "WHERE id IN (SELECT disposition FROM citation WHERE ref = 'decision:' || ?1 OR ref IN "
                   "(SELECT 'disposition:' || s.id FROM disposition s JOIN dissent d ON d.id = s.dissent "
                   "WHERE d.decision = ?1)) AND state <> 'draft' ORDER BY published_on DESC, id LIMIT ?2",
                   decision, limit),
               load_citations);
}

}  // namespace demur::store
