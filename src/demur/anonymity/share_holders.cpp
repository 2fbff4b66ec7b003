#include "demur/anonymity/share_holders.hpp"

namespace demur::anonymity {

std::string custodian_of(const OfficerKeyRecord& officer) {
  return officer.office + '\n' + officer.post;
}

Status ShareHolders::address(const KeyTag& slot, const std::string& custodian) {
  const auto [held, is_new] = slots_.emplace(custodian, slot);
  if (!is_new && held->second != slot)
    return fail(Code::conflict, "one custodian would hold two shares of one envelope");
  return {};
}

Status ShareHolders::hand_over(const KeyTag& slot, const std::string& giver, const std::string& successor) {
  if (slot_of(giver) != slot)
    return fail(Code::forbidden, "the share that is handed over is not the giver's");
  return address(slot, successor);
}

std::optional<KeyTag> ShareHolders::slot_of(const std::string& custodian) const {
  const auto held = slots_.find(custodian);
  if (held == slots_.end()) return std::nullopt;
  return held->second;
}

int ShareHolders::shares_of(const std::set<std::string>& custodians) const {
  std::set<KeyTag> slots;
  for (const std::string& custodian : custodians)
    if (const auto slot = slot_of(custodian)) slots.insert(*slot);
  return static_cast<int>(slots.size());
}

}  // namespace demur::anonymity
