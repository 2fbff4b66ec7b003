// A policy file as plain values with their lines, before anybody asks what they mean. It exists so
// that exactly one file knows the TOML library.
//
// A policy file has values at its top and tables one level below. Whatever TOML has and a policy
// has no use for (floats, times, tables in tables) arrives as std::monostate: a value of a kind that
// every reader refuses, by its line.
#pragma once

#include <cstdint>
#include <expected>
#include <map>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "demur/domain/policy.hpp"

namespace demur::domain {

struct PolicyValue {
  int line = 0;
  std::variant<std::monostate, std::string, std::int64_t, bool, Day, std::vector<PolicyValue>> value;
};

struct PolicyTable {
  int line = 0;
  std::map<std::string, PolicyValue> values;
};

struct PolicyText {
  PolicyTable top;
  std::map<std::string, PolicyTable> tables;
};

// The finding is of weight error: where the text stops being TOML.
[[nodiscard]] std::expected<PolicyText, PolicyFinding> read_policy_text(std::string_view toml);

}  // namespace demur::domain
