#include "demur/store/reviews.hpp"

#include "demur/store/table.hpp"

namespace demur::store {

using core::Result;
using core::Status;
using domain::Considered;
using domain::DecisionId;
using domain::DispositionId;
using domain::LookBack;
using domain::Review;

template <>
struct Table<Review> {
  static constexpr std::string_view kName = "review";
  static constexpr std::string_view kKey = "id";
  static void columns(auto& review, auto&& column) {
    column("id", review.id);
    column("decision", review.decision);
    column("verdict", review.verdict);
    column("reasons", review.reasons);
    column("reviewed_by", review.by);
    column("day", review.day);
  }
};

template <>
struct Table<LookBack> {
  static constexpr std::string_view kName = "look_back";
  static constexpr std::string_view kKey = "dissent";
  static void columns(auto& look, auto&& column) {
    column("dissent", look.dissent);
    column("verdict", look.verdict);
    column("text", look.text);
    column("day", look.day);
    column("number", look.number);
  }
};

template <>
struct Table<Child<DispositionId, Considered>> {
  static constexpr std::string_view kName = "considered";
  static constexpr std::string_view kKey = "disposition, number";
  static void columns(auto& row, auto&& column) {
    column("disposition", row.parent);
    column("number", row.number);
    column("ref", row.part.ref);
    column("applies", row.part.applies);
    column("why", row.part.why);
  }
};

Status add_review(Transaction& transaction, const Review& review) {
  return add_row(transaction, review);
}

Result<std::optional<Review>> find_review(const Reader& reader, const domain::ReviewId& id) {
  return select_one<Review>(reader, "WHERE id = ?1", id);
}

Result<std::vector<Review>> reviews_of(const Reader& reader, const DecisionId& decision) {
  return select<Review>(reader, "WHERE decision = ?1 ORDER BY day, id", decision);
}

Status save_look_back(Transaction& transaction, const LookBack& look) {
  return save_row(transaction, look);
}

Result<std::optional<LookBack>> look_back_of(const Reader& reader, const domain::DissentId& dissent) {
  return select_one<LookBack>(reader, "WHERE dissent = ?1", dissent);
}

Status add_look_back_item(Transaction& transaction, const core::Digest& digest,
                          const domain::DissentId& dissent) {
  DEMUR_TRY(
      transaction.execute("INSERT INTO look_back_item(digest, dissent) VALUES (?1, ?2)", digest, dissent));
  return {};
}

Result<bool> has_look_back_item(const Reader& reader, const core::Digest& digest) {
  return DEMUR_TRY(reader.one<std::int64_t>("SELECT 1 FROM look_back_item WHERE digest = ?1", digest))
      .has_value();
}

Result<std::optional<core::Day>> first_answer_of(const Reader& reader, const DecisionId& decision) {
  return reader.one<core::Day>(
      "SELECT s.published_on FROM disposition s JOIN dissent d ON d.id = s.dissent "
      "WHERE d.decision = ?1 AND s.state <> 'draft' ORDER BY s.published_on LIMIT 1",
      decision);
}

Result<bool> stands_behind(const Reader& reader, const domain::MemberId& member, const DecisionId& decision) {
  const auto found =
      DEMUR_TRY(reader.one<int>("SELECT 1 FROM dissent d WHERE d.decision = ?1 AND (d.author = ?2 OR EXISTS "
                                "(SELECT 1 FROM signature s WHERE s.dissent = d.id AND s.signer = ?2))",
                                decision, member));
  return found.has_value();
}

Result<std::vector<DecisionId>> decisions_to_review(const Reader& reader, core::Day today) {
  return reader.all<DecisionId>(
      "SELECT id FROM decision WHERE taken_on IS NOT NULL AND EXISTS "
      "  (SELECT 1 FROM dissent d JOIN disposition s ON s.dissent = d.id "
      "   WHERE d.decision = decision.id AND s.state <> 'draft') "
      "AND NOT EXISTS (SELECT 1 FROM duty WHERE subject = 'decision:' || decision.id AND kind = 'review' "
      "   AND (state <> 'open' OR due_on >= ?1)) ORDER BY id",
      today);
}

Status save_considered(Transaction& transaction, const DispositionId& answer,
                       const std::vector<Considered>& considered) {
  return save_children(transaction, answer, considered,
                       "DELETE FROM considered WHERE disposition = ?1 AND number > ?2");
}

Result<std::vector<Considered>> considered_in(const Reader& reader, const DispositionId& answer) {
  return load_children<Considered>(reader, answer, "WHERE disposition = ?1 ORDER BY number");
}

}  // namespace demur::store
