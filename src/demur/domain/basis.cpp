#include "demur/domain/basis.hpp"

#include <algorithm>
#include <ranges>

#include "demur/domain/words.hpp"

namespace demur::domain {

DEMUR_WORDS(BasisKind, "not_required", "cleared", "partly_cleared", "over_objection", "bypassed_explained",
            "bypassed_unexplained")
DEMUR_WORDS(Detector, "not_asked", "asked_after", "too_little_time", "text_changed", "no_response",
            "list_changed", "registered_late", "entered_outside")
DEMUR_WORDS(Heard, "concurred", "objects", "without_concurring", "not_heard")

namespace {

// The decision at the moment of its taking.
struct Moment {
  const Clearance& clearance;
  int version = 1;
  const std::string& hash;
  Day taken_on{};

  [[nodiscard]] bool before(const ClearanceRound& round) const {
    return !round.after_taking && round.opened_on <= taken_on;
  }
  [[nodiscard]] bool before(const Given& given) const { return !given.after_taking && given.day <= taken_on; }
};

// Where one office stood in the decision's rounds.
struct Places {
  const Position* said = nullptr;        // where its last word before the taking is
  const Given* word = nullptr;           // that word
  const Position* asked = nullptr;       // its last place in a round that was opened before the taking
  const Position* asked_late = nullptr;  // and in one that was opened after
  bool only_void = true;                 // every round that asked it before is void
  bool void_word = false;                // the word was given in a round that is void
};

const ClearanceRound* round_of(const Clearance& clearance, const Position& position) {
  const auto found = std::ranges::find(clearance.rounds, position.round, &ClearanceRound::id);
  return found == clearance.rounds.end() ? nullptr : &*found;
}

Places places_of(const Moment& moment, const OfficeId& office) {
  Places places;
  for (const ClearanceRound& round : moment.clearance.rounds)
    for (const Position& position : moment.clearance.positions) {
      if (position.round != round.id || position.office != office) continue;
      if (!moment.before(round)) {
        places.asked_late = &position;
        continue;
      }
      places.asked = &position;
      const bool is_void = round.state == RoundState::voided;
      places.only_void = places.only_void && is_void;
      for (const Given& given : position.given)
        if (moment.before(given)) {
          places.said = &position;
          places.word = &given;
          places.void_word = is_void;
        }
    }
  return places;
}

// A change of the text that was declared editorial, and that nobody objected to while they could.
bool went_unopposed(const Moment& moment, int version) {
  const auto is_it = [&](const EditorialChange& change) {
    return change.version == version && !change.contested_on && change.object_by < moment.taken_on;
  };
  return std::ranges::any_of(moment.clearance.editorial, is_it);
}

bool is_on_the_text(const Moment& moment, const Given& given) {
  if (given.text_hash == moment.hash) return true;
  if (given.version >= moment.version) return false;
  for (int version = given.version + 1; version <= moment.version; ++version)
    if (!went_unopposed(moment, version)) return false;
  return true;
}

std::string version_words(int version) {
  return "version " + std::to_string(version);
}

void say(OfficeBasis& row, Detector detector, std::string sentence) {
  row.detectors.push_back(detector);
  row.sentences.push_back(std::move(sentence));
}

void say_heard(OfficeBasis& row, Heard heard, std::string sentence) {
  row.heard = heard;
  row.sentences.push_back(std::move(sentence));
}

void say_changed(OfficeBasis& row, const Moment& moment, const Given& word) {
  say(row, Detector::text_changed,
      row.name + " gave its position on " + version_words(word.version) +
          "; the text changed after that, to " + version_words(moment.version) + ".");
}

void judge_objection(OfficeBasis& row, const Moment& moment, const Given& word) {
  const bool holds = is_on_the_text(moment, word);
  if (word.lifted && holds)
    return say_heard(row, Heard::without_concurring,
                     row.name + " lifted its objection, and has not concurred.");
  if (word.lifted) return say_changed(row, moment, word);
  say_heard(row, Heard::objects, row.name + " does not concur, and its objection stands.");
  if (!holds) say_changed(row, moment, word);
}

void judge_word(OfficeBasis& row, const Moment& moment, const Places& places) {
  const Given& word = *places.word;
  if (word.stance == Stance::non_concur) return judge_objection(row, moment, word);
  if (places.void_word)
    return say(row, Detector::not_asked,
               row.name + " gave its position in a round that was made void, and was not asked again.");
  if (!is_on_the_text(moment, word)) return say_changed(row, moment, word);
  if (word.stance == Stance::abstain)
    return say_heard(row, Heard::without_concurring, row.name + " abstained.");
  if (word.stance == Stance::recused)
    return say_heard(row, Heard::without_concurring, row.name + " recused itself.");
  std::string sentence = row.name + " concurred with ";
  sentence += word.text_hash == moment.hash ? "the text as it was taken, " + version_words(word.version) + "."
                                            : version_words(word.version) +
                                                  "; what changed after that was editorial only, and no "
                                                  "office objected to that.";
  say_heard(row, Heard::concurred, std::move(sentence));
}

void judge_silence(OfficeBasis& row, const Moment& moment, const Places& places) {
  const Position* asked = places.asked;
  const ClearanceRound* round = asked == nullptr ? nullptr : round_of(moment.clearance, *asked);
  if (round == nullptr) {
    if (places.asked_late != nullptr)
      return say(row, Detector::asked_after, row.name + " was asked only after the decision was taken.");
    return say(row, Detector::not_asked, row.name + " was not asked.");
  }
  if (places.only_void)
    return say(row, Detector::not_asked,
               row.name + " was asked in a round that was made void, and not again.");
  const std::string until = core::to_words(round->closes_on);
  if (moment.taken_on <= round->closes_on)
    return say(row, Detector::too_little_time,
               row.name + " had until " + until + ", and had not answered on " +
                   core::to_words(moment.taken_on) + ".");
  say(row, Detector::no_response,
      row.name + " gave no response by " + until + ". No response is never consent.");
}

// A round was opened without an office that the rules name: its list and the rules' differ.
bool was_left_out(const Moment& moment, const OfficeBasis& row, const Places& places) {
  if (places.asked != nullptr) return places.only_void;
  return row.by_rules && std::ranges::any_of(moment.clearance.rounds, [&](const ClearanceRound& round) {
           return moment.before(round);
         });
}

OfficeBasis judge_office(const Moment& moment, const OfficeId& office, std::string name, bool by_rules) {
  OfficeBasis row{.office = office, .name = std::move(name), .by_rules = by_rules};
  const Places places = places_of(moment, office);
  const Position* at = places.said != nullptr    ? places.said
                       : places.asked != nullptr ? places.asked
                                                 : places.asked_late;
  if (at != nullptr) row.position = at->id;
  if (places.word != nullptr)
    judge_word(row, moment, places);
  else
    judge_silence(row, moment, places);
  if (was_left_out(moment, row, places))
    say(row, Detector::list_changed,
        "The list of offices changed after a round was opened: " + row.name + " is missing from it.");
  if (places.word != nullptr && places.word->by_office != places.word->for_office)
    say(row, Detector::entered_outside,
        "The position of " + row.name + " was entered by somebody who works in another office.");
  return row;
}

std::vector<OfficeBasis> judge_offices(const Moment& moment, const std::vector<RequiredOffice>& required) {
  std::vector<OfficeBasis> rows;
  for (const RequiredOffice& one : required) {
    if (one.office) {
      rows.push_back(judge_office(moment, *one.office, one.name, true));
      continue;
    }
    OfficeBasis& row = rows.emplace_back();
    row.name = one.name;
    row.by_rules = true;
    say(row, Detector::not_asked, one.name + " was not asked: there was no office of that name.");
  }
  for (const ClearanceRound& round : moment.clearance.rounds)
    for (const Position& position : moment.clearance.positions)
      if (position.round == round.id && moment.before(round) &&
          std::ranges::find(rows, position.office, &OfficeBasis::office) == rows.end())
        rows.push_back(judge_office(moment, position.office, position.office_name, position.by_rules));
  return rows;
}

bool any(const Basis& basis, Heard heard) {
  return std::ranges::find(basis.offices, heard, &OfficeBasis::heard) != basis.offices.end();
}

BasisKind kind_of(const Basis& basis, const std::optional<Taking>& taking) {
  if (basis.offices.empty()) return BasisKind::not_required;
  const bool directed = taking && !taking->direction.empty();
  const bool explained = taking && taking->bypass;
  if (basis.needs_bypass)
    return explained && (directed || !basis.needs_direction) ? BasisKind::bypassed_explained
                                                             : BasisKind::bypassed_unexplained;
  if (basis.needs_direction) return directed ? BasisKind::over_objection : BasisKind::bypassed_unexplained;
  return any(basis, Heard::without_concurring) ? BasisKind::partly_cleared : BasisKind::cleared;
}

std::string first_sentences(const Basis& basis, Heard heard) {
  std::string joined;
  for (const OfficeBasis& row : basis.offices)
    if (row.heard == heard) joined += row.sentences.front() + " ";
  return joined;
}

std::string ground_words(BypassGround ground) {
  static constexpr const char* kWords[] = {"it was urgent", "it was secret", "it was routine",
                                           "other grounds"};
  return kWords[static_cast<std::size_t>(ground)];
}

std::string sentence_of(const Basis& basis, const std::optional<Taking>& taking) {
  const std::string objections = first_sentences(basis, Heard::objects);
  const std::string unheard = first_sentences(basis, Heard::not_heard);
  switch (basis.kind) {
    case BasisKind::not_required:
      return "No office had to be asked by this channel's rules, and none was.";
    case BasisKind::cleared:
      return "Every office that had to be asked concurred with exactly this text, in time.";
    case BasisKind::partly_cleared:
      return first_sentences(basis, Heard::without_concurring) +
             "Every office that had to be asked answered in time, and no objection stands.";
    case BasisKind::over_objection:
      return objections + "The office that owns the decision proceeded over that, by direction.";
    case BasisKind::bypassed_explained:
      return unheard + objections + "The bypass was declared: " + ground_words(taking->bypass->ground) + ".";
    case BasisKind::bypassed_unexplained:
      return unheard + objections + "Nothing was declared that would explain it.";
  }
  return {};
}

}  // namespace

Basis basis_of(const Decision& decision, const Clearance& clearance, Day on) {
  if (decision.versions.empty()) return {};
  const TextVersion& text = decision.versions.back();
  const Moment moment{clearance, text.number, text.hash, decision.taken_on.value_or(on)};
  const std::optional<Taking>& taking = clearance.taking;
  Basis basis;
  // A decision that was taken before anybody wrote down whom the rules name had nobody to ask.
  if (!decision.taken_on)
    basis.offices = judge_offices(moment, clearance.required);
  else
    basis.offices = judge_offices(moment, taking ? taking->required : std::vector<RequiredOffice>{});
  basis.needs_direction = any(basis, Heard::objects);
  basis.needs_bypass = any(basis, Heard::not_heard);
  basis.kind = kind_of(basis, taking);
  basis.sentence = sentence_of(basis, taking);
  const auto late = (taking ? taking->recorded_on : decision.registered_on) - moment.taken_on;
  if (decision.taken_on && late > std::chrono::days{1}) basis.days_late = static_cast<int>(late.count());
  return basis;
}

}  // namespace demur::domain
