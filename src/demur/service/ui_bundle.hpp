// The hashes of the scripts that browsers get, in the keys log: so that everybody can tell whether they were
// served the ones that everybody is served.
//
//   DEMUR_TRY(publish_bundle(house, {.instance = {}, .version = "1.2.0", .files = {...}}));
//
// Once for each version: nothing is added where the newest record says the same. The instance is filled in.
#pragma once

#include "demur/anonymity/key_record.hpp"
#include "demur/service/institution.hpp"

namespace demur::service {

[[nodiscard]] core::Status publish_bundle(Institution& house, anonymity::BundleRecord bundle);

}  // namespace demur::service
