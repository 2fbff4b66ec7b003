#include "demur/web/decision_record.hpp"

#include <fmt/core.h>

#include <algorithm>

#include "demur/web/say.hpp"

namespace demur::web {
namespace {

using namespace domain;

std::string status_words(const DecisionRecord& record) {
  switch (record.state) {
    case DecisionState::draft:
    case DecisionState::consulting:
      return "proposed";
    case DecisionState::taken:
      return "accepted";
    case DecisionState::superseded:
      return "superseded";
    case DecisionState::withdrawn:
      return "rejected";
  }
  return {};
}

std::string one_line(std::string_view text) {
  std::string line = escape_markdown(text);
  std::ranges::replace(line, '\n', ' ');
  return line;
}

// Of the asked, as YAML: quoted, so that no name ends the front matter.
std::string yaml(const std::string& text) {
  std::string quoted = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') quoted += '\\';
    quoted += c == '\n' ? ' ' : c;
  }
  return quoted + "\"";
}

std::string front_matter(const DecisionRecord& record) {
  const ClearanceView& about = record.about;
  std::string text =
      fmt::format("---\nstatus: {}\ndate: {}\ndecision-makers: [{}]\nconsulted: [", status_words(record),
                  core::to_string(about.taken_on.value_or(record.registered_on)), yaml(about.owner));
  bool first = true;
  for (const OfficeBasis& row : about.basis.offices) {
    text += (first ? "" : ", ") + yaml(row.name);
    first = false;
  }
  return text + "]\n---\n\n";
}

std::string context(const ClearanceView& about) {
  if (about.clearance.rounds.empty()) return "No round was opened.\n\n";
  const Mandate& mandate = about.clearance.rounds.back().mandate;
  return fmt::format(
      "* Fixed already: {}\n* What may change: {}\n* Who decides: {}\n* People hear by: {}\n\n",
      one_line(mandate.fixed), one_line(mandate.may_change), one_line(mandate.decides),
      core::to_string(mandate.hear_by));
}

std::string basis_text(const ClearanceView& about) {
  std::string text = fmt::format("**{}.** {}\n\n", say(about.basis.kind), one_line(about.basis.sentence));
  for (const OfficeBasis& row : about.basis.offices) {
    text += "*";
    for (const std::string& sentence : row.sentences) text += " " + one_line(sentence);
    text += "\n";
  }
  if (!about.basis.offices.empty()) text += "\n";
  if (about.basis.days_late > 0)
    text += fmt::format("Registered late: {} after it was taken.\n\n",
                        counted(about.basis.days_late, "day", "days"));
  const auto& taking = about.clearance.taking;
  if (taking && !taking->direction.empty())
    text += "Direction: " + escape_markdown(taking->direction) + "\n\n";
  if (taking && taking->bypass)
    text += fmt::format("Bypass declared{}, {}: {}\n\n",
                        about.explained_on ? " on " + core::to_string(*about.explained_on) : std::string(),
                        word(taking->bypass->ground), escape_markdown(taking->bypass->reasons));
  return text;
}

std::string matter_line(const MatterRef& matter) {
  const auto shown = to_json(matter);
  std::string line = one_line(shown.at("heading").as_string());
  if (matter.outcome) line += fmt::format(" ({})", word(*matter.outcome));
  return line;
}

std::string cites_text(const DecisionRecord& record) {
  std::string text;
  for (const CitingRow& row : record.cites)
    text += fmt::format("* {}, cited on {}{}: {}\n", matter_line(row.matter), core::to_string(row.day),
                        row.after_taking ? ", after it was taken" : "", one_line(row.why));
  return text.empty() ? text : "### Earlier matters\n\n" + text + "\n";
}

// Those that were lifted too: what would have changed them stays on record.
std::string objections_text(const ClearanceView& about) {
  std::string text;
  for (const Position& position : about.clearance.positions) {
    const Given* said = standing(position);
    if (said == nullptr || said->stance != Stance::non_concur || said->withheld) continue;
    text += fmt::format("* {}, to version {}. What would change it: {}", one_line(position.office_name),
                        said->version, one_line(said->would_change));
    if (said->lifted)
      text += fmt::format(" → lifted on {}: {}", core::to_string(said->lifted->day),
                          one_line(said->lifted->reasons));
    if (said->answer)
      text += fmt::format(" → {}: {}", word(said->answer->outcome), one_line(said->answer->reasons));
    text += "\n";
  }
  return text.empty() ? text : "### Objections\n\n" + text + "\n";
}

std::string comments_text(const ClearanceView& about) {
  std::string text;
  for (const Position& position : about.clearance.positions) {
    // The record is made to be passed on: what an office withheld is not in it, whoever asks.
    if (position.given.empty() || position.given.back().withheld) continue;
    int number = 0;
    for (const Comment& comment : position.given.back().comments) {
      text += fmt::format("* {}, comment {} ({}): {}", one_line(position.office_name), ++number,
                          word(comment.weight), one_line(comment.text));
      if (comment.answer)
        text += fmt::format(" → {}: {}", word(comment.answer->outcome), one_line(comment.answer->reasons));
      text += "\n";
    }
  }
  return text.empty() ? text : "### Comments\n\n" + text + "\n";
}

// What the office said of each round when it was over.
std::string rounds_text(const ClearanceView& about) {
  std::string text;
  for (const ClearanceRound& round : about.clearance.rounds) {
    if (round.state == RoundState::voided)
      text += fmt::format("* Void: {}\n", one_line(round.void_reason));
    else if (round.reported_on)
      text +=
          fmt::format("* Reported on {}: {}\n", core::to_string(*round.reported_on), one_line(round.summary));
  }
  return text.empty() ? text : "### Rounds\n\n" + text + "\n";
}

std::string answer_lines(const AnswerBox& answer) {
  std::string text = fmt::format("* {} ({}): {}\n", word(answer.outcome),
                                 core::to_string(answer.published_on), one_line(answer.reasons));
  for (const PrecedentRow& row : answer.precedents)
    text += fmt::format("  * {}: {}: {}\n", row.applies ? "applies" : "set aside", matter_line(row.matter),
                        one_line(row.why));
  return text;
}

std::string answers_text(const DecisionRecord& record) {
  std::string text;
  for (const AnswerBox& answer : record.answers) text += answer_lines(answer);
  return text.empty() ? text : "### Answers to dissents\n\n" + text + "\n";
}

std::string read_outs_text(const DecisionRecord& record) {
  std::string text;
  for (const ReadOut& each : record.read_outs)
    text +=
        fmt::format("* {}: {}\n", core::to_string(each.agreed_on.value_or(each.day)), one_line(each.text));
  return text.empty() ? text : "### Read-outs of meetings, agreed by both sides\n\n" + text + "\n";
}

std::string reviews_text(const DecisionRecord& record) {
  std::string text;
  for (const auto& [review, by] : record.reviews)
    text += fmt::format("* {} ({}): {}\n", word(review.verdict), core::to_string(review.day),
                        one_line(review.reasons));
  return text.empty() ? text : "### Looking back: was the dissent right?\n\n" + text + "\n";
}

}  // namespace

std::string escape_markdown(std::string_view text) {
  static constexpr std::string_view kMarks = "\\`*_{}[]()<>#+-.!|~&=:";
  std::string safe;
  safe.reserve(text.size() + text.size() / 8);
  for (const char c : text) {
    if (kMarks.find(c) != std::string_view::npos) safe += '\\';
    safe += c;
  }
  return safe;
}

std::string markdown(const DecisionRecord& record) {
  const ClearanceView& about = record.about;
  const TextVersion& text = about.versions.back();
  std::string out = front_matter(record);
  out += fmt::format("# {} {}\n\n", one_line(about.decision.number), one_line(about.decision.title));
  out += "## Context and Problem Statement\n\n" + context(about);
  // The record is made to be passed on: a secret text is not in it, whoever asks.
  const std::string words = about.is_secret ? "The text is secret." : escape_markdown(text.text);
  out += fmt::format("## Decision Outcome\n\n{}\n\nVersion {}, SHA-256 `{}`.\n\n", words, text.number,
                     text.hash);
  out += cites_text(record);
  out += "### Basis\n\n" + basis_text(about);
  out += objections_text(about);
  out += comments_text(about);
  out += rounds_text(about);
  out += answers_text(record);
  out += read_outs_text(record);
  out += reviews_text(record);
  return out;
}

}  // namespace demur::web
