// For tests: a channel whose rules name offices that must be asked before a decision is taken.
#pragma once

#include <string>

#include "demur/service/test_institution.hpp"

namespace demur::service::testing {

// Of a channel that publishes daily. `offices` as they stand in the policy's array.
inline std::string policy_that_requires(const std::string& offices) {
  std::string toml = daily_policy();
  const std::string kTable = "[consultation]\n";
  const auto at = toml.find(kTable);
  const std::string rule = "required = [" + offices + "]\n";
  if (at == std::string::npos)
    return toml + "\n" + kTable + rule + "source = \"a test\"\nverified = \"unverified\"\n";
  return toml.insert(at + kTable.size(), rule);
}

}  // namespace demur::service::testing
