#include "demur/translog/leaf.hpp"

#include <algorithm>

#include "demur/translog/lines.hpp"
#include "demur/translog/members.hpp"
#include "demur/translog/tile.hpp"

namespace demur::translog {
namespace {

namespace json = core::json;

constexpr std::int64_t kVersion = 1;

bool made_of(std::string_view text, std::size_t most, std::string_view extra) {
  return !text.empty() && text.size() <= most && std::ranges::all_of(text, [&](char c) {
    return (c >= 'a' && c <= 'z') || extra.find(c) != std::string_view::npos;
  });
}

bool is_type(std::string_view text) {
  return made_of(text, 64, "_.");
}
bool is_reference(std::string_view text) {
  return made_of(text, 128, "0123456789._:/-");
}

Status check(const Leaf& leaf) {
  if (!is_type(leaf.type)) return fail(Code::invalid, "a leaf's type is 1 to 64 of a-z, _ and .", "type");
  if (!is_reference(leaf.id))
    return fail(Code::invalid, "a leaf's id is 1 to 128 of a-z, 0-9 and ._:/-", "id");
  if (!std::ranges::all_of(leaf.refs, is_reference))
    return fail(Code::invalid, "a leaf's refs are ids: 1 to 128 of a-z, 0-9 and ._:/-", "refs");
  if (!core::parse_day(core::to_string(leaf.day)))
    return fail(Code::invalid, "a leaf's day lies in the years 1900 to 2999", "day");
  return {};
}

Status check_size(std::size_t bytes) {
  if (bytes > kMaxEntryBytes) return fail(Code::too_large, "a leaf has at most 65,535 bytes");
  return {};
}

Result<std::vector<std::string>> parse_refs(const json::array& items) {
  std::vector<std::string> refs;
  for (const json::value& item : items) {
    if (!item.is_string()) return fail(Code::invalid, "a leaf's refs are ids", "refs");
    refs.emplace_back(item.get_string());
  }
  return refs;
}

}  // namespace

Result<std::string> format_leaf(const Leaf& leaf) {
  DEMUR_TRY(check(leaf));
  json::object object;
  object["v"] = kVersion;
  object["type"] = leaf.type;
  object["id"] = leaf.id;
  object["day"] = core::to_string(leaf.day);
  json::array& refs = object["refs"].emplace_array();
  for (const std::string& ref : leaf.refs) refs.emplace_back(ref);
  if (leaf.commit) object["commit"] = core::to_base64(*leaf.commit);
  if (leaf.public_part) object["public"] = *leaf.public_part;
  std::string text = DEMUR_TRY(core::canonical_json(json::value(std::move(object))));
  DEMUR_TRY(check_size(text.size()));
  return text;
}

Result<Leaf> parse_leaf(std::string_view text) {
  DEMUR_TRY(check_size(text.size()));
  const json::value value = DEMUR_TRY(core::parse_canonical_json(text));
  if (!value.is_object()) return fail(Code::invalid, "a leaf is a JSON object");
  const json::object& object = value.get_object();
  DEMUR_TRY(only_members(object, {"v", "type", "id", "day", "refs", "commit", "public"}));
  if (DEMUR_TRY(core::integer_member(object, "v")) != kVersion)
    return fail(Code::invalid, "only leaves of version 1 are known here", "v");
  Leaf leaf;
  leaf.type = DEMUR_TRY(core::string_member(object, "type"));
  leaf.id = DEMUR_TRY(core::string_member(object, "id"));
  const std::string day = DEMUR_TRY(core::string_member(object, "day"));
  leaf.day = DEMUR_TRY(core::parse_day(day));
  const json::array refs = DEMUR_TRY(core::array_member(object, "refs"));
  leaf.refs = DEMUR_TRY(parse_refs(refs));
  if (has_member(object, "commit")) {
    const std::string commit = DEMUR_TRY(core::string_member(object, "commit"));
    leaf.commit = DEMUR_TRY(parse_hash(commit));
  }
  if (has_member(object, "public")) leaf.public_part = DEMUR_TRY(core::object_member(object, "public"));
  DEMUR_TRY(check(leaf));
  return leaf;
}

}  // namespace demur::translog
