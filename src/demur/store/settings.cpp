#include "demur/store/settings.hpp"

#include "demur/store/table.hpp"

namespace demur::store {

using core::Result;
using core::Status;

template <>
struct Table<PolicyRow> {
  static constexpr std::string_view kName = "policy";
  static void columns(auto& policy, auto&& column) {
    column("id", policy.id);
    column("version", policy.version);
    column("text", policy.text);
    column("in_force_from", policy.in_force_from);
  }
};

Status save_setting(Transaction& transaction, std::string_view name, std::string_view value) {
  DEMUR_TRY(
      transaction.execute("INSERT INTO setting(name, value) VALUES (?1, ?2) ON CONFLICT(name) DO UPDATE SET "
                          "value = excluded.value",
                          name, value));
  return {};
}

Result<std::optional<std::string>> setting(const Reader& reader, std::string_view name) {
  return reader.one<std::string>("SELECT value FROM setting WHERE name = ?1", name);
}

Status add_policy(Transaction& transaction, const PolicyRow& policy) {
  return add_row(transaction, policy);
}

Result<std::optional<PolicyRow>> policy_in_force(const Reader& reader, core::Day day) {
  return select_one<PolicyRow>(
      reader, "WHERE in_force_from <= ?1 ORDER BY in_force_from DESC, version DESC LIMIT 1", day);
}

Result<std::vector<PolicyRow>> list_policies(const Reader& reader) {
  return select<PolicyRow>(reader, "ORDER BY in_force_from DESC, version DESC, id");
}

}  // namespace demur::store
