// JSON in, JSON out. The canonical form is RFC 8785 (JCS) without fractional numbers: one text for
// one value, so that it can be hashed, signed and logged.
#pragma once

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/string.hpp>
#include <boost/json/value.hpp>
#include <string>
#include <string_view>

#include "demur/core/result.hpp"

namespace demur::core {

namespace json = boost::json;

// Strict RFC 8259: valid UTF-8, at most 32 levels, no duplicate member, nothing after the value.
[[nodiscard]] Result<json::value> parse_json(std::string_view text);

// The canonical text. Member names must be ASCII; numbers must be integers within +-(2^53 - 1).
[[nodiscard]] Result<std::string> canonical_json(const json::value& value);

// Parses a text and refuses it unless it is already canonical.
[[nodiscard]] Result<json::value> parse_canonical_json(std::string_view text);

// Indented, members in their own order: for people who read files.
[[nodiscard]] std::string pretty_json(const json::value& value);

// Members of an object, by name; the error names the member.
[[nodiscard]] Result<std::string> string_member(const json::object& object, std::string_view name);
[[nodiscard]] Result<std::int64_t> integer_member(const json::object& object, std::string_view name);
[[nodiscard]] Result<json::array> array_member(const json::object& object, std::string_view name);
[[nodiscard]] Result<json::object> object_member(const json::object& object, std::string_view name);

}  // namespace demur::core
