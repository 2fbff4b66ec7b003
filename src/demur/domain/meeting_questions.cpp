// Questions before a session: one member, one vote each; who asked is not kept.
#include <algorithm>

#include "demur/domain/meeting_matter.hpp"

namespace demur::domain {
namespace {

Result<Meeting> open_session(const MeetingMatter& matter) {
  const std::optional<Meeting>& meeting = matter.situation.meeting;
  if (!meeting) return fail(Code::not_found, "There is no such session.");
  if (meeting->kind != MeetingKind::session)
    return fail(Code::conflict,
                "Questions are gathered before sessions; a meeting on a dissent has its points.");
  return *meeting;
}

Status still_gathers(const Meeting& meeting, Day today) {
  if (meeting.state == MeetingState::scheduled && today < day_of(*meeting.venue)) return {};
  return fail(Code::conflict, "Questions were gathered up to the day before the session.");
}

}  // namespace

Judged judge(const MeetingMatter& matter, const AskQuestion& act) {
  const Meeting meeting = DEMUR_TRY(open_session(matter));
  if (matter.situation.question_id_taken) return meeting_done_already();
  DEMUR_TRY(still_gathers(meeting, matter.today));
  if (matter.situation.asked >= kMostQuestions)
    return fail(Code::conflict, "You have asked three questions: that is all there are.");
  MeetingChange change;
  change.question = Question{.id = act.id,
                             .meeting = meeting.id,
                             .text = DEMUR_TRY(clean_text(act.text, {"text", "a question", kQuestionBytes})),
                             .asked_on = matter.today};
  return change;
}

Judged judge(const MeetingMatter& matter, const VoteQuestion& act) {
  const Meeting meeting = DEMUR_TRY(open_session(matter));
  const auto found = std::ranges::find(matter.situation.questions, act.question,
                                       [](const CountedQuestion& one) { return one.question.id; });
  if (found == matter.situation.questions.end() || found->question.asked_on >= matter.today)
    return fail(Code::not_found, "There is no such question.");
  if (matter.situation.has_voted == act.wanted) return meeting_done_already();
  DEMUR_TRY(still_gathers(meeting, matter.today));
  MeetingChange change;
  change.vote = QuestionVote{act.question, matter.situation.who.id, act.wanted, matter.today};
  return change;
}

std::vector<ShownQuestion> shown_questions(std::vector<CountedQuestion> questions, int floor) {
  std::vector<ShownQuestion> shown;
  for (CountedQuestion& one : questions)
    shown.push_back({std::move(one.question), one.votes >= floor ? std::optional(one.votes) : std::nullopt});
  std::ranges::sort(shown, [](const ShownQuestion& a, const ShownQuestion& b) {
    if (a.votes != b.votes) return a.votes.value_or(-1) > b.votes.value_or(-1);
    return a.question.id < b.question.id;
  });
  return shown;
}

}  // namespace demur::domain
