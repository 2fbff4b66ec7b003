#include "demur/anonymity/token.hpp"

#include <algorithm>

#include "demur/anonymity/hashing.hpp"

namespace demur::anonymity {
namespace {

constexpr std::uint8_t kVersion = 1;
constexpr std::size_t kFixedCredential = 1 + 32 + kPrefixBytes + 32;
constexpr std::size_t kLeastSignatures = 256;
constexpr std::size_t kMostSignatures = 2 * 512;

// Takes fields of fixed length off the front; the caller has checked that they are there.
class FieldReader {
 public:
  explicit FieldReader(ByteView bytes) : rest_(bytes) {}
  ByteView take(std::size_t size) {
    const ByteView field = rest_.first(size);
    rest_ = rest_.subspan(size);
    return field;
  }
  template <std::size_t N>
  void take_into(std::array<std::uint8_t, N>& field) {
    std::ranges::copy(take(N), field.begin());
  }
  [[nodiscard]] ByteView rest() const { return rest_; }

 private:
  ByteView rest_;
};

std::size_t signature_bytes(const Issuer& issuer) {
  std::size_t size = 0;
  for (const VerifyKey& key : issuer.keys()) size += key.size();
  return size;
}

class FieldWriter {
 public:
  explicit FieldWriter(std::span<std::uint8_t> out) : rest_(out) {}
  void put(ByteView field) {
    std::ranges::copy(field, rest_.begin());
    rest_ = rest_.subspan(field.size());
  }

 private:
  std::span<std::uint8_t> rest_;
};

}  // namespace

Result<Issuer> Issuer::from_record(std::string_view record_text) {
  KeyRecord record = DEMUR_TRY(parse_record(record_text));
  auto* const issuer = std::get_if<IssuerKeyRecord>(&record);
  if (issuer == nullptr) return fail(Code::invalid, "the record is not of an issuer's key");
  std::vector<VerifyKey> keys;
  for (const Bytes& modulus : issuer->moduli) keys.push_back(DEMUR_TRY(VerifyKey::from_modulus(modulus)));
  return Issuer(std::move(*issuer), anonymity::key_id(record_text), std::move(keys));
}

Bytes token_message(const KeyId& key_id, const SignPublicKey& holder) {
  return tagged("demur/token/v1", {key_id, holder});
}

Bytes token_input(const KeyId& key_id, const Prefix& prefix, const SignPublicKey& holder) {
  Bytes input(prefix.begin(), prefix.end());
  const Bytes message = token_message(key_id, holder);
  input.insert(input.end(), message.begin(), message.end());
  return input;
}

Bytes encode_credential(const Credential& credential) {
  Bytes bytes(kFixedCredential + credential.signatures.size());
  FieldWriter out(bytes);
  out.put(std::array{kVersion});
  out.put(credential.key_id);
  out.put(credential.prefix);
  out.put(credential.holder);
  out.put(credential.signatures);
  return bytes;
}

Result<Credential> decode_credential(ByteView bytes) {
  if (bytes.size() < kFixedCredential + kLeastSignatures || bytes.size() > kFixedCredential + kMostSignatures)
    return fail(Code::invalid, "a credential is not of this length");
  FieldReader in(bytes);
  if (in.take(1).front() != kVersion)
    return fail(Code::invalid, "the credential is of a version not known here");
  Credential credential;
  in.take_into(credential.key_id);
  in.take_into(credential.prefix);
  in.take_into(credential.holder);
  credential.signatures.assign(in.rest().begin(), in.rest().end());
  return credential;
}

Status check_credential(const Issuer& issuer, const Credential& credential, core::Day today) {
  if (credential.key_id != issuer.id()) return fail(Code::unproven, "the credential is of another key");
  if (credential.signatures.size() != signature_bytes(issuer))
    return fail(Code::invalid, "a credential of this key has another length");
  if (today < issuer.record().not_before || today > issuer.record().not_after)
    return fail(Code::conflict, "tokens of this key are not accepted today");
  if (!may_be_sign_key(credential.holder))
    return fail(Code::unproven, "the credential's holder key is one that everybody could sign for");
  const Bytes input = token_input(credential.key_id, credential.prefix, credential.holder);
  FieldReader in(credential.signatures);
  for (const VerifyKey& key : issuer.keys()) DEMUR_TRY(key.verify(kSuite, input, in.take(key.size())));
  return {};
}

core::Digest spent_tag(const Credential& credential) {
  return tagged_sha256("demur/spent/v1", {credential.key_id, credential.holder});
}

Result<TokenRequest> make_token_request(const Issuer& issuer, const core::Random& random) {
  TokenRequest request;
  request.key_id = issuer.id();
  random(request.holder_seed.bytes());
  random(request.prefix);
  const Bytes input = token_input(request.key_id, request.prefix, SignKey(request.holder_seed).public_key());
  for (const VerifyKey& key : issuer.keys())
    request.parts.push_back(DEMUR_TRY(blind(key, kSuite, input, random)));
  return request;
}

SecretBytes encode_token_request(const TokenRequest& request) {
  std::size_t size = kFixedCredential;
  for (const Blinding& part : request.parts) size += part.blinded_message.size() + part.inverse.size();
  SecretBytes bytes(size);
  FieldWriter out(bytes.bytes());
  out.put(std::array{kVersion});
  out.put(request.key_id);
  out.put(request.holder_seed.bytes());
  out.put(request.prefix);
  for (const Blinding& part : request.parts) {
    out.put(part.blinded_message);
    out.put(part.inverse.bytes());
  }
  return bytes;
}

Result<TokenRequest> decode_token_request(const Issuer& issuer, ByteView bytes) {
  if (bytes.size() != kFixedCredential + 2 * signature_bytes(issuer))
    return fail(Code::invalid, "a token request of this key has another length");
  FieldReader in(bytes);
  if (in.take(1).front() != kVersion)
    return fail(Code::invalid, "the token request is of a version not known here");
  TokenRequest request;
  in.take_into(request.key_id);
  std::ranges::copy(in.take(32), request.holder_seed.bytes().begin());
  in.take_into(request.prefix);
  if (request.key_id != issuer.id()) return fail(Code::unproven, "the token request is of another key");
  for (const VerifyKey& key : issuer.keys()) {
    const ByteView blinded = in.take(key.size());
    request.parts.push_back({Bytes(blinded.begin(), blinded.end()), SecretBytes(in.take(key.size()))});
  }
  return request;
}

Result<Token> finish_token(const Issuer& issuer, const TokenRequest& request,
                           std::span<const Bytes> blind_signatures) {
  if (request.key_id != issuer.id()) return fail(Code::unproven, "the token request is of another key");
  if (blind_signatures.size() != issuer.keys().size() || request.parts.size() != issuer.keys().size())
    return fail(Code::invalid, "a token of this key needs a signature of each of its issuers");
  Token token{.credential = {request.key_id, request.prefix, SignKey(request.holder_seed).public_key(), {}},
              .holder_seed = request.holder_seed.copy()};
  const Bytes input = token_input(request.key_id, request.prefix, token.credential.holder);
  for (std::size_t i = 0; i < blind_signatures.size(); ++i) {
    const Bytes signature =
        DEMUR_TRY(finalize(issuer.keys()[i], kSuite, input, request.parts[i], blind_signatures[i]));
    token.credential.signatures.insert(token.credential.signatures.end(), signature.begin(), signature.end());
  }
  return token;
}

}  // namespace demur::anonymity
