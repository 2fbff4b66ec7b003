#include <fmt/core.h>

#include "demur/cli/assets.hpp"
#include "demur/cli/commands.hpp"
#include "demur/cli/terminal.hpp"
#include "demur/service/joining.hpp"

namespace demur::cli {
namespace {

core::Result<std::string> policy_toml(const std::string& policy) {
  const auto built_in = policy_text(policy);
  if (!built_in.empty()) return std::string(built_in);
  return read_file(policy, 1 << 20);
}

core::Status run(const InitOptions& options) {
  const service::Founding founding{.name = options.name,
                                   .origin = options.origin,
                                   .policy_toml = DEMUR_TRY(policy_toml(options.policy)),
                                   .office = options.office,
                                   .login = options.login,
                                   .custodian = options.custodian};
  auto house = DEMUR_TRY(service::Institution::found(options.data, founding, {}));
  const auto custodian = DEMUR_TRY(service::founder(*house));
  const std::string path = DEMUR_TRY(service::invite_again(*house, custodian.id));
  say(fmt::format("{} is founded in {}.", house->name(), options.data.string()));
  say(fmt::format("Log key, to be published far and wide:\n    {}", house->log_key().verifier().text()));
  say(fmt::format("{} chooses a password at this path of the site, within 14 days:\n    {}", custodian.name,
                  path));
  say(fmt::format("Start it:\n    demur serve --data {} --public-url https://...", options.data.string()));
  return {};
}

}  // namespace

int init(const InitOptions& options) {
  const auto founded = run(options);
  return founded ? 0 : refuse(founded.error());
}

}  // namespace demur::cli
