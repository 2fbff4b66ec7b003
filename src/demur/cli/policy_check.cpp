#include <fmt/core.h>

#include <algorithm>

#include "demur/cli/commands.hpp"
#include "demur/cli/terminal.hpp"
#include "demur/domain/policy.hpp"

namespace demur::cli {
namespace {

using Weight = domain::PolicyFinding::Weight;

const char* word_of(Weight weight) {
  return weight == Weight::error ? "error" : "warning";
}

void print_json(const std::vector<domain::PolicyFinding>& findings, bool good) {
  core::json::array list;
  for (const auto& finding : findings)
    list.push_back({{"line", finding.line}, {"weight", word_of(finding.weight)}, {"what", finding.what}});
  say_json({{"good", good}, {"findings", std::move(list)}});
}

}  // namespace

int policy_check(const PolicyCheckOptions& options) {
  const std::string path = options.policy.string();
  const auto text = read_file(path, 1 << 20);
  if (!text) return refuse(text.error(), options.json);
  const auto findings = domain::check_policy(*text);
  const auto errors = std::ranges::count(findings, Weight::error, &domain::PolicyFinding::weight);
  if (options.json) {
    print_json(findings, errors == 0);
  } else {
    for (const auto& finding : findings)
      say(fmt::format("{}:{}: {}: {}", path, finding.line, word_of(finding.weight), finding.what));
    say(fmt::format("{}: {} errors, {} warnings", path, errors, static_cast<long>(findings.size()) - errors));
  }
  return errors == 0 ? 0 : 2;
}

}  // namespace demur::cli
