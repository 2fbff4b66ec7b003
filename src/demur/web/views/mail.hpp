// Where a member's notices go. GET and POST /settings/mail: address. Template "form".
#pragma once

#include <string>

#include "demur/web/views/form.hpp"
#include "demur/web/views/parts.hpp"

namespace demur::web {

struct MailView {
  std::string address = {};
  Errors errors = {};
};

[[nodiscard]] json::object to_json(const MailView& view);

}  // namespace demur::web
