#include "demur/cli/map_input.hpp"

#include <fmt/core.h>
#include <unistd.h>

#include <map>

#include "demur/opinion/polis.hpp"

namespace demur::cli {
namespace {

using core::Code;
using core::fail;
using opinion::Chances;

constexpr std::size_t kPredictions = 20'000'000;

// Three quarters of the machine: beyond, it would not read on but swap.
std::size_t memory_allowed() {
  const long pages = ::sysconf(_SC_PHYS_PAGES);
  const long bytes = ::sysconf(_SC_PAGESIZE);
  if (pages <= 0 || bytes <= 0) return std::size_t{4} << 30;
  return static_cast<std::size_t>(pages) * static_cast<std::size_t>(bytes) / 4 * 3;
}

core::Status place_by_model(Mapped& mapped, const MapOptions& options, Stages& stages) {
  mapped.model = DEMUR_TRY(opinion::fit(
      mapped.shown.votes, {.groups = options.groups, .threads = options.threads}, stages.reporter()));
  mapped.placing = web::map::placing_of(*mapped.model);
  return {};
}

core::Status place_by_polis(Mapped& mapped, const opinion::Imported& imported, const MapOptions& options,
                            Stages& stages) {
  stages.show("Classic Polis", 0);
  const opinion::Conversation& all = imported.conversation;
  std::vector<std::uint8_t> moderated;
  for (const auto& statement : all.statements)
    moderated.push_back(statement.moderation == opinion::Moderation::rejected || statement.meta ? 1 : 0);
  const auto classic = DEMUR_TRY(
      opinion::polis(all.votes, moderated,
                     {.order = imported.first_votes, .groups = options.groups, .threads = options.threads}));
  web::map::Placing& placing = mapped.placing;
  placing.classic = true;
  placing.groups = classic.groups.size();
  for (const std::int8_t group : classic.group)
    placing.group.push_back(group < 0 ? opinion::kNoGroup : static_cast<std::uint8_t>(group));
  for (const auto& [x, y] : classic.positions) placing.places.push_back({x, y});
  stages.show("Classic Polis", 1);
  return {};
}

Chances scaled(Chances sum, double count) {
  const auto part = [count](float value) { return static_cast<float>(value / count); };
  return {.disagree = part(sum.disagree), .pass = part(sum.pass), .agree = part(sum.agree)};
}

void add(Chances& sum, const Chances& each) {
  sum.disagree += each.disagree;
  sum.pass += each.pass;
  sum.agree += each.agree;
}

Chances mean_of(const std::vector<Chances>& all) {
  if (all.empty()) return {.disagree = 1.0F / 3, .pass = 1.0F / 3, .agree = 1.0F / 3};
  Chances sum;
  for (const Chances& each : all) add(sum, each);
  return scaled(sum, static_cast<double>(all.size()));
}

// What is asked, and what is known of it.
struct Question {
  std::string person, statement;  // as they were written
  std::optional<std::size_t> known_person = {}, known_statement = {};
};

core::Result<std::vector<Question>> read_questions(const opinion::Conversation& shown,
                                                   opinion::CsvReader& reader) {
  if (!DEMUR_TRY(reader.next())) return reader.wrong("the file is empty; the header is participant,comment");
  const opinion::CsvColumns columns(reader.cells());
  const std::size_t person = columns.find("participant");
  const std::size_t statement = columns.find("comment");
  if (person == opinion::CsvColumns::kNone || statement == opinion::CsvColumns::kNone)
    return reader.wrong("the header must name the columns participant and comment");
  std::map<std::string, std::size_t, std::less<>> statements;
  for (std::size_t at = 0; at < shown.statements.size(); ++at) statements[shown.statements[at].id] = at;
  std::vector<Question> questions;
  while (DEMUR_TRY(reader.next())) {
    const auto cells = reader.cells();
    if (cells.size() != columns.size())
      return reader.wrong("the row has another number of cells than the header");
    if (questions.size() == kPredictions)
      return fail(Code::too_large, reader.name() + ": more than 20,000,000 pairs; split the file");
    Question question{.person = std::string(cells[person]), .statement = std::string(cells[statement])};
    if (const auto id = opinion::canonical_id(question.person)) {
      const auto known = shown.people.find(*id);
      // Whoever has no vote that counts is known by name only.
      if (known && shown.votes.count_of(*known) > 0) question.known_person = known;
    }
    if (const auto id = opinion::canonical_id(question.statement))
      if (const auto found = statements.find(*id); found != statements.end())
        question.known_statement = found->second;
    questions.push_back(std::move(question));
  }
  return questions;
}

std::vector<Chances> answer(const Mapped& mapped, const std::vector<Question>& questions) {
  const opinion::Map& model = *mapped.model;
  const auto statements = static_cast<std::uint16_t>(mapped.shown.statements.size());
  std::vector<opinion::Pair> pairs;
  std::vector<std::size_t> where;
  std::vector<Chances> by_statement;
  for (const auto& expected : model.everybody) by_statement.push_back(expected.mean);
  const Chances everything = mean_of(by_statement);
  std::vector<Chances> answers(questions.size(), everything);
  std::map<std::size_t, Chances> by_person;
  for (std::size_t at = 0; at < questions.size(); ++at) {
    const auto& [person, statement, known_person, known_statement] = questions[at];
    if (known_person && known_statement) {
      where.push_back(at);
      pairs.push_back(
          {static_cast<std::uint32_t>(*known_person), static_cast<std::uint16_t>(*known_statement)});
    } else if (known_statement) {
      answers[at] = by_statement[*known_statement];
    } else if (known_person) {
      if (!by_person.contains(*known_person)) {
        std::vector<opinion::Pair> all;
        for (std::uint16_t j = 0; j < statements; ++j)
          all.push_back({static_cast<std::uint32_t>(*known_person), j});
        by_person[*known_person] = mean_of(opinion::predict(model, mapped.shown.votes, all));
      }
      answers[at] = by_person[*known_person];
    }
  }
  const std::vector<Chances> known = opinion::predict(model, mapped.shown.votes, pairs);
  for (std::size_t at = 0; at < where.size(); ++at) answers[where[at]] = known[at];
  return answers;
}

}  // namespace

void Stages::show(std::string_view stage, double done) {
  if (stage != stage_) {
    progress_.reset();  // ends its line
    stage_ = stage;
    std::string words(stage);
    if (!words.empty() && words[0] >= 'a' && words[0] <= 'z')
      words[0] = static_cast<char>(words[0] - 'a' + 'A');
    progress_ = std::make_unique<Progress>(words);
  }
  progress_->show(static_cast<std::uint64_t>(done * 1000), 1000);
}

std::function<void(std::string_view, double)> Stages::reporter() {
  return [this](std::string_view stage, double done) { show(stage, done); };
}

core::Result<opinion::Imported> read_export(const std::filesystem::path& path, const MapOptions& options,
                                            Stages& stages) {
  return opinion::import_polis(
      path, {.agree = options.agree, .memory_bytes = memory_allowed(), .progress = stages.reporter()});
}

core::Result<Mapped> place_people(const opinion::Imported& imported, const MapOptions& options,
                                  Stages& stages) {
  Mapped mapped{.shown = opinion::shown_statements(imported.conversation), .placing = {}, .model = {}};
  if (mapped.shown.votes.count() == 0)
    return fail(Code::invalid, "there is no vote on a statement that moderation let through: nothing to map");
  if (options.method == "polis")
    DEMUR_TRY(place_by_polis(mapped, imported, options, stages));
  else
    DEMUR_TRY(place_by_model(mapped, options, stages));
  return mapped;
}

std::string coordinates(const Mapped& mapped) {
  std::string text = "participant,x,y,group\n";
  for (std::size_t person = 0; person < mapped.shown.people.size(); ++person) {
    const auto& place = mapped.placing.places[person];
    const std::uint8_t group = mapped.placing.group[person];
    text += fmt::format("{},{:.6f},{:.6f},{}\n", opinion::csv_cell(mapped.shown.people[person]), place.x,
                        place.y, group < mapped.placing.groups ? std::to_string(group) : "");
  }
  return text;
}

core::Result<std::string> predictions(const Mapped& mapped, opinion::CsvReader& pairs) {
  if (!mapped.model)
    return fail(Code::invalid, "--predict needs --method model: the classic method predicts no votes",
                "method");
  const std::vector<Question> questions = DEMUR_TRY(read_questions(mapped.shown, pairs));
  const std::vector<Chances> answers = answer(mapped, questions);
  std::string text = "participant,comment,p_disagree,p_pass,p_agree\n";
  for (std::size_t at = 0; at < questions.size(); ++at)
    text += fmt::format("{},{},{:.6f},{:.6f},{:.6f}\n", opinion::csv_cell(questions[at].person),
                        opinion::csv_cell(questions[at].statement), answers[at].disagree, answers[at].pass,
                        answers[at].agree);
  return text;
}

}  // namespace demur::cli
