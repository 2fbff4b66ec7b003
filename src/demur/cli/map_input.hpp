// What `demur map` does with one export: read it, place its people, and the files with a row per person
// that are written only when asked for.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "demur/cli/commands.hpp"
#include "demur/cli/terminal.hpp"
#include "demur/core/result.hpp"
#include "demur/opinion/import.hpp"
#include "demur/opinion/map.hpp"
#include "demur/web/map/report.hpp"

namespace demur::cli {

// A line that counts up for each stage in turn, on a terminal only.
class Stages {
 public:
  void show(std::string_view stage, double done);
  [[nodiscard]] std::function<void(std::string_view, double)> reporter();

 private:
  std::string stage_;
  std::unique_ptr<Progress> progress_;
};

[[nodiscard]] core::Result<opinion::Imported> read_export(const std::filesystem::path& path,
                                                          const MapOptions& options, Stages& stages);

// Without what moderation rejected, and placed by the method chosen.
struct Mapped {
  opinion::Conversation shown;
  web::map::Placing placing;
  std::optional<opinion::Map> model;  // where the method is the model
};
[[nodiscard]] core::Result<Mapped> place_people(const opinion::Imported& imported, const MapOptions& options,
                                                Stages& stages);

// participant,x,y,group
[[nodiscard]] std::string coordinates(const Mapped& mapped);

// participant,comment in; participant,comment,p_disagree,p_pass,p_agree out. For a person or statement
// that the votes do not know: what everybody would vote on the statement, what the person votes on
// statements at large, or what everybody does.
[[nodiscard]] core::Result<std::string> predictions(const Mapped& mapped, opinion::CsvReader& pairs);

}  // namespace demur::cli
