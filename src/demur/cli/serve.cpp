#include <fmt/core.h>

#include "demur/cli/commands.hpp"
#include "demur/cli/postman.hpp"
#include "demur/cli/quorum.hpp"
#include "demur/cli/secret_terminal.hpp"
#include "demur/cli/serving.hpp"
#include "demur/cli/terminal.hpp"
#include "demur/service/cosigners.hpp"

namespace demur::cli {
namespace {

// Browsers keep a session only under https or on the machine itself.
core::Result<core::Origin> parse_public_url(std::string url) {
  while (url.ends_with('/')) url.pop_back();
  auto site = core::parse_origin(url);
  if (site && (site->scheme == "https" || core::is_loopback(site->host))) return site;
  return core::fail(core::Code::invalid,
                    "--public-url takes https://, a host, and a port if need be, and nothing after them: "
                    "https://dissent.example.org. Plain http:// is for localhost");
}

// Checked before the port is opened; what is wrong is said with the file's name.
core::Result<std::string> witness_policy(const std::filesystem::path& file,
                                         const translog::VerifierKey& log_key) {
  if (file.empty()) return std::string();
  const auto policy = DEMUR_TRY(read_trust_policy(file));
  const core::Status usable = service::check_witness_policy(policy, log_key);
  if (!usable)
    return core::fail(usable.error().code, fmt::format("{}: {}", file.string(), usable.error().what));
  return read_file(file.string(), 1 << 20);
}

core::Status run(const ServeOptions& options) {
  leave_no_core();
  Serving serving{.address = DEMUR_TRY(parse_address(options.listen))};
  if (!options.public_url.empty()) serving.site = DEMUR_TRY(parse_public_url(options.public_url));
  if (!is_loopback(serving.address) && !(serving.site && serving.site->scheme == "https"))
    return core::fail(
        core::Code::invalid,
        "--listen names an address that others can reach: say with --public-url https://... where "
        "the reverse proxy is that they come through, or passwords travel in clear");
  if (!options.mail.url.empty()) serving.mail = DEMUR_TRY(mail_server(options.mail));
  serving.mail_hour = options.mail.hour;
  auto house = DEMUR_TRY(service::Institution::open(options.data, {.log = core::standard_error_log()}));
  serving.witness_policy = DEMUR_TRY(witness_policy(options.witness_policy, house->log_key().verifier()));
  serving.on_ready = [&](const std::string& url) -> core::Status {
    say(fmt::format("{} is served at {}", house->name(), url));
    std::fflush(stdout);
    return {};
  };
  return serve_until_signal(*house, serving);
}

}  // namespace

int serve(const ServeOptions& options) {
  const auto served = run(options);
  return served ? 0 : refuse(served.error());
}

}  // namespace demur::cli
