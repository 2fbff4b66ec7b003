#include "demur/store/dissents.hpp"

#include "demur/store/table.hpp"

namespace demur::store {

using core::Result;
using core::Status;
using domain::DecisionId;
using domain::Dissent;
using domain::DissentId;
using domain::IdentityOpening;
using domain::MemberId;
using domain::OpeningAgreement;
using domain::Signature;
using domain::TextOpening;

template <>
struct Table<Dissent> {
  static constexpr std::string_view kName = "dissent";
  static constexpr std::string_view kKey = "id";
  static void columns(auto& dissent, auto&& column) {
    column("id", dissent.id);
    column("decision", dissent.decision);
    column("kind", dissent.kind);
    column("standing", dissent.standing);
    column("author", dissent.author);
    column("title", dissent.title);
    column("text", dissent.text);
    column("would_change_my_mind", dissent.would_change_my_mind);
    column("state", dissent.state);
    column("text_version", dissent.text_version);
    column("filed_on", dissent.filed_on);
    column("acknowledged_on", dissent.acknowledged_on);
    column("answered_on", dissent.answered_on);
    column("closed_on", dissent.closed_on);
    column("last_word_by", dissent.last_word_by);
    column.group(dissent.extension, extension_columns);
    column.group(dissent.last_word, last_word_columns);
    column("invitation", dissent.invitation);
    column("released_on", dissent.released_on);
  }

 private:
  static constexpr auto extension_columns = [](auto& extension, auto&& column) {
    column("extension_granted_on", extension.granted_on);
    column("extension_due_before", extension.due_before);
    column("extension_due_on", extension.due_on);
    column("extension_reason", extension.reason);
  };
  static constexpr auto last_word_columns = [](auto& last_word, auto&& column) {
    column("last_word_verdict", last_word.verdict);
    column("last_word_text", last_word.text);
    column("last_word_day", last_word.day);
  };
};

template <>
struct Table<Child<DissentId, IdentityOpening>> {
  static constexpr std::string_view kName = "identity_opening";
  static constexpr std::string_view kKey = "dissent, number";
  static void columns(auto& row, auto&& column) {
    column("dissent", row.parent);
    column("number", row.number);
    column("day", row.part.day);
    column("opened_by", row.part.by);
    column("reason", row.part.reason);
  }
};

template <>
struct Table<Child<DissentId, OpeningAgreement>> {
  static constexpr std::string_view kName = "opening_agreement";
  static constexpr std::string_view kKey = "dissent, number";
  static void columns(auto& row, auto&& column) {
    column("dissent", row.parent);
    column("number", row.number);
    column("day", row.part.day);
    column("agreed_by", row.part.by);
  }
};

template <>
struct Table<Child<DissentId, TextOpening>> {
  static constexpr std::string_view kName = "text_opening";
  static constexpr std::string_view kKey = "dissent, number";
  static void columns(auto& row, auto&& column) {
    column("dissent", row.parent);
    column("number", row.number);
    column("day", row.part.day);
    column("opened_by", row.part.by);
    column("reason", row.part.reason);
  }
};

template <>
struct Table<Signature> {
  static constexpr std::string_view kName = "signature";
  static constexpr std::string_view kKey = "dissent, signer";
  static void columns(auto& signature, auto&& column) {
    column("dissent", signature.dissent);
    column("signer", signature.signer);
    column("day", signature.day);
  }
};

namespace {

Status load_openings(const Reader& reader, Dissent& dissent) {
  dissent.identity_openings =
      DEMUR_TRY((load_children<IdentityOpening>(reader, dissent.id, "WHERE dissent = ?1 ORDER BY number")));
  if (dissent.standing != domain::Standing::anonymous) return {};
  dissent.agreements =
      DEMUR_TRY((load_children<OpeningAgreement>(reader, dissent.id, "WHERE dissent = ?1 ORDER BY number")));
  dissent.text_openings =
      DEMUR_TRY((load_children<TextOpening>(reader, dissent.id, "WHERE dissent = ?1 ORDER BY number")));
  return {};
}

template <typename... Values>
Dissents list(const Reader& reader, std::string_view tail, const Values&... values) {
  return whole(reader, select<Dissent>(reader, tail, values...), load_openings);
}

}  // namespace

Status save_dissent(Transaction& transaction, const Dissent& dissent) {
  DEMUR_TRY(save_row(transaction, dissent));
  DEMUR_TRY(save_children(transaction, dissent.id, dissent.identity_openings,
                          "DELETE FROM identity_opening WHERE dissent = ?1 AND number > ?2"));
  if (dissent.standing != domain::Standing::anonymous) return {};
  DEMUR_TRY(save_children(transaction, dissent.id, dissent.agreements,
                          "DELETE FROM opening_agreement WHERE dissent = ?1 AND number > ?2"));
  return save_children(transaction, dissent.id, dissent.text_openings,
                       "DELETE FROM text_opening WHERE dissent = ?1 AND number > ?2");
}

Result<std::optional<Dissent>> find_dissent(const Reader& reader, const DissentId& id) {
  return whole(reader, select_one<Dissent>(reader, "WHERE id = ?1", id), load_openings);
}

Dissents list_dissents(const Reader& reader) {
  return list(reader, "ORDER BY filed_on DESC, id");
}

Dissents dissents_by_author(const Reader& reader, const MemberId& author) {
  return list(reader, "WHERE author = ?1 ORDER BY filed_on DESC, id", author);
}

Dissents dissents_signed_by(const Reader& reader, const MemberId& signer) {
  return list(reader,
              "WHERE id IN (SELECT dissent FROM signature WHERE signer = ?1) ORDER BY filed_on DESC, id",
              signer);
}

Dissents dissents_of_decision(const Reader& reader, const DecisionId& decision) {
  return list(reader, "WHERE decision = ?1 ORDER BY filed_on DESC, id", decision);
}

Dissents dissents_in_state(const Reader& reader, domain::DissentState state) {
  return list(reader, "WHERE state = ?1 ORDER BY filed_on DESC, id", state);
}

Dissents dissents_of_office(const Reader& reader, const domain::OfficeId& office) {
  return list(reader,
              "WHERE decision IN (SELECT id FROM decision WHERE owner = ?1) ORDER BY filed_on DESC, id",
              office);
}

Dissents dissents_to_settle(const Reader& reader, core::Day today) {
  return list(reader,
              "WHERE id IN (SELECT substr(subject, length('dissent:') + 1) FROM duty "
              "WHERE state = 'open' AND due_on < ?1 AND subject GLOB 'dissent:*' "
              "UNION SELECT id FROM dissent WHERE state = 'answered' AND last_word_by < ?1) "
              "ORDER BY filed_on DESC, id",
              today);
}

Result<std::int64_t> count_dissents_of_decision(const Reader& reader, const DecisionId& decision) {
  return count(reader, "SELECT count(*) FROM dissent WHERE decision = ?1", decision);
}

Status save_signature(Transaction& transaction, const Signature& signature) {
  return save_row(transaction, signature);
}

Result<std::vector<Signature>> signatures_of(const Reader& reader, const DissentId& dissent) {
  return select<Signature>(reader, "WHERE dissent = ?1 ORDER BY signer", dissent);
}

Result<std::int64_t> count_signatures(const Reader& reader, const DissentId& dissent) {
  return count(reader, "SELECT count(*) FROM signature WHERE dissent = ?1", dissent);
}

Result<bool> has_signed(const Reader& reader, const DissentId& dissent, const MemberId& member) {
  const auto found = DEMUR_TRY(
      reader.one<int>("SELECT 1 FROM signature WHERE dissent = ?1 AND signer = ?2", dissent, member));
  return found.has_value();
}

}  // namespace demur::store
