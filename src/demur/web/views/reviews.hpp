// Looking back on a decision, years after: what its office says, what those who dissented say, and the forms
// for both. POST /decisions/ID/review: id, verdict, reasons by the office; dissent, verdict, text by an
// author.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "demur/service/reviews.hpp"
#include "demur/web/views/form.hpp"
#include "demur/web/views/parts.hpp"

namespace demur::web {

[[nodiscard]] std::string say(domain::Hindsight value);

struct ReviewsView {
  core::Day today{};
  service::ReviewReading reading = {};
  std::string new_id = {};
  std::string verdict = {};  // as typed
  std::string reasons = {};
  std::string dissent = {};  // of which an author's form was sent
  std::string text = {};
  Errors errors = {};
};

[[nodiscard]] json::object to_json(const ReviewsView& view);  // template "reviews"

// What was said and by when more is owed, without the forms: "review" of template "decision".
[[nodiscard]] json::object review_json(const service::ReviewReading& reading, core::Day today);

}  // namespace demur::web
