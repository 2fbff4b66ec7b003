// What became of a clearance round: an answer to each comment, and to each objection that stands. A record
// for each answer, and then the report's own.
#include "demur/domain/clearance_report.hpp"

#include <algorithm>

#include "demur/domain/clearance_matter.hpp"

namespace demur::domain {
namespace {

// Where the answer goes; nothing where nobody made that comment, or objected.
std::optional<CommentAnswer>* place_of(Given& said, int comment) {
  if (comment == kObjection) return said.stance == Stance::non_concur ? &said.answer : nullptr;
  if (comment < 1 || static_cast<std::size_t>(comment) > said.comments.size()) return nullptr;
  return &said.comments[static_cast<std::size_t>(comment) - 1].answer;
}

std::string name_of(const Position& position, int comment) {
  if (comment == kObjection) return "the objection of " + position.office_name;
  return "comment " + std::to_string(comment) + " of " + position.office_name;
}

// One answer for one comment of an office's last word, or for its objection.
Status answer_comment(std::vector<Position>& positions, const CommentReply& reply) {
  const std::string field = reply_field(reply.position, reply.comment);
  const auto position = std::ranges::find(positions, reply.position, &Position::id);
  std::optional<CommentAnswer>* place = nullptr;
  if (position != positions.end() && !position->given.empty())
    place = place_of(position->given.back(), reply.comment);
  if (place == nullptr)
    return fail(Code::invalid, "One answer is to a comment or an objection that there is not in this round.",
                field);
  const std::string name = name_of(*position, reply.comment);
  if (*place) return fail(Code::invalid, "There are two answers to " + name + ": leave one of them.", field);
  const std::string label = "reasons for the answer to " + name;
  std::string reasons =
      DEMUR_TRY(clean_text(reply.answer.reasons, {field.c_str(), label.c_str(), kReasonBytes}));
  if (only_notes(reasons))
    return fail(Code::invalid, "Say why: \"noted\" is no answer to " + name + ".", field);
  *place = CommentAnswer{reply.answer.outcome, std::move(reasons)};
  return {};
}

Entry answered_entry(const ClearanceRound& round, const Position& position, int number,
                     const CommentAnswer& answer) {
  Entry entry = clearance_entry("comment.answered", position.id, round.decision);
  entry.refs.push_back(ref_to(round.id));
  const Given& said = position.given.back();
  entry.public_part = {{"comment", number}, {"outcome", word(answer.outcome)}};
  if (number != kObjection)
    entry.public_part["weight"] = word(said.comments[static_cast<std::size_t>(number) - 1].weight);
  auto& reasons_in = said.withheld ? entry.private_part : entry.public_part;
  reasons_in["reasons"] = answer.reasons;
  return entry;
}

// A record for each answer of one office's place, once none is missing. Counts those to objections.
Status tell_answers(const ClearanceRound& round, const Position& position, std::vector<Entry>& entries,
                    int& objections) {
  const Given& said = position.given.back();
  if (objects(position) && !said.answer)
    return fail(Code::invalid,
                "Answer every objection that stands: that of " + position.office_name + " has no answer yet.",
                reply_field(position.id, kObjection));
  if (said.answer) {
    ++objections;
    entries.push_back(answered_entry(round, position, kObjection, *said.answer));
  }
  int number = 0;
  for (const Comment& comment : said.comments) {
    ++number;
    if (!comment.answer)
      return fail(Code::invalid, "Answer every comment: " + name_of(position, number) + " has no answer yet.",
                  reply_field(position.id, number));
    entries.push_back(answered_entry(round, position, number, *comment.answer));
  }
  return {};
}

// What offices said in the round, with these answers and no others.
Result<std::vector<Position>> answered_by(const ClearanceMatter& matter, const ReportClearance& act) {
  std::vector<Position> positions;
  for (const Position& position : matter.situation.clearance.positions) {
    if (position.round != act.round) continue;
    positions.push_back(position);
    for (Given& said : positions.back().given) {
      said.answer.reset();
      for (Comment& comment : said.comments) comment.answer.reset();
    }
  }
  for (const CommentReply& reply : act.replies) DEMUR_TRY(answer_comment(positions, reply));
  return positions;
}

Result<std::string> clean_summary(const ReportClearance& act) {
  return clean_text(act.summary, {"summary", "what became of the round", kWhatChangedBytes});
}

// The same report twice is one. Another would be lost if it were taken for the first.
Result<ClearanceChange> reported_before(const ClearanceMatter& matter, const ClearanceRound& round,
                                        const ReportClearance& act) {
  const auto again = answered_by(matter, act);
  const auto summary = clean_summary(act);
  const auto is_there = [&](const Position& position) {
    return std::ranges::find(matter.situation.clearance.positions, position) !=
           matter.situation.clearance.positions.end();
  };
  if (again && std::ranges::all_of(*again, is_there) && summary && *summary == round.summary)
    return clearance_done();
  return fail(Code::conflict, "It is reported already, in other words, and that report stands.");
}

}  // namespace

std::string reply_field(const PositionId& position, int comment) {
  return "reply-" + position.text + "-" + std::to_string(comment);
}

Result<ClearanceChange> judge(const ClearanceMatter& matter, const ReportClearance& act) {
  ClearanceRound round = DEMUR_TRY(own_round(matter));
  if (round.state == RoundState::reported) return reported_before(matter, round, act);
  if (round.state != RoundState::closed)
    return fail(Code::conflict, "A round is reported after it closed, and not when it is void.");
  ClearanceChange change;
  change.positions = DEMUR_TRY(answered_by(matter, act));
  round.summary = DEMUR_TRY(clean_summary(act));
  int objections = 0;
  for (const Position& position : change.positions)
    if (!position.given.empty()) DEMUR_TRY(tell_answers(round, position, change.entries, objections));
  round.state = RoundState::reported;
  round.reported_on = matter.today;
  Entry entry = clearance_entry("clearance.reported", round.id, round.decision);
  entry.public_part = {{"summary", round.summary}, {"objections", objections}};
  change.entries.push_back(std::move(entry));
  for (const Duty& duty : matter.situation.duties)
    if (duty.subject == Subject{round.id} && duty.kind == DutyKind::report)
      change.duties.push_back(done_on(duty, matter.today));
  change.round = std::move(round);
  return change;
}

}  // namespace demur::domain
