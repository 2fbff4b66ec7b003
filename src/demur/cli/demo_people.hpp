// Who works in the demo's invented ministry. None of these people exists.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "demur/domain/nouns.hpp"

namespace demur::cli {

struct Person {
  std::string login;
  std::string name;
  std::string office;
  std::optional<domain::Role> role = {};
};

inline constexpr const char* kDemoCustodian = "custodian";
inline constexpr const char* kDemoCustodianOffice = "Secretariat for Policy Planning";

[[nodiscard]] const std::vector<Person>& demo_custodians();  // who keep the channel with the founder
[[nodiscard]] const std::vector<Person>& demo_officers();    // those whom the story names
[[nodiscard]] const std::vector<Person>& demo_colleagues();  // thirty who co-sign
[[nodiscard]] std::string demo_policy_toml();                // policies/demo.toml, built in

}  // namespace demur::cli
