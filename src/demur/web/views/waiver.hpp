// The form by which an auditor waives what is owed on anything but a dissent (template "form").
// POST /{decisions,rounds,positions,meetings,opinion}/ID/waive/KIND: reason.
#pragma once

#include <string>

#include "demur/web/views/form.hpp"
#include "demur/web/views/parts.hpp"

namespace demur::web {

struct WaiverView {
  core::Day today{};
  DueItem due;
  std::string reason = {};  // as typed
  Errors errors = {};
};

[[nodiscard]] json::object to_json(const WaiverView& view);

}  // namespace demur::web
