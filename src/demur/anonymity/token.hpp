// Tokens of membership: a one-time key of a member's own, certified blindly by the issuer. Whoever shows
// it is "one of this class" and nothing more.
//
//   const Issuer issuer = DEMUR_TRY(Issuer::from_record(text));                     // both sides, from the
//   keys log const TokenRequest request = DEMUR_TRY(make_token_request(issuer, random));     // the member,
//   signed in
//   ... the issuer signs request.parts[i].blinded_message, see issuance.hpp ...
//   const Token token = DEMUR_TRY(finish_token(issuer, request, blind_signatures)); // kept until it is spent
//   DEMUR_TRY(check_credential(issuer, token.credential, today));                   // the server, later
//   const core::Digest tag = spent_tag(token.credential);                           // unique: spent once
//
//   message    = "demur/token/v1" 00 | key_id[32] | holder key[32]                  79 bytes
//   input      = prefix[32] | message                                               what is signed
//   credential = 01 | key_id[32] | prefix[32] | holder key[32] | signature...       481 bytes with RSA-3072
//
// A key of two issuers has two signatures over the same input, one behind the other in the record's order.
// Errors: Code::invalid for forms, Code::unproven for what does not hold, Code::conflict outside the days
// of the key.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "demur/anonymity/blind_signature.hpp"
#include "demur/anonymity/key_pair.hpp"
#include "demur/anonymity/key_record.hpp"

namespace demur::anonymity {

// An issuer's key as everybody uses it: the record, its id, its moduli made ready. Make it once a key.
class Issuer {
 public:
  [[nodiscard]] static Result<Issuer> from_record(std::string_view record_text);

  [[nodiscard]] const IssuerKeyRecord& record() const { return record_; }
  [[nodiscard]] const KeyId& id() const { return id_; }
  [[nodiscard]] std::span<const VerifyKey> keys() const { return keys_; }

 private:
  Issuer(IssuerKeyRecord record, KeyId id, std::vector<VerifyKey> keys)
      : record_(std::move(record)), id_(id), keys_(std::move(keys)) {}

  IssuerKeyRecord record_;
  KeyId id_;
  std::vector<VerifyKey> keys_;
};

using Prefix = std::array<std::uint8_t, kPrefixBytes>;

[[nodiscard]] Bytes token_message(const KeyId& key_id, const SignPublicKey& holder);
[[nodiscard]] Bytes token_input(const KeyId& key_id, const Prefix& prefix, const SignPublicKey& holder);

struct Credential {
  KeyId key_id{};
  Prefix prefix{};
  SignPublicKey holder{};
  Bytes signatures;
  bool operator==(const Credential&) const = default;
};

[[nodiscard]] Bytes encode_credential(const Credential& credential);
// The form alone; which key it names, and whether its signatures hold, is check_credential's question.
[[nodiscard]] Result<Credential> decode_credential(ByteView bytes);

// Whether the issuer signed it, and on one of its days. What the holder key then signed is checked by
// check_statement, which also refuses a holder that is no point of the curve.
[[nodiscard]] Status check_credential(const Issuer& issuer, const Credential& credential, core::Day today);
[[nodiscard]] core::Digest spent_tag(const Credential& credential);

// What a wallet keeps between asking and receiving, so that a lost answer can be asked for again with the
// very same blinded messages.
struct TokenRequest {
  KeyId key_id{};
  Seed holder_seed;
  Prefix prefix{};
  std::vector<Blinding> parts;  // one a modulus
};

[[nodiscard]] Result<TokenRequest> make_token_request(const Issuer& issuer, const core::Random& random);
[[nodiscard]] SecretBytes encode_token_request(const TokenRequest& request);
[[nodiscard]] Result<TokenRequest> decode_token_request(const Issuer& issuer, ByteView bytes);

// A spendable token. Deleted once the thread that it opened is closed.
struct Token {
  Credential credential;
  Seed holder_seed;
};

[[nodiscard]] Result<Token> finish_token(const Issuer& issuer, const TokenRequest& request,
                                         std::span<const Bytes> blind_signatures);

}  // namespace demur::anonymity
