#include <fmt/core.h>

#include <filesystem>
#include <vector>

#include "demur/cli/commands.hpp"
#include "demur/cli/postman.hpp"
#include "demur/cli/quorum.hpp"
#include "demur/cli/terminal.hpp"
#include "demur/service/cosigners.hpp"
#include "demur/service/examine.hpp"
#include "demur/service/institution.hpp"

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

Check check_all(service::Institution& house) {
  Check check{.what = "the database, the log and all that it signed, records and private parts are whole"};
  Progress progress("checking");
  const auto examined = service::examine(
      house.store().readers(), house.log_key().verifier(), core::day_of(house.environment().clock()),
      [&](std::uint64_t done, std::uint64_t total) { progress.show(done, total); });
  check.good = examined.has_value();
  check.why = examined ? fmt::format("{} records, {} checkpoints", examined->log.checkpoint.size,
                                     examined->checkpoints)
                       : examined.error().what;
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

// "university: cosigned 131 records; its last answer, on 2026-11-23: unreachable"
Check check_witness(const service::Cosigning::Witness& witness) {
  const store::LogWitness& last = witness.last;
  Check check{.what = "the witness " + witness.name + " cosigns"};
  check.good = last.answer == "cosigned";
  if (last.answer.empty()) {
    check.why = "it was never asked";
    return check;
  }
  check.why = fmt::format("{} records; its last answer, on {}: {}", last.size,
                          core::to_string(core::day_of(last.asked)), last.answer);
  if (last.status != 0 && !check.good) check.why += fmt::format(" (status {})", last.status);
  if (last.answer == "ahead")
    check.why +=
        ", which is: it says that it cosigned a longer log than this one is, so this may be an older copy";
  return check;
}

void check_witnesses(service::Institution& house, std::vector<Check>& checks) {
  const auto state = house.store().read(
      [&](const store::Reader& reader) { return service::cosigning_of(reader, house.log_key().verifier()); });
  if (state && !*state) return;
  Check shown{.what = "the checkpoint that is shown has its quorum of witnesses"};
  if (state) {
    const auto& [policy, witnesses, newest, size, cosigners] = **state;
    shown.good = translog::weigh(policy, cosigners).met;
    shown.why =
        fmt::format("it {}; it shows {} of {} records", quorum_words(policy, cosigners), size, newest);
    for (const auto& witness : witnesses) checks.push_back(check_witness(witness));
  } else {
    shown.why = state.error().what;
  }
  checks.push_back(std::move(shown));
}

Check check_mails(service::Institution& house) {
  Check check{.what = "no mail is in doubt or was refused"};
  const auto counts =
      house.store().read([](const store::Reader& reader) { return service::count_mails(reader); });
  check.good = counts && counts->unsure == 0 && counts->refused == 0;
  check.why = counts ? fmt::format("{} wait, {} may have been sent when the program ended, {} were refused",
                                   counts->waiting, counts->unsure, counts->refused)
                     : counts.error().what;
  return check;
}

Check check_mail_server(const MailOptions& options) {
  Check check{.what = "the mail server answers, over TLS where it is not on this machine"};
  const auto server = mail_server(options);
  const core::Status greeted = server ? mail::greet(*server) : core::Status(std::unexpected(server.error()));
  check.good = greeted.has_value();
  if (!greeted) check.why = greeted.error().what;
  return check;
}

std::vector<Check> examine(const std::filesystem::path& data, const MailOptions& mail) {
  std::vector<Check> checks{check_permissions(data), check_permissions(data / "log.key"), check_space(data)};
  auto house = service::Institution::open(data, {});
  checks.push_back({.what = "the institution opens, and its log ends as it was signed",
                    .good = house.has_value(),
                    .why = house ? (*house)->name() : house.error().what});
  if (house) checks.push_back(check_remembered(**house));
  if (house) check_witnesses(**house, checks);
  if (house) checks.push_back(check_mails(**house));
  if (!mail.url.empty()) checks.push_back(check_mail_server(mail));
  if (house) checks.push_back(check_all(**house));
  return checks;
}

}  // namespace

int doctor(const DoctorOptions& options) {
  const auto checks = examine(options.data, options.mail);
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
