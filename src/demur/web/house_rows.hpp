// Members and offices as the pages of Settings show them.
#pragma once

#include <string>
#include <vector>

#include "demur/web/views/settings.hpp"
#include "demur/web/visit.hpp"

namespace demur::web {

// Empty where there is no such office.
[[nodiscard]] std::string office_name(const std::vector<domain::Office>& offices, const domain::OfficeId& id);

// "Custodian, Office of the Inspector"
[[nodiscard]] std::vector<std::string> appointments_in_words(const domain::Member& member,
                                                             const std::vector<domain::Office>& offices);

[[nodiscard]] MemberRow row_of(const domain::Member& member, const std::vector<domain::Office>& offices);
[[nodiscard]] OfficeRow row_of(const domain::Office& office, const std::vector<domain::Office>& offices);

// Those that a member can work in and a role be held in.
[[nodiscard]] std::vector<Option> active_offices(const std::vector<domain::Office>& offices);

// The parameter of a GET, the field of a POST.
[[nodiscard]] std::string asked_for(const Visit& visit, std::string_view name);

}  // namespace demur::web
