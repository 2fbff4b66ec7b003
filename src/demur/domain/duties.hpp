// The duties that a dissent brings about, and how any duty is settled. Pure; days in the institution's
// calendar. Internal to this folder.
#pragma once

#include <vector>

#include "demur/domain/entry.hpp"
#include "demur/domain/nouns.hpp"
#include "demur/domain/policy.hpp"

namespace demur::domain {

[[nodiscard]] const Duty* find_duty(const std::vector<Duty>& duties, DutyKind kind);

// A decision was put off to a day and has not been taken since.
[[nodiscard]] bool owes_decision(const std::vector<Duty>& duties);

// What is owed from the day of filing. The answer's clock is laid as if nobody ever acknowledged.
[[nodiscard]] std::vector<Duty> duties_at_filing(const DissentId& dissent, const OfficeId& owner,
                                                 const ChannelPolicy& policy, Day filed_on);

// The answer's duty once the dissent is acknowledged. It moves earlier or stays: a promise that was
// made, or extended on record, is not broken by a later acknowledgement or by another policy.
[[nodiscard]] Duty after_acknowledgement(Duty answer, const Dissent& dissent, const ChannelPolicy& policy,
                                         Day acknowledged_on);

// The open ones of `duties` whose day has passed are missed from now on: each is added to `missed`, with
// a record to `entries`.
void add_missed(std::vector<Duty>& missed, std::vector<Entry>& entries, const std::vector<Duty>& duties,
                Day today);

// What was owed was done: met, or late. A duty that is met, late or waived stays as it is.
[[nodiscard]] Duty done_on(Duty duty, Day today);

// Who owes a duty cannot be let off it by themselves.
[[nodiscard]] bool owes(const Member& who, const Duty& duty);
[[nodiscard]] Entry waived_entry(const Duty& duty);

}  // namespace demur::domain
