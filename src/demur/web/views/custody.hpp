// Keys and drops: who keeps what is sealed, where it is filed, and the words for the notice board.
// GET and POST /settings/drops; fields of the POST: line ("name address key", as `demur drop init` prints).
#pragma once

#include <string>

#include "demur/service/custody.hpp"
#include "demur/web/views/form.hpp"
#include "demur/web/views/parts.hpp"

namespace demur::web {

struct CustodyView {
  service::Custody custody;
  int to_open = 0;            // 0: the channel takes no anonymous dissents
  bool is_custodian = false;  // may register a drop; others read
  std::string line = {};
  Errors errors = {};
};

[[nodiscard]] json::object to_json(const CustodyView& view);  // template "custody"

}  // namespace demur::web
