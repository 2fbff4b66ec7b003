#include "demur/store/clearance.hpp"

#include "demur/store/table.hpp"

namespace demur::store {

using core::Result;
using core::Status;
using domain::Bypass;
using domain::Clearance;
using domain::ClearanceRound;
using domain::Comment;
using domain::DecisionId;
using domain::EditorialChange;
using domain::Explanation;
using domain::Given;
using domain::Position;
using domain::PositionId;
using domain::RequiredOffice;
using domain::Taking;

namespace {

// A comment by the place where it stands: the position, what was said there, and its number in that.
struct CommentRow {
  PositionId position = {};
  int given = 0;
  int number = 0;
  Comment comment = {};
};

}  // namespace

template <>
struct Table<ClearanceRound> {
  static constexpr std::string_view kName = "clearance_round";
  static constexpr std::string_view kKey = "id";
  static void columns(auto& round, auto&& column) {
    column("id", round.id);
    column("decision", round.decision);
    column("number", round.number);
    column("state", round.state);
    column("level", round.mandate.level);
    column("fixed", round.mandate.fixed);
    column("may_change", round.mandate.may_change);
    column("decides", round.mandate.decides);
    column("hear_by", round.mandate.hear_by);
    column("attribution", round.mandate.attribution);
    column("urgent_reasons", round.urgent_reasons);
    column("version", round.version);
    column("text_hash", round.text_hash);
    column("opened_on", round.opened_on);
    column("closes_on", round.closes_on);
    column("after_taking", round.after_taking);
    column("closed_on", round.closed_on);
    column("reported_on", round.reported_on);
    column("summary", round.summary);
    column("void_reason", round.void_reason);
  }
};

template <>
struct Table<Position> {
  static constexpr std::string_view kName = "position";
  static constexpr std::string_view kKey = "id";
  static void columns(auto& position, auto&& column) {
    column("id", position.id);
    column("round", position.round);
    column("office", position.office);
    column("office_name", position.office_name);
    column("by_rules", position.by_rules);
  }
};

template <>
struct Table<Child<PositionId, Given>> {
  static constexpr std::string_view kName = "position_given";
  static constexpr std::string_view kKey = "position, number";
  static void columns(auto& row, auto&& column) {
    column("position", row.parent);
    column("number", row.number);
    column("stance", row.part.stance);
    column("version", row.part.version);
    column("text_hash", row.part.text_hash);
    column("would_change", row.part.would_change);
    column("withheld", row.part.withheld);
    column("day", row.part.day);
    column("given_by", row.part.by);
    column("by_office", row.part.by_office);
    column("for_office", row.part.for_office);
    column("after_taking", row.part.after_taking);
    column.group(row.part.lifted, [](auto& lifted, auto& part) {
      part("lifted_day", lifted.day);
      part("lifted_reasons", lifted.reasons);
    });
    column.group(row.part.answer, [](auto& answer, auto& part) {
      part("answer_outcome", answer.outcome);
      part("answer_reasons", answer.reasons);
    });
  }
};

template <>
struct Table<CommentRow> {
  static constexpr std::string_view kName = "position_comment";
  static constexpr std::string_view kKey = "position, given, number";
  static void columns(auto& row, auto&& column) {
    column("position", row.position);
    column("given", row.given);
    column("number", row.number);
    column("weight", row.comment.weight);
    column("place", row.comment.where);
    column("text", row.comment.text);
    column("rationale", row.comment.rationale);
    column.group(row.comment.answer, [](auto& answer, auto& part) {
      part("answer_outcome", answer.outcome);
      part("answer_reasons", answer.reasons);
    });
  }
};

template <>
struct Table<EditorialChange> {
  static constexpr std::string_view kName = "editorial_change";
  static constexpr std::string_view kKey = "decision, version";
  static void columns(auto& change, auto&& column) {
    column("decision", change.decision);
    column("version", change.version);
    column("from_hash", change.from_hash);
    column("text_hash", change.text_hash);
    column("reasons", change.reasons);
    column("declared_on", change.declared_on);
    column("object_by", change.object_by);
    column("contested_by", change.contested_by);
    column("contested_on", change.contested_on);
    column("contest_reasons", change.contest_reasons);
  }
};

template <>
struct Table<Taking> {
  static constexpr std::string_view kName = "taking";
  static constexpr std::string_view kKey = "decision";
  static void columns(auto& taking, auto&& column) {
    column("decision", taking.decision);
    column("recorded_on", taking.recorded_on);
    column("direction", taking.direction);
    column.group(taking.bypass, [](auto& bypass, auto& part) {
      part("bypass_ground", bypass.ground);
      part("bypass_reasons", bypass.reasons);
      part("consult_by", bypass.consult_by);
    });
  }
};

template <>
struct Table<Explanation> {
  static constexpr std::string_view kName = "explanation";
  static constexpr std::string_view kKey = "decision";
  static void columns(auto& explanation, auto&& column) {
    column("decision", explanation.decision);
    column("bypass_ground", explanation.bypass.ground);
    column("bypass_reasons", explanation.bypass.reasons);
    column("consult_by", explanation.bypass.consult_by);
    column("declared_on", explanation.declared_on);
  }
};

template <>
struct Table<Child<DecisionId, RequiredOffice>> {
  static constexpr std::string_view kName = "taking_required";
  static constexpr std::string_view kKey = "decision, number";
  static void columns(auto& row, auto&& column) {
    column("decision", row.parent);
    column("number", row.number);
    column("name", row.part.name);
    column("office", row.part.office);
  }
};

namespace {

Status load_given(const Reader& reader, Position& position) {
  position.given =
      DEMUR_TRY((load_children<Given>(reader, position.id, "WHERE position = ?1 ORDER BY number")));
  const auto comments =
      DEMUR_TRY((select<CommentRow>(reader, "WHERE position = ?1 ORDER BY given, number", position.id)));
  for (const CommentRow& row : comments) {
    if (row.given < 1 || static_cast<std::size_t>(row.given) > position.given.size())
      return core::fail(core::Code::internal, "a comment belongs to nothing that was said");
    position.given[static_cast<std::size_t>(row.given) - 1].comments.push_back(row.comment);
  }
  return {};
}

}  // namespace

Status save_clearance_round(Transaction& transaction, const ClearanceRound& round) {
  return save_row(transaction, round);
}

// What was said is only ever added to: nothing is trimmed.
Status save_position(Transaction& transaction, const Position& position) {
  DEMUR_TRY(save_row(transaction, position));
  int given = 0;
  for (const Given& one : position.given) {
    DEMUR_TRY(save_row(transaction, Child<PositionId, Given>{position.id, ++given, one}));
    int number = 0;
    for (const Comment& comment : one.comments)
      DEMUR_TRY(save_row(transaction, CommentRow{position.id, given, ++number, comment}));
  }
  return {};
}

Status save_editorial(Transaction& transaction, const EditorialChange& change) {
  return save_row(transaction, change);
}

Status add_taking(Transaction& transaction, const Taking& taking) {
  DEMUR_TRY(add_row(transaction, taking));
  int number = 0;
  for (const RequiredOffice& one : taking.required)
    DEMUR_TRY(add_row(transaction, Child<DecisionId, RequiredOffice>{taking.decision, ++number, one}));
  return {};
}

Status add_explanation(Transaction& transaction, const Explanation& explanation) {
  return add_row(transaction, explanation);
}

Result<std::optional<Explanation>> explanation_of(const Reader& reader, const DecisionId& decision) {
  return select_one<Explanation>(reader, "WHERE decision = ?1", decision);
}

Result<bool> is_text_secret(const Reader& reader, const DecisionId& decision) {
  return DEMUR_TRY(reader.one<DecisionId>("SELECT decision FROM secret_text WHERE decision = ?1", decision))
      .has_value();
}

Result<bool> is_secret_from_start(const Reader& reader, const DecisionId& decision) {
  return DEMUR_TRY(reader.one<DecisionId>(
                       "SELECT decision FROM secret_text WHERE decision = ?1 AND from_start", decision))
      .has_value();
}

Result<std::optional<ClearanceRound>> find_clearance_round(const Reader& reader,
                                                           const domain::ClearanceRoundId& id) {
  return select_one<ClearanceRound>(reader, "WHERE id = ?1", id);
}

Result<std::optional<Position>> find_position(const Reader& reader, const PositionId& id) {
  return whole(reader, select_one<Position>(reader, "WHERE id = ?1", id), load_given);
}

Result<Clearance> clearance_of(const Reader& reader, const DecisionId& decision) {
  Clearance clearance;
  clearance.rounds =
      DEMUR_TRY(select<ClearanceRound>(reader, "WHERE decision = ?1 ORDER BY number", decision));
  clearance.positions =
      DEMUR_TRY(whole(reader,
                      select<Position>(reader,
                                       "JOIN clearance_round r ON r.id = t.round WHERE r.decision = ?1 "
                                       "ORDER BY r.number, t.by_rules DESC, t.office_name, t.id",
                                       decision),
                      load_given));
  clearance.editorial =
      DEMUR_TRY(select<EditorialChange>(reader, "WHERE decision = ?1 ORDER BY version", decision));
  clearance.taking = DEMUR_TRY(select_one<Taking>(reader, "WHERE decision = ?1", decision));
  if (const auto explanation = DEMUR_TRY(explanation_of(reader, decision)); explanation && clearance.taking)
    clearance.taking->bypass = explanation->bypass;
  if (clearance.taking)
    clearance.taking->required =
        DEMUR_TRY((load_children<RequiredOffice>(reader, decision, "WHERE decision = ?1 ORDER BY number")));
  return clearance;
}

Result<std::vector<ClearanceRound>> clearances_to_settle(const Reader& reader, core::Day today) {
  return select<ClearanceRound>(
      reader, "WHERE state IN ('open', 'closed') AND closes_on < ?1 ORDER BY closes_on, id", today);
}

Result<std::vector<ClearanceRound>> open_clearances(const Reader& reader) {
  return select<ClearanceRound>(reader, "WHERE state = 'open' ORDER BY closes_on, id");
}

}  // namespace demur::store
