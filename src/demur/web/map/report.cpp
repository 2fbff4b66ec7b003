#include "demur/web/map/report.hpp"

#include <algorithm>
#include <cmath>

namespace demur::web::map {
namespace {

using opinion::Vote;

std::uint32_t median_votes(const opinion::Votes& votes) {
  std::vector<std::uint32_t> counts;
  for (std::size_t person = 0; person < votes.people(); ++person)
    if (votes.count_of(person) > 0) counts.push_back(static_cast<std::uint32_t>(votes.count_of(person)));
  if (counts.empty()) return 0;
  const auto middle = counts.begin() + static_cast<std::ptrdiff_t>(counts.size() / 2);
  std::nth_element(counts.begin(), middle, counts.end());
  return *middle;
}

std::vector<GroupView> group_views(const Placing& placing, const opinion::Release& release) {
  std::vector<GroupView> views;
  for (std::size_t at = 0; at < release.kept.size(); ++at) {
    const std::uint8_t group = release.kept[at];
    GroupView view{.name = std::string(1, static_cast<char>('A' + at)), .people = release.sizes[at]};
    if (group < placing.stability.size()) view.stability = placing.stability[group];
    if (group < placing.stability_low.size()) view.stability_low = placing.stability_low[group];
    double count = 0;
    for (std::size_t person = 0; person < placing.places.size(); ++person) {
      if (placing.group[person] != group) continue;
      ++count;
      view.x += placing.places[person].x;
      view.y += placing.places[person].y;
    }
    if (count > 0) {
      view.x /= count;
      view.y /= count;
    }
    for (std::size_t person = 0; person < placing.places.size(); ++person) {
      if (placing.group[person] != group) continue;
      const double dx = placing.places[person].x - view.x;
      const double dy = placing.places[person].y - view.y;
      view.xx += dx * dx / count;
      view.xy += dx * dy / count;
      view.yy += dy * dy / count;
    }
    views.push_back(std::move(view));
  }
  return views;
}

// How far right those who agree with a statement stand of those who disagree, in standard errors.
std::vector<double> pull(const opinion::Votes& votes, const Placing& placing) {
  struct Sum {
    double n = 0, x = 0, xx = 0;
    void add(double value) {
      n += 1;
      x += value;
      xx += value * value;
    }
    [[nodiscard]] double mean() const { return x / n; }
    [[nodiscard]] double error2() const { return std::max(0.0, xx / n - mean() * mean()) / n; }
  };
  std::vector<Sum> agree(votes.statements());
  std::vector<Sum> disagree(votes.statements());
  for (std::size_t person = 0; person < votes.people(); ++person) {
    const auto on = votes.statements_of(person);
    const auto vote = votes.votes_of(person);
    for (std::size_t at = 0; at < on.size(); ++at) {
      if (vote[at] == Vote::agree) agree[on[at]].add(placing.places[person].x);
      if (vote[at] == Vote::disagree) disagree[on[at]].add(placing.places[person].x);
    }
  }
  std::vector<double> pulls(votes.statements(), 0);
  for (std::size_t j = 0; j < pulls.size(); ++j) {
    if (agree[j].n < 2 || disagree[j].n < 2) continue;
    const double error = std::sqrt(agree[j].error2() + disagree[j].error2());
    if (error > 0) pulls[j] = (agree[j].mean() - disagree[j].mean()) / error;
  }
  return pulls;
}

// Two statements that tell right from left, of those whose counts are shown exactly.
std::vector<Direction> directions(const opinion::Votes& votes, const Placing& placing,
                                  const opinion::Release& release) {
  const std::vector<double> pulls = pull(votes, placing);
  std::vector<std::size_t> order;
  for (std::size_t j = 0; j < pulls.size(); ++j) {
    const opinion::Shown& all = release.statements[j].everybody;
    if (all.agree.exact() && all.disagree.exact() && std::abs(pulls[j]) > 3) order.push_back(j);
  }
  std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    return std::pair(-std::abs(pulls[a]), a) < std::pair(-std::abs(pulls[b]), b);
  });
  Direction right{.name = "right"};
  Direction left{.name = "left"};
  for (const std::size_t j : order) {
    Direction& towards = pulls[j] > 0 ? right : left;
    if (towards.agree.size() < 2) towards.agree.push_back(j);
  }
  if (order.empty()) return {};
  return {right, left};
}

}  // namespace

Placing placing_of(const opinion::Map& model) {
  Placing placing{.has_map = model.dimensions > 0,
                  .group = model.group,
                  .groups = model.groups.size(),
                  .axes = model.axes,
                  .distinct = model.distinct,
                  .hidden = model.hidden};
  for (const auto& position : model.positions) placing.places.push_back({position.x, position.y});
  if (model.groups.size() > 1)
    for (const auto& group : model.groups) {
      placing.stability.push_back(group.stability);
      placing.stability_low.push_back(group.stability_low);
    }
  return placing;
}

core::Result<Report> make_report(const opinion::Conversation& shown, const Placing& placing, About about,
                                 std::uint32_t floor) {
  Report report{.about = std::move(about),
                .classic = placing.classic,
                .has_map = placing.has_map,
                .distinct = placing.distinct,
                .hidden = placing.hidden,
                .votes_per_person = median_votes(shown.votes),
                .statements = shown.statements,
                .release = DEMUR_TRY(
                    opinion::withhold(opinion::tally(shown.votes, placing.group, placing.groups), floor)),
                .evidence = {},
                .bridging = {},
                .divisive = {},
                .groups = {}};
  report.evidence = opinion::weigh(report.release);
  report.bridging = opinion::bridging_order(report.evidence);
  report.divisive = opinion::divisive_order(report.evidence);
  report.groups = group_views(placing, report.release);
  report.has_map = placing.has_map && placing.places.size() == shown.votes.people() && !report.groups.empty();
  if (report.has_map) report.directions = directions(shown.votes, placing, report.release);
  return report;
}

}  // namespace demur::web::map
