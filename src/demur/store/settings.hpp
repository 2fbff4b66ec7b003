// The institution's own rows: `setting` (a name and a text) and `policy` (every version of a channel's
// rules that was ever announced; none is changed or removed).
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "demur/core/day.hpp"
#include "demur/store/reader.hpp"

namespace demur::store {

[[nodiscard]] core::Status save_setting(Transaction& transaction, std::string_view name,
                                        std::string_view value);
[[nodiscard]] core::Result<std::optional<std::string>> setting(const Reader& reader, std::string_view name);

struct PolicyRow {
  std::string id;  // of the channel
  int version = 1;
  std::string text;  // TOML
  core::Day in_force_from{};
  auto operator<=>(const PolicyRow&) const = default;
};

[[nodiscard]] core::Status add_policy(Transaction& transaction, const PolicyRow& policy);
// The newest that applies on that day, of any channel.
[[nodiscard]] core::Result<std::optional<PolicyRow>> policy_in_force(const Reader& reader, core::Day day);
// Newest first; those to come too.
[[nodiscard]] core::Result<std::vector<PolicyRow>> list_policies(const Reader& reader);

}  // namespace demur::store
