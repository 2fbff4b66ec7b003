// Which handler answers a path. Patterns are segments: text, {name} for one segment that is not
// empty, or {name...} for all that is left (files, tiles). No regular expressions: matching takes a
// time bounded by the number of routes.
//
//   Router router;
//   DEMUR_TRY(router.add(Method::get, "/decisions/{id}", show_decision, "decision"));
//   DEMUR_TRY(router.add(Method::get, "/static/{file...}", send_file, "static"));
//   const Response response = router.handle(request);
//
// Where two patterns fit, text wins over {name}, and {name} over {name...}, segment by segment from
// the left; the method is looked at afterwards. HEAD is answered by the GET handler (the server
// drops the body), OPTIONS by the Allow list. `routes()` is the source of the API's description.
// A Router is built once; afterwards any thread may read it. Errors of `add`: Code::invalid for a
// pattern that is not well-formed, Code::conflict for one that is there already.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "demur/core/result.hpp"
#include "demur/http/request.hpp"
#include "demur/http/response.hpp"

namespace demur::http {

using Handler = std::function<Response(const Request&)>;

struct Route {
  Method method;
  std::string pattern;
  Handler handler;
  std::string name;
  std::vector<std::string> parameter_names;
};

struct Match {
  const Route* route = nullptr;  // null: 404 when `allow` is empty, else 405
  std::vector<Field> parameters = {};
  std::string allow = {};  // "GET, HEAD, OPTIONS" where the path is known
};

class Router {
 public:
  Router();
  ~Router();
  Router(Router&&) noexcept;
  Router& operator=(Router&&) noexcept;

  [[nodiscard]] core::Status add(Method method, std::string_view pattern, Handler handler,
                                 std::string name = {});

  [[nodiscard]] Match find(Method method, std::string_view path) const;

  // Runs the handler; 404, 405 and OPTIONS are answered in plain text.
  [[nodiscard]] Response handle(Request request) const;

  [[nodiscard]] std::vector<const Route*> routes() const;  // in the order they were added

 private:
  struct Node;
  std::vector<std::unique_ptr<Route>> routes_;
  std::unique_ptr<Node> root_;
};

}  // namespace demur::http
