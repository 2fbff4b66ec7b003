// What a client asked, read and checked: handlers see nothing that has not passed the edge.
//
//   Response show(const Request& request) {
//     const std::string_view id = request.parameter("id");       // from the route's {id}
//     const auto day = request.query_value("day");               // ?day=2026-11-23
//     const auto session = request.cookie("__Host-session");
//
// A Request is a value. The views it hands out live as long as it does. `path` was percent-decoded
// exactly once and is valid UTF-8 without control characters and without empty, `.` or `..`
// segments. The body is bytes: form.hpp and core/json.hpp read it.
// Follows RFC 9110 (names are case-insensitive) and RFC 6265 section 5.4 (cookies).
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace demur::http {

enum class Method { get, head, post, put, delete_, options };

[[nodiscard]] const char* name(Method method);
[[nodiscard]] std::optional<Method> parse_method(std::string_view text);

// A header, a field of a query or form, or a parameter of a path.
struct Field {
  std::string name;
  std::string value;

  bool operator==(const Field&) const = default;
};

struct Request {
  Method method = Method::get;
  std::string path = "/";
  std::string raw_target = "/";  // as it came: to be compared or signed, never to be shown
  std::vector<Field> query = {};
  std::vector<Field> headers = {};
  std::string body = {};
  std::string remote_address = {};     // the peer's: behind a reverse proxy, the proxy's
  std::vector<Field> parameters = {};  // filled in by the router

  // The first header of that name. Lists spread over several lines are for `all_headers`.
  [[nodiscard]] std::optional<std::string_view> header(std::string_view name) const;
  [[nodiscard]] std::vector<std::string_view> all_headers(std::string_view name) const;

  // The first cookie of that name; names are compared exactly, quotes are not removed.
  [[nodiscard]] std::optional<std::string_view> cookie(std::string_view name) const;

  // The first field of the query with that name.
  [[nodiscard]] std::optional<std::string_view> query_value(std::string_view name) const;

  // The value of {name} in the route's pattern; empty when the pattern has none.
  [[nodiscard]] std::string_view parameter(std::string_view name) const;
};

}  // namespace demur::http
