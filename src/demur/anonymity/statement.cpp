#include "demur/anonymity/statement.hpp"

#include "demur/anonymity/hashing.hpp"

namespace demur::anonymity {
namespace {

// One overload a statement: the label and what follows the key's id.
struct Layout {
  const KeyId& key_id;

  Bytes operator()(const FilingStatement& said) const {
    return tagged("demur/filing/v1", {key_id, said.envelope, said.attachments_root, said.author, said.about});
  }
  Bytes operator()(const CosignStatement& said) const {
    return tagged("demur/cosign/v1", {key_id, said.leaf});
  }
  Bytes operator()(const VoteStatement& said) const {
    const std::array<std::uint8_t, 1> value{static_cast<std::uint8_t>(said.value)};
    return tagged("demur/vote/v1", {key_id, said.statement, value, big_endian(said.sequence)});
  }
  Bytes operator()(const ProposalStatement& said) const {
    return tagged("demur/propose/v1", {key_id, said.proposal});
  }
  Bytes operator()(const ThreadStatement& said) const {
    return tagged("demur/thread/v1", {key_id, said.leaf, said.envelope});
  }
  Bytes operator()(const WithdrawStatement& said) const {
    return tagged("demur/withdraw/v1", {key_id, said.leaf});
  }
  Bytes operator()(const LastWordStatement& said) const {
    const std::array<std::uint8_t, 1> verdict{static_cast<std::uint8_t>(said.verdict)};
    return tagged("demur/last-word/v1", {key_id, said.leaf, verdict, said.envelope});
  }
  Bytes operator()(const ReviewStatement& said) const {
    const std::array<std::uint8_t, 1> verdict{static_cast<std::uint8_t>(said.verdict)};
    return tagged("demur/review/v1", {key_id, said.leaf, big_endian(said.number), verdict, said.envelope});
  }
};

}  // namespace

core::Digest attachments_root(std::span<const core::Digest> digests) {
  Bytes joined;
  joined.reserve(digests.size() * sizeof(core::Digest));
  for (const core::Digest& digest : digests) joined.insert(joined.end(), digest.begin(), digest.end());
  return tagged_hash("demur/attachments/v1",
                     {big_endian(static_cast<std::uint32_t>(digests.size())), joined});
}

core::Digest about_hash(std::string_view decision, std::string_view kind) {
  return tagged_hash("demur/about/v1", {core::bytes_of(decision), kZeroByte, core::bytes_of(kind)});
}

core::Digest asked_hash(std::string_view statement, const core::Digest& nonce, std::string_view text) {
  return tagged_hash("demur/asked/v1", {core::bytes_of(statement), nonce, core::bytes_of(text)});
}

core::Digest proposal_hash(std::string_view round, const SignPublicKey& holder, const core::Digest& nonce,
                           std::string_view text) {
  return tagged_hash("demur/proposal/v1", {core::bytes_of(round), holder, nonce, core::bytes_of(text)});
}

std::string filing_id(const core::Digest& envelope) {
  // RFC 4648 base32 in lower case of 16 bytes: 26 characters, the last of them of three bits.
  constexpr std::string_view kAlphabet = "abcdefghijklmnopqrstuvwxyz234567";
  std::string text;
  std::uint32_t held = 0;
  int bits = 0;
  for (const std::uint8_t byte : std::span(envelope).first(16)) {
    held = held << 8U | byte;
    for (bits += 8; bits >= 5; bits -= 5) text += kAlphabet[held >> (bits - 5) & 31U];
  }
  text += kAlphabet[held << (5 - bits) & 31U];
  return text;
}

core::Digest filing_leaf(std::string_view id) {
  return hash(core::bytes_of(id));
}

Bytes statement_bytes(const KeyId& key_id, const Statement& statement) {
  return std::visit(Layout{key_id}, statement);
}

Signature sign_statement(const SignKey& signer, const KeyId& key_id, const Statement& statement) {
  return signer.sign(statement_bytes(key_id, statement));
}

Status check_statement(const SignPublicKey& signer, const KeyId& key_id, const Statement& statement,
                       ByteView signature) {
  if (!check_signature(signer, statement_bytes(key_id, statement), signature))
    return fail(Code::unproven, "the statement was not signed by the key that it names");
  return {};
}

}  // namespace demur::anonymity
