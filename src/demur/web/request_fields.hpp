// What a POST sends, as one kind of form: from a browser's form, or from a JSON object of strings
// (numbers and booleans as their text, lists as repeated fields).
#pragma once

#include <string>

#include "demur/core/result.hpp"
#include "demur/http/form.hpp"
#include "demur/http/request.hpp"

namespace demur::web {

[[nodiscard]] core::Result<http::Form> fields_of(const http::Request& request);

// A path with its query, encoded for the `next` parameter of /sign-in.
[[nodiscard]] std::string next_parameter(std::string_view target);

// `next` as a path of this site; "/" for anything else.
[[nodiscard]] std::string safe_next(std::string_view next);

}  // namespace demur::web
