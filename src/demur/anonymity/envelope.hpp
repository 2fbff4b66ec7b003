// Sealed messages: a body that t of n recipients can open together, and nobody with fewer. The layout is in
// docs/formats.md; all of its parts are libsodium's: sealed boxes, secretstream, BLAKE2b.
//
//   const ContentKey key = new_content_key(random);
//   const Bytes envelope = DEMUR_TRY(seal_envelope(key, Purpose::filing, context, recipients, 2, body,
//   random));
//
//   const Share mine = DEMUR_TRY(open_slot(envelope, Purpose::filing, context, my_box_key));   // each
//   officer const Opened opened = DEMUR_TRY(open_envelope(envelope, Purpose::filing, context, {mine,
//   theirs}));
//
// The content key is drawn for one envelope, and split for it at the sender's: no key of the whole office
// exists anywhere. A commitment in the header pins the one content key, so an envelope cannot say different
// things to different people, and a wrong share is noticed. Everything in the header is covered by the body:
// nobody can add, drop or exchange a recipient. Sealed boxes and stream headers draw libsodium's own random
// numbers. Nothing hides who the recipients are, nor that something came; the length shows only as a bucket.
// Whoever has t recipients' keys can open old envelopes too (no forward secrecy).
// Errors: Code::invalid for forms, Code::unproven for what does not decrypt or fit, Code::forbidden where
// the key is no recipient's, Code::too_large over the greatest bucket.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "demur/anonymity/key_pair.hpp"
#include "demur/anonymity/key_record.hpp"
#include "demur/anonymity/secret.hpp"

namespace demur::anonymity {

enum class Purpose : std::uint8_t { filing = 1, reply = 2, thread = 3, share_release = 4 };

// What an envelope belongs to: it opens nowhere else.
struct Context {
  InstanceId instance{};
  KeyId key_id{};  // of the issuer's key under which the filing was made
};

using ContentKey = Secret<32>;
using KeyTag = std::array<std::uint8_t, 8>;  // a recipient's key in short, to find one's slot

inline constexpr std::size_t kMaxRecipients = 32;
inline constexpr std::size_t kSealedShareBytes = 113;
inline constexpr std::size_t kReplyBytes = 8'192;        // a whole envelope of Purpose::reply
inline constexpr std::size_t kMaxBodyBytes = 1'048'575;  // of every other purpose

struct Slot {
  KeyTag tag{};
  std::array<std::uint8_t, kSealedShareBytes> sealed{};
};

struct EnvelopeHeader {
  Purpose purpose = Purpose::filing;
  std::uint8_t threshold = 1;
  core::Digest context{};
  core::Digest commitment{};
  std::vector<Slot> slots;
  std::size_t size = 0;  // bytes; the body follows
};

// One recipient's part of the content key.
struct Share {
  std::uint8_t x = 0;  // 0 where one recipient is enough: then y is the content key
  Secret<32> y;
  [[nodiscard]] Share copy() const { return {x, y.copy()}; }
};

struct Opened {
  ContentKey key;  // for the attachments
  SecretBytes body;
};

[[nodiscard]] core::Digest context_hash(const Context& context);
[[nodiscard]] KeyTag key_tag(const BoxPublicKey& key);

// The header and the possible lengths of an envelope. Anybody can read that much, and prove none of it.
[[nodiscard]] Result<EnvelopeHeader> parse_envelope(ByteView envelope);

[[nodiscard]] ContentKey new_content_key(const core::Random& random);

[[nodiscard]] Result<Bytes> seal_envelope(const ContentKey& key, Purpose purpose, const Context& context,
                                          std::span<const BoxPublicKey> recipients, std::size_t threshold,
                                          ByteView body, const core::Random& random);

[[nodiscard]] Result<Share> open_slot(ByteView envelope, Purpose purpose, const Context& context,
                                      const BoxKey& recipient);
// Uses the first t shares.
[[nodiscard]] Result<Opened> open_envelope(ByteView envelope, Purpose purpose, const Context& context,
                                           std::span<const Share> shares);
// Where one recipient is enough: both steps.
[[nodiscard]] Result<Opened> open_alone(ByteView envelope, Purpose purpose, const Context& context,
                                        const BoxKey& recipient);

// The padded size of a body of so many bytes: 4, 16, 64, 256 KiB or 1 MiB; replies have one size.
[[nodiscard]] Result<std::size_t> padded_body_size(Purpose purpose, std::size_t size);

}  // namespace demur::anonymity
