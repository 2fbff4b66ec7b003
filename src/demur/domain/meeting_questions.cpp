// Questions before a session: one member, one vote each; who asked is not kept. By token, in service/.
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
  if (!meeting.gathers_until && meeting.mandate && is_by_token(*meeting.mandate))
    return fail(Code::conflict,
                "It was announced before questions could be asked by token, and promises that nothing is "
                "recorded: here they would have your name. The office can announce it anew.");
  if (meeting.gathers_until)
    return fail(Code::conflict,
                "Before this session questions are asked and voted for with a token, at a drop, where nobody "
                "signs in: here they would have your name.");
  if (meeting.state == MeetingState::scheduled && today < day_of(*meeting.venue)) return {};
  return fail(Code::conflict, "Questions were gathered up to the day before the session.");
}

// Empty: it is asked.
std::string why_not_asked(const Meeting& meeting, int there, Day today) {
  if (meeting.state == MeetingState::cancelled) return "The session was called off before this came.";
  if (meeting.gathered_on || today > *meeting.gathers_until)
    return "It came from the drop after the questions were gathered.";
  if (there >= kMostTokenQuestions)
    return "There are 1,000 questions before this session, and room for no more.";
  return {};
}

struct Told {
  int votes = 0;
  bool is_exact = true;
};

Told told_of(const Meeting& session, int votes, int floor) {
  const auto in_steps = [&](int most) { return Told{most / floor * floor, false}; };
  if (!session.gathers_until) return session.held_on ? Told{votes} : in_steps(votes);
  if (!session.gathered_on || session.voters - votes >= floor) return Told{votes};
  return in_steps(std::max(session.voters - floor, 0));
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

core::json::array frozen(const std::vector<CountedQuestion>& questions) {
  core::json::array all;
  for (const CountedQuestion& one : questions)
    all.push_back(
        core::json::object{{"id", one.question.id.text}, {"text", one.question.text}, {"votes", one.votes}});
  return all;
}

bool ends_gathering(const Meeting& meeting, Day today) {
  return meeting.gathers_until && !meeting.gathered_on && meeting.state != MeetingState::cancelled &&
         today > *meeting.gathers_until;
}

// As an opinion round by token closes: each token that voted, and then one hash over their ballots.
void gather(MeetingChange& change, const Meeting& meeting, const Gathering& gathering, Day today) {
  change.meeting = meeting;
  change.meeting->gathered_on = today;
  change.meeting->voters = static_cast<int>(gathering.spent.size());
  change.counted = gathering.questions;
  for (const core::json::object& spent : gathering.spent)
    change.entries.push_back({.type = "anonymous.voted", .refs = {ref_to(meeting.id)}, .public_part = spent});
  Entry entry{.type = "meeting.gathered", .refs = {ref_to(meeting.id)}};
  entry.public_part = {{"by", "clock"},
                       {"ballots", gathering.ballots},
                       {"eligible", gathering.eligible},
                       {"voters", gathering.spent.size()}};
  core::json::array ids;  // what a question's words and its asker's number by chance make: they tell neither
  for (const CountedQuestion& one : gathering.questions) ids.emplace_back(one.question.id.text);
  entry.public_part["questions"] = std::move(ids);
  entry.private_part = {{"type", entry.type}, {"questions", frozen(gathering.questions)}};
  change.entries.push_back(std::move(entry));
}

// Its record has neither its text nor its id: they stand in the commitment.
Result<MeetingChange> receive_question(const Meeting& meeting, const ArrivedQuestion& asked, int there,
                                       Day today) {
  if (!meeting.gathers_until)
    return fail(Code::not_found, "There is no such session whose questions are asked by token.");
  MeetingChange change;
  change.entries = {{.type = "anonymous.proposed",
                     .publication = Publication::in_batch,
                     .refs = {ref_to(meeting.id)},
                     .public_part = asked.spent}};
  if (const std::string reason = why_not_asked(meeting, there, today); !reason.empty()) {
    change.entries.push_back({.type = "question.rejected",
                              .publication = Publication::in_batch,
                              .refs = {ref_to(meeting.id), "question:" + asked.id.text},
                              .public_part = {{"reason", reason}, {"by", "clock"}}});
    return change;
  }
  change.question = Question{.id = asked.id, .meeting = meeting.id, .text = asked.text, .asked_on = today};
  return change;
}

std::vector<ShownQuestion> shown_questions(const Meeting& session, std::vector<CountedQuestion> questions,
                                           int floor) {
  std::vector<ShownQuestion> shown;
  for (CountedQuestion& one : questions) {
    const auto [votes, is_exact] = told_of(session, one.votes, floor);
    shown.push_back({.question = std::move(one.question),
                     .votes = votes >= floor ? std::optional(votes) : std::nullopt,
                     .is_exact = is_exact});
  }
  std::ranges::sort(shown, [](const ShownQuestion& a, const ShownQuestion& b) {
    if (a.votes != b.votes) return a.votes.value_or(-1) > b.votes.value_or(-1);
    return a.question.id < b.question.id;
  });
  return shown;
}

}  // namespace demur::domain
