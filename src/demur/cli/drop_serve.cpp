#include <fmt/core.h>

#include "demur/cli/commands.hpp"
#include "demur/cli/drop_server.hpp"
#include "demur/cli/secret_terminal.hpp"
#include "demur/cli/signals.hpp"
#include "demur/cli/terminal.hpp"

namespace demur::cli {
namespace {

core::Status run(const DropServeOptions& options) {
  leave_no_core();  // in memory there are the addresses of who is connected
  const EndSignals signals;
  const auto drop = DEMUR_TRY(service::drop::Drop::open(options.data, {}));
  const auto server = DEMUR_TRY(DropServer::listen(options.address, options.port));
  DEMUR_TRY(server->open(*drop, {}));
  say(fmt::format("The drop of {} is served at http://{}:{}", drop->founding().house, options.address,
                  server->port()));
  (void)std::fflush(stdout);
  signals.wait();
  return {};
}

}  // namespace

int drop_serve(const DropServeOptions& options) {
  const core::Status served = run(options);
  return served ? 0 : refuse(served.error());
}

}  // namespace demur::cli
