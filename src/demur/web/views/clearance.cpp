#include "demur/web/views/clearance.hpp"

#include <fmt/core.h>

#include <algorithm>

#include "demur/web/comment_matrix.hpp"
#include "demur/web/say.hpp"

namespace demur::web {

using namespace domain;

namespace {

template <typename Enum, std::size_t Size>
std::string pick(const char* const (&words)[Size], Enum value) {
  return words[static_cast<std::size_t>(value)];
}

template <typename Enum>
json::object both(Enum value) {
  return {{"word", word(value)}, {"words", say(value)}};
}

// A glyph and a word: the word alone tells everything.
struct Cell {
  const char* glyph;
  std::string words;
};

Cell cell_of(const Given& given) {
  if (given.lifted) return {"×", "Objection lifted"};
  static constexpr const char* kGlyphs[] = {"✓", "✓", "✕", "–", "–"};
  return {kGlyphs[static_cast<std::size_t>(given.stance)], say(given.stance)};
}

const ClearanceRound* round_of(const Clearance& clearance, const Position& position) {
  const auto found = std::ranges::find(clearance.rounds, position.round, &ClearanceRound::id);
  return found == clearance.rounds.end() ? nullptr : &*found;
}

// What one office said of one version, or why it said nothing.
Cell matrix_cell(const ClearanceView& view, const OfficeBasis& row, int version) {
  const Given* last = nullptr;
  bool spoke_before = false;
  const ClearanceRound* asked = nullptr;
  for (const Position& position : view.clearance.positions) {
    if (position.office != row.office) continue;
    const ClearanceRound* round = round_of(view.clearance, position);
    if (round != nullptr && round->version <= version) asked = round;
    for (const Given& given : position.given) {
      if (given.version == version) last = &given;
      spoke_before = spoke_before || given.version < version;
    }
  }
  if (last != nullptr) return cell_of(*last);
  const bool newest = version == view.versions.back().number;
  if (newest && row.heard == Heard::concurred) return {"✓", "Holds: the change was editorial"};
  if (newest && row.heard == Heard::objects) return {"✕", "The objection stands"};
  if (spoke_before) return {"↺", "Lapsed: the text changed"};
  if (asked == nullptr) return {"○", "Not asked"};
  if (asked->state == RoundState::open) return {"…", "Waited for"};
  return {"∅", asked->state == RoundState::voided ? "Its round is void" : "No response"};
}

json::array words_of(const std::vector<std::string>& all) {
  return json::array(all.begin(), all.end());
}

json::object row_json(const ClearanceView& view, const OfficeBasis& row) {
  json::array cells;
  for (const TextVersion& version : view.versions) {
    const Cell cell = matrix_cell(view, row, version.number);
    cells.push_back(json::object{{"version", version.number}, {"glyph", cell.glyph}, {"words", cell.words}});
  }
  json::array detectors;
  for (const Detector detector : row.detectors) detectors.emplace_back(word(detector));
  return {{"office", row.name},
          {"by_rules", row.by_rules},
          {"heard", word(row.heard)},
          {"path", row.position ? json::value(path(*row.position)) : json::value(nullptr)},
          {"cells", std::move(cells)},
          {"detectors", std::move(detectors)},
          {"sentences", words_of(row.sentences)}};
}

json::object round_line(const ClearanceRound& round) {
  return {{"path", path(round.id)},
          {"number", round.number},
          {"state", both(round.state)},
          {"opened_on", to_json(std::optional(round.opened_on))},
          {"closes_on", to_json(std::optional(round.closes_on))},
          {"version", round.version},
          {"after_taking", round.after_taking},
          {"is_open", round.state == RoundState::open}};
}

json::object editorial_json(const EditorialChange& change) {
  std::string words;
  if (change.contested_on)
    words = "An office objected that it is more than editorial: " + change.contest_reasons;
  else
    words = "Offices may object until " + core::to_words(change.object_by) + ".";
  return {{"version", change.version}, {"reasons", change.reasons}, {"words", words}};
}

// Why an auditor let somebody off it; empty where nobody was.
std::string waived_reason(const ClearanceView& view, const Subject& subject) {
  const auto duty = std::ranges::find(view.waived, subject, &Duty::subject);
  return duty == view.waived.end() ? std::string() : duty->waived_reason;
}

json::value bypass_json(const ClearanceView& view) {
  const auto& taking = view.clearance.taking;
  if (!taking || !taking->bypass) return nullptr;
  return json::object{{"ground", both(taking->bypass->ground)},
                      {"reasons", taking->bypass->reasons},
                      {"consult_by", to_json(std::optional(taking->bypass->consult_by))},
                      {"explained_on", to_json(view.explained_on)},
                      {"waived", waived_reason(view, view.decision.id)}};
}

std::string answered_words(const ClearanceView& view) {
  const auto& rows = view.basis.offices;
  const auto heard =
      std::ranges::count_if(rows, [](const OfficeBasis& row) { return row.heard != Heard::not_heard; });
  return fmt::format("{} of {} answered on this text", heard, counted(std::ssize(rows), "office", "offices"));
}

}  // namespace

std::string say(Stance value) {
  return pick({"Concurs", "Concurs with comment", "Does not concur", "Abstains", "Recused"}, value);
}
std::string say(CommentWeight value) {
  return pick({"Critical", "Substantive", "Editorial"}, value);
}
std::string say(CommentOutcome value) {
  return pick({"Adopted", "Adopted in part", "Declined"}, value);
}
std::string say(BypassGround value) {
  return pick({"Urgent", "Secret", "Routine", "Other"}, value);
}
std::string say(BasisKind value) {
  return pick({"No office had to be asked", "Cleared", "Cleared in part", "Over objection, by direction",
               "Bypassed, explained", "Bypassed, unexplained"},
              value);
}
std::string say(RoundState value) {
  return pick({"Draft", "Open", "Closed", "Reported", "Void"}, value);
}
std::string say(Level value) {
  return pick({"Inform", "Consult", "Involve", "Decide together"}, value);
}
std::string say(Attribution value) {
  return pick({"Who said what may be told", "What was said may be told, not by whom", "Not recorded"}, value);
}

std::string path(const ClearanceRoundId& id) {
  return path(Subject{id});
}
std::string path(const PositionId& id) {
  return path(Subject{id});
}

std::optional<TextChange> change_since(const Clearance& clearance, const Position& position,
                                       const std::vector<TextVersion>& versions) {
  int heard_on = 0;
  for (const Position& other : clearance.positions)
    if (other.office == position.office && standing(other) != nullptr)
      heard_on = std::max(heard_on, standing(other)->version);
  return versions.empty() ? std::nullopt : change_in(versions, heard_on, versions.back().number);
}

json::object to_json(const Button& button) {
  return {{"act", button.act},
          {"path", button.path},
          {"label", button.label},
          {"is_first", button.weight == "first"},
          {"is_careful", button.weight == "careful"}};
}

json::object mandate_json(const Mandate& mandate) {
  return {{"level", both(mandate.level)},
          {"fixed", mandate.fixed},
          {"may_change", mandate.may_change},
          {"decides", mandate.decides},
          {"hear_by", to_json(std::optional(mandate.hear_by))},
          {"attribution", both(mandate.attribution)},
          {"is_briefing", is_briefing(mandate)}};
}

json::object clearance_json(const ClearanceView& view) {
  json::array columns;
  for (const TextVersion& version : view.versions)
    columns.push_back(json::object{{"words", fmt::format("Version {}", version.number)}});
  json::array rows;
  for (const OfficeBasis& row : view.basis.offices) rows.push_back(row_json(view, row));
  json::array editorial;
  for (const EditorialChange& change : view.clearance.editorial) editorial.push_back(editorial_json(change));
  const bool taken = view.taken_on.has_value();
  const auto& rounds = view.clearance.rounds;
  json::value late = nullptr;
  if (view.basis.days_late > 0)
    late =
        fmt::format("Registered late: {} after it was taken.", counted(view.basis.days_late, "day", "days"));
  return {
      {"is_taken", taken},
      {"basis", both(view.basis.kind)},
      {"sentence", view.basis.sentence},
      {"late_words", late},
      {"direction", view.clearance.taking ? view.clearance.taking->direction : std::string()},
      {"bypass", bypass_json(view)},
      {"has_offices", !rows.empty()},
      {"answered_words", answered_words(view)},
      {"columns", std::move(columns)},
      {"rows", std::move(rows)},
      {"mandate", rounds.empty() ? json::value(nullptr) : json::value(mandate_json(rounds.back().mandate))},
      {"has_rounds", !rounds.empty()},
      {"rounds",
       [&] {
         json::array lines;
         for (const ClearanceRound& round : rounds) lines.push_back(round_line(round));
         return lines;
       }()},
      {"has_editorial", !editorial.empty()},
      {"editorial", std::move(editorial)},
      {"record_path", path(view.decision.id) + "/record.md"}};
}

namespace {

json::value answer_json(const std::optional<CommentAnswer>& answer) {
  if (!answer) return nullptr;
  return json::object{{"outcome", both(answer->outcome)}, {"reasons", answer->reasons}};
}

json::object comment_json(const Comment& comment, int number) {
  return {{"number", number},     {"weight", both(comment.weight)}, {"where", comment.where},
          {"text", comment.text}, {"rationale", comment.rationale}, {"answer", answer_json(comment.answer)}};
}

json::object given_json(const Given& given) {
  json::array comments;
  int number = 0;
  for (const Comment& comment : given.comments) comments.push_back(comment_json(comment, ++number));
  json::value lifted = nullptr;
  if (given.lifted)
    lifted =
        json::object{{"day", to_json(std::optional(given.lifted->day))}, {"reasons", given.lifted->reasons}};
  const Cell cell = cell_of(given);
  return {{"stance", both(given.stance)},
          {"glyph", cell.glyph},
          {"version", given.version},
          {"text_hash", given.text_hash},
          {"day", to_json(std::optional(given.day))},
          {"would_change", given.would_change},
          {"objection_answer", answer_json(given.answer)},
          {"is_withheld", given.withheld},
          {"from_outside", given.by_office != given.for_office},
          {"after_taking", given.after_taking},
          {"has_comments", !comments.empty()},
          {"comments", std::move(comments)},
          {"lifted", lifted}};
}

json::object position_json(const ClearanceView& view, const Position& position, const ClearanceRound& round) {
  const Given* last = standing(position);
  const char* silence = round.state == RoundState::open ? "Waited for" : "No response";
  return {{"id", position.id.text},
          {"path", path(position.id)},
          {"office", position.office_name},
          {"by_rules", position.by_rules},
          {"last", last == nullptr ? json::value(nullptr) : json::value(given_json(*last))},
          {"silence", last == nullptr ? json::value(silence) : json::value(nullptr)},
          {"waived", waived_reason(view, position.id)}};
}

json::array buttons_json(const std::vector<Button>& buttons) {
  json::array all;
  for (const Button& button : buttons) all.push_back(to_json(button));
  return all;
}

std::string round_title(const ClearanceRound& round) {
  const char* what = is_briefing(round.mandate) ? "Briefing" : "Clearance round";
  return fmt::format("{} {}", what, round.number);
}

Back back_to(const DecisionRef& decision) {
  return {path(decision.id), "Decision " + decision.number};
}

}  // namespace

json::object to_json(const ClearanceRoundView& view) {
  const ClearanceView& about = view.about;
  const auto round = std::ranges::find(about.clearance.rounds, view.round, &ClearanceRound::id);
  if (round == about.clearance.rounds.end()) return {};
  json::array positions;
  for (const Position& position : about.clearance.positions)
    if (position.round == round->id) positions.push_back(position_json(about, position, *round));
  json::object result = round_line(*round);
  result["page"] = page(round_title(*round), Section::decisions, back_to(about.decision));
  result["decision"] = to_json(about.decision);
  result["owner"] = about.owner;
  result["mandate"] = mandate_json(round->mandate);
  result["urgent_reasons"] = round->urgent_reasons;
  result["text_hash"] = round->text_hash;
  result["text_moved_on"] = about.versions.back().hash != round->text_hash;
  result["positions"] = std::move(positions);
  result["has_matrix"] = !matrix_of(about.clearance, round->id).empty();
  result["reported_on"] = to_json(round->reported_on);
  result["summary"] = round->summary;
  result["waived"] = waived_reason(about, round->id);
  result["void_reason"] = round->void_reason;
  result["matrix_path"] = path(round->id) + "/matrix.csv";
  result["has_offers"] = !about.buttons.empty();
  result["offers"] = buttons_json(about.buttons);
  return result;
}

json::object to_json(const PositionView& view) {
  const ClearanceView& about = view.about;
  const auto position = std::ranges::find(about.clearance.positions, view.position, &Position::id);
  const ClearanceRound* round =
      position == about.clearance.positions.end() ? nullptr : round_of(about.clearance, *position);
  if (round == nullptr) return {};
  json::array before;
  for (std::size_t at = position->given.size(); at-- > 1;)
    before.push_back(given_json(position->given[at - 1]));
  json::object result = position_json(about, *position, *round);
  result["page"] = page("Position of " + position->office_name, Section::decisions,
                        Back{path(round->id), round_title(*round)});
  result["decision"] = to_json(about.decision);
  result["round"] = round_line(*round);
  result["text_moved_on"] =
      standing(*position) != nullptr && standing(*position)->text_hash != about.versions.back().hash;
  result["text_change"] = to_json(change_since(about.clearance, *position, about.versions));
  result["has_before"] = !before.empty();
  result["before"] = std::move(before);
  result["has_offers"] = !about.buttons.empty();
  result["offers"] = buttons_json(about.buttons);
  result["is_hidden"] = !view.may_read_all;
  return result;
}

}  // namespace demur::web
