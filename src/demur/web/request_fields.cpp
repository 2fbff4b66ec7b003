#include "demur/web/request_fields.hpp"

#include <fmt/core.h>

#include "demur/core/json.hpp"

namespace demur::web {
namespace {

using core::Code;
using core::fail;
using core::Status;
namespace json = core::json;

Status add(std::vector<http::Field>& fields, const std::string& name, const json::value& value) {
  if (const auto* text = value.if_string()) {
    fields.push_back({name, std::string(*text)});
  } else if (const auto* number = value.if_int64()) {
    fields.push_back({name, std::to_string(*number)});
  } else if (const auto* flag = value.if_bool()) {
    fields.push_back({name, *flag ? "true" : "false"});
  } else if (const auto* list = value.if_array()) {
    for (const auto& item : *list) {
      if (!item.is_string()) return fail(Code::invalid, "A list in the JSON must hold texts only.", name);
      DEMUR_TRY(add(fields, name, item));
    }
  } else if (!value.is_null()) {
    return fail(Code::invalid,
                "A member of the JSON must be a text, a whole number, true, false or a list of texts.", name);
  }
  return {};
}

}  // namespace

core::Result<http::Form> fields_of(const http::Request& request) {
  const auto type = request.header("Content-Type").value_or("");
  if (request.body.empty()) return http::Form({});
  if (!type.starts_with("application/json")) return http::read_form(request);
  const auto body = DEMUR_TRY(core::parse_json(request.body));
  const auto* object = body.if_object();
  if (object == nullptr) return fail(Code::invalid, "The body must be a JSON object.");
  std::vector<http::Field> fields;
  for (const auto& member : *object) {
    const std::string name(member.key().data(), member.key().size());
    DEMUR_TRY(add(fields, name, member.value()));
  }
  return http::Form(std::move(fields));
}

std::string next_parameter(std::string_view target) {
  std::string encoded;
  for (const char c : target) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                       c == '/' || c == '-' || c == '_' || c == '.';
    if (plain)
      encoded += c;
    else
      encoded += fmt::format("%{:02X}", static_cast<unsigned>(static_cast<unsigned char>(c)));
  }
  return encoded;
}

std::string safe_next(std::string_view next) {
  const bool is_path = next.starts_with('/') && !next.starts_with("//") &&
                       next.find('\\') == std::string_view::npos && next.size() < 2000;
  for (const char c : next)
    if (c < 0x21 || c > 0x7e) return "/";
  return is_path ? std::string(next) : "/";
}

}  // namespace demur::web
