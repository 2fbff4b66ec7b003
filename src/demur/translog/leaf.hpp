// A leaf of Demur's log: one record, as one line of canonical JSON (RFC 8785), safe for the public.
//
//   {"commit":"<base64>","day":"2026-11-23","id":"...","public":{...},"refs":["..."],"type":"dissent.filed","v":1}
//
// Days, never times. `commit` stands for the private part (commitment.hpp), `public` is said in
// clear; either may be absent. One record has one text: parsing refuses everything else, unknown
// members too. docs/formats.md has the grammar. Pure functions; errors are Code::invalid, or
// Code::too_large above 65,535 bytes.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "demur/core/day.hpp"
#include "demur/core/json.hpp"
#include "demur/translog/hash.hpp"

namespace demur::translog {

struct Leaf {
  std::string type;  // lower-case words, dots and underscores: [a-z_.], 1 to 64 of them
  std::string id;    // [a-z0-9._:/-], 1 to 128 of them: an id never is a person's text
  core::Day day;
  std::vector<std::string> refs;  // ids
  std::optional<Hash> commit = {};
  std::optional<core::json::object> public_part = {};

  bool operator==(const Leaf&) const = default;
};

[[nodiscard]] Result<std::string> format_leaf(const Leaf& leaf);
[[nodiscard]] Result<Leaf> parse_leaf(std::string_view text);

}  // namespace demur::translog
