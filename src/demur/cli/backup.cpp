#include "demur/service/backup.hpp"

#include <fmt/core.h>

#include "demur/cli/commands.hpp"
#include "demur/cli/terminal.hpp"

namespace demur::cli {
namespace {

using core::Result;

core::json::object facts(const service::Copy& copy) {
  const auto& log = copy.examined.log;
  return {{"institution", copy.examined.institution},
          {"bytes", copy.bytes},
          {"size", log.checkpoint.size},
          {"root", core::to_base64(log.checkpoint.root)},
          {"checkpoint", log.note}};
}

core::Day today() {
  return core::day_of(core::system_clock()());
}

Result<service::Copy> run(const BackupOptions& options) {
  Progress progress("checking");
  return service::back_up(options.data, options.out, today(),
                          [&](std::uint64_t done, std::uint64_t total) { progress.show(done, total); });
}

Result<service::Copy> run(const RestoreOptions& options) {
  service::Restoring from{.backup = options.backup,
                          .folder = options.data,
                          .key = options.key,
                          .nothing_newer = options.nothing_newer};
  if (!options.since.empty()) from.since = DEMUR_TRY(read_file(options.since.string(), 1 << 20));
  Progress progress("checking");
  return service::restore(from, today(),
                          [&](std::uint64_t done, std::uint64_t total) { progress.show(done, total); });
}

}  // namespace

int backup(const BackupOptions& options) {
  const auto copy = run(options);
  if (!copy) return refuse(copy.error(), options.json);
  if (options.json) {
    auto said = facts(*copy);
    said["file"] = options.out.string();
    say_json(said);
    return 0;
  }
  say(fmt::format("{} is in {}: {} records, every hash, record and private part checked.",
                  copy->examined.institution, options.out.string(), copy->examined.log.checkpoint.size));
  say("It holds every text and name in clear, and not log.key: keep it encrypted, and the key elsewhere.");
  return 0;
}

int restore(const RestoreOptions& options) {
  const auto copy = run(options);
  if (!copy) return refuse(copy.error(), options.json);
  if (options.json) {
    auto said = facts(*copy);
    said["data"] = options.data.string();
    say_json(said);
    return 0;
  }
  say(fmt::format("{} is in {}: {} records, every hash, record and private part checked.",
                  copy->examined.institution, options.data.string(), copy->examined.log.checkpoint.size));
  say("Passwords, appointments and sessions are those of the backup.");
  say(fmt::format("Start it:\n    demur serve --data {} --public-url https://...", options.data.string()));
  return 0;
}

}  // namespace demur::cli
