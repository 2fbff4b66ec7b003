// The demo's invented institution: the Ministry of External Affairs of Meridia, five years of it.
// Nothing here exists or happened. It is told through the same acts as real use, on days before
// today, so that its log verifies and its clocks are right.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "demur/core/result.hpp"
#include "demur/service/institution.hpp"
#include "demur/service/scopes.hpp"

namespace demur::cli {

struct DemoAccount {
  std::string login;
  std::string role;  // "member", "respondent", "custodian", "auditor"
  std::string what;  // what there is to do for this role
};

// The password of every demo account. The demo listens on loopback addresses only.
inline constexpr const char* kDemoPassword = "disagree well";

[[nodiscard]] const std::vector<DemoAccount>& demo_accounts();

// The passphrase of the custodians' key files.
inline constexpr const char* kDemoPassphrase = "two of three agree";

// Where in the demo's folder the visitor finds the custodians' key files, LOGIN.demur-key, and phrase.txt, by
// which the author of the answered anonymous dissent comes back.
[[nodiscard]] std::filesystem::path demo_keys_folder(const std::filesystem::path& folder);

// Founds the institution in `folder` and tells the story up to the day of `environment.clock`. It needs
// kDemoIssuerKeys new keys, in a quarter's first days as many again, and takes each when it comes to it.
inline constexpr int kDemoIssuerKeys = 8;
[[nodiscard]] core::Status tell_demo_story(const std::filesystem::path& folder,
                                           const service::Environment& environment,
                                           const service::IssuerKeySource& issuer_keys);

// Whether the whole story was told there. Any other institution is a real one.
[[nodiscard]] core::Result<bool> is_demo(service::Institution& house);

}  // namespace demur::cli
