// What can fail returns Result<T>: a value, or an Error that a person can act on.
//
//   Result<Day> day = parse_day(text);
//   Day due = DEMUR_TRY(parse_day(text));      // or hands the error to the caller
//
// Errors say what was wrong, where, and what to do. They never hold a secret, nor the text that a
// person wrote: `what` may be shown, logged and mailed.
#pragma once

#include <expected>
#include <string>
#include <utility>

namespace demur::core {

// Each code maps to one HTTP status (http/response.hpp) and one exit code of the program.
enum class Code {
  invalid,          // the input breaks a rule of its format          400, exit 2
  unauthenticated,  // nobody is signed in                            401, exit 3
  forbidden,        // this person may not do this                    403, exit 3
  not_found,        // there is no such thing, or not for this person 404, exit 4
  conflict,         // the state does not allow it (any more)         409, exit 5
  too_large,        // more than a stated limit                       413, exit 2
  too_many,         // more often than a stated limit                 429, exit 6
  unproven,         // a signature, hash or proof does not hold       422, exit 1
  unavailable,      // try again later                                503, exit 6
  internal,         // a fault of ours or of the machine              500, exit 70
};

struct Error {
  Code code = Code::internal;
  std::string what;
  std::string field = {};  // the form field or the JSON member at fault, where there is one
};

template <typename T>
using Result = std::expected<T, Error>;
using Status = Result<void>;

[[nodiscard]] inline std::unexpected<Error> fail(Code code, std::string what, std::string field = {}) {
  return std::unexpected(Error{code, std::move(what), std::move(field)});
}

[[nodiscard]] int exit_code(Code code);
[[nodiscard]] const char* name(Code code);

}  // namespace demur::core

// The value of a Result, or return its error from the function. A statement expression: gcc and
// clang both have it.
#define DEMUR_TRY(expression) DEMUR_TRY_AS(expression, DEMUR_JOIN(demur_result_, __COUNTER__))
#define DEMUR_JOIN(a, b) DEMUR_JOIN_NOW(a, b)
#define DEMUR_JOIN_NOW(a, b) a##b
#define DEMUR_TRY_AS(expression, result)                 \
  __extension__({                                        \
    auto result = (expression);                          \
    if (!result) [[unlikely]]                            \
      return std::unexpected(std::move(result).error()); \
    ::demur::core::detail::take(std::move(result));      \
  })

namespace demur::core::detail {
template <typename T>
T take(std::expected<T, Error>&& result) {
  return std::move(*result);
}
inline void take(std::expected<void, Error>&&) {}
}  // namespace demur::core::detail
