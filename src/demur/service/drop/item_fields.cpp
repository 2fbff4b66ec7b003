#include "demur/service/drop/item_fields.hpp"

#include <fmt/core.h>

#include "demur/core/id.hpp"

namespace demur::service::drop {

using core::Code;
using core::fail;
using core::Result;
using core::json::object;

Result<core::Bytes> binary_member(const object& fields, std::string_view name, std::size_t least,
                                  std::size_t most) {
  const std::string text = DEMUR_TRY(core::string_member(fields, name));
  if (text.size() > most / 3 * 4 + 4)
    return fail(Code::too_large, fmt::format("{} is longer than it can be", name), std::string(name));
  auto bytes = core::from_base64(text);
  if (!bytes || bytes->size() < least || bytes->size() > most)
    return fail(Code::invalid, fmt::format("{} must be base64 of {} to {} bytes", name, least, most),
                std::string(name));
  return std::move(*bytes);
}

Result<std::string> id_member(const object& fields, std::string_view name) {
  std::string text = DEMUR_TRY(core::string_member(fields, name));
  if (core::is_id_text(text)) return text;
  return fail(Code::invalid, fmt::format("{} is not an id", name), std::string(name));
}

core::Status check_padding(const object& fields) {
  const std::string padding = DEMUR_TRY(core::string_member(fields, "padding"));
  if (padding.find_first_not_of('x') == std::string::npos) return {};
  return fail(Code::invalid, "padding is nothing but x", "padding");
}

}  // namespace demur::service::drop
