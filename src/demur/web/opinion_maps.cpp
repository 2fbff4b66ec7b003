#include "demur/web/opinion_maps.hpp"

#include <algorithm>

#include "demur/core/digest.hpp"
#include "demur/opinion/compare.hpp"
#include "demur/opinion/routing.hpp"
#include "demur/service/opinion_rounds.hpp"

namespace demur::web {
namespace {

using core::Result;
using core::Status;
using domain::OpinionRound;
using domain::OpinionRoundId;
using domain::OpinionStatement;
using domain::RoundState;
using domain::Vote;
using service::Asked;

Result<opinion::Map> map_of(const LiveMap* earlier, const opinion::Votes& votes, unsigned threads,
                            std::size_t& fitted) {
  const opinion::FitOptions options{.resamples = 0, .threads = threads};
  const bool near = earlier != nullptr && votes.count() < earlier->fitted + earlier->fitted / 2;
  if (near) return opinion::refit(earlier->map, votes, options);
  fitted = votes.count();
  return opinion::fit(votes, options, {});
}

Result<map::Report> report_of(const opinion::Conversation& shown, std::uint32_t floor, unsigned threads) {
  if (shown.votes.count() == 0)
    return core::fail(core::Code::invalid, "Nobody voted on what is shown of this round.");
  const opinion::Map map = DEMUR_TRY(opinion::fit(shown.votes, {.threads = threads}, {}));
  map::About about;
  about.topic = shown.topic;
  return map::make_report(shown, map::placing_of(map), std::move(about), floor);
}

std::string withheld(std::uint32_t floor) {
  return "Fewer than " + std::to_string(floor) + " people voted: nothing is shown of so few.";
}

const OpinionStatement* shown_as(const map::Report& report, std::size_t at,
                                 const std::vector<OpinionStatement>& shown) {
  const auto found = std::ranges::find_if(shown, [&](const OpinionStatement& each) {
    return std::to_string(each.number) == report.statements[at].id;
  });
  return found == shown.end() ? nullptr : &*found;
}

bool has(const std::vector<std::size_t>& order, std::size_t at) {
  return std::ranges::find(order, at) != order.end();
}

Vote vote_of(opinion::Answer answer) {
  return answer == opinion::kDisagree ? Vote::disagree : Vote::agree;
}

// An order of the member's own, the same whenever they come.
core::Digest place_of(const OpinionStatement& statement, const domain::MemberId& member) {
  const std::string both = member.text + statement.id.text;
  return core::sha256(core::bytes_of(both));
}

}  // namespace

void OpinionMaps::voted(const OpinionRoundId& round) {
  const std::lock_guard lock(mutex_);
  stale_.insert(round);
}

bool OpinionMaps::take_stale(const OpinionRoundId& round) {
  const std::lock_guard lock(mutex_);
  return stale_.erase(round) > 0 || !live_.contains(round);
}

std::shared_ptr<const LiveMap> OpinionMaps::live(const OpinionRoundId& round) const {
  const std::lock_guard lock(mutex_);
  const auto found = live_.find(round);
  return found == live_.end() ? nullptr : found->second;
}

std::shared_ptr<const RoundResults> OpinionMaps::results(const OpinionRoundId& round) const {
  const std::lock_guard lock(mutex_);
  const auto found = results_.find(round);
  return found == results_.end() ? nullptr : found->second;
}

Status OpinionMaps::refresh(unsigned threads) {
  const std::lock_guard one_at_a_time(refreshing_);
  for (const OpinionRound& round : DEMUR_TRY(service::all_opinion_rounds(house_))) {
    // Of votes by token nothing comes back before the close: not even what is asked next.
    const bool is_live = round.state == RoundState::open && !domain::is_by_token(round.mandate);
    if (is_live) DEMUR_TRY(refresh_live(round.id, threads));
    if (round.state != RoundState::closed && round.state != RoundState::reported) continue;
    if (!results(round.id)) DEMUR_TRY(make_results(round, threads));
  }
  return {};
}

Status OpinionMaps::refresh_live(const OpinionRoundId& round, unsigned threads) {
  if (!take_stale(round)) return {};
  const auto earlier = live(round);
  auto made = std::make_shared<LiveMap>();
  made->votes =
      DEMUR_TRY(service::live_votes(house_, round, earlier ? earlier->votes : service::LiveVotes{}));
  // What few say must not choose what others are asked: it could be read off.
  if (std::ssize(made->votes.voters) < house_.policy().floor) return {};
  made->fitted = earlier ? earlier->fitted : 0;
  made->map = DEMUR_TRY(map_of(earlier.get(), made->votes.votes, threads, made->fitted));
  const std::lock_guard lock(mutex_);
  live_[round] = std::move(made);
  return {};
}

// Of fewer than the floor there is no report, and no map is made to have one.
Status OpinionMaps::make_results(const OpinionRound& round, unsigned threads) {
  const auto floor = static_cast<std::uint32_t>(house_.policy().floor);
  auto made = std::make_shared<RoundResults>();
  const auto shown = DEMUR_TRY(service::conversation_of(house_, round.id, Asked::once));
  auto report = report_of(shown, floor, threads);
  if (report)
    made->report = std::move(*report);
  else
    made->why_not = withheld(floor);
  if (round.continues) DEMUR_TRY(compare_with(*round.continues, round, *made));
  const std::lock_guard lock(mutex_);
  results_[round.id] = std::move(made);
  live_.erase(round.id);
  return {};
}

Status OpinionMaps::compare_with(const domain::OpinionRoundId& continued, const OpinionRound& round,
                                 RoundResults& made) {
  const auto floor = static_cast<std::uint32_t>(house_.policy().floor);
  const auto before = DEMUR_TRY(service::conversation_of(house_, continued, Asked::in_every_round));
  const auto after = DEMUR_TRY(service::conversation_of(house_, round.id, Asked::in_every_round));
  std::optional<opinion::Conversation> earlier;
  if (const auto before_it = DEMUR_TRY(service::continued_by(house_, continued)))
    earlier = DEMUR_TRY(service::conversation_of(house_, *before_it, Asked::in_every_round));
  auto comparison =
      opinion::compare(before, after, {.floor = floor, .earlier = earlier ? &*earlier : nullptr});
  if (comparison)
    made.change = map::Change{.comparison = std::move(*comparison),
                              .topic = round.title,
                              .eligible = static_cast<std::uint32_t>(round.eligible),
                              .floor = floor};
  else
    made.why_no_change = withheld(floor);
  return {};
}

std::vector<domain::SetReport> sets_of(const RoundResults& results,
                                       const std::vector<OpinionStatement>& shown) {
  std::vector<domain::SetReport> sets;
  if (!results.report) return sets;
  const map::Report& report = *results.report;
  domain::SetReport bridges{.set = domain::StatementSet::bridges};
  for (const std::size_t at : report.bridging)
    if (const auto* each = shown_as(report, at, shown))
      bridges.statements.push_back({each->id, vote_of(report.evidence.statements[at].common.answer)});
  domain::SetReport divides{.set = domain::StatementSet::divides};
  for (const std::size_t at : report.divisive)
    if (const auto* each = shown_as(report, at, shown); each && !has(report.bridging, at))
      divides.statements.push_back({each->id});
  for (domain::SetReport* set : {&bridges, &divides})
    if (!set->statements.empty()) sets.push_back(std::move(*set));
  return sets;
}

std::optional<OpinionStatement> next_statement(const std::vector<OpinionStatement>& shown,
                                               const std::map<int, Vote>& votes, const LiveMap* live,
                                               const domain::MemberId& member) {
  std::vector<OpinionStatement> open;
  std::ranges::copy_if(shown, std::back_inserter(open),
                       [&](const OpinionStatement& each) { return !votes.contains(each.number); });
  if (open.empty()) return std::nullopt;
  const auto own_order = [&](const OpinionStatement& each) {
    return std::pair(!each.trend, place_of(each, member));
  };
  OpinionStatement first = *std::ranges::min_element(open, {}, own_order);
  if (first.trend || live == nullptr) return first;

  std::map<std::uint16_t, const OpinionStatement*> by_column;
  for (const OpinionStatement& each : open) {
    const auto found = std::ranges::find(live->votes.numbers, each.number);
    // Newer than the map: whoever comes first tells most about it.
    if (found == live->votes.numbers.end()) return each;
    by_column.emplace(static_cast<std::uint16_t>(found - live->votes.numbers.begin()), &each);
  }
  std::vector<opinion::Cast> cast;
  std::vector<std::uint16_t> not_these;
  for (std::size_t column = 0; column < live->votes.numbers.size(); ++column) {
    const auto at = static_cast<std::uint16_t>(column);
    if (!by_column.contains(at)) not_these.push_back(at);
    if (const auto vote = votes.find(live->votes.numbers[column]); vote != votes.end())
      cast.push_back({at, service::to_opinion(vote->second)});
  }
  const auto best = opinion::next_statements(live->map, opinion::place(live->map, cast), not_these, 1);
  return best.empty() ? first : *by_column.at(best.front().statement);
}

}  // namespace demur::web
