// What people say about whom only their key is known: signed, so that nobody can replay it, change it or
// carry it to another key, and an auditor can check it offline. The holder key of a token signs what spends
// it; the author key inside the filing (phrase.hpp) signs what the author adds later.
//
//   holder  filing      "demur/filing/v1"    00 | key_id | H(envelope) | attachments_root | author | about
//   holder  co-signing  "demur/cosign/v1"    00 | key_id | leaf
//   holder  vote        "demur/vote/v1"      00 | key_id | what was asked[32] | value i8 | sequence u32
//   holder  proposing   "demur/propose/v1"   00 | key_id | proposal[32]
//   author  message     "demur/thread/v1"    00 | key_id | leaf | H(envelope)
//   author  withdrawal  "demur/withdraw/v1"  00 | key_id | leaf
//   author  last word   "demur/last-word/v1" 00 | key_id | leaf | verdict u8 | H(envelope, or nothing)
//   author  review      "demur/review/v1"    00 | key_id | leaf | number u32 | verdict u8 | H(envelope, or
//   nothing)
//
// Numbers are big-endian; H is hash(), BLAKE2b-256. key_id is that of the issuer's record under which the
// filing was made (of a vote, the question's); leaf is H of the filing's id. A vote changed is the same
// holder with a higher sequence; an author's reviews are numbered from one, so that an older one cannot be
// brought again after a newer. Errors: Code::unproven.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <variant>

#include "demur/anonymity/token.hpp"

namespace demur::anonymity {

struct FilingStatement {
  core::Digest envelope{};
  core::Digest attachments_root{};
  SignPublicKey author{};
  core::Digest about{};
};
struct CosignStatement {
  core::Digest leaf{};
};
struct VoteStatement {
  core::Digest statement{};  // asked_hash()
  std::int8_t value = 0;     // 1 agree, -1 disagree, 0 pass
  std::uint32_t sequence = 0;
};
struct ProposalStatement {
  core::Digest proposal{};  // proposal_hash()
};
struct ThreadStatement {
  core::Digest leaf{};
  core::Digest envelope{};
};
struct WithdrawStatement {
  core::Digest leaf{};
};
enum class Verdict : std::uint8_t { satisfied = 0, partly = 1, maintained = 2 };
struct LastWordStatement {
  core::Digest leaf{};
  Verdict verdict = Verdict::satisfied;
  core::Digest envelope{};
};

// Years after: was the dissent right?
enum class Hindsight : std::uint8_t { right = 0, partly_right = 1, wrong = 2, too_early = 3 };
struct ReviewStatement {
  core::Digest leaf{};
  std::uint32_t number = 1;  // the author's first, second, ... on this filing
  Hindsight verdict = Hindsight::right;
  core::Digest envelope{};
};

using Statement = std::variant<FilingStatement, CosignStatement, VoteStatement, ProposalStatement,
                               ThreadStatement, WithdrawStatement, LastWordStatement, ReviewStatement>;

// H("demur/attachments/v1" 00 | u32 count | digest*), of the attachments' ciphertexts in their order.
[[nodiscard]] core::Digest attachments_root(std::span<const core::Digest> digests);
// H("demur/about/v1" 00 | decision id | 00 | kind): what the server is told in clear, since it owes duties by
// it.
[[nodiscard]] core::Digest about_hash(std::string_view decision, std::string_view kind);
// H("demur/asked/v1" 00 | statement id | the ballot's nonce[32] | text): a vote is on these very words, and
// nobody who has not the nonce can try out how somebody voted.
[[nodiscard]] core::Digest asked_hash(std::string_view statement, const core::Digest& nonce,
                                      std::string_view text);
// H("demur/proposal/v1" 00 | the round's id | the token's key[32] | nonce[32] | text): what is proposed to be
// asked there, by that very token. Nobody who has not the nonce can try out which proposal is a token's.
[[nodiscard]] core::Digest proposal_hash(std::string_view round, const SignPublicKey& holder,
                                         const core::Digest& nonce, std::string_view text);
// A filing's id follows from its envelope, a statement's from its proposal: sent twice it is one, and no
// server can choose it.
[[nodiscard]] std::string filing_id(const core::Digest& envelope);
// H of the id's text.
[[nodiscard]] core::Digest filing_leaf(std::string_view id);

[[nodiscard]] Bytes statement_bytes(const KeyId& key_id, const Statement& statement);
[[nodiscard]] Signature sign_statement(const SignKey& signer, const KeyId& key_id,
                                       const Statement& statement);
[[nodiscard]] Status check_statement(const SignPublicKey& signer, const KeyId& key_id,
                                     const Statement& statement, ByteView signature);

}  // namespace demur::anonymity
