// What a duty or a record of the log is about: one of the nouns, by its id.
//
//   ref_to(Subject(dissent.id))          // "dissent:abcdefghijklmnopqrstuvwxyz": how records and rows name
//   it parse_subject("decision:...")     // and back
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "demur/core/id.hpp"

namespace demur::domain {

struct Decision;
struct Dissent;
struct ClearanceRound;
struct Position;
struct OpinionRound;
struct Meeting;
using DecisionId = core::Id<Decision>;
using DissentId = core::Id<Dissent>;
using ClearanceRoundId = core::Id<ClearanceRound>;
using PositionId = core::Id<Position>;
using OpinionRoundId = core::Id<OpinionRound>;
using MeetingId = core::Id<Meeting>;

using Subject = std::variant<DissentId, DecisionId, ClearanceRoundId, PositionId, OpinionRoundId, MeetingId>;

[[nodiscard]] std::string ref_to(const Subject& subject);
[[nodiscard]] std::optional<Subject> parse_subject(std::string_view ref);  // none: no such noun, or no id

}  // namespace demur::domain
