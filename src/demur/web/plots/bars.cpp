#include "demur/web/plots/bars.hpp"

#include <fmt/core.h>

#include <algorithm>

namespace demur::web::plots {
namespace {

constexpr int kRow = 66;
constexpr int kName = 16;   // the base line of a bar's name, below the row's top
constexpr int kWords = 34;  // of its words
constexpr int kBar = 41;    // where the bar begins
constexpr int kHeight = 14;
constexpr int kLongestName = 32;  // characters

std::string cut(const std::string& name) {
  int characters = 0;
  for (std::size_t i = 0; i < name.size(); ++i) {
    const bool begins = (static_cast<unsigned char>(name[i]) & 0xC0) != 0x80;
    if (begins && ++characters > kLongestName) return name.substr(0, i) + "…";
  }
  return name;
}

std::string text(const char* style, const std::string& words, int y) {
  return fmt::format("<text class=\"mark\" x=\"0\" y=\"{}\"><tspan{}>{}</tspan></text>", y, style,
                     escape_markup(words));
}

std::string rect(const std::string& fill, double from, double to, int top) {
  if (to <= from) return {};
  return fmt::format("<rect {} x=\"{:.2f}%\" y=\"{}\" width=\"{:.2f}%\" height=\"{}\"/>", fill, from, top,
                     to - from, kHeight);
}

}  // namespace

std::string bars_svg(const Plot& plot, const std::vector<Bar>& bars) {
  std::string svg = open_svg(plot, std::max(kRow, kRow * static_cast<int>(bars.size())));
  int top = 0;
  for (const Bar& bar : bars) {
    svg += text(" class=\"what\"", cut(bar.name), top + kName) + text("", bar.words, top + kWords);
    svg += rect("class=\"track\"", 0, 100, top + kBar);
    svg += rect("class=\"done\"", bar.solid_from, bar.solid_to, top + kBar);
    svg += rect(fmt::format("fill=\"url(#{}-hatch)\"", plot.id), bar.hatch_from, bar.hatch_to, top + kBar);
    top += kRow;
  }
  return svg + "</svg>";
}

}  // namespace demur::web::plots
