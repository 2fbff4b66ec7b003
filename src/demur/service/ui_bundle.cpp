#include "demur/service/ui_bundle.hpp"

#include "demur/service/keys_log.hpp"

namespace demur::service {

core::Status publish_bundle(Institution& house, anonymity::BundleRecord bundle) {
  bundle.instance = house.log_key().verifier().name;
  return house.store().write([&](store::Transaction& transaction) -> core::Status {
    const KeysLog log = DEMUR_TRY(KeysLog::read(transaction));
    std::optional<anonymity::BundleRecord> newest;
    for (const std::string& text : log.records()) {
      const auto record = DEMUR_TRY(anonymity::parse_record(text));
      if (const auto* published = std::get_if<anonymity::BundleRecord>(&record)) newest = *published;
    }
    if (newest == bundle) return {};
    DEMUR_TRY(publish_key(house, transaction, bundle));
    return {};
  });
}

}  // namespace demur::service
