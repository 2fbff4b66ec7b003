#include "demur/store/offices.hpp"

#include "demur/store/table.hpp"

namespace demur::store {

using core::Result;
using core::Status;
using domain::Office;
using domain::OfficeId;

template <>
struct Table<Office> {
  static constexpr std::string_view kName = "office";
  static constexpr std::string_view kKey = "id";
  static void columns(auto& office, auto&& column) {
    column("id", office.id);
    column("name", office.name);
    column("state", office.state);
    column("merged_into", office.merged_into);
  }
};

Status save_office(Transaction& transaction, const Office& office) {
  return save_row(transaction, office);
}

Result<std::optional<Office>> find_office(const Reader& reader, const OfficeId& id) {
  return select_one<Office>(reader, "WHERE id = ?1", id);
}

Result<std::optional<Office>> find_office_by_name(const Reader& reader, std::string_view name) {
  return select_one<Office>(reader, "WHERE name = ?1 AND state = 'active'", name);
}

Result<std::vector<Office>> list_offices(const Reader& reader) {
  return select<Office>(reader, "ORDER BY name, id");
}

}  // namespace demur::store
