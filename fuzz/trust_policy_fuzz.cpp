// Trust policies: whatever parses is met when every witness cosigned, and by nobody only where it asks
// for nobody. Both follow from the rules on names, members and numbers.
#include <cstdlib>

#include "demur/translog/trust_policy.hpp"

using namespace demur;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto policy = translog::parse_trust_policy(core::text_of({data, size}));
  if (!policy) return 0;
  std::vector<translog::Signer> everybody;
  for (const auto& key : policy->witness_keys()) everybody.push_back({key});
  const translog::Quorum all = translog::weigh(*policy, everybody);
  if (!all.met || !all.missing.empty() || all.cosigned.size() != policy->witnesses.size()) std::abort();
  const translog::Quorum none = translog::weigh(*policy, {});
  if (none.met == policy->asks_for_witnesses() || none.missing.empty() != none.met) std::abort();
  return 0;
}
