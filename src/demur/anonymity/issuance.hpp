// How tokens are asked for: many at once, under one passkey signature over all of them. An auditor can then
// check that a member stood behind every token that was issued.
//
//   challenge = SHA-256("demur/issue/v1" 00 | instance[32] | u32 count | (key_id[32] | blinded_msg)*)
//   {"assertion":{...},"tokens":[{"blinded_msg":b64,"key_id":b64,"modulus":0},...],"v":1}
//   {"signatures":[b64,...],"v":1}                 in the request's order
//
// The texts are canonical JSON. The assertion is WebAuthn's, whatever whoever uses this library puts into
// it; this layer hands it through. Each key and modulus may stand once for each token of the quota; the
// same blinded message twice is refused. Errors: Code::invalid.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "demur/anonymity/key_record.hpp"
#include "demur/core/json.hpp"

namespace demur::anonymity {

inline constexpr std::size_t kMaxBatch = 256;

struct BlindedToken {
  KeyId key_id{};
  std::uint8_t modulus = 0;  // which of the record's
  Bytes blinded_message;
  bool operator==(const BlindedToken&) const = default;
};

struct IssueRequest {
  std::vector<BlindedToken> tokens;
  std::optional<core::json::object> assertion;
};

[[nodiscard]] core::Digest issue_challenge(const InstanceId& instance, std::span<const BlindedToken> tokens);

[[nodiscard]] Result<std::string> format_issue_request(const IssueRequest& request);
[[nodiscard]] Result<IssueRequest> parse_issue_request(std::string_view json);

[[nodiscard]] Result<std::string> format_issue_answer(std::span<const Bytes> signatures);
[[nodiscard]] Result<std::vector<Bytes>> parse_issue_answer(std::string_view json);

}  // namespace demur::anonymity
