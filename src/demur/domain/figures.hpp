// Figures of how an institution answers, such that no subtraction tells of fewer dissents than the floor.
//
//   Figures figures = figures_of(facts, policy.floor, founded, today);
//
// A release belongs to a quarter that is over and follows from what was on record by its last day: each thing
// counts by the day on which it came on record, and not by the day on which it was done. The log grows only
// at its end, so a release is frozen: those of an earlier day are the first of those of a later one. Nothing
// in it is cumulative, and there is one for each quarter from the institution's first on, whatever happened:
// that a first dissent is there begins nothing.
//
// Answers stand in blocks, each of one office and released once. A block has the floor of dissents at least
// that are in no other block, and is split into adopted and not adopted only where both are the floor at
// least; what is too few waits for a later quarter. So every number is a sum of parts that have no dissent in
// common, none of them under the floor: whoever adds and subtracts such numbers gets whole parts.
//
// Waits and missed duties about dissents overlap with the blocks, so they are counted in steps of the floor,
// rounded down: such a number says no more than "from N to N + floor - 1", and whatever it is subtracted
// from, what is left stays unknown by as much. No number here is a sum of others that are rounded.
//
// Of which office a dissent is, the log says with its first answer, and not before. So how long an office's
// answers took is told of its blocks, with the slow ones in them and without those that it never gave; and
// what an office missed of meetings on dissents is told once an answer has named it. What stays unnamed is in
// the totals of all offices alone, so that what is left of one without an office's number is nobody's in
// particular.
//
// Decisions and the institution's own acts are not people: their basis is shown exactly, as it is on record
// now. The same function is fed from the database for the page and from the log's records by the audit. Pure.
#pragma once

#include <array>
#include <map>
#include <optional>
#include <vector>

#include "demur/domain/basis.hpp"
#include "demur/domain/nouns.hpp"

namespace demur::domain {

// ---- what happened

// A dissent got its answer; a deferral is none yet, and counts as what was decided then.
struct AnsweredFact {
  DissentId dissent;
  OfficeId office;  // that registered the decision: no merger moves it
  Day day{};
  std::optional<Day> filed = {};  // where its filing is on record
  bool adopted = false;           // wholly or in part
  auto operator<=>(const AnsweredFact&) const = default;
};
// How long a dissent waited for its answer; a deferral is none here either.
struct WaitFact {
  DissentId dissent;
  Day filed{};
  Day known{};  // acknowledged, or on record that nobody did: from then on the log knows it for a dissent
  std::optional<Day> answered = {};
  auto operator<=>(const WaitFact&) const = default;
};
struct MissedFact {
  DutyKind kind = DutyKind::answer;
  Day recorded{};
  std::optional<OfficeId> office =
      {};                         // whose it is: that registered the decision, was asked, or called people
  std::optional<Day> named = {};  // since when the records tell that; about a dissent from its first answer
  auto operator<=>(const MissedFact&) const = default;
};
struct TakenFact {
  OfficeId office;  // that registered it
  Day recorded{};   // as taken
  BasisKind basis = BasisKind::not_required;
  auto operator<=>(const TakenFact&) const = default;
};
struct FigureFacts {
  std::vector<AnsweredFact> answered = {};
  std::vector<WaitFact> waits = {};
  std::vector<MissedFact> missed = {};
  std::vector<TakenFact> taken = {};
};

// ---- what is shown of it

inline constexpr std::array kWaitDays = {10, 20, 30, 60, 90};
using Within = std::array<int, kWaitDays.size()>;  // by so many days after filing; in steps of the floor

struct AnswerBlock {
  OfficeId office;
  int answered = 0;
  std::optional<int> adopted = {};  // nothing: one side is under the floor
  bool few_adopted = false;         // and it is this one
  Within within = {};               // of `answered`: those that had come by then
  auto operator<=>(const AnswerBlock&) const = default;
};

// Of the dissents of some quarters, each watched for the same ninety days: those that wait longer are there,
// and count as not answered. (So Kaplan and Meier's estimate, JASA 53, 1958, is the plain share.) One that
// was withdrawn unanswered counts as not answered too. All in steps of the floor.
struct WaitBlock {
  Day from{};  // filed from the day after the block before on, or the institution's first quarter, to
  Day to{};    // this one
  int filed = 0;
  Within answered = {};
  auto operator<=>(const WaitBlock&) const = default;
};

// What one office missed of one kind. About dissents in steps of the floor, of all that was named since the
// block before, once it is the floor; else exactly, in this quarter.
struct MissedBlock {
  OfficeId office;
  DutyKind kind = DutyKind::answer;
  int missed = 0;
  auto operator<=>(const MissedBlock&) const = default;
};

struct Release {
  Day as_of{};                            // the last day of its quarter
  std::vector<AnswerBlock> answers = {};  // by office
  std::optional<WaitBlock> waits = {};
  std::map<DutyKind, int> missed = {};  // that came on record in the quarter; each kind has its number
  std::vector<MissedBlock> missed_by_office = {};  // by office and kind
  auto operator<=>(const Release&) const = default;
};

using BasisCounts = std::map<BasisKind, int>;
struct Figures {
  std::vector<Release> releases = {};          // oldest first; every quarter from the first on
  std::map<Day, BasisCounts> by_quarter = {};  // by the first day of the quarter in which it was recorded
  std::map<OfficeId, BasisCounts> by_office = {};
  auto operator<=>(const Figures&) const = default;
};

// `founded`: the day of the first policy.
[[nodiscard]] Figures figures_of(const FigureFacts& facts, int floor, Day founded, Day today);

// What an office's blocks come to. Where blocks hide how many were adopted, from `least` to `most`.
struct AdoptedShare {
  int answered = 0;
  int least = 0;
  int most = 0;
  int low_percent = 0;  // Wilson's interval (JASA 22, 1927) at 95 %, around all that may be
  int high_percent = 0;
  auto operator<=>(const AdoptedShare&) const = default;
};
[[nodiscard]] std::map<OfficeId, AdoptedShare> adopted_shares(const Figures& figures, int floor);

// Bypassed, explained or not, in a hundred of the decisions taken; nothing where none was.
[[nodiscard]] std::optional<int> bypassed_percent(const BasisCounts& counts);

[[nodiscard]] bool is_about_a_dissent(DutyKind kind);  // then it is counted in steps of the floor
// Not of what custodians owe. Not of reviews and of what was deferred, whose office is always named: the
// total without one office would be another's. Not of answers: how late they were is told of the blocks, and
// where nothing but the day makes one late, both together would tell of the few who were in time.
[[nodiscard]] bool is_told_by_office(DutyKind kind);
[[nodiscard]] Day quarter_of(Day day);  // its first day

}  // namespace demur::domain
