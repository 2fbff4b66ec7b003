// Any text is either a policy or a list of findings with lines that exist, and the two ways to ask
// agree.
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "demur/domain/policy.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using demur::domain::PolicyFinding;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto findings = demur::domain::check_policy(text);
  const auto policy = demur::domain::parse_policy(text);
  const bool sound =
      std::ranges::find(findings, PolicyFinding::Weight::error, &PolicyFinding::weight) == findings.end();
  if (sound != policy.has_value()) std::abort();
  const auto lines = 1 + std::ranges::count(text, '\n');
  for (const PolicyFinding& finding : findings)
    if (finding.line < 0 || finding.line > lines || finding.what.empty()) std::abort();
  if (policy && (policy->answer.latest_by < policy->answer.normal_by || policy->standings.empty() ||
                 policy->kinds.empty() || policy->cosign_threshold < 2 || policy->floor < 5))
    std::abort();
  return 0;
}
