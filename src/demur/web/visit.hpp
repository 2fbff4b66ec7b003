// One request by one person, and what a page answers: a view to show or a place to go. Pages are
// plain functions of a Visit; site.hpp turns their answers into HTML or JSON.
//
//   Reply show_decision(const Visit& visit) {
//     const auto id = DEMUR_TRY(DecisionId::parse(visit.request.parameter("id")));
//     ...
//     return shown("decision", to_json(view));
//   }
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "demur/core/json.hpp"
#include "demur/core/result.hpp"
#include "demur/domain/nouns.hpp"
#include "demur/http/form.hpp"
#include "demur/http/request.hpp"
#include "demur/http/response.hpp"
#include "demur/service/institution.hpp"
#include "demur/web/notices.hpp"
#include "demur/web/views/form.hpp"

namespace demur::web {

class Site;

struct Visit {
  Site& site;
  service::Institution& house;
  const http::Request& request;
  const domain::Member& member;  // who is signed in; on open pages where nobody is, one without an id
  const http::Form& form;        // what was sent; empty unless it is a POST
  core::Day today;

  [[nodiscard]] std::string field(std::string_view name) const {
    return std::string(form.get(name).value_or(std::string_view{}));
  }
  [[nodiscard]] bool signed_in() const { return !member.id.empty(); }
};

// A page: its template, and the view that is also its JSON.
struct Shown {
  std::string_view page;
  core::json::object view;
  int status = 200;
  bool opens_sealed = false;  // its script runs libsodium's WebAssembly
};

// Done: go there. `notice` is said once on the next page.
struct Moved {
  std::string path;
  Notice notice = Notice::none;
  core::json::object also = {};     // for programs, beside "location"
  std::string session_cookie = {};  // a Set-Cookie value of our own making
};

// Bytes that are not a page: a receipt, a table, a tile.
struct Sent {
  std::string type;
  std::string body;
  std::string file_name = {};  // offered as a download
  std::string cache = "no-store";
};

using Reply = core::Result<std::variant<Shown, Moved, Sent>>;
using Page = std::function<Reply(const Visit&)>;

[[nodiscard]] inline Reply shown(std::string_view page, core::json::object view, int status = 200) {
  return Shown{page, std::move(view), status};
}

// An error that belongs on the form it came from: shown there, with what was typed kept.
[[nodiscard]] inline bool belongs_on_form(const core::Error& error) {
  return error.code == core::Code::invalid || error.code == core::Code::conflict ||
         error.code == core::Code::too_large;
}

}  // namespace demur::web
