// What the holder of a token says with it: signed by the token's own key, so that nobody can replay it,
// change it or carry it to another key, and an auditor can check it offline.
//
//   filing     "demur/filing/v1"   00 | key_id | SHA-256(envelope) | attachments_root
//   co-sign    "demur/cosign/v1"   00 | key_id | target leaf
//   vote       "demur/vote/v1"     00 | key_id | statement id[32] | value i8 | sequence u32
//   thread     "demur/thread/v1"   00 | key_id | parent leaf | SHA-256(envelope)
//   withdrawal "demur/withdraw/v1" 00 | key_id | leaf
//
// Numbers are big-endian. key_id is that of the issuer's record, leaves are the log's leaf hashes. A vote
// changed is the same holder with a higher sequence. Errors: Code::unproven.
#pragma once

#include <cstdint>
#include <span>
#include <variant>

#include "demur/anonymity/token.hpp"

namespace demur::anonymity {

struct FilingStatement {
  core::Digest envelope{};
  core::Digest attachments_root{};
};
struct CosignStatement {
  core::Digest target{};
};
struct VoteStatement {
  core::Digest statement{};
  std::int8_t value = 0;  // 1 agree, -1 disagree, 0 pass
  std::uint32_t sequence = 0;
};
struct ThreadStatement {
  core::Digest parent{};
  core::Digest envelope{};
};
struct WithdrawStatement {
  core::Digest leaf{};
};

using Statement =
    std::variant<FilingStatement, CosignStatement, VoteStatement, ThreadStatement, WithdrawStatement>;

// SHA-256("demur/attachments/v1" 00 | u32 count | digest*), of the attachments' ciphertexts in their order.
[[nodiscard]] core::Digest attachments_root(std::span<const core::Digest> digests);

[[nodiscard]] Bytes statement_bytes(const KeyId& key_id, const Statement& statement);
[[nodiscard]] Signature sign_statement(const Token& token, const Statement& statement);
[[nodiscard]] Status check_statement(const Credential& credential, const Statement& statement,
                                     ByteView signature);

}  // namespace demur::anonymity
