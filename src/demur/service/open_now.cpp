#include "demur/service/open_now.hpp"

#include <algorithm>

#include "demur/domain/mandate.hpp"
#include "demur/store/clearance.hpp"
#include "demur/store/decisions.hpp"
#include "demur/store/offices.hpp"

namespace demur::service {
namespace {

using namespace domain;
using core::Result;

// The office that speaks for it today.
Result<OfficeId> heir_of(const store::Reader& reader, OfficeId id) {
  for (;;) {
    const auto office = DEMUR_TRY(store::find_office(reader, id));
    if (!office || !office->merged_into) return id;
    id = *office->merged_into;
  }
}

Result<std::vector<AskedOffice>> asked_offices(const store::Reader& reader, const Member& who) {
  std::vector<AskedOffice> all;
  for (const ClearanceRound& round : DEMUR_TRY(store::open_clearances(reader))) {
    const auto decision = DEMUR_TRY(store::find_decision(reader, round.decision));
    if (!decision) continue;
    for (const Position& position : DEMUR_TRY(store::clearance_of(reader, round.decision)).positions) {
      if (position.round != round.id) continue;
      const OfficeId office = DEMUR_TRY(heir_of(reader, position.office));
      if (who.office != office && !who.has(Role::respondent, office)) continue;
      AskedOffice asked{.round = round,
                        .decision = *decision,
                        .position = position.id,
                        .office = position.office_name,
                        .has_answered = standing(position) != nullptr};
      asked.decision.versions.clear();
      all.push_back(std::move(asked));
    }
  }
  return all;
}

bool waits_for_votes(const OpinionLine& line) {
  return is_by_token(line.round.mandate) || line.voted < line.shown;
}

}  // namespace

Result<OpenNow> read_open_now(Institution& house, const Member& who) {
  const core::Day today = DEMUR_TRY(house.today());
  OpenNow open{.meetings = DEMUR_TRY(see_meetings_ahead(house, who))};
  if (may_vote(who)) open.rounds = DEMUR_TRY(read_open_opinion_rounds(house, who));
  std::erase_if(open.rounds, [&](const OpinionLine& line) {
    return today > line.round.closes_on || !waits_for_votes(line);
  });
  open.clearance =
      DEMUR_TRY(house.store().read([&](const store::Reader& reader) { return asked_offices(reader, who); }));
  std::erase_if(open.clearance, [&](const AskedOffice& asked) { return today > asked.round.closes_on; });
  return open;
}

}  // namespace demur::service
