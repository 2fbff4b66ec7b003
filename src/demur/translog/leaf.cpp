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

Status check(const Leaf& leaf, std::string_view day) {
  if (!is_type(leaf.type)) return fail(Code::invalid, "a leaf's type is 1 to 64 of a-z, _ and .", "type");
  if (!is_reference(leaf.id))
    return fail(Code::invalid, "a leaf's id is 1 to 128 of a-z, 0-9 and ._:/-", "id");
  if (!std::ranges::all_of(leaf.refs, is_reference))
    return fail(Code::invalid, "a leaf's refs are ids: 1 to 128 of a-z, 0-9 and ._:/-", "refs");
  if (!core::parse_day(day)) return fail(Code::invalid, "a leaf's day lies in the years 1900 to 2999", "day");
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

// In the order of its members' names, which is the canonical one. What check() lets through needs no escape.
Result<std::string> format_leaf(const Leaf& leaf) {
  const std::string day = core::to_string(leaf.day);
  DEMUR_TRY(check(leaf, day));
  std::string text;
  text.reserve(512);
  text += '{';
  if (leaf.commit) text.append(R"("commit":")").append(core::to_base64(*leaf.commit)).append(R"(",)");
  text.append(R"("day":")").append(day).append(R"(","id":")").append(leaf.id).append(R"(",)");
  if (leaf.public_part)
    text.append(R"("public":)")
        .append(DEMUR_TRY(core::canonical_json(core::json::value(*leaf.public_part))))
        .append(",");
  text.append(R"("refs":[)");
  for (const std::string& ref : leaf.refs)
    text.append(&ref == &leaf.refs.front() ? R"(")" : R"(,")").append(ref).append(R"(")");
  text.append(R"(],"type":")").append(leaf.type).append(R"(","v":1})");
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
  DEMUR_TRY(check(leaf, day));
  return leaf;
}

}  // namespace demur::translog
