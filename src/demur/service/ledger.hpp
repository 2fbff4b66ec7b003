// The ledger: what was decided, dissented from and answered, found again years later by who may read it.
//
//   LedgerReading page = DEMUR_TRY(search_ledger(house, who, {.typed = "port rail*"}));
//
// Every dissent in it has passed domain::sight(). Newest first. What a member may not read leaves no trace:
// hits are counted after it has gone, no hit's place or excerpt depends on it, and a page that it would have
// filled is filled from what is older. (How long a search takes is not evened out.)
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "demur/domain/nouns.hpp"
#include "demur/domain/review.hpp"
#include "demur/service/institution.hpp"

namespace demur::service {

struct LedgerQuestion {
  std::string typed = {};
  std::optional<domain::OfficeId> office = {};
  std::optional<domain::Outcome> outcome = {};
  std::optional<domain::DissentKind> kind = {};
  std::optional<int> year = {};
  std::optional<std::int64_t> before = {};  // what `older` of the page before said
};

// A text, and what of it was looked for.
struct Passage {
  std::string text;
  bool found = false;
};

// A decision's text, a published answer (`disposition`), or a dissent (`dissent`).
struct LedgerHit {
  domain::Decision decision = {};  // that it is, or is about
  std::string office = {};         // that owns it
  std::optional<int> version = {};
  std::optional<domain::Disposition> disposition = {};  // without its confidential note
  std::optional<domain::Dissent> dissent = {};          // its texts are in the passages alone
  std::vector<Passage> title = {};                      // of an answer empty
  std::vector<Passage> excerpt = {};
  std::optional<domain::Hindsight> later = {};  // what the office said since of the dissent from it
  core::Day day{};
  std::int64_t place = 0;
};

struct LedgerReading {
  std::vector<LedgerHit> hits = {};
  std::optional<std::int64_t> older = {};  // there are more
  bool cut = false;                        // more words were typed than are looked for
};

inline constexpr int kLedgerPage = 20;

[[nodiscard]] core::Result<LedgerReading> search_ledger(Institution& house, const domain::Member& who,
                                                        const LedgerQuestion& question);

// Public texts like this one, the most alike first: `kMostLike` at most, none of `but`. An earlier version of
// a decision's text counts as the decision; an answer stands by itself.
inline constexpr int kMostLike = 5;
[[nodiscard]] core::Result<std::vector<LedgerHit>> like_matters(Institution& house, std::string_view text,
                                                                const domain::DecisionId& but);
[[nodiscard]] core::Result<std::vector<LedgerHit>> like_matters(const store::Reader& reader,
                                                                std::string_view text,
                                                                const domain::DecisionId& but);

// "decision:ID" or "disposition:ID": how a hit that is public is cited.
[[nodiscard]] std::string cited_as(const LedgerHit& hit);

}  // namespace demur::service
