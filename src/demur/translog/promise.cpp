#include "demur/translog/promise.hpp"

#include <fmt/core.h>

#include "demur/translog/lines.hpp"

namespace demur::translog {
namespace {

constexpr std::string_view kVersion = "demur/promise/v1";

}  // namespace

Result<std::string> format_promise(const Promise& promise) {
  if (!is_key_name(promise.origin))
    return fail(Code::invalid, "a promise's origin is the name of the log's key");
  const std::string day = core::to_string(promise.by);
  DEMUR_TRY(core::parse_day(day));
  return fmt::format("{}\n{}\nleaf {}\nby {}\n", kVersion, promise.origin, core::to_base64(promise.leaf),
                     day);
}

Result<Promise> parse_promise(std::string_view text) {
  std::string_view rest = text;
  Promise promise;
  if (DEMUR_TRY(take_line(rest)) != kVersion) return fail(Code::invalid, "not a promise of version 1");
  promise.origin = DEMUR_TRY(take_line(rest));
  const std::string_view leaf_line = DEMUR_TRY(take_line(rest));
  const std::string_view leaf = DEMUR_TRY(value_after(leaf_line, "leaf"));
  promise.leaf = DEMUR_TRY(parse_hash(leaf));
  const std::string_view day_line = DEMUR_TRY(take_line(rest));
  const std::string_view day = DEMUR_TRY(value_after(day_line, "by"));
  promise.by = DEMUR_TRY(core::parse_day(day));
  if (!rest.empty()) return fail(Code::invalid, "a promise has four lines");
  if (!is_key_name(promise.origin))
    return fail(Code::invalid, "a promise's origin is the name of the log's key");
  return promise;
}

Result<std::string> sign_promise(const Promise& promise, const SigningKey& log_key) {
  if (promise.origin != log_key.verifier().name)
    return fail(Code::invalid, "a promise's origin must be the name of the key that signs it");
  const std::string text = DEMUR_TRY(format_promise(promise));
  return sign_note(text, log_key);
}

Result<Promise> open_promise(std::string_view note, const VerifierKey& log_key) {
  if (log_key.type != KeyType::log) return fail(Code::invalid, "a log's key must be of type 1");
  const OpenedNote opened = DEMUR_TRY(open_note(note, {&log_key, 1}));
  Promise promise = DEMUR_TRY(parse_promise(opened.text));
  if (promise.origin != log_key.name) return fail(Code::unproven, "the promise is of another log");
  return promise;
}

}  // namespace demur::translog
