#include "demur/cli/software_passkey.hpp"

#include <array>

#include "demur/core/digest.hpp"

namespace demur::cli {
namespace {

using core::Bytes;
using core::ByteView;

constexpr std::uint8_t kPresentAndVerified = 0x05;
constexpr std::uint8_t kAttested = 0x40;
constexpr std::int64_t kEdDsa = -8;  // RFC 9053
// SubjectPublicKeyInfo of Ed25519 (RFC 8410), before the key.
constexpr std::array<std::uint8_t, 12> kSpki{0x30, 0x2a, 0x30, 0x05, 0x06, 0x03,
                                             0x2b, 0x65, 0x70, 0x03, 0x21, 0x00};
// COSE_Key (RFC 9052) {1: 1, 3: -8, -1: 6, -2: bytes[32]}, before the key.
constexpr std::array<std::uint8_t, 10> kCose{0xa4, 0x01, 0x01, 0x03, 0x27, 0x20, 0x06, 0x21, 0x58, 0x20};

void append(Bytes& to, ByteView bytes) {
  to.insert(to.end(), bytes.begin(), bytes.end());
}

Bytes head(const SoftwarePasskey& passkey, std::uint8_t flags) {
  Bytes data;
  append(data, core::sha256(core::bytes_of(passkey.rp_id)));
  data.push_back(flags);
  data.insert(data.end(), 4, 0);  // no counter
  return data;
}

// As a browser would write it (section 5.8.1.1).
std::string client_data(const char* type, std::string_view challenge, std::string_view origin) {
  const core::json::object object{
      {"type", type}, {"challenge", challenge}, {"origin", origin}, {"crossOrigin", false}};
  return core::canonical_json(object).value_or("");
}

}  // namespace

SoftwarePasskey make_passkey(std::string rp_id, Bytes user_handle, const core::Random& random) {
  SoftwarePasskey passkey{
      .rp_id = std::move(rp_id), .id = Bytes(32), .user_handle = std::move(user_handle), .seed = {}};
  random(passkey.id);
  random(passkey.seed.bytes());
  return passkey;
}

core::json::object registration_of(const SoftwarePasskey& passkey, std::string_view challenge,
                                   std::string_view origin) {
  const auto public_key = anonymity::SignKey(passkey.seed).public_key();
  Bytes data = head(passkey, kPresentAndVerified | kAttested);
  data.insert(data.end(), 16, 0);  // no model of authenticator
  data.push_back(0);
  data.push_back(static_cast<std::uint8_t>(passkey.id.size()));
  append(data, passkey.id);
  append(data, kCose);
  append(data, public_key);
  Bytes spki(kSpki.begin(), kSpki.end());
  append(spki, public_key);
  return {
      {"id", core::to_base64url(passkey.id)},
      {"name", "demur member"},
      {"clientData", core::to_base64url(core::bytes_of(client_data("webauthn.create", challenge, origin)))},
      {"authenticatorData", core::to_base64url(data)},
      {"publicKey", core::to_base64url(spki)},
      {"algorithm", kEdDsa}};
}

core::json::object assertion_of(const SoftwarePasskey& passkey, std::string_view challenge,
                                std::string_view origin) {
  const std::string client = client_data("webauthn.get", challenge, origin);
  const Bytes data = head(passkey, kPresentAndVerified);
  Bytes message = data;
  append(message, core::sha256(core::bytes_of(client)));
  return {{"id", core::to_base64url(passkey.id)},
          {"clientData", core::to_base64url(core::bytes_of(client))},
          {"authenticatorData", core::to_base64url(data)},
          {"signature", core::to_base64url(anonymity::SignKey(passkey.seed).sign(message))},
          {"userHandle", core::to_base64url(passkey.user_handle)}};
}

}  // namespace demur::cli
