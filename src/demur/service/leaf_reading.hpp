// What audits read of a leaf: what it refers to, and what its public part says.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "demur/core/json.hpp"
#include "demur/translog/leaf.hpp"

namespace demur::service {

// Its public part; empty where it has none.
[[nodiscard]] const core::json::object& said_in(const translog::Leaf& leaf);

// The id in its first reference to a noun, as "decision" of "decision:ID"; empty where there is none.
[[nodiscard]] std::string ref_of(const translog::Leaf& leaf, std::string_view noun);

// A member that is a number, or true; 0 and false where it is neither.
[[nodiscard]] int said_number(const core::json::object& said, const char* name);
[[nodiscard]] bool said_true(const core::json::object& said, const char* name);

// The members of an array, an empty text for each that is none.
[[nodiscard]] std::vector<std::string> said_texts(const core::json::object& said, const char* name);

}  // namespace demur::service
