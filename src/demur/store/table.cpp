#include "demur/store/table.hpp"

#include <fmt/core.h>

namespace demur::store::detail {

std::string select_text(std::string_view table, const std::vector<std::string>& columns) {
  std::string list;
  for (const std::string& column : columns) list += (list.empty() ? "t." : ", t.") + column;
  return fmt::format("SELECT {} FROM {} t ", list, table);
}

std::string add_text(std::string_view table, const std::vector<std::string>& columns) {
  std::string names;
  std::string places;
  for (const std::string& column : columns) {
    const char* comma = names.empty() ? "" : ", ";
    names += comma + column;
    places += fmt::format("{}?", comma);
  }
  return fmt::format("INSERT INTO {}({}) VALUES ({})", table, names, places);
}

std::string save_text(std::string_view table, std::string_view key, const std::vector<std::string>& columns) {
  const std::string keys = fmt::format(" {},", key);
  std::string changes;
  for (const std::string& column : columns) {
    if (keys.find(fmt::format(" {},", column)) != std::string::npos) continue;
    changes += fmt::format("{}{} = excluded.{}", changes.empty() ? "" : ", ", column, column);
  }
  return fmt::format("{} ON CONFLICT({}) DO UPDATE SET {}", add_text(table, columns), key, changes);
}

}  // namespace demur::store::detail
