#include "demur/store/question_polls.hpp"

#include "demur/store/table.hpp"

namespace demur::store {
namespace {

using core::Result;
using core::Status;
using domain::MeetingId;
using domain::Question;
using domain::QuestionId;

TokenQuestion read_question(Row& row) {
  TokenQuestion read;
  read.number = row.next<int>();
  read.question.id = row.next<QuestionId>();
  read.question.meeting = row.next<MeetingId>();
  read.question.text = row.next<std::string>();
  read.question.asked_on = row.next<core::Day>();
  return read;
}

}  // namespace

Status add_question_poll(Transaction& transaction, const MeetingId& meeting) {
  DEMUR_TRY(transaction.execute(
      "INSERT INTO question_poll(number, meeting) SELECT coalesce(min(number), 0) - 1, ?1 "
      "FROM question_poll",
      meeting));
  return {};
}

Result<std::int64_t> question_poll_number(const Reader& reader, const MeetingId& meeting) {
  const auto number =
      DEMUR_TRY(reader.one<std::int64_t>("SELECT number FROM question_poll WHERE meeting = ?1", meeting));
  if (number) return *number;
  return core::fail(core::Code::not_found, "There is no such session by token.");
}

Result<int> add_token_question(Transaction& transaction, const Question& question) {
  const std::int64_t poll = DEMUR_TRY(question_poll_number(transaction, question.meeting));
  const auto number = static_cast<int>(
      DEMUR_TRY(count(transaction, "SELECT count(*) FROM token_question WHERE poll = ?1", poll)) + 1);
  DEMUR_TRY(transaction.execute("INSERT INTO question(id, meeting, text, asked_on) VALUES (?1, ?2, ?3, ?4)",
                                question.id, question.meeting, question.text, question.asked_on));
  DEMUR_TRY(transaction.execute("INSERT INTO token_question(poll, number, question) VALUES (?1, ?2, ?3)",
                                poll, number, question.id));
  return number;
}

Result<std::optional<TokenQuestion>> find_token_question(const Reader& reader, const QuestionId& id) {
  return reader.row(
      "SELECT t.number, q.id, q.meeting, q.text, q.asked_on FROM question q JOIN token_question t ON "
      "t.question = q.id WHERE q.id = ?1",
      read_question, id);
}

Result<std::vector<TokenQuestion>> token_questions(const Reader& reader, const MeetingId& meeting) {
  return reader.rows(
      "SELECT t.number, q.id, q.meeting, q.text, q.asked_on FROM question q JOIN token_question t ON "
      "t.question = q.id WHERE q.meeting = ?1 ORDER BY t.number",
      read_question, meeting);
}

Status save_question_votes(Transaction& transaction, const domain::CountedQuestion& counted) {
  DEMUR_TRY(transaction.execute("UPDATE token_question SET votes = ?2 WHERE question = ?1",
                                counted.question.id, counted.votes));
  return {};
}

}  // namespace demur::store
