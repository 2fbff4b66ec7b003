#include "demur/domain/secrecy.hpp"

#include <algorithm>

namespace demur::domain {

bool hides_text(const Clearance& clearance) {
  return clearance.taking && clearance.taking->bypass &&
         clearance.taking->bypass->ground == BypassGround::secret;
}

namespace {

OfficeId heir_of(const std::vector<Office>& offices, OfficeId id) {
  for (std::size_t step = 0; step <= offices.size(); ++step) {
    const auto office = std::ranges::find(offices, id, &Office::id);
    if (office == offices.end() || !office->merged_into) break;
    id = *office->merged_into;
  }
  return id;
}

}  // namespace

bool takes_part(const Member& who, const Decision& decision, const Clearance& clearance,
                const std::vector<Office>& offices) {
  if (who.has(Role::custodian) || who.has(Role::auditor) || who.has(Role::respondent, decision.owner))
    return true;
  return std::ranges::any_of(clearance.positions, [&](const Position& position) {
    return who.has(Role::respondent, heir_of(offices, position.office));
  });
}

void hide_text(const Member& who, Decision& decision, const Clearance& clearance,
               const std::vector<Office>& offices) {
  if (!hides_text(clearance) || takes_part(who, decision, clearance, offices)) return;
  for (TextVersion& version : decision.versions) version.text.clear();
}

}  // namespace demur::domain
