// The whole site of one institution: its routes, and what holds for every page (who is signed in,
// same-origin, headers, HTML or JSON, errors as pages).
//
//   Site site(house, {.origin = DEMUR_TRY(core::parse_origin("https://dissent.example.org"))});
//   http::Router router = DEMUR_TRY(site.router());
//   http::Server::start(options, [&](const Request& r) { return site.handle(router, r); }, log);
//
// Thread-safe. Must outlive the router. The session cookie goes out only over the origin's own
// transport; the policy of every page forbids inline script, foreign content and framing.
#pragma once

#include <string>

#include "demur/core/origin.hpp"
#include "demur/core/result.hpp"
#include "demur/http/guards.hpp"
#include "demur/http/router.hpp"
#include "demur/service/figures.hpp"
#include "demur/service/rounds_feed.hpp"
#include "demur/service/sign_in.hpp"
#include "demur/service/token_desk.hpp"
#include "demur/web/opinion_maps.hpp"
#include "demur/web/visit.hpp"

namespace demur::web {

struct SiteOptions {
  core::Origin origin = {"http", "localhost", 8080};  // where people find it
  service::PasswordCost password_cost = service::kPasswordCost;
  // Password sign-ins from one address; behind a reverse proxy that is everybody's, so it is wide.
  // What one account is tried with is paced apart from this (service/sign_in_pace.hpp).
  http::RateLimiter::Limits sign_ins = {.burst = 60, .refill = std::chrono::seconds{1}};
};

class Site {
 public:
  Site(service::Institution& house, SiteOptions options);

  [[nodiscard]] core::Result<http::Router> router();

  // What the router answers, with every page's headers; where it has no page, ours says so.
  [[nodiscard]] http::Response handle(const http::Router& router, const http::Request& request);

  // Before a password is looked at. Error: Code::too_many.
  [[nodiscard]] core::Status admit_sign_in(const http::Request& request);

  // Whoever sends this has just signed in: what outlasts their session asks for it.
  [[nodiscard]] core::Result<bool> signed_in_lately(const http::Request& request);

  [[nodiscard]] service::SignIn& sign_in() { return sign_in_; }
  [[nodiscard]] service::TokenDesk& token_desk() { return token_desk_; }
  [[nodiscard]] OpinionMaps& opinion_maps() { return opinion_maps_; }
  [[nodiscard]] service::FiguresCache& figures() { return figures_; }
  [[nodiscard]] service::RoundsFeed& rounds_feed() { return rounds_feed_; }
  [[nodiscard]] const service::SessionCookie& session_cookie() const { return cookie_; }
  [[nodiscard]] std::string public_url() const { return options_.origin.text(); }

 private:
  enum class Door { open, members };  // who may come in without signing in
  enum class Body {
    form,     // fields, from a browser's form or a flat JSON object; same origin only
    raw,      // the handler reads it; same origin only
    machine,  // the handler reads it, and what stands for its right is a signature in it: no origin is asked
  };

  [[nodiscard]] core::Status get(http::Router& router, std::string_view pattern, Door door, Page page);
  [[nodiscard]] core::Status post(http::Router& router, std::string_view pattern, Door door, Body body,
                                  Page page);
  [[nodiscard]] http::Response answer(const http::Request& request, Door door, Body body, const Page& page);
  [[nodiscard]] core::Result<domain::Member> visitor(const http::Request& request);
  [[nodiscard]] http::Response respond(const http::Request& request, const domain::Member& member,
                                       Reply reply);
  [[nodiscard]] http::Response refuse(const http::Request& request, const domain::Member& member,
                                      const core::Error& error);

  service::Institution& house_;
  SiteOptions options_;
  service::SessionCookie cookie_;
  service::SignIn sign_in_;
  service::TokenDesk token_desk_;
  OpinionMaps opinion_maps_;
  service::FiguresCache figures_;
  service::RoundsFeed rounds_feed_;
  http::RateLimiter sign_ins_;
};

// For http::ServerOptions: what a drop hands in is longer than a form.
[[nodiscard]] std::size_t body_limit_of(const http::Request& head);

[[nodiscard]] std::optional<std::string> session_token(const http::Request& request,
                                                       const service::SessionCookie& cookie);

}  // namespace demur::web
