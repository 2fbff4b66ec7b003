#include "demur/anonymity/issuance.hpp"

#include <algorithm>
#include <set>

#include "demur/anonymity/hashing.hpp"

namespace demur::anonymity {
namespace {

constexpr std::size_t kMostModuli = 2;

Status check_batch(std::span<const BlindedToken> tokens) {
  if (tokens.empty() || tokens.size() > kMaxBatch)
    return fail(Code::invalid, "a batch has 1 to 256 tokens", "tokens");
  std::set<Bytes> seen;
  for (const BlindedToken& token : tokens) {
    if (token.modulus >= kMostModuli) return fail(Code::invalid, "a modulus is 0 or 1", "modulus");
    if (token.blinded_message.size() < 256 || token.blinded_message.size() > 512)
      return fail(Code::invalid, "a blinded message has 256 to 512 bytes", "blinded_msg");
    if (!seen.insert(token.blinded_message).second)
      return fail(Code::invalid, "a blinded message stands twice in the batch", "blinded_msg");
  }
  return {};
}

Result<Bytes> base64_member(const core::json::object& object, std::string_view name) {
  auto bytes = core::from_base64(DEMUR_TRY(core::string_member(object, name)));
  if (!bytes) return fail(Code::invalid, "the member is not base64", std::string(name));
  return bytes;
}

Result<BlindedToken> read_token(const core::json::value& value) {
  const auto* const object = value.if_object();
  if (object == nullptr) return fail(Code::invalid, "a token of the batch is an object", "tokens");
  BlindedToken token;
  const Bytes key_id = DEMUR_TRY(base64_member(*object, "key_id"));
  if (key_id.size() != token.key_id.size()) return fail(Code::invalid, "a key's id has 32 bytes", "key_id");
  std::ranges::copy(key_id, token.key_id.begin());
  const std::int64_t modulus = DEMUR_TRY(core::integer_member(*object, "modulus"));
  if (modulus < 0 || modulus >= static_cast<std::int64_t>(kMostModuli))
    return fail(Code::invalid, "a modulus is 0 or 1", "modulus");
  token.modulus = static_cast<std::uint8_t>(modulus);
  token.blinded_message = DEMUR_TRY(base64_member(*object, "blinded_msg"));
  return token;
}

}  // namespace

core::Digest issue_challenge(const InstanceId& instance, std::span<const BlindedToken> tokens) {
  Bytes joined;
  for (const BlindedToken& token : tokens) {
    joined.insert(joined.end(), token.key_id.begin(), token.key_id.end());
    joined.insert(joined.end(), token.blinded_message.begin(), token.blinded_message.end());
  }
  return tagged_sha256("demur/issue/v1",
                       {instance, big_endian(static_cast<std::uint32_t>(tokens.size())), joined});
}

Result<std::string> format_issue_request(const IssueRequest& request) {
  DEMUR_TRY(check_batch(request.tokens));
  core::json::array tokens;
  for (const BlindedToken& token : request.tokens)
    tokens.push_back({{"blinded_msg", core::to_base64(token.blinded_message)},
                      {"key_id", core::to_base64(token.key_id)},
                      {"modulus", token.modulus}});
  core::json::object object{{"tokens", std::move(tokens)}, {"v", 1}};
  if (request.assertion) object["assertion"] = *request.assertion;
  return core::canonical_json(object);
}

Result<IssueRequest> parse_issue_request(std::string_view json) {
  const core::json::value value = DEMUR_TRY(core::parse_canonical_json(json));
  const auto* const object = value.if_object();
  if (object == nullptr) return fail(Code::invalid, "a request for tokens is a JSON object");
  IssueRequest request;
  const core::json::array tokens = DEMUR_TRY(core::array_member(*object, "tokens"));
  if (tokens.size() > kMaxBatch) return fail(Code::invalid, "a batch has 1 to 256 tokens", "tokens");
  for (const core::json::value& token : tokens) request.tokens.push_back(DEMUR_TRY(read_token(token)));
  if (object->contains("assertion")) request.assertion = DEMUR_TRY(core::object_member(*object, "assertion"));
  // Written again it must be the same: no other version, no member that this format does not know.
  if (DEMUR_TRY(format_issue_request(request)) != json)
    return fail(Code::invalid, "the request for tokens has members that its format does not know");
  return request;
}

Result<std::string> format_issue_answer(std::span<const Bytes> signatures) {
  core::json::array texts;
  for (const Bytes& signature : signatures) texts.emplace_back(core::to_base64(signature));
  return core::canonical_json(core::json::object{{"signatures", std::move(texts)}, {"v", 1}});
}

Result<std::vector<Bytes>> parse_issue_answer(std::string_view json) {
  const core::json::value value = DEMUR_TRY(core::parse_canonical_json(json));
  const auto* const object = value.if_object();
  if (object == nullptr) return fail(Code::invalid, "the answer to a request for tokens is a JSON object");
  std::vector<Bytes> signatures;
  for (const core::json::value& item : DEMUR_TRY(core::array_member(*object, "signatures"))) {
    const auto* const text = item.if_string();
    auto bytes = text == nullptr ? fail(Code::invalid, "") : core::from_base64({text->data(), text->size()});
    if (!bytes) return fail(Code::invalid, "a signature is not base64", "signatures");
    signatures.push_back(std::move(*bytes));
  }
  if (signatures.size() > kMaxBatch || DEMUR_TRY(format_issue_answer(signatures)) != json)
    return fail(Code::invalid, "the answer to a request for tokens is not in its one spelling");
  return signatures;
}

}  // namespace demur::anonymity
