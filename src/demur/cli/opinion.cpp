// demur opinion: rounds to and from the format of Polis's exports.
#include <fmt/core.h>

#include <algorithm>

#include "demur/cli/opinion_commands.hpp"
#include "demur/cli/terminal.hpp"
#include "demur/opinion/export.hpp"
#include "demur/opinion/import.hpp"
#include "demur/service/key_file.hpp"
#include "demur/service/opinion_votes.hpp"
#include "demur/store/opinion.hpp"
#include "demur/store/settings.hpp"
#include "demur/store/store.hpp"

namespace demur::cli {
namespace {

using core::Code;
using core::fail;
using core::Result;
using core::Status;

struct Rows {
  opinion::PolisExport files;
  std::size_t people = 0;
  std::size_t votes = 0;
};

// Of an open round nothing is given out, not even here: what comes back early moves those who come later.
Result<Rows> rows_of(const store::Reader& reader, const domain::OpinionRoundId& id) {
  const auto round = DEMUR_TRY(store::find_opinion_round(reader, id));
  if (!round) return fail(Code::not_found, "There is no such round.");
  if (round->state != domain::RoundState::closed && round->state != domain::RoundState::reported)
    return fail(Code::conflict, "Rows are written of a round that is closed, and was not made void.");
  const auto policy = DEMUR_TRY(store::policy_in_force(reader, core::day_of(core::system_clock()())));
  if (!policy) return fail(Code::unavailable, "No policy is in force: set the clock right.");
  const auto floor = static_cast<std::size_t>(DEMUR_TRY(domain::parse_policy(policy->text)).floor);
  const auto conversation = DEMUR_TRY(service::conversation_of(reader, id, service::Asked::all));
  return Rows{.files = DEMUR_TRY(opinion::export_polis(
                  conversation, {.day = round->closes_on, .random = core::system_random(), .floor = floor})),
              .people = conversation.votes.people(),
              .votes = conversation.votes.count()};
}

Result<Rows> write_rows(const OpinionOptions& options) {
  const auto id = DEMUR_TRY(domain::OpinionRoundId::parse(options.round));
  const auto readers = DEMUR_TRY(store::open_read_only(options.data));
  Rows rows = DEMUR_TRY(readers->read([&](const store::Reader& reader) { return rows_of(reader, id); }));
  DEMUR_TRY(service::make_private_folder(options.out));
  const std::pair<const char*, const std::string*> files[] = {
      {"summary.csv", &rows.files.summary},
      {"comments.csv", &rows.files.comments},
      {"votes.csv", &rows.files.votes},
      {"participants-votes.csv", &rows.files.participants}};
  DEMUR_TRY(
      write_file((options.out / "NOT-FOR-PUBLICATION.txt").string(),
                 "Nothing in this folder is for publication: these are rows of single people, and exact\n"
                 "counts of a few. What may be published is on the round's page.\n"));
  for (const auto& [name, text] : files) DEMUR_TRY(write_file((options.out / name).string(), *text));
  return rows;
}

struct Asked {
  std::vector<std::string> texts;
  std::size_t left_out = 0;
};

// As a round asks them: one line each, no longer than a statement may be.
Result<Asked> statements_of(const std::filesystem::path& from) {
  const auto path = std::filesystem::is_directory(from) ? from / "comments.csv" : from;
  Asked asked;
  for (const opinion::Statement& each :
       DEMUR_TRY(opinion::import_statements({path.filename().string(), opinion::read_file(path.string())}))) {
    std::string text = each.text;
    std::ranges::replace_if(text, [](char c) { return c == '\n' || c == '\r' || c == '\t'; }, ' ');
    const bool is_asked = each.moderation != opinion::Moderation::rejected && !each.meta && !text.empty() &&
                          text.size() <= domain::kStatementBytes &&
                          std::ranges::find(asked.texts, text) == asked.texts.end();
    if (is_asked)
      asked.texts.push_back(std::move(text));
    else
      ++asked.left_out;
  }
  if (asked.texts.empty()) return fail(Code::invalid, "there is no statement in it that a round could ask");
  return asked;
}

}  // namespace

int opinion_rows(const OpinionOptions& options) {
  const auto rows = write_rows(options);
  if (!rows) return refuse(rows.error(), options.json);
  warn(
      "WARNING: nothing in this folder is for publication, comments.csv neither: its counts are exact, also "
      "of "
      "a few people, and can be subtracted from those on the round's page. In the other files there is a row "
      "for each person: who knows a few of somebody's votes finds their row, and with it the others. What "
      "may "
      "be published is on the round's page.");
  if (options.json)
    say_json({{"people", rows->people}, {"votes", rows->votes}, {"out", options.out.string()}});
  else
    say(fmt::format("{} votes of {} people are in {}, under ids that no other export has.", rows->votes,
                    rows->people, options.out.string()));
  return 0;
}

int opinion_statements(const OpinionOptions& options) {
  const auto asked = statements_of(options.from);
  if (!asked) return refuse(asked.error(), options.json);
  core::json::array texts;
  for (const std::string& text : asked->texts) {
    texts.push_back(core::json::string(text));
    if (!options.json) say(text);
  }
  if (options.json) say_json({{"statements", std::move(texts)}, {"left_out", asked->left_out}});
  if (asked->left_out > 0) warn(fmt::format("{} statements were left out.", asked->left_out));
  return 0;
}

}  // namespace demur::cli
