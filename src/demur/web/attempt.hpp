// What every form does: carry the act out and go on, or show the form again with what is wrong.
#pragma once

#include <string_view>
#include <utility>

#include "demur/http/response.hpp"
#include "demur/service/acts.hpp"
#include "demur/web/visit.hpp"

namespace demur::web {

[[nodiscard]] inline bool is_post(const Visit& visit) {
  return visit.request.method == http::Method::post;
}

// Shows a form, after a refusal with its errors. Errors that are not about the form go to their page.
template <typename View>
[[nodiscard]] Reply show_again(std::string_view page, View view, const core::Error& error) {
  if (!belongs_on_form(error)) return std::unexpected(error);
  view.errors = {error};
  return shown(page, to_json(view), http::status_of(error.code));
}

template <typename View>
[[nodiscard]] Reply attempt(const Visit& visit, const domain::Act& act, std::string_view page, View view,
                            Moved next) {
  const auto done = service::perform(visit.house, visit.member.id, act);
  if (done) return next;
  return show_again(page, std::move(view), done.error());
}

// An optional day field; a wrong one is an error at that field.
[[nodiscard]] core::Result<std::optional<core::Day>> day_field(const Visit& visit, const char* name);

[[nodiscard]] std::string text_hash(std::string_view text);

}  // namespace demur::web
