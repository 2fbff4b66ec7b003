#include "demur/web/drop/site.hpp"

#include "demur/web/drop/answers.hpp"

namespace demur::web::drop {
namespace {

using core::Result;
using http::Method;
using http::Request;
using http::Response;

// As every page of ours, and WebAssembly, which the sealing of texts needs: here and nowhere else.
constexpr const char* kContentSecurityPolicy =
    "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self'; "
    "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; "
    "require-trusted-types-for 'script'";

// Nothing stays in a browser's cache: a page there would tell that somebody was here.
void protect(Response& response) {
  response.set_header("Content-Security-Policy", kContentSecurityPolicy)
      .set_header("X-Content-Type-Options", "nosniff")
      .set_header("Referrer-Policy", "no-referrer")
      .set_header("Cross-Origin-Opener-Policy", "same-origin")
      .set_header("Cross-Origin-Resource-Policy", "same-origin")
      .set_header(
          "Permissions-Policy",
          "camera=(), microphone=(), geolocation=(), publickey-credentials-get=(), browsing-topics=()")
      .set_header("X-DNS-Prefetch-Control", "off")
      .set_header("X-Robots-Tag", "noindex")
      .set_header("Cache-Control", "no-store");
}

struct Route {
  Method method;
  const char* pattern;
  const char* parameter;  // the name of the path's open place, where it has one
  Response (*answer)(service::drop::Drop&, const Question&);
};

constexpr Route kRoutes[] = {
    {Method::get, "/", "", show_home},
    {Method::get, "/file", "", show_file},
    {Method::get, "/return", "", show_return},
    {Method::get, "/wallet", "", show_wallet},
    {Method::get, "/cosign", "", show_cosign},
    {Method::get, "/vote", "", show_vote},
    {Method::get, "/view.json", "", send_view},
    {Method::get, "/rounds", "", send_rounds},
    {Method::get, "/filings.json", "", send_filings},
    {Method::get, "/replies/{quarter}", "quarter", send_replies},
    {Method::get, "/keys/{file...}", "file", send_keys},
    {Method::get, "/assets/{file}", "file", send_asset},
    {Method::get, "/health", "", show_health},
    {Method::post, "/items", "", take_item},
};

}  // namespace

Result<http::Router> DropSite::router() {
  http::Router router;
  for (const Route& route : kRoutes)
    DEMUR_TRY(router.add(route.method, route.pattern, [this, &route](const Request& request) {
      const Question question{std::string(request.parameter(route.parameter)), request.body};
      return route.answer(drop_, question);
    }));
  return router;
}

Response DropSite::handle(const http::Router& router, const Request& request) {
  const http::Match match = router.find(request.method, request.path);
  const bool is_nowhere = match.route == nullptr && match.allow.empty();
  Response response = is_nowhere ? show_no_page(drop_) : router.handle(request);
  protect(response);
  return response;
}

std::size_t body_limit_of(const Request& head) {
  return head.method == Method::post && head.path == "/items" ? service::drop::kMostItemBytes : 0;
}

}  // namespace demur::web::drop
