// The form by which a decision names an earlier matter that it rests on. Path: /decisions/ID/cite.
#pragma once

#include <string>
#include <vector>

#include "demur/web/views/form.hpp"
#include "demur/web/views/parts.hpp"

namespace demur::web {

struct CiteView {
  DecisionRef decision;
  std::vector<MatterRef> matters = {};  // the most alike first
  std::string ref = {};
  std::string why = {};
  bool is_taken = false;
  bool is_secret = false;  // its text
  Errors errors = {};
};

[[nodiscard]] json::object to_json(const CiteView& view);  // template "form"

}  // namespace demur::web
