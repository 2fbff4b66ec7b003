// The nouns of DESIGN: what an institution's dissent channel is made of. Plain values; who may do
// what with them, and what follows, is decide.hpp. Days, never times: a time can name a person.
#pragma once

#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "demur/core/day.hpp"
#include "demur/core/id.hpp"
#include "demur/domain/mandate.hpp"
#include "demur/domain/subject.hpp"

namespace demur::domain {

using core::Day;

struct Office;
struct Member;
struct Disposition;
using OfficeId = core::Id<Office>;
using MemberId = core::Id<Member>;
using DispositionId = core::Id<Disposition>;

enum class OfficeState { active, merged, closed };

struct Office {
  OfficeId id;
  std::string name;
  OfficeState state = OfficeState::active;
  std::optional<OfficeId> merged_into = {};  // who inherits its duties
  auto operator<=>(const Office&) const = default;
};

// Every active member may file. The other roles are held in an office.
enum class Role { respondent, custodian, auditor };

struct Appointment {
  OfficeId office;
  Role role;
  auto operator<=>(const Appointment&) const = default;
};

enum class MemberState { invited, active, left };

struct Member {
  MemberId id;
  std::string login;  // what they sign in with; unique
  std::string name;
  OfficeId office;  // where they work
  MemberState state = MemberState::invited;
  std::set<Appointment> appointments = {};

  [[nodiscard]] bool has(Role role) const;                      // in any office
  [[nodiscard]] bool has(Role role, const OfficeId& in) const;  // in that office
  auto operator<=>(const Member&) const = default;
};

enum class DecisionState { draft, consulting, taken, superseded, withdrawn };

// One wording of a decision. Dissents and answers point at a version by its hash.
struct TextVersion {
  int number = 1;  // counts from 1
  std::string text;
  std::string hash;  // SHA-256 of the text, hex
  Day day{};
  auto operator<=>(const TextVersion&) const = default;
};

struct Decision {
  DecisionId id;
  std::string number;  // for people: "2026/14"; unique
  std::string title;
  OfficeId owner;  // the action office
  DecisionState state = DecisionState::draft;
  std::vector<TextVersion> versions = {};  // oldest first, never empty once registered
  Day registered_on{};
  std::optional<Day> taken_on = {};
  bool off_system = false;  // registered by a member after it was taken elsewhere
  std::optional<DecisionId> superseded_by = {};
  std::string withdrawn_reason = {};
  auto operator<=>(const Decision&) const = default;
};

// Of a clearance round and of an opinion round. Void: with a reason; what was said in it stays.
enum class RoundState { draft, open, closed, reported, voided };

enum class DissentKind { change_of_policy, implementation, before_final_action, procedure };
// Anonymous: a proven member, known to nobody. The text is sealed to the custodians.
enum class Standing { named, confidential, anonymous };
enum class DissentState { filed, acknowledged, answered, closed, withdrawn };
enum class Verdict { satisfied, partly, maintained };

struct Extension {
  Day granted_on{};
  Day due_before{};  // the day it moved
  Day due_on{};
  std::string reason;
  auto operator<=>(const Extension&) const = default;
};

struct LastWord {
  Verdict verdict = Verdict::maintained;
  std::string text;
  Day day{};
  auto operator<=>(const LastWord&) const = default;
};

// A custodian looked at the name behind a confidential dissent. The author sees that it happened.
struct IdentityOpening {
  Day day{};
  MemberId by;
  std::string reason;
  auto operator<=>(const IdentityOpening&) const = default;
};

// A custodian agreed that another custodian opens a sealed text.
struct OpeningAgreement {
  Day day{};
  MemberId by;
  auto operator<=>(const OpeningAgreement&) const = default;
};

// A custodian opened a sealed text, with the agreement of others.
struct TextOpening {
  Day day{};
  MemberId by;
  std::string reason;
  auto operator<=>(const TextOpening&) const = default;
};

struct Dissent {
  DissentId id;  // also the id of its leaf in the log
  DecisionId decision;
  DissentKind kind = DissentKind::change_of_policy;
  Standing standing = Standing::named;
  std::optional<MemberId> author;         // none of an anonymous one: nobody knows
  std::string title;                      // of an anonymous one: what a custodian released, until then empty
  std::string text;                       // the same
  std::string would_change_my_mind = {};  // optional
  DissentState state = DissentState::filed;
  int text_version = 1;  // of the decision, when it was filed
  Day filed_on{};
  std::optional<Day> acknowledged_on = {};
  std::optional<Day> answered_on = {};
  std::optional<Day> closed_on = {};
  std::optional<Day> last_word_by = {};  // set when it is answered
  std::optional<Extension> extension = {};
  std::optional<LastWord> last_word = {};
  std::vector<IdentityOpening> identity_openings = {};
  std::string invitation = {};                    // the secret part of the link by which colleagues co-sign
  std::vector<OpeningAgreement> agreements = {};  // anonymous only, like the next two
  std::vector<TextOpening> text_openings = {};
  std::optional<Day> released_on = {};  // title and text may be read by the recipients
  auto operator<=>(const Dissent&) const = default;
};

struct Signature {
  DissentId dissent;
  MemberId signer;
  Day day{};
  auto operator<=>(const Signature&) const = default;
};

enum class Outcome { adopted, adopted_in_part, declined, deferred, out_of_scope };
enum class DispositionState { draft, published, superseded };

// What an earlier disposition or decision means for this one, in the answerer's words.
struct Citation {
  std::string ref;  // "decision:ID" or "disposition:ID"
  std::string why;
  auto operator<=>(const Citation&) const = default;
};

struct Disposition {
  DispositionId id;
  DissentId dissent;
  Outcome outcome = Outcome::declined;
  DispositionState state = DispositionState::published;
  std::string reasons;                      // public, for good
  std::string what_changed = {};            // required when adopted, wholly or in part
  std::optional<int> changed_version = {};  // of the decision's text, where one changed
  std::optional<Day> deferred_until = {};   // required when deferred
  std::string belongs_to = {};              // required when out of scope
  std::string confidential_note = {};       // for the author only; the log holds a commitment
  std::vector<Citation> cites = {};
  MemberId by;
  Day published_on{};
  auto operator<=>(const Disposition&) const = default;
};

enum class DutyKind {
  acknowledge,    // the dissent
  answer,         // it, with a disposition
  decide,         // what was deferred, by the day the disposition named
  give_position,  // of an office that a clearance round asks
  report,         // of a round: what became of what was said in it, by the day that its mandate named
  consult_after,  // a round after the fact, which a declared bypass promised
  reply,          // to a request for a meeting: a day, or a reason why not
  sign_minutes,   // of a meeting that was held
  say_change,     // of a meeting or session: what changed, by the day that its mandate named
  review,         // a decision, long after: was the dissent right?
};
enum class DutyState { open, met, late, missed, waived };

// What is owed, by whom, by when. One subject has at most one duty of a kind.
struct Duty {
  Subject subject;
  DutyKind kind = DutyKind::acknowledge;
  Role owner_role = Role::custodian;
  std::optional<OfficeId> owner_office = {};  // none: any holder of the role
  Day opened_on{};
  Day due_on{};     // the last day that is in time
  Day latest_on{};  // how far an extension can move due_on
  DutyState state = DutyState::open;
  std::optional<Day> settled_on = {};  // met, late or waived
  std::string waived_reason = {};
  auto operator<=>(const Duty&) const = default;
};

// The words that the log, the database, JSON and the policy file use for each state and kind.
// word(x) never fails; from_word gives nothing for an unknown word.
[[nodiscard]] const char* word(Level value);
[[nodiscard]] const char* word(Attribution value);
[[nodiscard]] const char* word(RoundState value);
[[nodiscard]] const char* word(OfficeState value);
[[nodiscard]] const char* word(MemberState value);
[[nodiscard]] const char* word(Role value);
[[nodiscard]] const char* word(DecisionState value);
[[nodiscard]] const char* word(DissentKind value);
[[nodiscard]] const char* word(Standing value);
[[nodiscard]] const char* word(DissentState value);
[[nodiscard]] const char* word(Verdict value);
[[nodiscard]] const char* word(Outcome value);
[[nodiscard]] const char* word(DispositionState value);
[[nodiscard]] const char* word(DutyKind value);
[[nodiscard]] const char* word(DutyState value);

template <typename Enum>
[[nodiscard]] std::optional<Enum> from_word(std::string_view word);  // for each of the above

}  // namespace demur::domain
