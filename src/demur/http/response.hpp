// What goes back. A header's name or value that could break out of its line (CR, LF, NUL or any
// other control character, or a byte above 0x7e) is not stored: the response becomes unsound, and
// the edge sends a plain 500 in its place. So do headers that belong to the edge (Content-Length,
// Transfer-Encoding, Connection, Date) and redirects that leave this host.
//
//   return html(200, page).set_header("Cache-Control", "no-store");
//   return redirect("/decisions/" + id).set_cookie({.name = "__Host-session", .value = token});
//
// A Response is a value; nothing here is shared. Follows RFC 9110 sections 5.1, 5.5 and 15, and
// RFC 6265 section 4.1 with RFC 6265bis' SameSite and __Host- prefix.
#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "demur/core/result.hpp"
#include "demur/http/request.hpp"

namespace demur::http {

enum class SameSite { strict, lax };

// Set-Cookie, safe unless told otherwise. There is no Domain: a cookie is for this host alone.
struct Cookie {
  std::string name;
  std::string value;
  std::string path = "/";
  std::optional<std::chrono::seconds> max_age = {};  // none: until the browser closes; 0: remove it
  SameSite same_site = SameSite::lax;
  bool secure = true;
  bool http_only = true;
};

// The value of a Set-Cookie header, or what is wrong with the cookie.
[[nodiscard]] core::Result<std::string> to_header(const Cookie& cookie);

class Response {
 public:
  explicit Response(int status_code = 200) : status(status_code) {}

  int status;
  std::string body = {};
  // In place of `body`: bytes that many answers have in common, such as a file of many megabytes.
  std::shared_ptr<const std::string> shared_body = {};
  [[nodiscard]] std::string_view content() const { return shared_body ? *shared_body : body; }

  // Replaces every header of that name.
  Response& set_header(std::string_view name, std::string_view value) &;
  Response&& set_header(std::string_view name, std::string_view value) &&;

  // Adds one more, for headers that may come several times (Vary, Link).
  Response& add_header(std::string_view name, std::string_view value) &;
  Response&& add_header(std::string_view name, std::string_view value) &&;

  Response& set_cookie(const Cookie& cookie) &;
  Response&& set_cookie(const Cookie& cookie) &&;

  [[nodiscard]] const std::vector<Field>& headers() const { return headers_; }
  [[nodiscard]] std::optional<std::string_view> header(std::string_view name) const;

  // False once something was refused, or when the status is not 200 to 599.
  [[nodiscard]] bool is_sound() const;

 private:
  std::vector<Field> headers_;
  bool refused_ = false;
};

[[nodiscard]] Response text(int status, std::string body);
[[nodiscard]] Response html(int status, std::string body);
[[nodiscard]] Response json(int status, std::string body);

// 303 to a path of this host: it starts with one slash, so that no input can lead elsewhere.
[[nodiscard]] Response redirect(std::string_view path);

[[nodiscard]] int status_of(core::Code code);
[[nodiscard]] std::string_view reason_of(int status);

}  // namespace demur::http
