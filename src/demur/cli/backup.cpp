#include "demur/service/backup.hpp"

#include <fmt/core.h>

#include "demur/cli/commands.hpp"
#include "demur/cli/terminal.hpp"
#include "demur/service/backup_manifest.hpp"

namespace demur::cli {
namespace {

using core::Result;

// The copy is there, and the audit found something in it: 0 would hide that, and any error's code that it is
// there.
constexpr int kTakenButLook = 7;

core::json::object facts(const service::Copy& copy) {
  const auto& log = copy.examined.log;
  const auto& findings = copy.examined.findings;
  return {{"institution", copy.examined.institution},
          {"bytes", copy.bytes},
          {"size", log.checkpoint.size},
          {"root", core::to_base64(log.checkpoint.root)},
          {"checkpoint", log.note},
          {"findings", core::json::array(findings.begin(), findings.end())}};
}

int code_of(const service::Copy& copy) {
  return copy.examined.findings.empty() ? 0 : kTakenButLook;
}

void say_what_it_is(const service::Copy& copy, const std::string& place) {
  const service::Examined& found = copy.examined;
  if (found.findings.empty()) {
    say(fmt::format("{} is in {}: {} records, every hash, record and private part checked.",
                    found.institution, place, found.log.checkpoint.size));
    return;
  }
  say(fmt::format("{} is in {}, as it is. LOOK AT IT: not everything in it holds.", found.institution,
                  place));
  for (const std::string& finding : found.findings) say("- " + finding);
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
    said["manifest"] = service::manifest_of(options.out).string();
    say_json(said);
    return code_of(*copy);
  }
  say_what_it_is(*copy, options.out.string());
  say("It holds every text and name in clear, and not log.key: keep it encrypted, and the key elsewhere. "
      "Beside it "
      "lies its manifest, for restoring it.");
  return code_of(*copy);
}

int restore(const RestoreOptions& options) {
  const auto copy = run(options);
  if (!copy) return refuse(copy.error(), options.json);
  if (options.json) {
    auto said = facts(*copy);
    said["data"] = options.data.string();
    say_json(said);
    return code_of(*copy);
  }
  say_what_it_is(*copy, options.data.string());
  say("Passwords, appointments and sessions are those of the backup.");
  say(fmt::format("Start it:\n    demur serve --data {} --public-url https://...", options.data.string()));
  return code_of(*copy);
}

}  // namespace demur::cli
