#include "demur/domain/clearance.hpp"

#include <algorithm>

#include "demur/core/digest.hpp"
#include "demur/domain/words.hpp"

namespace demur::domain {

PositionId position_id(const ClearanceRoundId& round, const OfficeId& office) {
  const core::Digest digest = core::sha256(core::bytes_of("position " + round.text + " " + office.text));
  const auto digits = [&digest](std::span<std::uint8_t> out) {
    std::copy_n(digest.begin(), out.size(), out.begin());
  };
  return {core::random_id_text(digits)};
}

std::vector<RequiredOffice> required_offices(const std::vector<std::string>& names,
                                             const std::vector<Office>& offices) {
  std::vector<RequiredOffice> required;
  for (const std::string& name : names) {
    RequiredOffice& one = required.emplace_back(name);
    for (const Office& office : offices)
      if (office.state == OfficeState::active && office.name == name) one.office = office.id;
  }
  return required;
}

DEMUR_WORDS(Stance, "concur", "concur_with_comment", "non_concur", "abstain", "recused")
DEMUR_WORDS(CommentWeight, "critical", "substantive", "editorial")
DEMUR_WORDS(CommentOutcome, "adopted", "adopted_in_part", "declined")
DEMUR_WORDS(BypassGround, "urgent", "secret", "routine", "other")

}  // namespace demur::domain
