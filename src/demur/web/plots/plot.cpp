#include "demur/web/plots/plot.hpp"

#include <fmt/core.h>

namespace demur::web::plots {

namespace {

// With an apostrophe before whatever a spreadsheet would run as a formula: at the beginning, and, since some
// split at semicolons and tabs whatever the quotes say, behind each of those.
std::string without_formulas(std::string_view text) {
  constexpr auto npos = std::string_view::npos;
  std::string cell;
  bool begins = true;
  for (const char c : text) {
    if (begins && std::string_view("=+-@\t\r").find(c) != npos) cell += '\'';
    cell += c;
    if (std::string_view(";\t\r\n").find(c) != npos)
      begins = true;
    else if (c != ' ' && c != '"')
      begins = false;
  }
  return cell;
}

std::string csv_cell(const std::string& text) {
  const std::string cell = without_formulas(text);
  if (cell.find_first_of(",;\t\"\r\n") == std::string::npos) return cell;
  std::string quoted = "\"";
  for (const char c : cell) {
    quoted += c;
    if (c == '"') quoted += c;
  }
  return quoted + '"';
}

std::string csv_line(const std::vector<std::string>& cells) {
  std::string line;
  for (const auto& cell : cells) {
    if (&cell != &cells.front()) line += ',';
    line += csv_cell(cell);
  }
  return line + "\r\n";
}

}  // namespace

std::string escape_markup(std::string_view text) {
  std::string safe;
  safe.reserve(text.size());
  for (const char c : text) {
    switch (c) {
      case '&':
        safe += "&amp;";
        break;
      case '<':
        safe += "&lt;";
        break;
      case '>':
        safe += "&gt;";
        break;
      case '"':
        safe += "&quot;";
        break;
      case '\'':
        safe += "&#39;";
        break;
      default:
        safe += c;
    }
  }
  return safe;
}

std::string open_svg(const Plot& plot, int height) {
  return fmt::format(
      "<svg class=\"plot\" role=\"img\" aria-labelledby=\"{0}-title {0}-desc\" width=\"100%\" "
      "height=\"{1}\"><title id=\"{0}-title\">{2}</title><desc id=\"{0}-desc\">{3}</desc>"
      "<defs><pattern id=\"{0}-hatch\" width=\"6\" height=\"6\" patternUnits=\"userSpaceOnUse\" "
      "patternTransform=\"rotate(45)\"><rect width=\"6\" height=\"6\" class=\"hatch-ground\"/>"
      "<line x1=\"1\" y1=\"0\" x2=\"1\" y2=\"6\" class=\"hatch-line\"/></pattern></defs>",
      plot.id, height, escape_markup(plot.title), escape_markup(plot.caption));
}

core::json::object to_json(const Plot& plot) {
  core::json::array columns(plot.columns.begin(), plot.columns.end());
  core::json::array rows;
  for (const auto& row : plot.rows)
    rows.push_back(core::json::object{{"cells", core::json::array(row.begin(), row.end())}});
  return {{"id", plot.id},   {"title", plot.title}, {"caption", plot.caption},
          {"svg", plot.svg}, {"columns", columns},  {"rows", rows}};
}

std::string to_csv(const Plot& plot) {
  std::string text = csv_line(plot.columns);
  for (const auto& row : plot.rows) text += csv_line(row);
  return text;
}

}  // namespace demur::web::plots
