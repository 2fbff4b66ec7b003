#include <fmt/core.h>

#include <filesystem>
#include <vector>

#include "demur/cli/commands.hpp"
#include "demur/cli/terminal.hpp"
#include "demur/service/audit.hpp"
#include "demur/service/institution.hpp"
#include "demur/service/stored_log.hpp"
#include "demur/translog/audit.hpp"

namespace demur::cli {
namespace {

struct Check {
  std::string what;
  bool good = false;
  std::string why = {};
};

Check check_permissions(const std::filesystem::path& path) {
  std::error_code error;
  const auto status = std::filesystem::status(path, error);
  Check check{.what = "only its owner can read " + path.filename().string()};
  if (error) {
    check.why = error.message();
    return check;
  }
  using std::filesystem::perms;
  check.good = (status.permissions() & (perms::group_all | perms::others_all)) == perms::none;
  if (!check.good) check.why = fmt::format("run: chmod go-rwx {}", path.string());
  return check;
}

Check check_space(const std::filesystem::path& data) {
  std::error_code error;
  const auto space = std::filesystem::space(data, error);
  constexpr std::uintmax_t kLeast = 1ULL << 30;
  Check check{.what = "there is room on the disk", .good = !error && space.available >= kLeast};
  if (!check.good) check.why = error ? error.message() : "less than 1 GiB is free";
  return check;
}

Check check_log(service::Institution& house) {
  Check check{.what = "the whole log verifies"};
  service::StoredLog log(house.store().readers());
  service::RecordAudit records;
  Progress progress("verifying the log");
  const auto audited = translog::audit_tree(
      log, house.log_key().verifier(),
      [&](std::uint64_t index, core::ByteView leaf) { return records.read(index, leaf); },
      [&](std::uint64_t done, std::uint64_t total) { progress.show(done, total); });
  if (!audited) {
    check.why = audited.error().what;
    return check;
  }
  static_cast<void>(records.finish(core::day_of(core::system_clock()())));
  check.good = records.findings().empty();
  check.why = check.good ? fmt::format("{} records", audited->checkpoint.size)
                         : fmt::format("{} contradictions: see demur audit", records.findings().size());
  return check;
}

Check check_remembered(service::Institution& house) {
  Check check{.what = "the newest checkpoint is remembered outside the database"};
  const core::Status kept = house.remember_newest();
  const auto remembered = house.last_checkpoint().read();
  check.good = kept && remembered && *remembered;
  if (check.good)
    check.why = fmt::format("{} records, on {}", (*remembered)->checkpoint.size,
                            core::to_string((*remembered)->written));
  else
    check.why = !kept ? kept.error().what : remembered.error().what;
  return check;
}

std::vector<Check> examine(const std::filesystem::path& data) {
  std::vector<Check> checks{check_permissions(data), check_permissions(data / "log.key"), check_space(data)};
  auto house = service::Institution::open(data, {});
  checks.push_back({.what = "the institution opens, and its log ends as it was signed",
                    .good = house.has_value(),
                    .why = house ? (*house)->name() : house.error().what});
  if (house) checks.push_back(check_remembered(**house));
  if (house) checks.push_back(check_log(**house));
  return checks;
}

}  // namespace

int doctor(const DoctorOptions& options) {
  const auto checks = examine(options.data);
  bool good = true;
  core::json::array list;
  for (const Check& check : checks) {
    good = good && check.good;
    list.push_back({{"what", check.what}, {"good", check.good}, {"why", check.why}});
    if (!options.json)
      say(fmt::format("{}  {}{}", check.good ? "ok   " : "FAULT", check.what,
                      check.why.empty() ? "" : ": " + check.why));
  }
  if (options.json) say_json({{"good", good}, {"checks", std::move(list)}});
  return good ? 0 : 1;
}

}  // namespace demur::cli
