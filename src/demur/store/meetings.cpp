#include "demur/store/meetings.hpp"

#include "demur/store/table.hpp"

namespace demur::store {

using core::Result;
using core::Status;
using domain::CountedQuestion;
using domain::Meeting;
using domain::MeetingId;
using domain::MemberId;
using domain::MinutesSignature;
using domain::Question;
using domain::QuestionId;
using domain::Reservation;

template <>
struct Table<Meeting> {
  static constexpr std::string_view kName = "meeting";
  static constexpr std::string_view kKey = "id";
  static void columns(auto& meeting, auto&& column) {
    column("id", meeting.id);
    column("kind", meeting.kind);
    column("dissent", meeting.dissent);
    column("office", meeting.office);
    column("title", meeting.title);
    column("series", meeting.series);
    column("points", meeting.points);
    column("asked_by", meeting.asked_by);
    column("state", meeting.state);
    column("asked_on", meeting.asked_on);
    column("proxy", meeting.proxy);
    column.group(meeting.mandate, mandate_columns);
    column.group(meeting.venue, venue_columns);
    column("sequence", meeting.sequence);
    column("minutes_by", meeting.minutes_by);
    column("held_on", meeting.held_on);
    column("gathers_until", meeting.gathers_until);
    column("gathered_on", meeting.gathered_on);
    column("voters", meeting.voters);
    column("ended_on", meeting.ended_on);
    column("reason", meeting.reason);
    column.group(meeting.minutes, minutes_columns);
    column.group(meeting.read_out, read_out_columns);
    column.group(meeting.what_changed, change_columns);
  }

 private:
  static constexpr auto mandate_columns = [](auto& mandate, auto&& column) {
    column("mandate_level", mandate.level);
    column("mandate_fixed", mandate.fixed);
    column("mandate_may_change", mandate.may_change);
    column("mandate_decides", mandate.decides);
    column("mandate_hear_by", mandate.hear_by);
    column("mandate_attribution", mandate.attribution);
  };
  static constexpr auto venue_columns = [](auto& venue, auto&& column) {
    column("venue_starts", venue.starts);
    column("venue_minutes", venue.minutes);
    column("venue_place", venue.place);
  };
  static constexpr auto minutes_columns = [](auto& minutes, auto&& column) {
    column("minutes_nonce", minutes.nonce);
    column("minutes_text", minutes.text);
    column("minutes_written_by", minutes.written_by);
    column("minutes_day", minutes.day);
  };
  static constexpr auto read_out_columns = [](auto& read_out, auto&& column) {
    column("read_out_text", read_out.text);
    column("read_out_proposed_by", read_out.proposed_by);
    column("read_out_day", read_out.day);
    column("read_out_agreed_on", read_out.agreed_on);
  };
  static constexpr auto change_columns = [](auto& change, auto&& column) {
    column("change_changed", change.changed);
    column("change_text", change.text);
    column("change_day", change.day);
    column("change_took_place", change.took_place);
  };
};

template <>
struct Table<Child<MeetingId, MinutesSignature>> {
  static constexpr std::string_view kName = "meeting_signature";
  static constexpr std::string_view kKey = "meeting, number";
  static void columns(auto& row, auto&& column) {
    column("meeting", row.parent);
    column("number", row.number);
    column("side", row.part.side);
    column("hash", row.part.hash);
    column("signed_by", row.part.by);
    column("day", row.part.day);
  }
};

template <>
struct Table<Child<MeetingId, Reservation>> {
  static constexpr std::string_view kName = "meeting_reservation";
  static constexpr std::string_view kKey = "meeting, number";
  static void columns(auto& row, auto&& column) {
    column("meeting", row.parent);
    column("number", row.number);
    column("id", row.part.id);
    column("side", row.part.side);
    column("text", row.part.text);
    column("day", row.part.day);
  }
};

template <>
struct Table<Question> {
  static constexpr std::string_view kName = "question";
  static constexpr std::string_view kKey = "id";
  static void columns(auto& question, auto&& column) {
    column("id", question.id);
    column("meeting", question.meeting);
    column("text", question.text);
    column("asked_on", question.asked_on);
  }
};

namespace {

constexpr std::string_view kParts = "WHERE meeting = ?1 ORDER BY number";

Status load_parts(const Reader& reader, Meeting& meeting) {
  meeting.signatures = DEMUR_TRY((load_children<MinutesSignature>(reader, meeting.id, kParts)));
  meeting.reservations = DEMUR_TRY((load_children<Reservation>(reader, meeting.id, kParts)));
  return {};
}

}  // namespace

Status save_meeting(Transaction& transaction, const Meeting& meeting) {
  DEMUR_TRY(save_row(transaction, meeting));
  DEMUR_TRY(save_children(transaction, meeting.id, meeting.signatures,
                          "DELETE FROM meeting_signature WHERE meeting = ?1 AND number > ?2"));
  return save_children(transaction, meeting.id, meeting.reservations,
                       "DELETE FROM meeting_reservation WHERE meeting = ?1 AND number > ?2");
}

Result<std::optional<Meeting>> find_meeting(const Reader& reader, const MeetingId& id) {
  return whole(reader, select_one<Meeting>(reader, "WHERE id = ?1", id), load_parts);
}

Meetings meetings_on(const Reader& reader, const domain::DissentId& dissent) {
  return whole(reader, select<Meeting>(reader, "WHERE dissent = ?1 ORDER BY asked_on DESC, id", dissent),
               load_parts);
}

Meetings meetings_on_dissents_from(const Reader& reader, const domain::DecisionId& decision) {
  return whole(reader,
               select<Meeting>(reader,
                               "WHERE dissent IN (SELECT id FROM dissent WHERE decision = ?1) "
                               "ORDER BY asked_on DESC, id",
                               decision),
               load_parts);
}

Meetings sessions_of(const Reader& reader, const std::string& series) {
  return whole(
      reader, select<Meeting>(reader, "WHERE kind = 'session' AND series = ?1 ORDER BY asked_on, id", series),
      load_parts);
}

Meetings meetings_ahead(const Reader& reader) {
  return whole(
      reader, select<Meeting>(reader, "WHERE state IN ('requested', 'scheduled') ORDER BY asked_on DESC, id"),
      load_parts);
}

Meetings list_meetings(const Reader& reader, int limit) {
  return whole(reader, select<Meeting>(reader, "ORDER BY asked_on DESC, id LIMIT ?1", limit), load_parts);
}

Meetings meetings_to_settle(const Reader& reader) {
  return whole(reader,
               select<Meeting>(reader,
                               "WHERE state IN ('requested', 'scheduled', 'held') OR 'meeting:' || id IN "
                               "(SELECT subject FROM duty WHERE state = 'open') ORDER BY id"),
               load_parts);
}

Meetings sessions_gathering(const Reader& reader) {
  return whole(reader,
               select<Meeting>(reader,
                               "WHERE state = 'scheduled' AND gathers_until IS NOT NULL AND gathered_on IS "
                               "NULL ORDER BY asked_on DESC, id"),
               load_parts);
}

Status add_question(Transaction& transaction, const Question& question, const MemberId& asked_by) {
  DEMUR_TRY(add_row(transaction, question));
  DEMUR_TRY(
      transaction.execute("INSERT INTO question_asked(meeting, member, asked) VALUES (?1, ?2, 1) "
                          "ON CONFLICT(meeting, member) DO UPDATE SET asked = asked + 1",
                          question.meeting, asked_by));
  return {};
}

Result<std::optional<Question>> find_question(const Reader& reader, const QuestionId& id) {
  return select_one<Question>(reader, "WHERE id = ?1", id);
}

Status rename_question(Transaction& transaction, const QuestionId& from, const QuestionId& to) {
  DEMUR_TRY(transaction.execute(
      "INSERT INTO question(id, meeting, text, asked_on) SELECT ?2, meeting, text, asked_on FROM question "
      "WHERE id = ?1",
      from, to));
  DEMUR_TRY(transaction.execute("UPDATE question_vote SET question = ?2 WHERE question = ?1", from, to));
  DEMUR_TRY(transaction.execute("DELETE FROM question WHERE id = ?1", from));
  return {};
}

Result<int> questions_asked(const Reader& reader, const MeetingId& meeting, const MemberId& member) {
  return static_cast<int>(DEMUR_TRY(
      count(reader, "SELECT asked FROM question_asked WHERE meeting = ?1 AND member = ?2", meeting, member)));
}

Status save_vote(Transaction& transaction, const domain::QuestionVote& vote) {
  if (vote.wanted)
    DEMUR_TRY(
        transaction.execute("INSERT INTO question_vote(question, member, day) VALUES (?1, ?2, ?3) "
                            "ON CONFLICT(question, member) DO NOTHING",
                            vote.question, vote.member, vote.day));
  else
    DEMUR_TRY(transaction.execute("DELETE FROM question_vote WHERE question = ?1 AND member = ?2",
                                  vote.question, vote.member));
  return {};
}

Result<bool> has_voted(const Reader& reader, const QuestionId& question, const MemberId& member) {
  return DEMUR_TRY(count(reader, "SELECT count(*) FROM question_vote WHERE question = ?1 AND member = ?2",
                         question, member)) > 0;
}

Result<std::vector<QuestionId>> votes_of(const Reader& reader, const MeetingId& meeting,
                                         const MemberId& member) {
  return reader.all<QuestionId>(
      "SELECT v.question FROM question_vote v JOIN question q ON q.id = v.question WHERE q.meeting = ?1 AND "
      "v.member = ?2 ORDER BY v.question",
      meeting, member);
}

Result<std::vector<CountedQuestion>> questions_before(const Reader& reader, const MeetingId& meeting,
                                                      core::Day day) {
  std::vector<CountedQuestion> counted;
  const auto questions =
      DEMUR_TRY(select<Question>(reader, "WHERE meeting = ?1 AND asked_on < ?2 ORDER BY id", meeting, day));
  for (const Question& question : questions) {
    const auto votes = DEMUR_TRY(count(
        reader,
        "SELECT (SELECT count(*) FROM question_vote WHERE question = ?1 AND day < ?2) + coalesce((SELECT "
        "votes FROM token_question WHERE question = ?1), 0)",
        question.id, day));
    counted.push_back({question, static_cast<int>(votes)});
  }
  return counted;
}

}  // namespace demur::store
