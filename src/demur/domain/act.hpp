// What people and the clock do. Each act is a value: what was asked for, before anybody judged it.
// An act that makes something carries its new id, so that sending it twice makes it once.
//
// Texts are as they came from a form: the judgement makes CR LF one line feed and trims both ends,
// and hashes what is left. A text_hash that is given must be the SHA-256 (hex) of the text, as sent
// or as trimmed; it may be left empty.
#pragma once

#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "demur/domain/clearance.hpp"
#include "demur/domain/nouns.hpp"

namespace demur::domain {

// ---- decisions

struct RegisterDecision {
  DecisionId id;
  std::string number;
  std::string title;
  std::string text;
  std::string text_hash;
  OfficeId owner;
  std::optional<Day> taken_on = {};  // required of a member outside the owner: taken off-system
};
struct ReviseDecision {
  DecisionId decision;
  std::string text;
  std::string text_hash;
};
// Over an objection it needs a direction; where an office that must be asked was not heard on the text, a
// declared bypass. Either stays on the decision's face.
struct TakeDecision {
  DecisionId decision;
  Day taken_on{};
  std::string direction = {};  // its reasons
  std::optional<Bypass> bypass = {};
};
struct SupersedeDecision {
  DecisionId decision;
  DecisionId by;
};
struct WithdrawDecision {
  DecisionId decision;
  std::string reason;
};

// ---- dissents

struct FileDissent {
  DissentId id = {};
  DecisionId decision = {};
  DissentKind kind = DissentKind::change_of_policy;
  Standing standing = Standing::named;
  std::string title = {};
  std::string text = {};
  std::string would_change_my_mind = {};
  std::string invitation = {};  // random, for the co-signing link
};
struct CoSign {
  DissentId dissent;
  std::string invitation;  // what the link held
};
struct WithdrawDissent {
  DissentId dissent;
};
struct SetLastWord {
  DissentId dissent;
  Verdict verdict = Verdict::maintained;
  std::string text;
};

// ---- what is owed

struct Acknowledge {
  DissentId dissent;
};
struct OpenIdentity {
  DissentId dissent;
  std::string reason;
};
struct Extend {
  DissentId dissent;
  Day until{};
  std::string reason;
};
struct Answer {
  DissentId dissent;
  DispositionId id;
  Outcome outcome = Outcome::declined;
  std::string reasons;
  std::string what_changed = {};
  std::optional<int> changed_version = {};
  std::optional<Day> deferred_until = {};
  std::string belongs_to = {};
  std::string confidential_note = {};
  std::vector<Citation> cites = {};
};
struct WaiveDuty {
  DissentId dissent;
  DutyKind kind = DutyKind::acknowledge;
  std::string reason;
};

// ---- what is sealed: an anonymous dissent's text, which two custodians or more open together

struct AgreeToOpen {
  DissentId dissent;
};
struct OpenText {
  DissentId dissent;
  std::string reason;
};
// What the recipients read: the text as it is, or reworded so that it does not tell who wrote it.
struct ReleaseText {
  DissentId dissent;
  std::string title;
  std::string text;
};
// A sealed reply. Only its digest is an act's business.
struct WriteToAuthor {
  DissentId dissent;
  std::string digest;  // BLAKE2b-256 of the sealed reply, hex
};

// ---- the house

struct CreateOffice {
  OfficeId id;
  std::string name;
};
struct MergeOffice {
  OfficeId office;
  OfficeId into;
};
struct CloseOffice {
  OfficeId office;
};
struct InviteMember {
  MemberId id;
  std::string login;
  std::string name;
  OfficeId office;
  std::set<Appointment> appointments = {};
};
struct Appoint {
  MemberId member;
  std::set<Appointment> appointments;  // all of them, from now on
};
struct AcceptInvitation {
  MemberId member;
};
struct LeaveInstitution {
  MemberId member;
};

using Act = std::variant<RegisterDecision, ReviseDecision, TakeDecision, SupersedeDecision, WithdrawDecision,
                         FileDissent, CoSign, WithdrawDissent, SetLastWord, Acknowledge, OpenIdentity, Extend,
                         Answer, WaiveDuty, AgreeToOpen, OpenText, ReleaseText, WriteToAuthor, CreateOffice,
                         MergeOffice, CloseOffice, InviteMember, Appoint, AcceptInvitation, LeaveInstitution>;

}  // namespace demur::domain
