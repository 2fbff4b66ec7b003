// The demo's invented institution: the Ministry of External Affairs of Meridia, five months of it.
// Nothing here exists or happened. It is told through the same acts as real use, on days before
// today, so that its log verifies and its clocks are right.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "demur/core/result.hpp"
#include "demur/service/institution.hpp"

namespace demur::cli {

struct DemoAccount {
  std::string login;
  std::string role;  // "member", "respondent", "custodian", "auditor"
  std::string what;  // what there is to do for this role
};

// The password of every demo account. The demo listens on loopback addresses only.
inline constexpr const char* kDemoPassword = "disagree well";

[[nodiscard]] const std::vector<DemoAccount>& demo_accounts();

// Founds the institution in `folder` and tells the story up to the day of `environment.clock`.
[[nodiscard]] core::Status tell_demo_story(const std::filesystem::path& folder,
                                           const service::Environment& environment);

// Whether the whole story was told there. Any other institution is a real one.
[[nodiscard]] core::Result<bool> is_demo(service::Institution& house);

}  // namespace demur::cli
