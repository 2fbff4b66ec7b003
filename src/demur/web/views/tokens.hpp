// Tokens that are ready for a member, and the drops where they are collected. GET /tokens.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "demur/core/json.hpp"

namespace demur::web {

struct ReadyTokens {
  std::string record;  // of the key
  std::uint32_t left = 0;
};

struct DropLink {
  std::string name;
  std::string url;
};

struct TokensView {
  std::string origin;    // of the log: the institution in hashes
  bool passkey = false;  // one touch is asked for
  std::string house;     // this site's own address
  bool has_passkey = false;
  std::string next = {};  // where the member was going after signing in; empty: they came by themselves
  std::vector<ReadyTokens> tokens = {};
  std::vector<DropLink> drops = {};
};

[[nodiscard]] core::json::object to_json(const TokensView& view);  // template "tokens"

}  // namespace demur::web
