#include "demur/http/response.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <utility>

#include "demur/http/text.hpp"

namespace demur::http {
namespace {

using core::Code;

bool belongs_to_the_edge(std::string_view name) {
  constexpr std::array<std::string_view, 4> kNames{"Content-Length", "Transfer-Encoding", "Connection",
                                                   "Date"};
  return std::ranges::any_of(kNames,
                             [&](std::string_view other) { return equal_ignoring_case(name, other); });
}

bool is_header(std::string_view name, std::string_view value) {
  return is_token(name) && is_header_value(value) && !belongs_to_the_edge(name);
}

// cookie-octet, RFC 6265 section 4.1.1: no space, quote, comma, semicolon or backslash.
bool is_cookie_value(std::string_view text) {
  return std::ranges::all_of(
      text, [](char c) { return c > ' ' && c <= '~' && c != '"' && c != ',' && c != ';' && c != '\\'; });
}

bool is_local_path(std::string_view path) {
  return path.starts_with('/') && !path.starts_with("//") && !path.contains('\\') && is_header_value(path) &&
         !path.contains(' ') && !path.contains('\t');
}

Response with_type(int status, std::string body, std::string_view type) {
  Response response(status);
  response.body = std::move(body);
  response.set_header("Content-Type", type);
  return response;
}

}  // namespace

core::Result<std::string> to_header(const Cookie& cookie) {
  if (!is_token(cookie.name)) return core::fail(Code::invalid, "a cookie's name must be a token", "name");
  if (!is_cookie_value(cookie.value))
    return core::fail(Code::invalid, "a cookie's value holds a character that cookies cannot carry", "value");
  if (!is_local_path(cookie.path) || cookie.path.contains(';'))
    return core::fail(Code::invalid, "a cookie's path must be a path", "path");
  if (cookie.name.starts_with("__Host-") && (!cookie.secure || cookie.path != "/"))
    return core::fail(Code::invalid, "a __Host- cookie must be secure, with the path /", "name");
  std::string header = fmt::format("{}={}; Path={}", cookie.name, cookie.value, cookie.path);
  if (cookie.max_age) header += fmt::format("; Max-Age={}", cookie.max_age->count());
  if (cookie.secure) header += "; Secure";
  if (cookie.http_only) header += "; HttpOnly";
  header += cookie.same_site == SameSite::strict ? "; SameSite=Strict" : "; SameSite=Lax";
  return header;
}

Response& Response::add_header(std::string_view name, std::string_view value) & {
  if (is_header(name, value)) {
    headers_.push_back({std::string(name), std::string(value)});
  } else {
    refused_ = true;
  }
  return *this;
}

Response& Response::set_header(std::string_view name, std::string_view value) & {
  std::erase_if(headers_, [&](const Field& field) { return equal_ignoring_case(field.name, name); });
  return add_header(name, value);
}

Response& Response::set_cookie(const Cookie& cookie) & {
  const auto header = to_header(cookie);
  if (!header) {
    refused_ = true;
    return *this;
  }
  return add_header("Set-Cookie", *header);
}

Response&& Response::add_header(std::string_view name, std::string_view value) && {
  return std::move(add_header(name, value));
}
Response&& Response::set_header(std::string_view name, std::string_view value) && {
  return std::move(set_header(name, value));
}
Response&& Response::set_cookie(const Cookie& cookie) && {
  return std::move(set_cookie(cookie));
}

std::optional<std::string_view> Response::header(std::string_view name) const {
  for (const Field& field : headers_)
    if (equal_ignoring_case(field.name, name)) return field.value;
  return std::nullopt;
}

bool Response::is_sound() const {
  return !refused_ && status >= 200 && status <= 599;
}

Response text(int status, std::string body) {
  return with_type(status, std::move(body), "text/plain; charset=utf-8");
}
Response html(int status, std::string body) {
  return with_type(status, std::move(body), "text/html; charset=utf-8");
}
Response json(int status, std::string body) {
  return with_type(status, std::move(body), "application/json");
}

Response redirect(std::string_view path) {
  // A carriage return is refused by every header; what is not local is made to be refused too.
  return Response(303).set_header("Location", is_local_path(path) ? path : std::string_view("\r"));
}

int status_of(Code code) {
  switch (code) {
    case Code::invalid:
      return 400;
    case Code::unauthenticated:
      return 401;
    case Code::forbidden:
      return 403;
    case Code::not_found:
      return 404;
    case Code::conflict:
      return 409;
    case Code::too_large:
      return 413;
    case Code::too_many:
      return 429;
    case Code::unproven:
      return 422;
    case Code::unavailable:
      return 503;
    case Code::internal:
      return 500;
  }
  return 500;
}

std::string_view reason_of(int status) {
  constexpr std::array<std::pair<int, std::string_view>, 34> kReasons{{
      {200, "OK"},
      {201, "Created"},
      {202, "Accepted"},
      {204, "No Content"},
      {206, "Partial Content"},
      {301, "Moved Permanently"},
      {302, "Found"},
      {303, "See Other"},
      {304, "Not Modified"},
      {307, "Temporary Redirect"},
      {308, "Permanent Redirect"},
      {400, "Bad Request"},
      {401, "Unauthorized"},
      {403, "Forbidden"},
      {404, "Not Found"},
      {405, "Method Not Allowed"},
      {406, "Not Acceptable"},
      {408, "Request Timeout"},
      {409, "Conflict"},
      {410, "Gone"},
      {412, "Precondition Failed"},
      {413, "Content Too Large"},
      {414, "URI Too Long"},
      {415, "Unsupported Media Type"},
      {416, "Range Not Satisfiable"},
      {417, "Expectation Failed"},
      {422, "Unprocessable Content"},
      {428, "Precondition Required"},
      {429, "Too Many Requests"},
      {431, "Request Header Fields Too Large"},
      {500, "Internal Server Error"},
      {501, "Not Implemented"},
      {503, "Service Unavailable"},
      {504, "Gateway Timeout"},
  }};
  for (const auto& [candidate, reason] : kReasons)
    if (candidate == status) return reason;
  return "";
}

}  // namespace demur::http
