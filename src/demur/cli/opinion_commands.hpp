// The commands on opinion rounds, as commands.hpp: each returns the exit code and has said on the terminal
// what happened.
#pragma once

#include <filesystem>
#include <string>

namespace demur::cli {

struct OpinionOptions {
  std::filesystem::path data;
  std::string round = {};           // its id
  std::filesystem::path out = {};   // the folder to write
  std::filesystem::path from = {};  // the folder to read, or one comments.csv
  bool json = false;
};
[[nodiscard]] int opinion_rows(const OpinionOptions& options);
[[nodiscard]] int opinion_statements(const OpinionOptions& options);

}  // namespace demur::cli
