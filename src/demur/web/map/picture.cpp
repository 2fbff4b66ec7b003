// The picture of the groups: for each, the area in which half of its people stand and the one in which
// nine of ten do, as ellipses of their mean and covariance. No dot for anybody: a dot is a person.
#include <fmt/core.h>

#include <algorithm>
#include <cmath>
#include <numbers>

#include "demur/web/map/report.hpp"
#include "demur/web/map/words.hpp"
#include "demur/web/plots/plot.hpp"

namespace demur::web::map {
namespace {

constexpr double kWidth = 480;
constexpr double kTallest = 330;
constexpr double kMargin = 28;
constexpr double kHalf = 1.1774;  // of a normal cloud in the plane, in standard deviations
constexpr double kMost = 2.1460;  // nine tenths

struct Ellipse {
  double x, y, long_axis, short_axis, degrees;
};

// In units of the map; y upwards becomes y downwards.
Ellipse ellipse_of(const GroupView& group) {
  const double middle = (group.xx + group.yy) / 2;
  const double apart = std::hypot((group.xx - group.yy) / 2, group.xy);
  const double angle = 0.5 * std::atan2(2 * group.xy, group.xx - group.yy);
  return {.x = group.x,
          .y = -group.y,
          .long_axis = std::sqrt(std::max(0.0, middle + apart)),
          .short_axis = std::sqrt(std::max(0.0, middle - apart)),
          .degrees = -angle * 180 / std::numbers::pi};
}

// Fits everything into the frame with one scale for both directions.
struct Frame {
  double scale = 1, left = 0, top = 0, height = kTallest;
  [[nodiscard]] double x(double value) const { return left + value * scale; }
  [[nodiscard]] double y(double value) const { return top + value * scale; }
};

Frame frame_of(const std::vector<GroupView>& groups) {
  double x_low = 1e9;
  double x_high = -1e9;
  double y_low = 1e9;
  double y_high = -1e9;
  for (const GroupView& group : groups) {
    const double wide = kMost * std::sqrt(std::max(1e-6, group.xx));
    const double tall = kMost * std::sqrt(std::max(1e-6, group.yy));
    x_low = std::min(x_low, group.x - wide);
    x_high = std::max(x_high, group.x + wide);
    y_low = std::min(y_low, -group.y - tall);
    y_high = std::max(y_high, -group.y + tall);
  }
  const double scale = std::min((kWidth - 2 * kMargin) / std::max(1e-3, x_high - x_low),
                                (kTallest - 2 * kMargin) / std::max(1e-3, y_high - y_low));
  return {.scale = scale,
          .left = kWidth / 2 - scale * (x_low + x_high) / 2,
          .top = kMargin - scale * y_low,
          .height = std::ceil(scale * (y_high - y_low) + 2 * kMargin)};
}

// Where each name stands: at the centre, moved down where another is there already.
std::vector<double> label_heights(const std::vector<GroupView>& groups, const Frame& frame) {
  constexpr double kApart = 26;
  std::vector<double> heights;
  for (std::size_t at = 0; at < groups.size(); ++at) {
    double y = frame.y(-groups[at].y);
    for (std::size_t other = 0; other < at; ++other)
      if (std::abs(frame.x(groups[other].x) - frame.x(groups[at].x)) < 60 &&
          std::abs(heights[other] - y) < kApart)
        y = heights[other] + kApart;
    heights.push_back(y);
  }
  return heights;
}

// The page's style sheet has these; a picture by itself brings them along.
constexpr std::string_view kStyle = R"(<style>
:root { color-scheme: light dark; }
svg { font: 16px system-ui, "Noto Sans", sans-serif; background: #fbfaf7; }
.cloud { fill-opacity: .13; stroke-width: 2; }
.core { fill-opacity: .22; stroke-width: 0; }
.g0 { fill: #1b5563; stroke: #1b5563; } .g1 { fill: #9c4a00; stroke: #9c4a00; } .g2 { fill: #5b3b8c; stroke: #5b3b8c; }
.g3 { fill: #2c6139; stroke: #2c6139; } .g4 { fill: #8a1f4b; stroke: #8a1f4b; }
.g1 { stroke-dasharray: 8 4; } .g2 { stroke-dasharray: 2 4; } .g3 { stroke-dasharray: 12 3 2 3; } .g4 { stroke-dasharray: 5 3; }
.name { fill: #1d2326; font-weight: 600; stroke: #fbfaf7; stroke-width: 5; paint-order: stroke; stroke-linejoin: round; stroke-dasharray: none; }
@media (prefers-color-scheme: dark) {
svg { background: #14191b; } .name { fill: #e7e5df; stroke: #14191b; }
.g0 { fill: #7cc4d1; stroke: #7cc4d1; } .g1 { fill: #f0b866; stroke: #f0b866; } .g2 { fill: #c3a6f0; stroke: #c3a6f0; }
.g3 { fill: #93cd9c; stroke: #93cd9c; } .g4 { fill: #f09ab9; stroke: #f09ab9; }
}
</style>)";

std::string no_picture() {
  return R"(<svg xmlns="http://www.w3.org/2000/svg" role="img" viewBox="0 0 480 60"><title>No map</title>)" +
         std::string(kStyle) +
         R"(<text class="name" x="16" y="36">There is no map: it would tell nothing more.</text></svg>)";
}

}  // namespace

std::string picture_caption(const Report& report) {
  std::string words =
      "People who vote alike stand near each other. Each group has two outlines: half of its people stand in "
      "the inner "
      "one, nine of ten in the outer one.";
  if (report.groups.size() > 1) words += " Where outlines overlap, people of both groups vote much alike.";
  return words;
}

std::string picture(const Report& report, Where where) {
  const bool standalone = where == Where::file;
  if (!report.has_map) return standalone ? no_picture() : std::string();
  const Frame frame = frame_of(report.groups);
  std::string svg = fmt::format(
      R"(<svg {}class="plot map" role="img" aria-labelledby="map-title map-desc" viewBox="0 0 {:.0f} {:.0f}">)"
      R"(<title id="map-title">Map of {} people</title><desc id="map-desc">{} {}</desc>)",
      standalone ? R"(xmlns="http://www.w3.org/2000/svg" )" : "", kWidth, frame.height,
      grouped(report.release.people), plots::escape_markup(groups_summary(report)),
      plots::escape_markup(picture_caption(report)));
  if (standalone) svg += kStyle;
  for (std::size_t at = 0; at < report.groups.size(); ++at) {
    const Ellipse e = ellipse_of(report.groups[at]);
    for (const auto& [kind, reach] : {std::pair("cloud", kMost), std::pair("core", kHalf)})
      svg += fmt::format(
          R"x(<ellipse class="{} g{}" cx="{:.1f}" cy="{:.1f}" rx="{:.1f}" ry="{:.1f}" transform="rotate({:.1f} {:.1f} {:.1f})"/>)x",
          kind, at % 5, frame.x(e.x), frame.y(e.y), std::max(3.0, frame.scale * e.long_axis * reach),
          std::max(3.0, frame.scale * e.short_axis * reach), e.degrees, frame.x(e.x), frame.y(e.y));
  }
  const std::vector<double> heights = label_heights(report.groups, frame);
  for (std::size_t at = 0; at < report.groups.size(); ++at)
    svg += fmt::format(R"(<text class="name" text-anchor="middle" x="{:.1f}" y="{:.1f}">{} · {}</text>)",
                       frame.x(report.groups[at].x), heights[at] + 5, report.groups[at].name,
                       grouped(report.groups[at].people));
  return svg + "</svg>";
}

}  // namespace demur::web::map
