// Meetings: one on a dissent, between its author and the office that owns the decision; or a listening
// session of a series, which an office announces to everybody. Neither opens without a whole mandate.
//
//   Result<MeetingChange> change = decide(situation, AskMeeting{...}, policy, today);
//
// On a dissent: requested, by either side (for an author whom nobody knows, by a custodian, with a proxy who
// is that side from then on); scheduled or declined by the other; held; and its minutes are
// agreed when both sides have signed one text, by its hash. A session: announced (scheduled), held, and
// then what changed. Pure, like decide.hpp, and in the same order: not_found, forbidden, already_done,
// conflict, invalid with `field`.
//
// Before a session members ask and vote for questions: in their own names; or, where the mandate says that
// nothing is recorded of who said what, by token, at a drop (poll.hpp).
//
// Days, never times, but for one: when a meeting begins. It is the parties', and the log holds a
// commitment to it.
#pragma once

#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "demur/core/clock.hpp"
#include "demur/domain/entry.hpp"
#include "demur/domain/nouns.hpp"
#include "demur/domain/policy.hpp"
#include "demur/domain/poll.hpp"

namespace demur::domain {

struct Question;
using QuestionId = core::Id<Question>;

enum class MeetingKind { on_dissent, session };
enum class MeetingState { requested, scheduled, held, agreed, not_agreed, declined, cancelled };
enum class Side { author, owner };  // of the dissent; of the decision

// When and where; for the parties only, and for a session's members.
struct Venue {
  core::Time starts{};  // UTC
  int minutes = 60;
  std::string place;
  auto operator<=>(const Venue&) const = default;
};

// One text. The nonce is random, so that the hash in the log tells nothing of a text that can be guessed.
struct Minutes {
  std::string nonce;
  std::string text;
  Side written_by = Side::author;
  Day day{};
  auto operator<=>(const Minutes&) const = default;
};

// It holds while the minutes hash to what was signed; see has_signed().
struct MinutesSignature {
  Side side = Side::author;
  std::string hash;
  MemberId by;
  Day day{};
  auto operator<=>(const MinutesSignature&) const = default;
};

// Stands beside the minutes, in one side's own words. It voids nothing.
struct Reservation {
  std::string id;
  Side side = Side::author;
  std::string text;
  Day day{};
  auto operator<=>(const Reservation&) const = default;
};

// What may be said in public, in words that both agreed to.
struct ReadOut {
  std::string text;
  Side proposed_by = Side::author;
  Day day{};
  std::optional<Day> agreed_on = {};  // none: the other side has not agreed, and nobody else reads it
  auto operator<=>(const ReadOut&) const = default;
};

struct WhatChanged {
  bool changed = false;
  std::string text;  // what changed, or why nothing did
  Day day{};
  bool took_place = true;  // as the office says that cannot record that it was held
  auto operator<=>(const WhatChanged&) const = default;
};

struct Meeting {
  MeetingId id;  // also of its first record in the log
  MeetingKind kind = MeetingKind::on_dissent;
  std::optional<DissentId> dissent = {};
  OfficeId office;          // that answers for it
  std::string title = {};   // of a session
  std::string series = {};  // of a session; may be empty
  std::string points = {};  // what the asking side wants to speak about
  Side asked_by = Side::owner;
  MeetingState state = MeetingState::requested;
  Day asked_on{};
  std::optional<MemberId> proxy = {};   // speaks for an author whom nobody knows, and is the author's side
  std::optional<Mandate> mandate = {};  // there from the day that it is scheduled
  std::optional<Venue> venue = {};      // the same
  int sequence = 0;                     // of its calendar entry; grows with each change
  std::optional<Day> minutes_by = {};   // on a dissent: both have signed by then, or it is not agreed
  std::optional<Day> held_on = {};
  // Of a session by token: the last day on which the institution takes in questions and votes. Fixed when it
  // is announced: drops promise by it.
  std::optional<Day> gathers_until = {};
  std::optional<Day> gathered_on = {};  // and nothing ties votes to tokens any more
  int voters = 0;                       // tokens that voted, once they are gathered: the log has each
  std::optional<Day> ended_on = {};     // agreed, not agreed, declined or cancelled
  std::string reason = {};              // declined or cancelled: public
  std::optional<Minutes> minutes = {};
  std::vector<MinutesSignature> signatures = {};  // void ones too
  std::vector<Reservation> reservations = {};
  std::optional<ReadOut> read_out = {};
  std::optional<WhatChanged> what_changed = {};
  auto operator<=>(const Meeting&) const = default;
};

// Before a session. Nobody is its author: who asked is not kept, only that a member asked so many.
struct Question {
  QuestionId id;
  MeetingId meeting;
  std::string text;
  Day asked_on{};  // shown from the next day on
  auto operator<=>(const Question&) const = default;
};

struct CountedQuestion {
  Question question;
  int votes = 0;
  auto operator<=>(const CountedQuestion&) const = default;
};

constexpr int kMostQuestions = 3;  // of one member before one session
// A session by token is announced so many days ahead at least: in the first tokens are collected, and what is
// proposed until six days and voted for until three days before it comes from the drops in time.
constexpr std::chrono::days kTokenSessionAhead{10};
constexpr int kMostReservations = 5;
constexpr int kShortestMeeting = 10;  // minutes
constexpr int kLongestMeeting = 480;
constexpr std::size_t kQuestionBytes = 1'000;
constexpr int kMostTokenQuestions = 1'000;  // before one session: every drop holds all of them
constexpr std::size_t kPointsBytes = 8'000;

// SHA-256 (hex) of "demur/minutes/v1", the meeting's id, the nonce and the text, a line feed between each.
[[nodiscard]] std::string minutes_hash(const MeetingId& meeting, const Minutes& minutes);
// The side's newest signature is over the minutes as they stand.
[[nodiscard]] bool has_signed(const Meeting& meeting, Side side);
[[nodiscard]] Side other(Side side);
[[nodiscard]] Day day_of(const Venue& venue);
[[nodiscard]] bool is_over(const Meeting& meeting);  // nothing is to be signed, moved or cancelled any more
// What changed is said, and that stands. That it was not held is said of one day: not of a later one that it
// was moved to, and not of a meeting that was held after all.
[[nodiscard]] bool is_said(const Meeting& meeting);

// ---- acts

struct AskMeeting {
  MeetingId id;
  DissentId dissent;
  std::string points;
  std::optional<Mandate> mandate = {};  // required of the owner's side
  // On an anonymous dissent a custodian asks, for the author, who has named in a message who speaks for them.
  std::optional<MemberId> proxy = {};
};
// The other side's answer to a request.
struct ScheduleMeeting {
  MeetingId meeting;
  Venue venue;
  std::optional<Mandate> mandate = {};  // the same
};
struct DeclineMeeting {
  MeetingId meeting;
  std::string reason;
};
struct MoveMeeting {
  MeetingId meeting;
  Venue venue;
};
struct CancelMeeting {
  MeetingId meeting;
  std::string reason;
};
struct AnnounceSession {
  MeetingId id;
  OfficeId office;
  std::string title;
  std::string series;
  Venue venue;
  Mandate mandate;
};
struct HoldMeeting {
  MeetingId meeting;
};
struct WriteMinutes {
  MeetingId meeting;
  std::string nonce;  // random
  std::string text;
};
struct SignMinutes {
  MeetingId meeting;
  std::string hash;  // of the text that was read
};
struct AddReservation {
  MeetingId meeting;
  std::string id;  // random
  std::string text;
};
struct ProposeReadOut {
  MeetingId meeting;
  std::string text;
};
struct AgreeReadOut {
  MeetingId meeting;
  std::string text;  // that was read
};
struct SayChange {
  MeetingId meeting;
  bool changed = false;
  std::string text;
  bool took_place = true;  // false: its day has passed, nobody recorded that it was held, and nothing changed
};
struct AskQuestion {
  MeetingId meeting;
  QuestionId id;
  std::string text;
};
struct VoteQuestion {
  MeetingId meeting;
  QuestionId question;
  bool wanted = true;  // false: takes the vote back
};

using MeetingAct = std::variant<AskMeeting, ScheduleMeeting, DeclineMeeting, MoveMeeting, CancelMeeting,
                                AnnounceSession, HoldMeeting, WriteMinutes, SignMinutes, AddReservation,
                                ProposeReadOut, AgreeReadOut, SayChange, AskQuestion, VoteQuestion>;

// ---- judgement

struct MeetingSituation {
  Member who;
  std::optional<Meeting> meeting = {};    // that the act names, or that has the new one's id
  std::optional<Dissent> dissent = {};    // that it is on
  std::optional<Decision> decision = {};  // of that
  OfficeId owner = {};                    // who answers for it today
  bool owner_is_active = true;
  bool has_signed = false;                      // `who` stands behind the dissent
  std::vector<Duty> duties = {};                // on the meeting
  bool another_under_way = false;               // on the same dissent
  int asked = 0;                                // questions by `who` before this session
  std::vector<CountedQuestion> questions = {};  // of the session
  bool question_id_taken = false;
  bool has_voted = false;            // `who`, for the question named
  std::optional<Member> proxy = {};  // that the act names
  int eligible = 0;                  // members who may hold tokens, where a session is announced
  int open_by_token = 0;             // polls, of all offices
};

// One member's vote for one question, there or taken back.
struct QuestionVote {
  QuestionId question;
  MemberId member;
  bool wanted = true;
  Day day{};
};

struct MeetingChange {
  bool already_done = false;
  std::optional<Meeting> meeting = {};
  std::vector<Duty> duties = {};
  std::optional<Question> question = {};
  std::optional<QuestionVote> vote = {};
  std::vector<CountedQuestion> counted = {};  // of a session by token whose questions are gathered
  std::vector<Entry> entries = {};
};

[[nodiscard]] core::Result<MeetingChange> decide(const MeetingSituation& situation, const MeetingAct& act,
                                                 const ChannelPolicy& policy, Day today);

// The last day for questions and votes by token has passed, and nobody counted them yet.
[[nodiscard]] bool ends_gathering(const Meeting& meeting, Day today);
// What must be counted then.
struct Gathering {
  std::string ballots;                         // the root of all ballots' commitments, hex (docs/formats.md)
  int eligible = 0;                            // members who may hold tokens
  std::vector<core::json::object> spent = {};  // each voter's, as it stands in its record
  std::vector<CountedQuestion> questions = {};
};
// What the clock does: duties missed; minutes not agreed; a meeting on a dissent that was withdrawn;
// questions by token gathered, where there is a `gathering`.
[[nodiscard]] MeetingChange settle(const Meeting& meeting, const std::vector<Duty>& duties,
                                   bool dissent_withdrawn, const std::optional<Gathering>& gathering,
                                   Day today);

// ---- who sees what. Everybody active sees the state, the mandate, the read-out and what changed.

struct MeetingSight {
  bool exists = false;            // at all: for everybody active
  std::optional<Side> side = {};  // a party
  bool venue = false;             // when and where: parties; for a session everybody
  bool answers = false;           // for the office that owns it
};
[[nodiscard]] MeetingSight sight(const MeetingSituation& situation);

// A question by token arrived, which the service has verified.
struct ArrivedQuestion {
  QuestionId id;
  std::string text;
  core::json::object spent;  // its token's, as it stands in its record
};
// A drop promised that it would be recorded, so it is, whenever it comes. What is late, or finds no room, is
// rejected at once, with the reason, and not kept: `question` is absent then. `there`: how many questions
// there are. Code::not_found where none is asked by token.
[[nodiscard]] core::Result<MeetingChange> receive_question(const Meeting& meeting,
                                                           const ArrivedQuestion& asked, int there,
                                                           Day today);

// Questions as they may be shown on `today`: those of earlier days, by their votes of earlier days. A count
// below the floor is absent. First those with a count, the most wanted first; then the rest, by id.
//
// In the members' own names a count is a multiple of the floor, "so many or more", until the session is
// recorded as held: two days' exact counts would tell of one vote. By token, where the log tells how many
// voted and the token of each, no number may say how one of them did: those who did not want a question are
// as many as the floor as well; else it is "so many or more", or absent.
struct ShownQuestion {
  Question question;
  std::optional<int> votes = {};
  bool is_exact = true;  // else so many or more
};
[[nodiscard]] std::vector<ShownQuestion> shown_questions(const Meeting& session,
                                                         std::vector<CountedQuestion> questions, int floor);

[[nodiscard]] const char* word(MeetingKind value);
[[nodiscard]] const char* word(MeetingState value);
[[nodiscard]] const char* word(Side value);

}  // namespace demur::domain
