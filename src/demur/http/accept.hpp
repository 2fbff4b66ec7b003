// Does the client rather have JSON than a page? Accept, RFC 9110 section 12.5.1, with quality
// values and wildcards. On a tie the more specific range wins, then HTML: a browser's
// "text/html,...,*/*;q=0.8", curl's "*/*" and no header at all get the page, and a script's
// "application/json, */*" gets JSON.
//
//   if (prefers_json(request)) return json(200, to_json(view));
//
// Pure. What is malformed counts as not sent.
#pragma once

#include <string_view>

#include "demur/http/request.hpp"

namespace demur::http {

[[nodiscard]] bool prefers_json(std::string_view accept);
[[nodiscard]] bool prefers_json(const Request& request);

}  // namespace demur::http
