#include "demur/service/secrecy.hpp"

#include "demur/domain/secrecy.hpp"
#include "demur/store/clearance.hpp"
#include "demur/store/offices.hpp"

namespace demur::service {

core::Status hide_from(const store::Reader& reader, const domain::Member& who, domain::Decision& decision) {
  if (!DEMUR_TRY(store::is_text_secret(reader, decision.id))) return {};
  domain::hide_text(who, decision, DEMUR_TRY(store::clearance_of(reader, decision.id)),
                    DEMUR_TRY(store::list_offices(reader)));
  return {};
}

core::Status hide_from_everybody(const store::Reader& reader, domain::Decision& decision) {
  return hide_from(reader, domain::Member{}, decision);
}

}  // namespace demur::service
