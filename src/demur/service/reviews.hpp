// Reviews and looks back, kept and read (domain/review.hpp), and answers whose author was shown what is like
// them (domain/precedent.hpp).
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "demur/domain/precedent.hpp"
#include "demur/domain/review.hpp"
#include "demur/service/acts.hpp"
#include "demur/service/ledger.hpp"
#include "demur/service/reading.hpp"

namespace demur::service {

[[nodiscard]] core::Result<Done> perform(Institution& house, const domain::MemberId& who,
                                         const domain::ReviewAct& act);

// What an author whom nobody knows says years after, as a drop handed it in: the author's key has signed it.
[[nodiscard]] core::Status take_look_back(Institution& house, store::Transaction& transaction,
                                          const domain::DissentId& id, domain::LookBackArrived arrived,
                                          core::Day today);

// The clock's own part of settle_all().
[[nodiscard]] core::Status settle_reviews(Institution& house, store::Transaction& transaction,
                                          core::Day today);

struct SeenReview {
  domain::Review review = {};
  std::string by = {};  // the name of who reviewed
};
struct SeenLook {
  domain::DissentId dissent = {};
  std::string title = {};  // empty where the viewer may not read it
  bool is_mine = false;
  bool may_look = false;                      // theirs, and it is time
  std::optional<domain::LookBack> look = {};  // none where the viewer may not read the dissent
};
struct ReviewReading {
  domain::Decision decision = {};
  bool is_secret = false;  // its text
  domain::Office owner = {};
  std::optional<domain::Duty> duty = {};
  bool may_review = false;
  std::vector<SeenReview> reviews = {};  // oldest first
  std::vector<SeenLook> looks = {};      // of dissents that the viewer may know of
};
[[nodiscard]] core::Result<ReviewReading> read_reviews(Institution& house, const domain::Member& who,
                                                       const domain::DecisionId& id);

// For Today; nothing where the duty is another one.
[[nodiscard]] core::Result<std::optional<DutyLine>> review_duty_line(const store::Reader& reader,
                                                                     const domain::Duty& duty);

// ---- precedents

// Public earlier matters that are like the decision: what whoever answers a dissent from it is shown. They
// follow from what is public, so that the list tells nothing of the dissent's text.
[[nodiscard]] core::Result<std::vector<LedgerHit>> precedents_for(Institution& house,
                                                                  const domain::Decision& decision);

// Answers, having said of each precedent whether it applies, and why; those that apply are cited.
[[nodiscard]] core::Result<Done> answer_with_precedents(Institution& house, const domain::MemberId& who,
                                                        domain::Answer act, const domain::Decision& decision,
                                                        const std::vector<domain::Considered>& considered);

}  // namespace demur::service
