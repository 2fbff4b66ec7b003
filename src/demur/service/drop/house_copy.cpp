#include "demur/service/drop/house_copy.hpp"

#include <fmt/core.h>

#include <algorithm>

#include "demur/core/id.hpp"
#include "demur/core/json.hpp"

namespace demur::service::drop {
namespace {

using core::Code;
using core::fail;
using core::Result;
using core::json::object;

Result<object> object_in(std::string_view json) {
  auto value = DEMUR_TRY(core::parse_json(json));
  if (!value.is_object()) return fail(Code::invalid, "a JSON object is expected");
  return std::move(value.get_object());
}

Result<int> small_member(const object& fields, std::string_view name, int least, int most) {
  const auto number = DEMUR_TRY(core::integer_member(fields, name));
  if (number >= least && number <= most) return static_cast<int>(number);
  return fail(Code::invalid, fmt::format("{} must be {} to {}", name, least, most), std::string(name));
}

Result<std::string> short_member(const object& fields, std::string_view name) {
  std::string text = DEMUR_TRY(core::string_member(fields, name));
  if (!text.empty() && text.size() <= 500) return text;
  return fail(Code::invalid, fmt::format("{} must have 1 to 500 bytes", name), std::string(name));
}

Result<core::Digest> digest_member(const object& fields, std::string_view name) {
  const auto bytes = core::from_base64(DEMUR_TRY(core::string_member(fields, name)));
  core::Digest digest{};
  if (!bytes || bytes->size() != digest.size())
    return fail(Code::invalid, fmt::format("{} must be base64 of 32 bytes", name), std::string(name));
  std::ranges::copy(*bytes, digest.begin());
  return digest;
}

Result<std::vector<OpenDecision>> decisions_in(const object& fields) {
  std::vector<OpenDecision> decisions;
  for (const auto& entry : DEMUR_TRY(core::array_member(fields, "decisions"))) {
    if (!entry.is_object()) return fail(Code::invalid, "a decision is a JSON object", "decisions");
    const object& decision = entry.get_object();
    decisions.push_back({.id = DEMUR_TRY(short_member(decision, "id")),
                         .number = DEMUR_TRY(short_member(decision, "number")),
                         .title = DEMUR_TRY(short_member(decision, "title")),
                         .owner = DEMUR_TRY(core::string_member(decision, "owner"))});
  }
  return decisions;
}

Result<std::vector<std::string>> kinds_in(const object& fields) {
  std::vector<std::string> kinds;
  for (const auto& entry : DEMUR_TRY(core::array_member(fields, "kinds"))) {
    if (!entry.is_string()) return fail(Code::invalid, "kinds are words", "kinds");
    kinds.emplace_back(entry.get_string());
  }
  return kinds;
}

// The keys log is signed by the institution's log key, under a name of its own.
core::Status check_keys_key(const HouseView& view, const translog::VerifierKey& log_key) {
  if (view.origin == log_key.name && view.keys_key.name == view.origin + "/keys" &&
      view.keys_key.public_key == log_key.public_key && anonymity::is_instance(view.origin))
    return {};
  return fail(Code::invalid, "keys_key is not the log's key under the name of the keys log", "keys_key");
}

// What no policy may set (domain/policy.cpp), no server may say: nobody signs the view.
core::Status check_protection(const HouseView& view) {
  if (view.to_open < 2)
    return fail(
        Code::unproven,
        "the server says that one custodian alone may open what is sent: no institution's rules may say "
        "so. Do not go on, and tell your colleagues",
        "to_open");
  if (view.floor < 5)
    return fail(
        Code::unproven,
        "the server says that a group of fewer than 5 is enough: it hides nobody, and no institution's "
        "rules may say so. Do not go on, and tell your colleagues",
        "floor");
  return {};
}

}  // namespace

Result<HouseView> parse_view(std::string_view json) {
  const object fields = DEMUR_TRY(object_in(json));
  HouseView view;
  view.institution = DEMUR_TRY(short_member(fields, "institution"));
  view.channel = DEMUR_TRY(short_member(fields, "channel"));
  view.origin = DEMUR_TRY(short_member(fields, "origin"));
  view.keys_key = DEMUR_TRY(translog::VerifierKey::parse(DEMUR_TRY(short_member(fields, "keys_key"))));
  DEMUR_TRY(check_keys_key(
      view, DEMUR_TRY(translog::VerifierKey::parse(DEMUR_TRY(short_member(fields, "log_key"))))));
  view.to_open = DEMUR_TRY(small_member(fields, "to_open", 1, 10));
  view.floor = DEMUR_TRY(small_member(fields, "floor", 1, 1'000));
  DEMUR_TRY(check_protection(view));
  if (fields.contains("passkey"))
    view.passkey = DEMUR_TRY(core::string_member(fields, "passkey")) != "optional";
  view.quarter = DEMUR_TRY(short_member(fields, "quarter"));
  view.promise_days = DEMUR_TRY(small_member(fields, "promise_days", 0, 366));
  if (fields.contains("relay_hour")) view.relay_hour = DEMUR_TRY(small_member(fields, "relay_hour", 0, 23));
  view.decisions = DEMUR_TRY(decisions_in(fields));
  view.kinds = DEMUR_TRY(kinds_in(fields));
  return view;
}

Result<Filings> parse_filings(std::string_view json) {
  const object fields = DEMUR_TRY(object_in(json));
  Filings filings;
  for (const auto& entry : DEMUR_TRY(core::array_member(fields, "filings"))) {
    if (!entry.is_object()) return fail(Code::invalid, "a filing is a JSON object", "filings");
    const object& filing = entry.get_object();
    std::string id = DEMUR_TRY(core::string_member(filing, "id"));
    if (!core::is_id_text(id)) return fail(Code::invalid, "a filing's id is not an id", "filings");
    const auto reviews = core::integer_member(filing, "reviews");
    const Filed filed{.key_id = DEMUR_TRY(digest_member(filing, "key")),
                      .author = DEMUR_TRY(digest_member(filing, "author")),
                      .reviews = reviews ? std::optional(*reviews) : std::nullopt};
    filings.insert_or_assign(std::move(id), filed);
  }
  return filings;
}

anonymity::KeysRule rule_of(const HouseView& view) {
  return {.instance = view.origin,
          .class_floor = static_cast<std::uint32_t>(view.floor),
          .issued_floor = static_cast<std::uint64_t>(view.floor)};
}

std::vector<std::string> quarters_until(std::string_view newest, std::size_t count) {
  const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
  if (newest.size() != 6 || !std::ranges::all_of(newest.substr(0, 4), is_digit) || newest[4] != 'q' ||
      newest[5] < '1' || newest[5] > '4')
    return {};
  int year = 0;
  for (const char digit : newest.substr(0, 4)) year = 10 * year + (digit - '0');
  int quarter = newest[5] - '0';
  std::vector<std::string> quarters;
  for (; quarters.size() < count; --quarter) {
    if (quarter == 0) {
      quarter = 4;
      --year;
    }
    quarters.push_back(fmt::format("{:04}q{}", year, quarter));
  }
  return quarters;
}

}  // namespace demur::service::drop
