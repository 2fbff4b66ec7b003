// The parts that views share: references, what is owed, what is offered, counts under the floor.
//
// A view is one struct a page: plain values, already filtered for who looks at them; to_json(view)
// is both the answer to `Accept: application/json` and the context of the page's template. Every
// key is always there (null where a value is absent), so a template can be checked against it.
// "page" holds title, section and way back; the words in it and in "..._words" are for people,
// everything else is for programs.
//
// Paths (the router must serve them; a view never holds a full URL but the co-signing link):
//   /  /decisions  /decisions/new  /decisions/ID  /decisions/ID/{revise,take,supersede,withdraw,dissent}
//   /decisions/ID/lifeline.csv  /dissents/ID  /dissents/ID/{filed,receipt.json,clock.csv}
//   /dissents/ID/{acknowledge,extend,answer,last-word,withdraw,open-identity,waive-KIND,co-sign,meet}
//   /decisions/ID/{round,editorial,contest,record.md}  /rounds/ID  /rounds/ID/{report,void,matrix.csv}
//   /positions/ID  /positions/ID/{give,lift}
//   /{decisions,rounds,positions,meetings,opinion}/ID/waive/KIND
//   /opinion  /opinion/ID/... (views/opinion.hpp)
//   /dissents/ID/sealed  /tokens  /settings/{officer-key,drops}
//   /ledger  /verify  /verify/offline.html  /settings  /settings/{leave,people,policy,log-key}  /sign-in
//   /sign-out /settings/people/{appoint,leave}  /settings/offices/{merge,close} /invitation
//   /assets/{style.css,demur.js}
//
// Thread-safe: plain values and pure functions; nothing here fails.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "demur/core/json.hpp"
#include "demur/domain/nouns.hpp"
#include "demur/domain/review.hpp"

namespace demur::web {

namespace json = core::json;

// Where a page stands in the navigation.
enum class Section { none, today, decisions, meetings, opinion, ledger, verify, settings };

struct Back {
  std::string path;
  std::string label;
};

[[nodiscard]] json::object page(std::string_view title, Section section,
                                const std::optional<Back>& back = {});

// The second navigation, on the pages of Settings: "account", "people", "policy", "log-key", "drops".
[[nodiscard]] json::array settings_tabs(std::string_view current);

struct DecisionRef {
  domain::DecisionId id;
  std::string number;
  std::string title;
};

struct DissentRef {
  domain::DissentId id;
  std::string title = {};  // empty: the viewer may not read it, and sees "A dissent"
  DecisionRef decision;
};

// Something owed, to or by the viewer.
struct DueItem {
  domain::DutyKind kind = domain::DutyKind::answer;
  domain::DutyState state = domain::DutyState::open;
  core::Day due_on{};
  std::string owner;       // "custodians", "respondents of the Legal Office"
  domain::Subject about;   // what it is owed on, and where it is done
  std::string title = {};  // of that; empty: the viewer may not read it, or it has none
  std::optional<DecisionRef> decision = {};
  bool may_waive = false;
};

struct DissentRow {
  DissentRef dissent;
  domain::DissentKind kind = domain::DissentKind::change_of_policy;
  domain::Standing standing = domain::Standing::named;
  domain::DissentState state = domain::DissentState::filed;
  core::Day filed_on{};
  std::optional<core::Day> answered_on = {};
  std::optional<core::Day> closed_on = {};   // also when withdrawn
  std::optional<core::Day> answer_due = {};  // of the open or settled duty to answer
  std::optional<domain::Outcome> outcome = {};
};

// A number that is shown only from the floor on: below it is "fewer than 10", none included.
struct Count {
  std::optional<int> number = {};  // none: below the floor
  bool is_exact = true;            // else so many or more
  int floor = 10;
};

// A decision or an answer that somewhere else is spoken of.
struct MatterRef {
  std::string ref;       // "decision:ID", "disposition:ID"
  DecisionRef decision;  // without a number where nothing of it is known here
  std::optional<domain::DispositionId> answer = {};
  std::optional<domain::Outcome> outcome = {};
  std::optional<domain::Hindsight> later = {};  // what its office said since of the dissent
};

// An earlier matter that an answer speaks of; what was set aside too.
struct PrecedentRow {
  MatterRef matter;
  bool applies = true;
  std::string why;
};

// A published answer, as the viewer may see it.
struct AnswerBox {
  DissentRef dissent;
  domain::DispositionId id;
  domain::Outcome outcome = domain::Outcome::declined;
  std::string reasons;
  std::string what_changed = {};
  std::optional<int> changed_version = {};
  std::optional<core::Day> deferred_until = {};
  std::string belongs_to = {};
  std::string confidential_note = {};  // only where the viewer may see it
  std::vector<PrecedentRow> precedents = {};
  std::string by;  // the name of who answered, and their office
  core::Day published_on{};
};

// What the page offers to do. The handler lists what `decide` would not refuse; the label, path and
// weight follow from it.
enum class Offer {
  revise,
  take,
  supersede,
  withdraw_decision,
  file_dissent,
  acknowledge,
  extend,
  answer,
  last_word,
  ask_meeting,
  withdraw_dissent,
  open_identity,
  waive_acknowledge,
  waive_answer,
  waive_decide,
};

[[nodiscard]] json::array offers_to_json(const std::vector<Offer>& offers, std::string_view subject_path);

[[nodiscard]] std::string path(const domain::DecisionId& id);  // "/decisions/ID"
[[nodiscard]] std::string path(const domain::DissentId& id);
[[nodiscard]] std::string path(const domain::Subject& subject);  // of the page where it stands
// Of the form that waives what is owed there: "/meetings/ID/waive/reply".
[[nodiscard]] std::string waive_path(const domain::Subject& subject, domain::DutyKind kind);

[[nodiscard]] json::object to_json(const DecisionRef& decision);
[[nodiscard]] json::object to_json(const DissentRef& dissent);
[[nodiscard]] json::object to_json(const DueItem& item, core::Day today);
[[nodiscard]] json::object to_json(const DissentRow& row, core::Day today);
[[nodiscard]] json::object to_json(const Count& count, const char* one, const char* many);
[[nodiscard]] json::object to_json(const MatterRef& matter);
[[nodiscard]] json::object to_json(const AnswerBox& answer);

// What an office said years after of the dissent: "Looking back, its office says: it was right".
[[nodiscard]] std::string later_words(domain::Hindsight later);
[[nodiscard]] json::value later_json(const std::optional<domain::Hindsight>& later);

// A day as {"date":"2027-05-04","words":"4 May 2027"}, or null.
[[nodiscard]] json::value to_json(const std::optional<core::Day>& day);
// A domain word as {"word":"adopted_in_part","words":"Adopted in part"}.
template <typename Enum>
[[nodiscard]] json::object spoken(Enum value);

template <typename Items, typename... More>
[[nodiscard]] json::array list(const Items& items, const More&... more) {
  json::array all;
  for (const auto& item : items) all.push_back(to_json(item, more...));
  return all;
}

}  // namespace demur::web
