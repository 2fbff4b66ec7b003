// The map for a terminal, in the order in which people can use it.
#include <fmt/core.h>

#include "demur/web/map/html.hpp"
#include "demur/web/map/report.hpp"
#include "demur/web/map/words.hpp"

namespace demur::web::map {
namespace {

constexpr std::size_t kListed = 5;

std::string quoted(const Report& report, std::size_t statement) {
  const auto& each = report.statements[statement];
  return wrapped(fmt::format("[{}] {}", each.id, each.text.empty() ? "(no text)" : each.text), 4, 2);
}

template <typename Finding>
std::string list(const Report& report, const std::vector<std::size_t>& order, Finding finding,
                 const char* none) {
  if (order.empty()) return wrapped(none, 2, 2);
  std::string out;
  for (std::size_t at = 0; at < std::min(order.size(), kListed); ++at)
    out += quoted(report, order[at]) + wrapped(finding(report, order[at]), 4, 4);
  if (order.size() > kListed) out += fmt::format("  ... and {} more\n", order.size() - kListed);
  return out;
}

}  // namespace

std::string text(const Report& report) {
  std::string out = wrapped(title(report), 0, 0) + "\n" + wrapped(participation(report), 0, 0);
  out += "\nWhat bridges\n";
  out += list(report, report.bridging, common_finding, "Nothing that the votes are enough to tell.");
  out += "\nWhat divides\n";
  out += list(report, report.divisive, divided_finding, "Nothing that the votes are enough to tell.");
  out += "\nGroups\n" + wrapped(groups_summary(report), 2, 2);
  for (std::size_t group = 0; group < report.groups.size() && report.groups.size() > 1; ++group) {
    out += fmt::format("\n  Group {}, {} people\n", report.groups[group].name,
                       grouped(report.groups[group].people));
    out += wrapped(stability_words(report.groups[group]), 4, 4);
    for (const auto& each : report.evidence.defining[group])
      out += quoted(report, each.statement) + wrapped(defining_finding(report, group, each), 4, 4);
  }
  out += "\nWhat is uncertain\n";
  for (const std::string& each : uncertainties(report)) out += wrapped("- " + each, 4, 2);
  return out;
}

}  // namespace demur::web::map
