#include "demur/service/drop/item.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <limits>
#include <optional>
#include <span>

#include "demur/anonymity/hashing.hpp"
#include "demur/core/id.hpp"
#include "demur/core/json.hpp"
#include "demur/service/drop/ballot.hpp"
#include "demur/service/drop/item_fields.hpp"
#include "demur/service/drop/proposal.hpp"

namespace demur::service::drop {
namespace {

using core::Bytes;
using core::ByteView;
using core::Code;
using core::Digest;
using core::fail;
using core::Result;
using core::Status;
using core::json::object;

constexpr std::size_t kMostAttachments = 32;
constexpr std::size_t kMostEnvelopeBytes = (1U << 20U) + (16U << 10U);  // the greatest body, header, tags
constexpr std::size_t kMostKindBytes = 64;

constexpr std::array kKinds{ItemKind::filing, ItemKind::cosign,   ItemKind::message, ItemKind::last_word,
                            ItemKind::review, ItemKind::withdraw, ItemKind::ballot,  ItemKind::proposal};
constexpr std::array<std::string_view, 3> kVerdicts{"satisfied", "partly", "maintained"};
constexpr std::array<std::string_view, 4> kHindsights{"right", "partly_right", "wrong", "too_early"};

std::optional<ItemKind> kind_of(std::string_view text) {
  for (const ItemKind kind : kKinds)
    if (text == word(kind)) return kind;
  return std::nullopt;
}

std::span<const std::string_view> members_of(ItemKind kind) {
  static constexpr std::array<std::string_view, 8> kFiling{
      "attachments", "author", "credential", "decision", "dissent_kind", "envelope", "kind", "statement"};
  static constexpr std::array<std::string_view, 4> kCosign{"credential", "filing", "kind", "statement"};
  static constexpr std::array<std::string_view, 4> kMessage{"envelope", "filing", "kind", "statement"};
  static constexpr std::array<std::string_view, 5> kLastWord{"envelope", "filing", "kind", "statement",
                                                             "verdict"};
  static constexpr std::array<std::string_view, 6> kReview{"envelope", "filing",    "kind",
                                                           "number",   "statement", "verdict"};
  static constexpr std::array<std::string_view, 3> kWithdraw{"filing", "kind", "statement"};
  static constexpr std::array<std::string_view, 7> kBallot{"credential", "kind",     "nonce", "padding",
                                                           "round",      "sequence", "votes"};
  static constexpr std::array<std::string_view, 7> kProposal{"credential", "kind",      "nonce", "padding",
                                                             "round",      "statement", "text"};
  switch (kind) {
    case ItemKind::filing:
      return kFiling;
    case ItemKind::cosign:
      return kCosign;
    case ItemKind::message:
      return kMessage;
    case ItemKind::last_word:
      return kLastWord;
    case ItemKind::review:
      return kReview;
    case ItemKind::ballot:
      return kBallot;
    case ItemKind::proposal:
      return kProposal;
    case ItemKind::withdraw:
      break;
  }
  return kWithdraw;
}

Status check_members(const object& fields, ItemKind kind) {
  const auto allowed = members_of(kind);
  const bool exact = fields.size() == allowed.size() &&
                     std::ranges::all_of(allowed, [&](const auto& name) { return fields.contains(name); });
  if (exact) return {};
  return fail(Code::invalid,
              fmt::format("a {} has exactly the members that docs/formats.md names", word(kind)));
}

bool has(ItemKind kind, std::string_view member) {
  const auto members = members_of(kind);
  return std::ranges::find(members, member) != members.end();
}

Result<std::vector<Bytes>> attachments_in(const object& fields) {
  const auto list = DEMUR_TRY(core::array_member(fields, "attachments"));
  if (list.size() > kMostAttachments)
    return fail(Code::too_large, fmt::format("at most {} attachments", kMostAttachments), "attachments");
  std::vector<Bytes> attachments;
  std::size_t total = 0;
  for (const auto& entry : list) {
    if (!entry.is_string()) return fail(Code::invalid, "attachments are base64 texts", "attachments");
    auto bytes = core::from_base64(entry.get_string());
    if (!bytes || bytes->empty()) return fail(Code::invalid, "attachments are base64 texts", "attachments");
    total += bytes->size();
    attachments.push_back(std::move(*bytes));
  }
  if (total <= kMostAttachmentBytes) return attachments;
  return fail(Code::too_large,
              fmt::format("the attachments are more than {} MiB together", kMostAttachmentBytes >> 20U),
              "attachments");
}

Result<std::string> kind_word(const object& fields) {
  std::string text = DEMUR_TRY(core::string_member(fields, "dissent_kind"));
  const bool good = !text.empty() && text.size() <= kMostKindBytes &&
                    std::ranges::all_of(text, [](char c) { return (c >= 'a' && c <= 'z') || c == '_'; });
  if (good) return text;
  return fail(Code::invalid, "dissent_kind is a word of small letters and underscores", "dissent_kind");
}

Result<anonymity::Verdict> verdict_in(const object& fields) {
  const std::string text = DEMUR_TRY(core::string_member(fields, "verdict"));
  const auto found = std::ranges::find(kVerdicts, text);
  if (found != kVerdicts.end()) return static_cast<anonymity::Verdict>(found - kVerdicts.begin());
  return fail(Code::invalid, "verdict is satisfied, partly or maintained", "verdict");
}

Status read_review(const object& fields, Item& item) {
  const std::string text = DEMUR_TRY(core::string_member(fields, "verdict"));
  const auto found = std::ranges::find(kHindsights, text);
  if (found == kHindsights.end())
    return fail(Code::invalid, "verdict is right, partly_right, wrong or too_early", "verdict");
  item.hindsight = static_cast<anonymity::Hindsight>(found - kHindsights.begin());
  const auto number = DEMUR_TRY(core::integer_member(fields, "number"));
  if (number < 1 || number > std::numeric_limits<std::int32_t>::max())
    return fail(Code::invalid, "number counts an author's reviews, from 1", "number");
  item.number = static_cast<std::uint32_t>(number);
  return {};
}

Status read_author(const object& fields, Item& item) {
  const Bytes key = DEMUR_TRY(binary_member(fields, "author", item.author.size(), item.author.size()));
  std::ranges::copy(key, item.author.begin());
  return {};
}

Status read_fields(const object& fields, Item& item) {
  if (item.kind == ItemKind::ballot) return read_ballot(fields, item);
  if (item.kind == ItemKind::proposal) return read_proposal(fields, item);
  const bool may_be_bare = item.kind == ItemKind::last_word || item.kind == ItemKind::review;
  const std::size_t least_envelope = may_be_bare ? 0 : 1;
  item.statement = DEMUR_TRY(binary_member(fields, "statement", kSignatureBytes, kSignatureBytes));
  if (item.spends_token())
    item.credential = DEMUR_TRY(binary_member(fields, "credential", 1, kMostCredentialBytes));
  if (has(item.kind, "envelope"))
    item.envelope = DEMUR_TRY(binary_member(fields, "envelope", least_envelope, kMostEnvelopeBytes));
  if (item.kind == ItemKind::last_word) item.verdict = DEMUR_TRY(verdict_in(fields));
  if (item.kind == ItemKind::review) DEMUR_TRY(read_review(fields, item));
  if (item.kind != ItemKind::filing) {
    item.filing = DEMUR_TRY(id_member(fields, "filing"));
    return {};
  }
  item.filing = anonymity::filing_id(anonymity::hash(item.envelope));
  item.decision = DEMUR_TRY(id_member(fields, "decision"));
  item.dissent_kind = DEMUR_TRY(kind_word(fields));
  item.attachments = DEMUR_TRY(attachments_in(fields));
  return read_author(fields, item);
}

Digest root_of(const std::vector<Bytes>& attachments) {
  std::vector<Digest> digests;
  digests.reserve(attachments.size());
  for (const Bytes& attachment : attachments) digests.push_back(anonymity::hash(attachment));
  return anonymity::attachments_root(digests);
}

// A ballot has the smallest size that holds it: more would be room that others need.
Status check_ballot_size(const object& fields, std::size_t size) {
  const std::size_t bare = size - DEMUR_TRY(core::string_member(fields, "padding")).size();
  const bool is_smallest = size == kLeastBallotBytes || bare > size / 2;
  if (is_ballot_size(size) && is_smallest) return {};
  return fail(Code::invalid, "a ballot is padded to the next power of two, from 8 to 256 KiB", "padding");
}

Status check_size(const object& fields, ItemKind kind, std::size_t size) {
  if (kind == ItemKind::ballot) return check_ballot_size(fields, size);
  if (kind != ItemKind::proposal || size == kProposalBytes) return {};
  return fail(Code::invalid, "a proposal is padded to 8 KiB", "padding");
}

}  // namespace

const char* word(ItemKind kind) {
  switch (kind) {
    case ItemKind::filing:
      return "filing";
    case ItemKind::cosign:
      return "cosign";
    case ItemKind::message:
      return "message";
    case ItemKind::last_word:
      return "last_word";
    case ItemKind::review:
      return "review";
    case ItemKind::ballot:
      return "ballot";
    case ItemKind::proposal:
      return "proposal";
    case ItemKind::withdraw:
      break;
  }
  return "withdraw";
}

Result<Item> parse_item(std::string_view json) {
  if (json.size() > kMostItemBytes)
    return fail(Code::too_large, fmt::format("an item has at most {} MiB", kMostItemBytes >> 20U));
  const auto value = DEMUR_TRY(core::parse_json(json));
  if (!value.is_object()) return fail(Code::invalid, "an item is a JSON object");
  const object& fields = value.get_object();
  const auto kind = kind_of(DEMUR_TRY(core::string_member(fields, "kind")));
  if (!kind) return fail(Code::invalid, "there is no such kind of item", "kind");
  Item item{.kind = *kind, .filing = {}};
  DEMUR_TRY(check_members(fields, item.kind));
  DEMUR_TRY(read_fields(fields, item));
  item.text = DEMUR_TRY(core::canonical_json(value));
  DEMUR_TRY(check_size(fields, item.kind, item.text.size()));
  return item;
}

Digest digest_of(const Item& item) {
  return anonymity::hash(core::bytes_of(item.text));
}

anonymity::Statement statement_of(const Item& item) {
  const Digest leaf = anonymity::filing_leaf(item.filing);
  const Digest envelope = anonymity::hash(item.envelope);
  switch (item.kind) {
    case ItemKind::filing:
      return anonymity::FilingStatement{.envelope = envelope,
                                        .attachments_root = root_of(item.attachments),
                                        .author = item.author,
                                        .about = anonymity::about_hash(item.decision, item.dissent_kind)};
    case ItemKind::cosign:
      return anonymity::CosignStatement{leaf};
    case ItemKind::message:
      return anonymity::ThreadStatement{leaf, envelope};
    case ItemKind::last_word:
      return anonymity::LastWordStatement{leaf, item.verdict, envelope};
    case ItemKind::proposal:
      return proposal_statement(item);
    case ItemKind::review:
      return anonymity::ReviewStatement{leaf, item.number, item.hindsight, envelope};
    case ItemKind::ballot:
    case ItemKind::withdraw:
      break;
  }
  return anonymity::WithdrawStatement{leaf};
}

}  // namespace demur::service::drop
