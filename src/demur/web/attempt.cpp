#include "demur/web/attempt.hpp"

#include "demur/core/digest.hpp"

namespace demur::web {

core::Result<std::optional<core::Day>> day_field(const Visit& visit, const char* name) {
  const std::string text = visit.field(name);
  if (text.empty()) return std::nullopt;
  const auto day = core::parse_day(text);
  if (!day) return core::fail(core::Code::invalid, "Write the day as YYYY-MM-DD, such as 2027-05-04.", name);
  return *day;
}

std::string text_hash(std::string_view text) {
  return core::to_hex(core::sha256(core::bytes_of(text)));
}

}  // namespace demur::web
