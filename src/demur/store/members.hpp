// Members and the roles they hold: rows of `member` and `appointment`. Logins are unique.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "demur/domain/nouns.hpp"
#include "demur/store/reader.hpp"

namespace demur::store {

// With all appointments: those that are gone from the set are removed.
[[nodiscard]] core::Status save_member(Transaction& transaction, const domain::Member& member);

[[nodiscard]] core::Result<std::optional<domain::Member>> find_member(const Reader& reader,
                                                                      const domain::MemberId& id);
[[nodiscard]] core::Result<std::optional<domain::Member>> find_member_by_login(const Reader& reader,
                                                                               std::string_view login);
// By name.
[[nodiscard]] core::Result<std::vector<domain::Member>> list_members(const Reader& reader);
[[nodiscard]] core::Result<std::vector<domain::Member>> active_members_of_office(
    const Reader& reader, const domain::OfficeId& office);
// Active ones who hold the role in any office.
[[nodiscard]] core::Result<std::vector<domain::Member>> active_members_with_role(const Reader& reader,
                                                                                 domain::Role role);
[[nodiscard]] core::Result<std::int64_t> count_active_members(const Reader& reader);

}  // namespace demur::store
