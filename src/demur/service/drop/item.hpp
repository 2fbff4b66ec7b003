// What the drop takes and hands on: one ITEM, JSON, binary members in base64.
//
//   {"attachments":[b64..],"author":b64,"credential":b64,"decision":id,"dissent_kind":word,"envelope":b64,
//    "kind":"filing","statement":b64}
//   {"credential":b64,"filing":id,"kind":"cosign","statement":b64}
//   {"envelope":b64,"filing":id,"kind":"message","statement":b64}
//   {"envelope":b64 or "","filing":id,"kind":"last_word","statement":b64,"verdict":word}
//   {"envelope":b64 or "","filing":id,"kind":"review","number":1..,"statement":b64,"verdict":word}
//   {"filing":id,"kind":"withdraw","statement":b64}
//   {"credential":b64,"kind":"ballot","nonce":b64,"padding":"xxx","round":id,"sequence":1..,
//    "votes":[{"signature":b64,"statement":id,"vote":word},...]}
//   {"credential":b64,"kind":"proposal","nonce":b64,"padding":"xxx","round":id,"statement":b64,"text":text}
//
//   const Item item = DEMUR_TRY(parse_item(body));
//   const core::Digest digest = digest_of(item);          // its name: of the canonical text
//   DEMUR_TRY(check_item(item, rules));                   // check_item.hpp
//
// Exactly these members: whatever else a client might add could tell who it is. The form is checked here,
// signatures are not. Used by the drop and by the institution alike. Errors: Code::invalid with the member,
// Code::too_large.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "demur/anonymity/statement.hpp"
#include "demur/core/bytes.hpp"
#include "demur/core/digest.hpp"
#include "demur/core/result.hpp"

namespace demur::service::drop {

inline constexpr std::size_t kMostItemBytes = 13U << 20U;       // of JSON
inline constexpr std::size_t kMostAttachmentBytes = 8U << 20U;  // of all its attachments together

// In the order in which those of one hand-in are taken in.
enum class ItemKind : std::uint8_t { filing, cosign, message, last_word, review, withdraw, ballot, proposal };

// A vote on one statement of an opinion round: the token's key signed it, with the ballot's sequence.
struct BallotVote {
  std::string statement;  // its id
  std::int8_t value = 0;  // 1 agree, -1 disagree, 0 pass
  core::Bytes signature;  // 64 bytes
};

[[nodiscard]] const char* word(ItemKind kind);

struct Item {
  ItemKind kind = ItemKind::filing;
  // The id of the filing that it is, or is about; of a ballot, of its token; of a proposal, its own.
  std::string filing;
  std::string decision = {};  // of a filing: an id
  std::string dissent_kind = {};
  core::Bytes envelope = {};
  std::vector<core::Bytes> attachments = {};
  anonymity::SignPublicKey author = {};  // of a filing: who may follow it up
  core::Bytes credential = {};           // where there is a token behind it
  anonymity::Verdict verdict = {};       // of a last word
  anonymity::Hindsight hindsight = {};   // of a review
  std::uint32_t number = 0;              // of a review: the author's first, second, ...
  core::Bytes statement = {};            // 64 bytes: signed by the token's key, or by the author
  std::string round = {};                // of a ballot or a proposal, and the rest
  std::uint32_t sequence = 0;            // greater than that of any ballot before it by the same token
  core::Digest nonce{};                  // by chance: the log's commitment to it is salted with it
  std::vector<BallotVote> votes = {};    // by statement
  std::string proposal = {};             // of a proposal: its words
  std::string text = {};                 // all of it, canonical JSON

  // A ballot's token may come again, with another ballot.
  [[nodiscard]] bool spends_token() const {
    return kind == ItemKind::filing || kind == ItemKind::cosign || kind == ItemKind::proposal;
  }
  [[nodiscard]] bool has_credential() const { return spends_token() || kind == ItemKind::ballot; }
};

[[nodiscard]] core::Result<Item> parse_item(std::string_view json);

// H(canonical JSON)
[[nodiscard]] core::Digest digest_of(const Item& item);

// What its statement says. A ballot has one for each vote: ballot.hpp. Of a proposal its credential must be
// one in form.
[[nodiscard]] anonymity::Statement statement_of(const Item& item);

}  // namespace demur::service::drop
