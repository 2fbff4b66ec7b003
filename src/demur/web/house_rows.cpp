#include "demur/web/house_rows.hpp"

#include <algorithm>

#include "demur/web/attempt.hpp"
#include "demur/web/say.hpp"

namespace demur::web {

using namespace domain;

std::string office_name(const std::vector<Office>& offices, const OfficeId& id) {
  const auto office = std::ranges::find(offices, id, &Office::id);
  return office == offices.end() ? std::string() : office->name;
}

std::vector<std::string> appointments_in_words(const Member& member, const std::vector<Office>& offices) {
  std::vector<std::string> words;
  for (const Appointment& held : member.appointments)
    words.push_back(say(held.role) + ", " + office_name(offices, held.office));
  return words;
}

MemberRow row_of(const Member& member, const std::vector<Office>& offices) {
  return {.id = member.id,
          .name = member.name,
          .login = member.login,
          .office = office_name(offices, member.office),
          .state = member.state,
          .appointments = appointments_in_words(member, offices)};
}

OfficeRow row_of(const Office& office, const std::vector<Office>& offices) {
  return {.id = office.id,
          .name = office.name,
          .state = office.state,
          .merged_into = office.merged_into ? office_name(offices, *office.merged_into) : ""};
}

std::vector<Option> active_offices(const std::vector<Office>& offices) {
  std::vector<Option> options;
  for (const Office& office : offices)
    if (office.state == OfficeState::active) options.push_back({office.id.text, office.name});
  return options;
}

std::string asked_for(const Visit& visit, std::string_view name) {
  return is_post(visit) ? visit.field(name) : std::string(visit.request.query_value(name).value_or(""));
}

}  // namespace demur::web
