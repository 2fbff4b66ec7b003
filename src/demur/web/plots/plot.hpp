// What every plot is: one struct from which the caption (a sentence that states the finding), the
// SVG, the table and the CSV are written, so that they cannot disagree.
//
// The SVG uses classes and presentation attributes only (a strict Content-Security-Policy forbids
// style=""), takes its colours from the style sheet, and never tells anything by colour alone: what
// is overdue is hatched, and said in the caption and the table. Its width is that of the page and
// its text does not shrink with it.
//
// Thread-safe: plain values and pure functions.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "demur/core/json.hpp"

namespace demur::web::plots {

struct Plot {
  std::string id;       // unique on the page; used for the labels of the SVG
  std::string title;    // "The clock"
  std::string caption;  // "Answered on 4 May 2027, 3 days before it was due."
  std::string svg;
  std::vector<std::string> columns;
  std::vector<std::vector<std::string>> rows;
};

[[nodiscard]] core::json::object to_json(const Plot& plot);

// RFC 4180, CRLF; a cell that a spreadsheet would read as a formula is prefixed with an apostrophe.
[[nodiscard]] std::string to_csv(const Plot& plot);

// For text and attribute values inside SVG.
[[nodiscard]] std::string escape_markup(std::string_view text);

// <svg role="img" ...> with its title and description; `height` in CSS pixels.
[[nodiscard]] std::string open_svg(const Plot& plot, int height);

}  // namespace demur::web::plots
