// Headers that hold small languages: the first line of the input is Accept, the rest Cookie. JSON is
// never preferred where it is not asked for, and a cookie's value is a piece of its header.
#include <algorithm>
#include <cstdlib>

#include "demur/core/bytes.hpp"
#include "demur/http/accept.hpp"
#include "demur/http/text.hpp"

namespace {

using namespace demur;

void require(bool holds) {
  if (!holds) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto [accept, cookies] = http::cut(core::text_of({data, size}), '\n');
  if (http::prefers_json(accept)) {
    require(accept.contains('/'));
    require(http::prefers_json("application/json," + std::string(accept)));
  }
  if (!cookies) return 0;
  const http::Request request{.headers = {{"Cookie", std::string(*cookies)}}};
  for (const char* name : {"a", "__Host-session", ""}) {
    const auto value = request.cookie(name);
    if (!value) continue;
    require(cookies->contains(*value) && !value->contains(';') && http::trim(*value) == *value);
  }
  return 0;
}
