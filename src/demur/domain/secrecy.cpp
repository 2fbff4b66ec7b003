#include "demur/domain/secrecy.hpp"

#include <algorithm>

namespace demur::domain {

bool hides_text(const Clearance& clearance) {
  return clearance.taking && clearance.taking->bypass &&
         clearance.taking->bypass->ground == BypassGround::secret;
}

bool takes_part(const Member& who, const Decision& decision, const Clearance& clearance) {
  if (who.has(Role::custodian) || who.has(Role::auditor) || who.has(Role::respondent, decision.owner))
    return true;
  return std::ranges::any_of(clearance.positions, [&](const Position& position) {
    return who.has(Role::respondent, position.office) ||
           std::ranges::any_of(position.given, [&](const Given& given) {
             return who.has(Role::respondent, given.for_office);
           });
  });
}

void hide_text(const Member& who, Decision& decision, const Clearance& clearance) {
  if (!hides_text(clearance) || takes_part(who, decision, clearance)) return;
  for (TextVersion& version : decision.versions) version.text.clear();
}

}  // namespace demur::domain
