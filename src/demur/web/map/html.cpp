#include "demur/web/map/html.hpp"

#include <fmt/core.h>

#include <algorithm>

#include "demur/core/bytes.hpp"
#include "demur/core/digest.hpp"
#include "demur/web/plots/plot.hpp"

namespace demur::web::map {
namespace {

constexpr std::size_t kColumns = 88;

constexpr std::string_view kHatch =
    "<svg class=\"defs\" aria-hidden=\"true\" width=\"0\" height=\"0\"><defs><pattern id=\"against\" "
    "width=\"5\" "
    "height=\"5\" patternUnits=\"userSpaceOnUse\" patternTransform=\"rotate(45)\"><rect "
    "class=\"against-ground\" "
    "width=\"5\" height=\"5\"/><line class=\"against-line\" x1=\"1\" y1=\"0\" x2=\"1\" "
    "y2=\"5\"/></pattern></defs></svg>\n";

}  // namespace

std::string_view hatching() {
  return kHatch;
}

std::string element(std::string_view tag, std::string_view words) {
  const std::string_view name = tag.substr(0, tag.find(' '));
  return fmt::format("<{}>{}</{}>\n", tag, plots::escape_markup(words), name);
}

std::string head(std::string_view title, std::string_view style) {
  const std::string print = core::to_base64(core::sha256(core::bytes_of(style)));
  return fmt::format(
      "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" "
      "content=\"width=device-width, initial-scale=1\">\n<meta name=\"color-scheme\" content=\"light "
      "dark\">\n<meta "
      "http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src "
      "'sha256-{}'\">\n<title>{} · opinion "
      "map</title>\n<style>{}</style>\n</head>\n<body class=\"map-report\">\n{}",
      print, plots::escape_markup(title), style, kHatch);
}

// Widths are of code points: right for most scripts, and Chinese is merely wide.
std::string wrapped(std::string_view words, std::size_t indent, std::size_t first_indent) {
  std::string out(first_indent, ' ');
  std::size_t column = first_indent;
  std::size_t at = 0;
  while (at < words.size()) {
    const std::size_t end = std::min(words.find_first_of(" \n\r\t", at), words.size());
    std::size_t width = 0;
    for (std::size_t k = at; k < end; ++k)
      if ((static_cast<unsigned char>(words[k]) & 0xc0) != 0x80) ++width;
    if (width > 0) {
      if (column + width + 1 > kColumns && column > indent) {
        out += '\n' + std::string(indent, ' ');
        column = indent;
      } else if (column > first_indent && out.back() != ' ') {
        out += ' ';
        ++column;
      }
      out += words.substr(at, end - at);
      column += width;
    }
    at = end + 1;
  }
  return out + '\n';
}

}  // namespace demur::web::map
