#include <fmt/core.h>

#include "demur/cli/commands.hpp"
#include "demur/cli/serving.hpp"
#include "demur/cli/terminal.hpp"

namespace demur::cli {
namespace {

core::Status run(const ServeOptions& options) {
  Serving serving{.address = DEMUR_TRY(parse_address(options.listen)), .public_url = options.public_url};
  while (serving.public_url.ends_with('/')) serving.public_url.pop_back();
  if (!serving.public_url.empty() && !serving.public_url.starts_with("https://") &&
      !serving.public_url.starts_with("http://localhost"))
    return core::fail(
        core::Code::invalid,
        "--public-url must begin with https://: browsers keep a session only there or on localhost");
  if (!is_loopback(serving.address) && !serving.public_url.starts_with("https://"))
    return core::fail(
        core::Code::invalid,
        "--listen names an address that others can reach: say with --public-url https://... where "
        "the reverse proxy is that they come through, or passwords travel in clear");
  auto house = DEMUR_TRY(service::Institution::open(options.data, {.log = core::standard_error_log()}));
  serving.on_ready = [&](const std::string& url) {
    say(fmt::format("{} is served at {}", house->name(), url));
    std::fflush(stdout);
  };
  return serve_until_signal(*house, serving);
}

}  // namespace

int serve(const ServeOptions& options) {
  const auto served = run(options);
  return served ? 0 : refuse(served.error());
}

}  // namespace demur::cli
