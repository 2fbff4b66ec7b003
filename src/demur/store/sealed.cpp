#include "demur/store/sealed.hpp"

#include "demur/store/table.hpp"

namespace demur::store {

using core::Result;
using core::Status;
using domain::DissentId;
using domain::MemberId;

template <>
struct Table<SealedFiling> {
  static constexpr std::string_view kName = "sealed_filing";
  static void columns(auto& filing, auto&& column) {
    column("dissent", filing.dissent);
    column("key_id", filing.key_id);
    column("author_key", filing.author_key);
    column("envelope", filing.envelope);
  }
};

template <>
struct Table<SealedMessage> {
  static constexpr std::string_view kName = "sealed_message";
  static void columns(auto& message, auto&& column) {
    column("digest", message.digest);
    column("dissent", message.dissent);
    column("kind", message.kind);
    column("day", message.day);
    column("envelope", message.envelope);
  }
};

template <>
struct Table<OfficerKey> {
  static constexpr std::string_view kName = "officer_key";
  static constexpr std::string_view kKey = "key_id";
  static void columns(auto& key, auto&& column) {
    column("key_id", key.key_id);
    column("member", key.member);
    column("box_key", key.box_key);
    column("sign_key", key.sign_key);
    column("not_after", key.not_after);
    column("state", key.state);
  }
};

template <>
struct Table<ShareRelease> {
  static constexpr std::string_view kName = "share_release";
  static void columns(auto& release, auto&& column) {
    column("dissent", release.dissent);
    column("subject", release.subject);
    column("agreed_by", release.agreed_by);
    column("recipient", release.recipient);
    column("envelope", release.envelope);
  }
};

template <>
struct Table<ShareRewrap> {
  static constexpr std::string_view kName = "share_rewrap";
  static void columns(auto& rewrap, auto&& column) {
    column("digest", rewrap.digest);
    column("dissent", rewrap.dissent);
    column("subject", rewrap.subject);
    column("slot", rewrap.slot);
    column("giver", rewrap.giver);
    column("recipient", rewrap.recipient);
    column("record", rewrap.record);
  }
};

template <>
struct Table<SealedReply> {
  static constexpr std::string_view kName = "sealed_reply";
  static void columns(auto& reply, auto&& column) {
    column("digest", reply.digest);
    column("quarter", reply.quarter);
    column("day", reply.day);
    column("reply", reply.reply);
  }
};

template <>
struct Table<DropSite> {
  static constexpr std::string_view kName = "drop_site";
  static constexpr std::string_view kKey = "public_key";
  static void columns(auto& drop, auto&& column) {
    column("public_key", drop.public_key);
    column("name", drop.name);
    column("url", drop.url);
    column("trusted", drop.trusted);
  }
};

Status add_sealed_filing(Transaction& transaction, const SealedFiling& filing,
                         const std::vector<core::Bytes>& attachments) {
  DEMUR_TRY(add_row(transaction, filing));
  int number = 0;
  for (const core::Bytes& attachment : attachments)
    DEMUR_TRY(transaction.execute("INSERT INTO sealed_attachment(dissent, number, bytes) VALUES (?1, ?2, ?3)",
                                  filing.dissent, ++number, attachment));
  return {};
}

Result<std::optional<SealedFiling>> find_sealed_filing(const Reader& reader, const DissentId& dissent) {
  return select_one<SealedFiling>(reader, "WHERE dissent = ?1", dissent);
}

Result<std::vector<SealedFiling>> sealed_filings(const Reader& reader) {
  return reader.rows("SELECT dissent, key_id, author_key FROM sealed_filing ORDER BY dissent", [](Row& row) {
    SealedFiling filing;
    filing.dissent = row.next<DissentId>();
    filing.key_id = row.next<core::Digest>();
    filing.author_key = row.next<PublicKey32>();
    return filing;
  });
}

Result<std::optional<core::Bytes>> sealed_attachment(const Reader& reader, const DissentId& dissent,
                                                     int number) {
  return reader.one<core::Bytes>("SELECT bytes FROM sealed_attachment WHERE dissent = ?1 AND number = ?2",
                                 dissent, number);
}

Status add_sealed_message(Transaction& transaction, const SealedMessage& message) {
  return add_row(transaction, message);
}

Result<bool> has_sealed_message(const Reader& reader, const core::Digest& digest) {
  return DEMUR_TRY(reader.one<int>("SELECT 1 FROM sealed_message WHERE digest = ?1", digest)).has_value();
}

Result<std::vector<SealedMessage>> sealed_messages(const Reader& reader, const DissentId& dissent) {
  return select<SealedMessage>(reader, "WHERE dissent = ?1 ORDER BY day, digest", dissent);
}

Status add_anonymous_signature(Transaction& transaction, const core::Digest& tag, const DissentId& dissent) {
  DEMUR_TRY(
      transaction.execute("INSERT INTO anonymous_signature(tag, dissent) VALUES (?1, ?2)", tag, dissent));
  return {};
}

Result<bool> has_anonymous_signature(const Reader& reader, const core::Digest& tag,
                                     const DissentId& dissent) {
  const auto found = DEMUR_TRY(
      reader.one<int>("SELECT 1 FROM anonymous_signature WHERE tag = ?1 AND dissent = ?2", tag, dissent));
  return found.has_value();
}

Result<int> count_anonymous_signatures(const Reader& reader, const DissentId& dissent) {
  return static_cast<int>(
      DEMUR_TRY(count(reader, "SELECT count(*) FROM anonymous_signature WHERE dissent = ?1", dissent)));
}

Status save_officer_key(Transaction& transaction, const OfficerKey& key) {
  return save_row(transaction, key);
}

Result<std::optional<OfficerKey>> current_officer_key(const Reader& reader, const MemberId& member) {
  return select_one<OfficerKey>(reader, "WHERE member = ?1 AND state = 'current'", member);
}

Result<std::optional<OfficerKey>> find_officer_key(const Reader& reader, const core::Digest& key_id) {
  return select_one<OfficerKey>(reader, "WHERE key_id = ?1", key_id);
}

Result<std::vector<OfficerKey>> officer_keys(const Reader& reader) {
  return select<OfficerKey>(reader, "ORDER BY key_id");
}

Status add_share_release(Transaction& transaction, const ShareRelease& release) {
  const auto known = DEMUR_TRY(transaction.one<int>(
      "SELECT 1 FROM share_release WHERE dissent = ?1 AND subject = ?2 AND agreed_by = ?3 AND recipient = ?4",
      release.dissent, release.subject, release.agreed_by, release.recipient));
  return known ? Status{} : add_row(transaction, release);
}

Result<std::vector<ShareRelease>> share_releases(const Reader& reader, const DissentId& dissent) {
  return select<ShareRelease>(reader, "WHERE dissent = ?1 ORDER BY subject, agreed_by, recipient", dissent);
}

Status add_share_rewrap(Transaction& transaction, const ShareRewrap& rewrap) {
  return add_row(transaction, rewrap);
}

Result<std::vector<ShareRewrap>> share_rewraps(const Reader& reader, const DissentId& dissent) {
  return select<ShareRewrap>(reader, "WHERE dissent = ?1 ORDER BY digest", dissent);
}

Status add_sealed_reply(Transaction& transaction, const SealedReply& reply) {
  return add_row(transaction, reply);
}

Result<bool> has_sealed_reply(const Reader& reader, const core::Digest& digest) {
  return DEMUR_TRY(reader.one<int>("SELECT 1 FROM sealed_reply WHERE digest = ?1", digest)).has_value();
}

Result<std::optional<core::Bytes>> find_sealed_reply(const Reader& reader, const core::Digest& digest) {
  return reader.one<core::Bytes>("SELECT reply FROM sealed_reply WHERE digest = ?1", digest);
}

Result<std::vector<core::Bytes>> sealed_replies(const Reader& reader, std::string_view quarter) {
  return reader.all<core::Bytes>("SELECT reply FROM sealed_reply WHERE quarter = ?1 ORDER BY digest",
                                 quarter);
}

Status save_drop_site(Transaction& transaction, const DropSite& drop) {
  return save_row(transaction, drop);
}

Result<std::optional<DropSite>> find_drop_site(const Reader& reader, const PublicKey32& public_key) {
  return select_one<DropSite>(reader, "WHERE public_key = ?1", public_key);
}

Result<std::vector<DropSite>> drop_sites(const Reader& reader) {
  return select<DropSite>(reader, "ORDER BY name, public_key");
}

}  // namespace demur::store
