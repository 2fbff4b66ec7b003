// Positions: given by a respondent of the asked office on exactly the text that they read, replaced by what
// the office says later, and an objection lifted by nobody else. And changes of the text that the owner
// calls editorial, which the offices may contest.
#include <algorithm>

#include "demur/domain/clearance_matter.hpp"
#include "demur/domain/secrecy.hpp"

namespace demur::domain {
namespace {

TextRule optional_text(const char* field, const char* label, std::size_t most) {
  return {field, label, most, Lines::many, Need::optional};
}

Result<std::vector<Comment>> clean_comments(const std::vector<Comment>& typed) {
  if (typed.size() > kMostComments)
    return fail(Code::too_large, "Send at most " + std::to_string(kMostComments) + " comments.", "comments");
  std::vector<Comment> comments;
  for (const Comment& one : typed) {
    Comment comment{.weight = one.weight};
    comment.text = DEMUR_TRY(clean_text(one.text, {"comments", "the comment", kReasonBytes}));
    comment.where = DEMUR_TRY(clean_text(one.where, optional_text("comments", "the place", kTitleBytes)));
    comment.rationale =
        DEMUR_TRY(clean_text(one.rationale, optional_text("comments", "the rationale", kReasonBytes)));
    comments.push_back(std::move(comment));
  }
  return comments;
}

Status fits(Stance stance, const std::vector<Comment>& comments) {
  if (stance == Stance::concur_with_comment && comments.empty())
    return fail(Code::invalid, "Write the comment that you concur with.", "comments");
  if (stance == Stance::concur && !comments.empty())
    return fail(Code::invalid, "With comments, the position is \"concur with comment\": choose that one.",
                "stance");
  return {};
}

Result<Given> clean_position(const ClearanceMatter& matter, const GivePosition& act) {
  const TextVersion& text = matter.situation.decision->versions.back();
  Given given{.stance = act.stance, .version = text.number, .text_hash = text.hash};
  given.comments = DEMUR_TRY(clean_comments(act.comments));
  DEMUR_TRY(fits(act.stance, given.comments));
  if (act.stance == Stance::non_concur)
    given.would_change =
        DEMUR_TRY(clean_text(act.would_change, {"would_change", "what would change it", kWhatChangedBytes}));
  given.withheld = act.withheld;
  given.day = matter.today;
  given.by = matter.situation.who.id;
  given.by_office = matter.situation.who.office;
  given.for_office = matter.situation.heir->id;
  given.after_taking = was_taken(*matter.situation.decision);
  return given;
}

bool says_the_same(const Given& before, const Given& now) {
  return !before.lifted && before.stance == now.stance && before.text_hash == now.text_hash &&
         before.would_change == now.would_change && before.comments == now.comments &&
         before.withheld == now.withheld;
}

core::json::object counts_of(const std::vector<Comment>& comments) {
  core::json::object counts;
  for (const auto weight : {CommentWeight::critical, CommentWeight::substantive, CommentWeight::editorial})
    counts[word(weight)] = std::ranges::count(comments, weight, &Comment::weight);
  return counts;
}

core::json::array texts_of(const std::vector<Comment>& comments) {
  core::json::array texts;
  for (const Comment& one : comments)
    texts.push_back(core::json::object{{"weight", word(one.weight)},
                                       {"where", one.where},
                                       {"text", one.text},
                                       {"rationale", one.rationale}});
  return texts;
}

Entry given_entry(const Position& position, const Given& given, const ClearanceRound& round) {
  Entry entry = clearance_entry("position.given", position.id, round.decision);
  entry.refs.push_back(ref_to(round.id));
  entry.public_part = {{"office", position.office.text},
                       {"stance", word(given.stance)},
                       {"version", given.version},
                       {"text_hash", given.text_hash},
                       {"by_office", given.by_office.text},
                       {"for_office", given.for_office.text},
                       {"comments", counts_of(given.comments)},
                       {"withheld", given.withheld}};
  if (!given.comments.empty()) entry.private_part["comments"] = texts_of(given.comments);
  if (given.stance == Stance::non_concur)
    (given.withheld ? entry.private_part : entry.public_part)["would_change"] = given.would_change;
  return entry;
}

}  // namespace

Result<ClearanceChange> judge(const ClearanceMatter& matter, const GivePosition& act) {
  Position position = DEMUR_TRY(own_position(matter));
  const ClearanceRound& round = *matter.situation.round;
  if (round.state != RoundState::open)
    return fail(Code::conflict,
                "The round is closed: ask the office that owns the decision to open another one.");
  if (act.text_hash != matter.situation.decision->versions.back().hash)
    return fail(Code::conflict,
                "The text changed while this form was open: read it again before you give a position.");
  if (hides_text(matter.situation.clearance, matter.situation.secret_from_start) && !act.withheld)
    return fail(Code::invalid,
                "The text is secret: withhold the texts of your position, or what you say of it is public.",
                "withheld");
  Given given = DEMUR_TRY(clean_position(matter, act));
  if (!position.given.empty() && says_the_same(position.given.back(), given)) return clearance_done();
  ClearanceChange change;
  change.entries = {given_entry(position, given, round)};
  position.given.push_back(std::move(given));
  for (const Duty& duty : matter.situation.duties)
    if (duty.subject == Subject{position.id}) change.duties.push_back(done_on(duty, matter.today));
  change.positions = {std::move(position)};
  return change;
}

Result<ClearanceChange> judge(const ClearanceMatter& matter, const LiftObjection& act) {
  Position position = DEMUR_TRY(own_position(matter));
  if (position.given.empty() || position.given.back().stance != Stance::non_concur)
    return fail(Code::conflict, "There is no objection of this office to lift.");
  Given& objection = position.given.back();
  if (objection.lifted) return clearance_done();
  if (was_taken(*matter.situation.decision))
    return fail(Code::conflict, "The decision was taken over this objection, and that stays on its face.");
  objection.lifted = Lifting{
      matter.today, DEMUR_TRY(clean_text(act.reasons, {"reasons", "why it is lifted", kReasonBytes}))};
  Entry entry = clearance_entry("position.lifted", position.id, matter.situation.decision->id);
  entry.refs.push_back(ref_to(position.round));
  entry.public_part = {{"office", position.office.text}, {"reasons", objection.lifted->reasons}};
  ClearanceChange change;
  change.entries = {std::move(entry)};
  change.positions = {std::move(position)};
  return change;
}

namespace {

const EditorialChange* find_editorial(const Clearance& clearance, int version) {
  const auto found = std::ranges::find(clearance.editorial, version, &EditorialChange::version);
  return found == clearance.editorial.end() ? nullptr : &*found;
}

// Whether this office was asked about the decision, by itself or by one that was merged into it.
bool was_asked(const Clearance& clearance, const OfficeId& office) {
  return std::ranges::find(clearance.positions, office, &Position::office) != clearance.positions.end();
}

}  // namespace

Result<ClearanceChange> judge(const ClearanceMatter& matter, const DeclareEditorial& act) {
  const Decision decision = DEMUR_TRY(own_decision(matter));
  if (find_editorial(matter.situation.clearance, act.version) != nullptr) return clearance_done();
  if (decision.state != DecisionState::draft && decision.state != DecisionState::consulting)
    return fail(Code::conflict, "Its text is fixed now.");
  const TextVersion& text = decision.versions.back();
  if (text.number < 2 || act.version != text.number)
    return fail(Code::conflict, "Only the newest change of the text can be called editorial.");
  EditorialChange editorial{.decision = decision.id,
                            .version = text.number,
                            .from_hash = decision.versions[decision.versions.size() - 2].hash,
                            .text_hash = text.hash};
  editorial.reasons = DEMUR_TRY(
      clean_text(act.reasons, {"reasons", "what changed, and why it is only editorial", kReasonBytes}));
  editorial.declared_on = matter.today;
  editorial.object_by =
      add(matter.policy, ClockUnit::working_days, matter.today, matter.policy.consultation.lapse_days);
  Entry entry{.type = "decision.editorial", .refs = {ref_to(decision.id)}};
  entry.public_part = {{"version", editorial.version},
                       {"from_hash", editorial.from_hash},
                       {"text_hash", editorial.text_hash},
                       {"reasons", editorial.reasons},
                       {"object_by", core::to_string(editorial.object_by)}};
  ClearanceChange change;
  change.editorial = std::move(editorial);
  change.entries = {std::move(entry)};
  return change;
}

Result<ClearanceChange> judge(const ClearanceMatter& matter, const ContestEditorial& act) {
  const ClearanceSituation& situation = matter.situation;
  if (!situation.decision) return fail(Code::not_found, "There is no such decision.");
  if (!situation.heir || !was_asked(situation.clearance, act.office) ||
      !situation.who.has(Role::respondent, situation.heir->id))
    return fail(Code::forbidden, "Only a respondent of an office that was asked may object to this.");
  const EditorialChange* found = find_editorial(situation.clearance, act.version);
  if (found == nullptr) return fail(Code::not_found, "Nobody called this change of the text editorial.");
  EditorialChange editorial = *found;
  if (editorial.contested_on) return clearance_done();
  if (matter.today > editorial.object_by)
    return fail(Code::conflict,
                "The days to object have passed: " + core::to_words(editorial.object_by) + " was the last.");
  if (was_taken(*situation.decision)) return fail(Code::conflict, "The decision was taken.");
  editorial.contest_reasons =
      DEMUR_TRY(clean_text(act.reasons, {"reasons", "what is more than editorial", kReasonBytes}));
  editorial.contested_by = act.office;
  editorial.contested_on = matter.today;
  Entry entry{.type = "decision.editorial_contested", .refs = {ref_to(editorial.decision)}};
  entry.public_part = {
      {"version", editorial.version}, {"office", act.office.text}, {"reasons", editorial.contest_reasons}};
  ClearanceChange change;
  change.editorial = std::move(editorial);
  change.entries = {std::move(entry)};
  return change;
}

}  // namespace demur::domain
