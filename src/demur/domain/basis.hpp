// The basis of a decision: computed, never typed. Whoever has the same facts, from the database or from
// the log's records alone, computes the same.
//
//   Basis basis = basis_of(decision, clearance, today);
//   basis.kind            // cleared, over objection, bypassed, ...
//   basis.sentence        // why, in one or a few plain sentences
//   basis.offices         // a row for each office that had to be asked, with its own sentences
//
// An office must be asked when the channel's rules named it on the day of taking, or when a round asked
// it. It is cleared only when every one of them concurred with exactly the text that was taken, before it
// was taken. The detectors are questions of fact, none is a judgement.
#pragma once

#include <string>
#include <vector>

#include "demur/domain/clearance.hpp"

namespace demur::domain {

enum class BasisKind {
  not_required,          // no office had to be asked, and none was
  cleared,               // every one concurred with this text in time
  partly_cleared,        // every one answered in time, none objects, and not all concurred
  over_objection,        // an objection stands, and a direction was given
  bypassed_explained,    // one was not heard on this text; a ground and reasons were declared
  bypassed_unexplained,  // the same, and nothing was declared
};

enum class Detector {
  not_asked,
  asked_after,
  too_little_time,
  text_changed,
  no_response,
  list_changed,
  registered_late,
  entered_outside,
};

enum class Heard { concurred, objects, without_concurring, not_heard };

struct OfficeBasis {
  std::optional<OfficeId> office = {};  // none: the rules name an office that there is not
  std::string name;
  bool by_rules = false;
  Heard heard = Heard::not_heard;
  std::optional<PositionId> position = {};  // where its last word, or its last place in a round, is
  std::vector<Detector> detectors = {};
  std::vector<std::string> sentences = {};  // never empty; the first says how it was heard
  auto operator<=>(const OfficeBasis&) const = default;
};

struct Basis {
  BasisKind kind = BasisKind::not_required;
  std::string sentence;
  std::vector<OfficeBasis> offices = {};
  int days_late = 0;             // between taking and the record of it, where that is more than a day
  bool needs_direction = false;  // an objection stands
  bool needs_bypass = false;     // an office was not heard
  auto operator<=>(const Basis&) const = default;
};

// Of a decision that was taken; or, where it was not, what it would be if it were taken on `on` as its
// text and its clearance stand.
[[nodiscard]] Basis basis_of(const Decision& decision, const Clearance& clearance, Day on);

[[nodiscard]] const char* word(BasisKind value);
[[nodiscard]] const char* word(Detector value);
[[nodiscard]] const char* word(Heard value);

}  // namespace demur::domain
