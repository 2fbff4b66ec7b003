// The keys of signed notes: C2SP signed-note v1.0.0, with Ed25519 (RFC 8032) by libsodium.
//
//   VerifierKey key = DEMUR_TRY(VerifierKey::parse("example.com/testlog+429a3a49+Ae0ai1Sp..."));
//
// A verifier key is written name+hex(id)+base64(type || public key), where the id is the first four
// bytes of SHA-256(name || "\n" || type || public key). The type is part of the id: the same Ed25519
// key as a log's and as a witness's is two keys, and neither can stand in for the other.
//
// A SigningKey holds a secret: it cannot be copied or printed, and its memory is wiped when it goes.
// Signing is thread-safe. Errors are Code::invalid and never quote a seed.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "demur/core/random.hpp"
#include "demur/translog/hash.hpp"

namespace demur::translog {

enum class KeyType : std::uint8_t {
  log = 0x01,      // signs the text of a note
  witness = 0x04,  // cosigns a checkpoint, with the time (tlog-cosignature)
};

using PublicKey = std::array<std::uint8_t, 32>;
using Signature = std::array<std::uint8_t, 64>;

struct VerifierKey {
  std::string name;
  std::uint32_t id = 0;
  KeyType type = KeyType::log;
  PublicKey public_key{};

  [[nodiscard]] static Result<VerifierKey> create(std::string name, KeyType type,
                                                  const PublicKey& public_key);
  [[nodiscard]] static Result<VerifierKey> parse(std::string_view vkey);
  [[nodiscard]] std::string text() const;
  // Whether this Ed25519 key signed exactly these bytes.
  [[nodiscard]] bool verifies(ByteView message, ByteView signature) const;

  bool operator==(const VerifierKey&) const = default;
};

class SigningKey {
 public:
  static constexpr std::size_t kSeedBytes = 32;

  // The caller keeps the seed (and wipes its own copy): it is what must be backed up.
  [[nodiscard]] static Result<SigningKey> create(std::string name, KeyType type, ByteView seed);
  [[nodiscard]] static Result<SigningKey> generate(std::string name, KeyType type,
                                                   const core::Random& random);

  [[nodiscard]] const VerifierKey& verifier() const { return verifier_; }
  [[nodiscard]] Signature sign(ByteView message) const;

  // The same secret under another name: another log of the same owner. Signatures of one name never pass
  // for the other's, since the name is in the key's id and the origin in what is signed.
  [[nodiscard]] Result<SigningKey> named(std::string name) const;

  // A key of 32 bytes for something else that its owner keeps, which tells nothing of the seed: BLAKE2b of
  // the purpose, keyed with it. The caller wipes it.
  [[nodiscard]] std::array<std::uint8_t, 32> derive(std::string_view purpose) const;

 private:
  struct Secret;
  struct Wipe {
    void operator()(Secret* secret) const;
  };
  using SecretPointer = std::unique_ptr<Secret, Wipe>;

  SigningKey(VerifierKey verifier, SecretPointer secret)
      : verifier_(std::move(verifier)), secret_(std::move(secret)) {}

  VerifierKey verifier_;
  SecretPointer secret_;
};

}  // namespace demur::translog
