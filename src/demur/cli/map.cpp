// demur map: from votes to what bridges, what divides, and groups. What it writes by default comes from
// a web::map::Report alone, which holds nothing about a single person.
#include <fmt/core.h>

#include <new>

#include "demur/cli/commands.hpp"
#include "demur/cli/map_input.hpp"
#include "demur/cli/terminal.hpp"
#include "demur/web/map/report.hpp"
#include "demur/web/render.hpp"

namespace demur::cli {
namespace {

web::map::About about(const opinion::Imported& imported, const Mapped& mapped) {
  return {.topic = imported.conversation.topic,
          .rejected = imported.conversation.statements.size() - mapped.shown.statements.size(),
          .sign = fmt::format("{} means agreement, {}", imported.agree, imported.agree_because),
          .remarks = imported.remarks};
}

core::Status write_rows(const Mapped& mapped, const MapOptions& options) {
  if (!options.coords.empty()) DEMUR_TRY(write_file(options.coords.string(), coordinates(mapped)));
  if (!options.predict.empty()) {
    opinion::CsvReader pairs(options.predict.filename().string(),
                             opinion::read_file(options.predict.string()));
    DEMUR_TRY(write_file(options.pred.string(), DEMUR_TRY(predictions(mapped, pairs))));
  }
  return {};
}

core::Status write_folder(const web::map::Report& report, const std::filesystem::path& out) {
  std::error_code error;
  std::filesystem::create_directories(out, error);
  if (error)
    return core::fail(core::Code::invalid, fmt::format("cannot make {}: {}", out.string(), error.message()));
  std::vector<web::map::File> files = web::map::tables(report);
  files.push_back({"map.html", web::map::page(report, web::asset("style.css"))});
  files.push_back({"map.json", core::pretty_json(web::map::to_json(report))});
  files.push_back({"map.svg", web::map::picture(report, web::map::Where::file)});
  for (const auto& file : files) DEMUR_TRY(write_file((out / file.name).string(), file.text));
  return {};
}

core::Status run(const MapOptions& options) {
  if (options.votes.empty())
    return core::fail(core::Code::invalid, "pass the folder of an export, or a votes.csv: demur map export/");
  Stages stages;
  const opinion::Imported imported = DEMUR_TRY(read_export(options.votes, options, stages));
  const Mapped mapped = DEMUR_TRY(place_people(imported, options, stages));
  stages = {};
  DEMUR_TRY(write_rows(mapped, options));
  const auto report =
      web::map::make_report(mapped.shown, mapped.placing, about(imported, mapped), options.floor);
  if (!report) {
    // Who asked for rows about persons has them; there is just nothing that may be shown to others.
    if (options.coords.empty() && options.predict.empty()) return std::unexpected(report.error());
    warn("demur: no map is shown: " + report.error().what);
    return {};
  }
  if (!options.out.empty()) DEMUR_TRY(write_folder(*report, options.out));
  if (options.json)
    say_json(web::map::to_json(*report));
  else
    say(web::map::text(*report));
  if (!options.out.empty() && !options.json)
    say("Written: " + (options.out / "map.html").string() +
        ", with the tables, map.json and map.svg beside it.");
  return {};
}

}  // namespace

int map(const MapOptions& options) {
  try {
    const auto done = run(options);
    return done ? 0 : refuse(done.error(), options.json);
  } catch (const std::bad_alloc&) {
    return refuse(
        {core::Code::too_large, "there is not enough memory for so many votes; nothing was finished"},
        options.json);
  }
}

}  // namespace demur::cli
