#include "demur/service/passkey.hpp"

#include <algorithm>
#include <array>

#include "demur/core/digest.hpp"
#include "demur/service/passkey_data.hpp"
#include "demur/service/passkey_signature.hpp"

namespace demur::service {
namespace {

using core::ByteView;
using core::Code;
using core::Result;
using core::Status;

constexpr std::size_t kLargestBody = 16 * 1024;
constexpr std::size_t kLargestClientData = 4 * 1024;
constexpr std::size_t kLongestName = 100;  // bytes

Result<core::json::object> read_object(std::string_view text, std::size_t largest, const char* field) {
  if (text.size() > largest) return core::fail(Code::too_large, "the passkey's data is too long", field);
  const core::json::value value = DEMUR_TRY(core::parse_json(text));
  if (!value.is_object()) return core::fail(Code::invalid, "a JSON object is expected", field);
  return value.get_object();
}

Result<core::Bytes> binary_member(const core::json::object& object, std::string_view name) {
  auto decoded = core::from_base64url(DEMUR_TRY(core::string_member(object, name)));
  if (!decoded) return core::fail(Code::invalid, "base64url is expected", std::string(name));
  return decoded;
}

Result<std::string> client_data_member(const core::json::object& object) {
  const core::Bytes bytes = DEMUR_TRY(binary_member(object, "clientData"));
  return std::string(core::text_of(bytes));
}

Result<core::json::object> read_client_data(std::string_view text) {
  return read_object(text, kLargestClientData, "clientData");
}

enum class Ceremony { registration, sign_in };

std::unexpected<core::Error> unproven(std::string what) {
  return core::fail(Code::unproven, std::move(what));
}

Status check_client_data(std::string_view text, Ceremony ceremony, const RelyingParty& party,
                         std::string_view challenge) {
  const core::json::object data = DEMUR_TRY(read_client_data(text));
  const char* type = ceremony == Ceremony::registration ? "webauthn.create" : "webauthn.get";
  if (DEMUR_TRY(core::string_member(data, "type")) != type)
    return unproven("the passkey's answer is for another ceremony");
  const std::string answered = DEMUR_TRY(core::string_member(data, "challenge"));
  if (!core::equal_in_constant_time(core::bytes_of(answered), core::bytes_of(challenge)))
    return unproven("the passkey answered another challenge; start again");
  if (DEMUR_TRY(core::string_member(data, "origin")) != party.origin)
    return unproven("the passkey was used on another site");
  const core::json::value* framed = data.if_contains("crossOrigin");
  if (framed != nullptr && (!framed->is_bool() || framed->get_bool()))
    return unproven("the passkey was used inside another site's page");
  return {};
}

Result<AuthenticatorData> check_authenticator_data(ByteView bytes, const RelyingParty& party) {
  AuthenticatorData data = DEMUR_TRY(parse_authenticator_data(bytes));
  if (data.rp_id_hash != core::sha256(core::bytes_of(party.id)))
    return unproven("the passkey belongs to another site");
  if (!data.user_present) return unproven("the passkey was used without its owner's touch");
  if (!data.user_verified)
    return unproven("the passkey did not ask for its owner's PIN, fingerprint or face; switch that on");
  return data;
}

}  // namespace

Result<PasskeyRegistration> parse_passkey_registration(std::string_view body) {
  const core::json::object object = DEMUR_TRY(read_object(body, kLargestBody, ""));
  PasskeyRegistration sent;
  sent.credential_id = DEMUR_TRY(binary_member(object, "id"));
  sent.public_key = DEMUR_TRY(binary_member(object, "publicKey"));
  sent.algorithm = DEMUR_TRY(core::integer_member(object, "algorithm"));
  sent.authenticator_data = DEMUR_TRY(binary_member(object, "authenticatorData"));
  sent.client_data = DEMUR_TRY(client_data_member(object));
  sent.name = DEMUR_TRY(core::string_member(object, "name"));
  if (sent.name.size() > kLongestName || !core::is_utf8_text(sent.name))
    return core::fail(Code::invalid, "a passkey's name has at most 100 bytes", "name");
  return sent;
}

Result<PasskeyAssertion> parse_passkey_assertion(std::string_view body) {
  const core::json::object object = DEMUR_TRY(read_object(body, kLargestBody, ""));
  PasskeyAssertion sent;
  sent.credential_id = DEMUR_TRY(binary_member(object, "id"));
  sent.authenticator_data = DEMUR_TRY(binary_member(object, "authenticatorData"));
  sent.client_data = DEMUR_TRY(client_data_member(object));
  sent.signature = DEMUR_TRY(binary_member(object, "signature"));
  sent.user_handle = DEMUR_TRY(binary_member(object, "userHandle"));
  return sent;
}

Result<std::string> challenge_of(std::string_view client_data) {
  return core::string_member(DEMUR_TRY(read_client_data(client_data)), "challenge");
}

Result<std::string> origin_of(std::string_view client_data) {
  return core::string_member(DEMUR_TRY(read_client_data(client_data)), "origin");
}

Result<Passkey> verify_passkey_registration(const PasskeyRegistration& sent, const RelyingParty& party,
                                            std::string_view challenge) {
  DEMUR_TRY(check_client_data(sent.client_data, Ceremony::registration, party, challenge));
  const AuthenticatorData data = DEMUR_TRY(check_authenticator_data(sent.authenticator_data, party));
  if (data.credential_id != sent.credential_id) return unproven("the authenticator attested another passkey");
  const PasskeyAlgorithm algorithm = DEMUR_TRY(passkey_algorithm(sent.algorithm));
  DEMUR_TRY(check_passkey_key(algorithm, sent.public_key));
  return Passkey{sent.credential_id, sent.public_key, algorithm, data.sign_count};
}

Result<std::uint32_t> verify_passkey_assertion(const PasskeyAssertion& sent, const Passkey& passkey,
                                               const RelyingParty& party, std::string_view challenge) {
  if (sent.credential_id != passkey.credential_id) return unproven("the answer is another passkey's");
  DEMUR_TRY(check_client_data(sent.client_data, Ceremony::sign_in, party, challenge));
  const AuthenticatorData data = DEMUR_TRY(check_authenticator_data(sent.authenticator_data, party));
  core::Bytes message = sent.authenticator_data;
  std::ranges::copy(core::sha256(core::bytes_of(sent.client_data)), std::back_inserter(message));
  DEMUR_TRY(check_passkey_signature(passkey.algorithm, passkey.public_key, message, sent.signature));
  if ((data.sign_count != 0 || passkey.sign_count != 0) && data.sign_count <= passkey.sign_count)
    return unproven("the passkey's counter went back: it may have been copied; remove it and add a new one");
  return data.sign_count;
}

}  // namespace demur::service
