#include "demur/store/decisions.hpp"

#include "demur/store/table.hpp"

namespace demur::store {

using core::Result;
using core::Status;
using domain::Decision;
using domain::DecisionId;
using domain::DecisionState;
using domain::OfficeId;
using domain::TextVersion;

template <>
struct Table<Decision> {
  static constexpr std::string_view kName = "decision";
  static constexpr std::string_view kKey = "id";
  static void columns(auto& decision, auto&& column) {
    column("id", decision.id);
    column("number", decision.number);
    column("title", decision.title);
    column("owner", decision.owner);
    column("state", decision.state);
    column("registered_on", decision.registered_on);
    column("taken_on", decision.taken_on);
    column("off_system", decision.off_system);
    column("superseded_by", decision.superseded_by);
    column("withdrawn_reason", decision.withdrawn_reason);
  }
};

template <>
struct Table<Child<DecisionId, TextVersion>> {
  static constexpr std::string_view kName = "text_version";
  static constexpr std::string_view kKey = "decision, number";
  static void columns(auto& row, auto&& column) {
    column("decision", row.parent);
    column("number", row.number);
    column("text", row.part.text);
    column("hash", row.part.hash);
    column("day", row.part.day);
  }
};

namespace {

Status load_versions(const Reader& reader, Decision& decision) {
  decision.versions =
      DEMUR_TRY((load_children<TextVersion>(reader, decision.id, "WHERE decision = ?1 ORDER BY number")));
  int number = 0;
  for (TextVersion& version : decision.versions) version.number = ++number;
  return {};
}

}  // namespace

Status save_decision(Transaction& transaction, const Decision& decision) {
  int number = 0;
  for (const TextVersion& version : decision.versions)
    if (version.number != ++number)
      return core::fail(core::Code::internal,
                        "the versions of a decision are not numbered 1, 2, ... in order");
  DEMUR_TRY(save_row(transaction, decision));
  return save_children(transaction, decision.id, decision.versions,
                       "DELETE FROM text_version WHERE decision = ?1 AND number > ?2");
}

Status add_secret_decision(Transaction& transaction, const Decision& decision) {
  DEMUR_TRY(add_row(transaction, decision));
  DEMUR_TRY(transaction.execute("INSERT INTO secret_text(decision, from_start) VALUES (?1, ?2)", decision.id,
                                true));
  return save_decision(transaction, decision);
}

Result<std::optional<Decision>> find_decision(const Reader& reader, const DecisionId& id) {
  return whole(reader, select_one<Decision>(reader, "WHERE id = ?1", id), load_versions);
}

Result<std::optional<Decision>> find_decision_by_number(const Reader& reader, std::string_view number) {
  return whole(reader, select_one<Decision>(reader, "WHERE number = ?1", number), load_versions);
}

Result<std::vector<Decision>> list_decisions(const Reader& reader) {
  return whole(reader, select<Decision>(reader, "ORDER BY registered_on DESC, number DESC"), load_versions);
}

Result<std::vector<Decision>> decisions_in_state(const Reader& reader, DecisionState state) {
  return whole(reader,
               select<Decision>(reader, "WHERE state = ?1 ORDER BY registered_on DESC, number DESC", state),
               load_versions);
}

Result<std::vector<Decision>> decisions_of_office(const Reader& reader, const OfficeId& owner) {
  return whole(reader,
               select<Decision>(reader, "WHERE owner = ?1 ORDER BY registered_on DESC, number DESC", owner),
               load_versions);
}

}  // namespace demur::store
