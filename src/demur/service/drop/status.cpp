#include "demur/service/drop/status.hpp"

#include <fmt/core.h>

#include "demur/service/drop/copies.hpp"
#include "demur/service/key_file.hpp"
#include "demur/store/drop_queue.hpp"
#include "demur/store/settings.hpp"

namespace demur::service::drop {
namespace {

using core::Day;
using core::Result;
using store::DropItem;
using store::Reader;

Finding key_finding(const std::filesystem::path& folder) {
  const auto key = read_key_file(folder / "drop.key", translog::KeyType::log);
  return {.what = "only its owner can read drop.key, and it is whole",
          .good = key.has_value(),
          .why = key ? "" : key.error().what};
}

Finding space_finding(const std::filesystem::path& folder) {
  constexpr std::uintmax_t kLeast = std::uintmax_t{4} << 30U;
  std::error_code error;
  const auto space = std::filesystem::space(folder, error);
  const bool good = !error && space.available >= kLeast;
  return {.what = "there is room on the disk", .good = good, .why = good ? "" : "less than 4 GiB is free"};
}

Finding house_finding(const std::shared_ptr<const HouseCopy>& copy) {
  Finding finding{.what = "the institution was reached, and its keys hold", .good = false};
  if (!copy) {
    finding.why = "it was never reached";
    return finding;
  }
  finding.good = copy->keys_view.has_value();
  finding.why = finding.good
                    ? fmt::format("{}; {} entries in its keys log, signed by {}", copy->view.institution,
                                  copy->keys.size(), copy->view.keys_key.text())
                    : copy->keys_view.error().text;
  return finding;
}

Result<Finding> trouble_finding(const Reader& reader) {
  const auto trouble = DEMUR_TRY(last_trouble(reader));
  Finding finding{.what = "the last look at the institution found nothing wrong", .good = !trouble};
  if (trouble) finding.why = fmt::format("on {}: {}", core::to_string(trouble->day), trouble->what);
  if (trouble && trouble->fork)
    finding.why +=
        ". It showed two lists of keys that contradict each other; both signed checkpoints are kept "
        "in this folder's database: tell its auditor, and everybody who files here";
  return finding;
}

Result<Finding> relay_finding(const Reader& reader, Day today) {
  const auto text = DEMUR_TRY(store::setting(reader, "drop.relayed_on")).value_or("");
  const auto last = core::parse_day(text);
  const bool good = last && *last + std::chrono::days{1} >= today;
  return Finding{.what = "what came was handed in yesterday or today",
                 .good = good,
                 .why = last ? "last on " + text : std::string("it never was")};
}

Result<Finding> waiting_finding(const Reader& reader, Day today) {
  std::int64_t waiting = 0;
  std::int64_t overdue = 0;
  for (const DropItem& item : DEMUR_TRY(store::drop_items_in(reader, "waiting"))) {
    ++waiting;
    if (item.due_by < today) ++overdue;
  }
  return Finding{.what = "nothing waits beyond the day that its receipt promises",
                 .good = overdue == 0,
                 .why = fmt::format("{} waiting, {} of them overdue", waiting, overdue)};
}

Result<std::vector<Finding>> refused_findings(const Reader& reader) {
  std::vector<Finding> found;
  for (const DropItem& item : DEMUR_TRY(store::drop_items_in(reader, "refused")))
    found.push_back({.what = "the institution refused an item of " + core::to_string(item.came_on),
                     .good = false,
                     .why = fmt::format("{}: {}", core::to_base64(item.digest), item.why)});
  return found;
}

}  // namespace

Result<std::vector<Finding>> findings(const Reader& reader, const std::filesystem::path& folder, Day today) {
  if (!DEMUR_TRY(store::setting(reader, "drop.house")))
    return core::fail(core::Code::not_found, "This folder holds no drop. `demur drop init` makes one.");
  std::vector<Finding> found{key_finding(folder), space_finding(folder)};
  found.push_back(house_finding(DEMUR_TRY(load_copy(reader))));
  found.push_back(DEMUR_TRY(trouble_finding(reader)));
  found.push_back(DEMUR_TRY(relay_finding(reader, today)));
  found.push_back(DEMUR_TRY(waiting_finding(reader, today)));
  for (Finding& refused : DEMUR_TRY(refused_findings(reader))) found.push_back(std::move(refused));
  return found;
}

}  // namespace demur::service::drop
