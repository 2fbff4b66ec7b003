// Offices: rows of `office`. Names of active offices are unique.
//
//   Result<std::optional<Office>> office = find_office(reader, id);
//   Status saved = save_office(transaction, *office);            // whole, as it stands
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "demur/domain/nouns.hpp"
#include "demur/store/reader.hpp"

namespace demur::store {

[[nodiscard]] core::Status save_office(Transaction& transaction, const domain::Office& office);

[[nodiscard]] core::Result<std::optional<domain::Office>> find_office(const Reader& reader,
                                                                      const domain::OfficeId& id);
// Among the active ones.
[[nodiscard]] core::Result<std::optional<domain::Office>> find_office_by_name(const Reader& reader,
                                                                              std::string_view name);
// By name; merged and closed ones too.
[[nodiscard]] core::Result<std::vector<domain::Office>> list_offices(const Reader& reader);

}  // namespace demur::store
