#include "demur/service/secrecy.hpp"

#include "demur/domain/secrecy.hpp"
#include "demur/service/keeping.hpp"
#include "demur/service/situation.hpp"
#include "demur/service/succession.hpp"
#include "demur/store/clearance.hpp"
#include "demur/store/decisions.hpp"
#include "demur/store/offices.hpp"

namespace demur::service {

core::Status hide_from(const store::Reader& reader, const domain::Member& who, domain::Decision& decision) {
  if (!DEMUR_TRY(store::is_text_secret(reader, decision.id))) return {};
  domain::hide_text(who, decision, DEMUR_TRY(store::clearance_of(reader, decision.id)),
                    DEMUR_TRY(store::list_offices(reader)),
                    DEMUR_TRY(store::is_secret_from_start(reader, decision.id)));
  return {};
}

core::Status hide_from_everybody(const store::Reader& reader, domain::Decision& decision) {
  return hide_from(reader, domain::Member{}, decision);
}

core::Result<Done> register_as_secret(Institution& house, const domain::MemberId& who,
                                      const domain::RegisterDecision& act) {
  return perform_as(house, who,
                    [&](store::Transaction& transaction, const domain::Member& member,
                        core::Day today) -> core::Result<Done> {
                      const auto situation = DEMUR_TRY(situation_of(transaction, member, act));
                      const bool is_secret = DEMUR_TRY(store::is_secret_from_start(transaction, act.id));
                      const auto change = DEMUR_TRY(
                          domain::register_as_secret(situation, act, is_secret, house.policy(), today));
                      if (change.already_done) return Done{.already_done = true, .receipt = {}};
                      DEMUR_TRY(store::add_secret_decision(transaction, *change.decision));
                      DEMUR_TRY(keep(house, transaction, change, &who, today));
                      DEMUR_TRY(keep_in_order(transaction, change));
                      return Done{};
                    });
}

}  // namespace demur::service
