// What figures are made of, as the rows have it: the same that the log's records tell.
#pragma once

#include "demur/domain/figures.hpp"
#include "demur/store/reader.hpp"

namespace demur::store {

// In no order. A dissent that was neither acknowledged nor missed yet is not among the waits.
[[nodiscard]] core::Result<std::vector<domain::AnsweredFact>> answered_facts(const Reader& reader);
[[nodiscard]] core::Result<std::vector<domain::WaitFact>> wait_facts(const Reader& reader);
[[nodiscard]] core::Result<std::vector<domain::MissedFact>> missed_facts(const Reader& reader);

// Of the first policy.
[[nodiscard]] core::Result<std::optional<core::Day>> founding_day(const Reader& reader);
// By which office each decision was registered, and when it came on record that it was taken.
struct TakenDecision {
  domain::DecisionId id;
  domain::OfficeId office;
  core::Day recorded{};
};
[[nodiscard]] core::Result<std::vector<TakenDecision>> decisions_taken(const Reader& reader);

// A miss that comes on record today. It stays, whatever becomes of the duty.
struct Miss {
  std::string subject;  // "meeting:ID", as its record names it
  domain::DutyKind kind = domain::DutyKind::answer;
  core::Day due_on{};
  core::Day recorded_on{};
};
[[nodiscard]] core::Status add_miss(Transaction& transaction, const Miss& miss);

}  // namespace demur::store
