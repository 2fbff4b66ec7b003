// The drop's own site: pages for people whom nobody knows, and the files that their scripts and the command
// line read. No cookie is read or set; nothing about a request is kept.
//
//   DropSite site(*drop);
//   http::Router router = DEMUR_TRY(site.router());
//   http::Server::start(options, [&](const Request& r) { return site.handle(router, r); },
//   core::silent_log());
//
// What a handler gets is a Question: it has no header and no address, so that none can find its way into a
// row, a log or an answer. Thread-safe; must outlive the router.
#pragma once

#include <string>
#include <string_view>

#include "demur/core/result.hpp"
#include "demur/http/router.hpp"
#include "demur/service/drop/drop.hpp"

namespace demur::web::drop {

// All that is left of a request.
struct Question {
  std::string name;       // what stood in the path's place: a quarter, an id, a file
  std::string_view body;  // of POST /items
};

class DropSite {
 public:
  explicit DropSite(service::drop::Drop& drop) : drop_(drop) {}

  [[nodiscard]] core::Result<http::Router> router();

  // What the router answers, with every answer's headers; where it has no page, ours says so.
  [[nodiscard]] http::Response handle(const http::Router& router, const http::Request& request);

  [[nodiscard]] service::drop::Drop& drop() { return drop_; }

 private:
  service::drop::Drop& drop_;
};

// How long a body may be: items only come to POST /items.
[[nodiscard]] std::size_t body_limit_of(const http::Request& head);

}  // namespace demur::web::drop
