// demur map --compare: what changed between two rounds, and whether that can be told.
#include <fmt/core.h>

#include <cmath>

#include "demur/cli/commands.hpp"
#include "demur/cli/map_input.hpp"
#include "demur/cli/terminal.hpp"
#include "demur/opinion/compare.hpp"
#include "demur/web/map/comparison.hpp"
#include "demur/web/render.hpp"

namespace demur::cli {
namespace {

core::Status run(const MapOptions& options) {
  Stages stages;
  const opinion::Imported before = DEMUR_TRY(read_export(options.compare[0], options, stages));
  const opinion::Imported after = DEMUR_TRY(read_export(options.compare[1], options, stages));
  const auto comparison = DEMUR_TRY(opinion::compare(
      opinion::shown_statements(before.conversation), opinion::shown_statements(after.conversation),
      {.floor = options.floor, .same_people = !options.other_people}));
  stages = {};
  const web::map::Change change{.comparison = comparison,
                                .topic = after.conversation.topic,
                                .eligible = options.eligible,
                                .floor = options.floor};
  if (!options.out.empty()) {
    std::error_code error;
    std::filesystem::create_directories(options.out, error);
    if (error)
      return core::fail(core::Code::invalid,
                        fmt::format("cannot make {}: {}", options.out.string(), error.message()));
    const std::vector<web::map::File> files = {
        {"change.html", web::map::page(change, web::asset("style.css"))},
        {"change.json", core::pretty_json(web::map::to_json(change))},
        {"change.csv", web::map::table(change)}};
    for (const auto& file : files) DEMUR_TRY(write_file((options.out / file.name).string(), file.text));
  }
  if (options.json)
    say_json(web::map::to_json(change));
  else
    say(web::map::text(change));
  return {};
}

}  // namespace

int map_compare(const MapOptions& options) {
  const auto done = run(options);
  return done ? 0 : refuse(done.error(), options.json);
}

}  // namespace demur::cli
