#include "demur/opinion/evidence.hpp"

#include <algorithm>
#include <array>
#include <tuple>

namespace demur::opinion {
namespace {

double smoothed_share(const Shown& shown, Answer answer) {
  const double part = shown.of(answer).low;
  double votes = part;
  for (const Answer each : {kAgree, kDisagree, kPass})
    if (each != answer) votes += shown.of(each).high;
  return (part + 1) / (votes + 2);
}

// Everybody stands for the one group where no group is shown.
std::vector<Shown> groups_of(const ShownStatement& statement) {
  if (statement.groups.empty()) return {statement.everybody};
  return statement.groups;
}

// A majority in every group: the largest p of a group's own test (R. L. Berger, Technometrics 24 (1982)
// 295-300), and so the smallest bound.
Common in_common(const std::vector<Shown>& groups, Answer answer, double& p) {
  Common common{.answer = answer, .low = 1, .group_aware = 1, .q = 1};
  p = 0;
  for (const Shown& group : groups) {
    common.low = std::min(common.low, share(group, answer, kOneSided95).low);
    common.group_aware *= smoothed_share(group, answer);
    p = std::max(p, p_at_most(0.5, group, answer));
  }
  return common;
}

// With one group: whether at least a quarter agrees and at least a quarter disagrees.
Divided contested(const Shown& all, double& p) {
  Divided divided;
  divided.low = std::min(share(all, kAgree, kOneSided95).low, share(all, kDisagree, kOneSided95).low);
  p = std::max(p_at_most(0.25, all, kAgree), p_at_most(0.25, all, kDisagree));
  return divided;
}

Divided apart(const std::vector<Shown>& groups, double& p) {
  if (groups.size() == 1) return contested(groups[0], p);
  Divided divided;
  p = 1;
  double widest = -1;
  for (std::size_t a = 0; a < groups.size(); ++a)
    for (std::size_t b = 0; b < groups.size(); ++b) {
      if (a == b) continue;
      const Estimate gap = difference(share(groups[a], kAgree), share(groups[b], kAgree));
      const double low =
          difference(share(groups[a], kAgree, kOneSided95), share(groups[b], kAgree, kOneSided95)).low;
      if (low <= widest) continue;
      widest = low;
      divided = {.more = a, .less = b, .gap = gap, .low = std::max(0.0, low)};
      p = p_no_difference(groups[a], groups[b], kAgree);
    }
  const std::size_t pairs = groups.size() * (groups.size() - 1) / 2;  // of which the widest was chosen
  p = std::min(1.0, p * static_cast<double>(pairs));
  return divided;
}

Shown others_of(const ShownStatement& statement, std::size_t group) {
  Shown others;
  for (std::size_t each = 0; each < statement.groups.size(); ++each) {
    if (each == group) continue;
    others.agree = others.agree + statement.groups[each].agree;
    others.disagree = others.disagree + statement.groups[each].disagree;
    others.pass = others.pass + statement.groups[each].pass;
  }
  return others;
}

std::vector<Defining> define(const Release& release, std::size_t group) {
  std::vector<Defining> all;
  std::vector<double> p;
  for (std::size_t j = 0; j < release.statements.size(); ++j) {
    const Shown& own = release.statements[j].groups[group];
    const Shown others = others_of(release.statements[j], group);
    for (const Answer answer : {kAgree, kDisagree}) {
      Defining each{
          .statement = j, .answer = answer, .share = share(own, answer), .others = share(others, answer)};
      each.gap = difference(each.share, each.others);
      all.push_back(each);
      p.push_back(p_no_difference(own, others, answer));
    }
  }
  const std::vector<double> q = adjusted(p);
  for (std::size_t at = 0; at < all.size(); ++at) all[at].q = q[at];
  std::erase_if(all, [](const Defining& each) { return each.q > 0.05 || each.gap.low <= 0; });
  std::sort(all.begin(), all.end(), [](const Defining& a, const Defining& b) {
    return std::tuple(-a.gap.low, a.statement, a.answer) < std::tuple(-b.gap.low, b.statement, b.answer);
  });
  std::vector<Defining> chosen;  // a statement once: in the direction that says more
  for (const Defining& each : all) {
    const bool there =
        std::ranges::any_of(chosen, [&](const Defining& c) { return c.statement == each.statement; });
    if (!there && chosen.size() < kDefining) chosen.push_back(each);
  }
  return chosen;
}

template <typename Score, typename Found>
std::vector<std::size_t> order_by(const Evidence& evidence, Score score, Found found) {
  std::vector<std::size_t> order;
  for (std::size_t j = 0; j < evidence.statements.size(); ++j)
    if (found(evidence.statements[j])) order.push_back(j);
  std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    return std::pair(-score(evidence.statements[a]), a) < std::pair(-score(evidence.statements[b]), b);
  });
  return order;
}

}  // namespace

Evidence weigh(const Release& release) {
  Evidence evidence;
  const std::size_t count = release.statements.size();
  evidence.statements.resize(count);
  std::vector<double> common_p(2 * count);
  std::vector<double> divided_p(count);
  std::vector<std::array<Common, 2>> common(count);
  for (std::size_t j = 0; j < count; ++j) {
    const Shown& all = release.statements[j].everybody;
    const std::vector<Shown> groups = groups_of(release.statements[j]);
    Weighed& weighed = evidence.statements[j];
    weighed = {.agree = share(all, kAgree), .disagree = share(all, kDisagree), .pass = share(all, kPass)};
    common[j][0] = in_common(groups, kAgree, common_p[2 * j]);
    common[j][1] = in_common(groups, kDisagree, common_p[2 * j + 1]);
    weighed.divided = apart(groups, divided_p[j]);
  }
  const std::vector<double> common_q = adjusted(common_p);
  const std::vector<double> divided_q = adjusted(divided_p);
  for (std::size_t j = 0; j < count; ++j) {
    common[j][0].q = common_q[2 * j];
    common[j][1].q = common_q[2 * j + 1];
    evidence.statements[j].common = common[j][1].low > common[j][0].low ? common[j][1] : common[j][0];
    evidence.statements[j].divided.q = divided_q[j];
  }
  evidence.defining.resize(release.kept.size());
  if (release.kept.size() > 1)
    for (std::size_t group = 0; group < release.kept.size(); ++group)
      evidence.defining[group] = define(release, group);
  return evidence;
}

std::vector<std::size_t> bridging_order(const Evidence& evidence) {
  return order_by(
      evidence, [](const Weighed& each) { return each.common.low; },
      [](const Weighed& each) { return each.common.found(); });
}

std::vector<std::size_t> divisive_order(const Evidence& evidence) {
  return order_by(
      evidence, [](const Weighed& each) { return each.divided.low; },
      [](const Weighed& each) { return each.divided.found() && each.divided.low > 0; });
}

}  // namespace demur::opinion
