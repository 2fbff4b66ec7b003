// What a member may read, put together for a page. Everything here has passed domain::sight(): what
// the member may not see is absent from the value, not hidden later.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "demur/domain/nouns.hpp"
#include "demur/domain/sight.hpp"
#include "demur/service/institution.hpp"
#include "demur/service/receipts.hpp"

namespace demur::service {

// A dissent as one member sees it. Without sight.text its title and texts are empty; without
// sight.author its author is.
struct SeenDissent {
  domain::Dissent dissent = {};
  domain::Bond bond = {};
  domain::Sight sight = {};
  domain::Decision decision = {};
  domain::Office owner = {};
  std::vector<domain::Duty> duties = {};
  std::optional<domain::Disposition> disposition = {};
  std::string answered_by = {};        // the respondent and their office
  std::string author_name = {};        // empty: not for this member
  std::optional<int> signatures = {};  // absent: hidden
  std::vector<std::string> signer_names = {};
  std::optional<Place> place = {};  // of the filing's record
  std::string receipt = {};         // id of the leaf whose receipt this member may fetch
};

// `invitation` is what a co-signing link held; empty otherwise. not_found when the member may not
// know that it exists.
[[nodiscard]] core::Result<SeenDissent> see_dissent(Institution& house, const domain::Member& who,
                                                    const domain::DissentId& id,
                                                    std::string_view invitation = {});

struct DutyLine {
  domain::Duty duty = {};
  std::string owner_office = {};  // its name; empty: any holder of the role
  std::string title = {};         // of what it is about; empty where the member may not read it
  std::optional<domain::Decision> decision = {};  // that it has to do with
  bool may_waive = false;  // on an auditor's list; a dissent's is waived on its own page
};
// One duty, whatever it is about but a dissent; not_found where there is none.
[[nodiscard]] core::Result<DutyLine> read_duty(Institution& house, const domain::Member& who,
                                               const domain::Subject& subject, domain::DutyKind kind);

struct PublishedAnswer {
  domain::Disposition disposition = {};  // without its confidential note
  domain::Decision decision = {};
  bool sees_dissent = false;
  std::string dissent_title = {};
  std::string by = {};  // who answered, and their office
};

struct TodayReading {
  std::vector<DutyLine> due_from_me = {};  // open or missed, soonest first
  std::vector<DutyLine> due_to_me = {};    // on my own dissents, and on meetings on them
  std::vector<SeenDissent> mine = {};      // filed by me, newest first
  std::vector<SeenDissent> signed_by_me = {};
  std::vector<DutyLine> all_duties = {};  // an auditor's list
  std::vector<PublishedAnswer> answers = {};
};
[[nodiscard]] core::Result<TodayReading> read_today(Institution& house, const domain::Member& who);

// How many dissents there are from a decision. Where it is not exact there are so many or more, a multiple of
// the policy's floor: nobody sees it grow by one.
struct ShownCount {
  int number = 0;
  bool is_exact = true;
  auto operator<=>(const ShownCount&) const = default;
};

struct DecisionLine {
  domain::Decision decision = {};
  std::string owner_name = {};
  std::optional<ShownCount> dissents = {};  // where this member may know the number
};
[[nodiscard]] core::Result<std::vector<DecisionLine>> read_decisions(Institution& house,
                                                                     const domain::Member& who);

// A decision by itself: what a form about it needs, however many dissents there are. A text that is hidden
// from somebody is not in it.
struct OwnedDecision {
  domain::Decision decision = {};
  domain::Office owner = {};
};
[[nodiscard]] core::Result<OwnedDecision> read_owned_decision(Institution& house,
                                                              const domain::DecisionId& id);

struct DecisionReading {
  domain::Decision decision = {};
  domain::Office owner = {};
  std::vector<SeenDissent> dissents = {};  // those the member may know of
  std::optional<ShownCount> count = {};    // of all dissents, where it reaches the policy's floor
  bool sees_all = false;                   // a recipient: `dissents` is complete
  std::vector<PublishedAnswer> answers = {};
};
[[nodiscard]] core::Result<DecisionReading> read_decision(Institution& house, const domain::Member& who,
                                                          const domain::DecisionId& id);

[[nodiscard]] core::Result<std::vector<domain::Office>> read_offices(Institution& house);
[[nodiscard]] core::Result<std::vector<domain::Member>> read_members(Institution& house);
[[nodiscard]] core::Result<std::optional<domain::Member>> read_member(Institution& house,
                                                                      const domain::MemberId& id);

}  // namespace demur::service
