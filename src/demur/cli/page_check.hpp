// Whether a page runs or draws anything but known files: every script and style sheet that it names must be
// one of them, and none may stand in the page itself. No HTML parser: what it cannot read plainly it reports.
//
//   for (const std::string& fault : page_faults(html, {"/assets/demur.js", "/assets/style.css"})) ...
//
// Pure.
#pragma once

#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace demur::cli {

[[nodiscard]] std::vector<std::string> page_faults(std::string_view html,
                                                   const std::set<std::string, std::less<>>& known);

}  // namespace demur::cli
