#include <fmt/core.h>

#include <vector>

#include "demur/cli/commands.hpp"
#include "demur/cli/terminal.hpp"
#include "demur/service/drop/copies.hpp"
#include "demur/service/drop/status.hpp"
#include "demur/store/store.hpp"

namespace demur::cli {
namespace {

using service::drop::Finding;

core::Result<std::vector<Finding>> examine(const DropDoctorOptions& options) {
  const auto readers = DEMUR_TRY(store::open_read_only(options.data));
  const core::Day today = core::day_of(core::system_clock()());
  return readers->read(
      [&](const store::Reader& reader) { return service::drop::findings(reader, options.data, today); });
}

}  // namespace

int drop_doctor(const DropDoctorOptions& options) {
  const auto findings = examine(options);
  if (!findings) return refuse(findings.error(), options.json);
  bool good = true;
  core::json::array list;
  for (const Finding& finding : *findings) {
    good = good && finding.good;
    list.push_back({{"what", finding.what}, {"good", finding.good}, {"why", finding.why}});
    if (!options.json)
      say(fmt::format("{}  {}{}", finding.good ? "ok   " : "FAULT", finding.what,
                      finding.why.empty() ? "" : ": " + printable(finding.why)));
  }
  if (options.json) say_json({{"good", good}, {"checks", std::move(list)}});
  return good ? 0 : 1;
}

}  // namespace demur::cli
