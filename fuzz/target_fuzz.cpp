// A target that is taken names one thing: no dot segment, no empty segment, no control character;
// written again it is read the same; and the router takes it apart without losing a byte.
#include <algorithm>
#include <cstdlib>

#include "demur/core/bytes.hpp"
#include "demur/http/percent.hpp"
#include "demur/http/router.hpp"
#include "demur/http/target.hpp"

namespace {

using namespace demur;

void require(bool holds) {
  if (!holds) std::abort();
}

http::Router make_router() {
  http::Router router;
  const http::Handler handler = [](const http::Request&) { return http::Response(); };
  for (const char* pattern :
       {"/", "/a", "/a/{x}", "/a/b/c", "/{x}/b/{y}", "/a/{x...}", "/{x}/{y}/{z}/{w...}"})
    require(router.add(http::Method::get, pattern, handler).has_value());
  return router;
}

// The path that the match was made from.
std::string fill_in(const http::Match& match) {
  std::string path = match.route->pattern;
  for (const http::Field& field : match.parameters) {
    const std::size_t begin = path.find("{" + field.name);
    path.replace(begin, path.find('}', begin) + 1 - begin, field.value);
  }
  return path;
}

void check_path(const std::string& path) {
  require(path.starts_with('/') && core::is_utf8_text(path));
  require(!path.contains("//") && !path.contains("/./") && !path.contains("/../"));
  require(!path.ends_with("/.") && !path.ends_with("/..") && !path.contains('\\'));
  require(std::ranges::none_of(path, [](unsigned char c) { return c < ' ' || c == 0x7f; }));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const http::Router router = make_router();
  const auto target = http::parse_target(core::text_of({data, size}));
  if (!target) return 0;
  check_path(target->path);

  std::string encoded = http::percent_encode(target->path);
  for (std::size_t at = encoded.find("%2F"); at != std::string::npos; at = encoded.find("%2F"))
    encoded.replace(at, 3, "/");
  const auto again = http::parse_target(encoded);
  require(again && again->path == target->path);

  if (target->path.contains('{')) return 0;  // fill_in could not tell it from the pattern's
  const http::Match match = router.find(http::Method::get, target->path);
  if (match.route) require(fill_in(match) == target->path);
  return 0;
}
