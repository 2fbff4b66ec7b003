#include "demur/core/json.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <boost/json/basic_parser_impl.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <set>
#include <vector>

namespace demur::core {
namespace {

// Sees every member name of a text; Boost.JSON's own parser lets the last of two win.
struct DuplicateFinder {
  static constexpr std::size_t max_object_size = SIZE_MAX;
  static constexpr std::size_t max_array_size = SIZE_MAX;
  static constexpr std::size_t max_key_size = SIZE_MAX;
  static constexpr std::size_t max_string_size = SIZE_MAX;
  using error_code = boost::system::error_code;

  std::vector<std::set<std::string, std::less<>>> objects;
  std::string part;
  bool found = false;

  bool on_document_begin(error_code&) { return true; }
  bool on_document_end(error_code&) { return true; }
  bool on_object_begin(error_code&) {
    objects.emplace_back();
    return true;
  }
  bool on_object_end(std::size_t, error_code&) {
    objects.pop_back();
    return true;
  }
  bool on_array_begin(error_code&) { return true; }
  bool on_array_end(std::size_t, error_code&) { return true; }
  bool on_key_part(json::string_view text, std::size_t, error_code&) {
    part.append(text.data(), text.size());
    return true;
  }
  bool on_key(json::string_view text, std::size_t, error_code&) {
    part.append(text.data(), text.size());
    if (!objects.back().insert(std::move(part)).second) found = true;
    part.clear();
    return true;
  }
  bool on_string_part(json::string_view, std::size_t, error_code&) { return true; }
  bool on_string(json::string_view, std::size_t, error_code&) { return true; }
  bool on_number_part(json::string_view, error_code&) { return true; }
  bool on_int64(std::int64_t, json::string_view, error_code&) { return true; }
  bool on_uint64(std::uint64_t, json::string_view, error_code&) { return true; }
  bool on_double(double, json::string_view, error_code&) { return true; }
  bool on_bool(bool, error_code&) { return true; }
  bool on_null(error_code&) { return true; }
  bool on_comment_part(json::string_view, error_code&) { return true; }
  bool on_comment(json::string_view, error_code&) { return true; }
};

bool stands_for_itself(char c) {
  return static_cast<unsigned char>(c) >= 0x20 && c != '"' && c != '\\';
}

void write_escaped(char c, std::string& out) {
  static constexpr std::string_view kShort = "\"\\\b\f\n\r\t";
  static constexpr std::string_view kLetters = "\"\\bfnrt";
  if (const auto at = kShort.find(c); at != std::string_view::npos)
    (out += '\\') += kLetters[at];
  else
    out += fmt::format("\\u{:04x}", static_cast<unsigned>(static_cast<unsigned char>(c)));
}

void write_string(std::string_view text, std::string& out) {
  out += '"';
  while (!text.empty()) {
    const auto plain =
        static_cast<std::size_t>(std::ranges::find_if_not(text, stands_for_itself) - text.begin());
    out += text.substr(0, plain);
    text.remove_prefix(plain);
    if (text.empty()) break;
    write_escaped(text.front(), out);
    text.remove_prefix(1);
  }
  out += '"';
}

Status write_integer(std::int64_t value, std::string& out) {
  constexpr std::int64_t kLargest = (std::int64_t{1} << 53) - 1;
  if (value > kLargest || value < -kLargest)
    return fail(Code::invalid, "canonical JSON holds integers up to 2^53 - 1");
  out += std::to_string(value);
  return {};
}

Status write_canonical(const json::value& value, std::string& out);

Status write_object(const json::object& object, std::string& out) {
  std::vector<const json::key_value_pair*> members;
  for (const auto& member : object) {
    if (!std::ranges::all_of(member.key(), [](char c) { return c >= 0x20 && c < 0x7f; }))
      return fail(Code::invalid, "canonical JSON member names must be ASCII");
    members.push_back(&member);
  }
  std::ranges::sort(members, [](auto* a, auto* b) { return a->key() < b->key(); });
  out += '{';
  for (const auto* member : members) {
    if (member != members.front()) out += ',';
    write_string(std::string_view(member->key().data(), member->key().size()), out);
    out += ':';
    DEMUR_TRY(write_canonical(member->value(), out));
  }
  out += '}';
  return {};
}

Status write_canonical(const json::value& value, std::string& out) {
  switch (value.kind()) {
    case json::kind::null:
      out += "null";
      return {};
    case json::kind::bool_:
      out += value.get_bool() ? "true" : "false";
      return {};
    case json::kind::int64:
      return write_integer(value.get_int64(), out);
    case json::kind::uint64:
      if (value.get_uint64() > INT64_MAX)
        return fail(Code::invalid, "canonical JSON holds integers up to 2^53 - 1");
      return write_integer(static_cast<std::int64_t>(value.get_uint64()), out);
    case json::kind::double_:
      return fail(Code::invalid, "canonical JSON here holds no fractions");
    case json::kind::string:
      write_string(std::string_view(value.get_string()), out);
      return {};
    case json::kind::array: {
      out += '[';
      bool first = true;
      for (const auto& item : value.get_array()) {
        if (!first) out += ',';
        first = false;
        DEMUR_TRY(write_canonical(item, out));
      }
      out += ']';
      return {};
    }
    case json::kind::object:
      return write_object(value.get_object(), out);
  }
  return fail(Code::internal, "unknown JSON kind");
}

void write_pretty(const json::value& value, std::string& out, std::size_t indent) {
  const std::string margin(indent + 2, ' ');
  const auto list = [&](const auto& items, char open, char close, const auto& write) {
    if (items.empty()) {
      out += open;
      out += close;
      return;
    }
    out += open;
    bool first = true;
    for (const auto& item : items) {
      out += first ? "\n" : ",\n";
      first = false;
      out += margin;
      write(item);
    }
    out += '\n' + std::string(indent, ' ') + close;
  };
  if (const auto* object = value.if_object())
    list(*object, '{', '}', [&](const json::key_value_pair& member) {
      write_string(std::string_view(member.key().data(), member.key().size()), out);
      out += ": ";
      write_pretty(member.value(), out, indent + 2);
    });
  else if (const auto* array = value.if_array())
    list(*array, '[', ']', [&](const json::value& item) { write_pretty(item, out, indent + 2); });
  else
    out += json::serialize(value);
}

const json::value* find(const json::object& object, std::string_view name) {
  return object.if_contains(json::string_view(name.data(), name.size()));
}

std::unexpected<Error> wrong_member(std::string_view name, const char* expected) {
  return fail(Code::invalid, fmt::format("member \"{}\" must be {}", name, expected), std::string(name));
}

}  // namespace

Result<json::value> parse_json(std::string_view text) {
  json::error_code error;
  json::value value = json::parse(json::string_view(text.data(), text.size()), error);
  if (error) return fail(Code::invalid, "not JSON: " + error.message());
  json::basic_parser<DuplicateFinder> finder{json::parse_options{}};
  finder.write_some(false, text.data(), text.size(), error);
  if (finder.handler().found) return fail(Code::invalid, "an object names a member twice");
  return value;
}

Result<std::string> canonical_json(const json::value& value) {
  std::string out;
  DEMUR_TRY(write_canonical(value, out));
  return out;
}

Result<json::value> parse_canonical_json(std::string_view text) {
  json::value value = DEMUR_TRY(parse_json(text));
  if (DEMUR_TRY(canonical_json(value)) != text)
    return fail(Code::invalid, "JSON is not in canonical form (RFC 8785)");
  return value;
}

std::string pretty_json(const json::value& value) {
  std::string out;
  write_pretty(value, out, 0);
  out += '\n';
  return out;
}

Result<std::string> string_member(const json::object& object, std::string_view name) {
  const auto* value = find(object, name);
  if (value == nullptr || !value->is_string()) return wrong_member(name, "a string");
  return std::string(value->get_string());
}

Result<std::int64_t> integer_member(const json::object& object, std::string_view name) {
  const auto* value = find(object, name);
  if (value == nullptr || !value->is_int64()) return wrong_member(name, "an integer");
  return value->get_int64();
}

Result<json::array> array_member(const json::object& object, std::string_view name) {
  const auto* value = find(object, name);
  if (value == nullptr || !value->is_array()) return wrong_member(name, "a list");
  return value->get_array();
}

Result<json::object> object_member(const json::object& object, std::string_view name) {
  const auto* value = find(object, name);
  if (value == nullptr || !value->is_object()) return wrong_member(name, "an object");
  return value->get_object();
}

}  // namespace demur::core
