#include <fmt/core.h>

#include "demur/cli/commands.hpp"
#include "demur/cli/drop_link.hpp"
#include "demur/cli/terminal.hpp"
#include "demur/core/origin.hpp"

namespace demur::cli {
namespace {

using core::Result;
using service::drop::Drop;
using service::drop::Handed;

Result<std::unique_ptr<Drop>> make(const DropInitOptions& options) {
  service::drop::DropFounding founding{
      .name = options.name, .house = options.house, .url = options.url, .log_key = options.log_key};
  if (founding.name.empty()) founding.name = DEMUR_TRY(core::parse_origin(founding.url)).host;
  return Drop::found(options.data, founding, {});
}

Result<Handed> hand_in_now(const DropRelayOptions& options) {
  const auto drop = DEMUR_TRY(Drop::open(options.data, {}));
  const std::string& house = drop->founding().house;
  DEMUR_TRY(service::drop::refresh(*drop, ask_house_at(house)));
  const Handed handed = DEMUR_TRY(service::drop::relay(*drop, send_to_house_at(house)));
  DEMUR_TRY(service::drop::refresh(*drop, ask_house_at(house)));
  DEMUR_TRY(service::drop::tidy(*drop));
  return handed;
}

}  // namespace

int drop_init(const DropInitOptions& options) {
  const auto drop = make(options);
  if (!drop) return refuse(drop.error());
  const auto& founding = (*drop)->founding();
  say("A custodian registers this drop at the institution, by this line (name, address, public key):");
  say(fmt::format("    {} {} {}", founding.name, founding.url,
                  core::to_base64((*drop)->key().verifier().public_key)));
  say(fmt::format("Start it:\n    demur drop serve {}", options.data.string()));
  return 0;
}

int drop_relay(const DropRelayOptions& options) {
  const auto handed = hand_in_now(options);
  if (!handed) return refuse(handed.error());
  say(fmt::format("Handed in: {} taken, {} refused, in {} parcels.", handed->taken, handed->refused,
                  handed->hand_ins));
  return 0;
}

}  // namespace demur::cli
