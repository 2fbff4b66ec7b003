// The maps of opinion rounds, made beside the requests: of a round under way, which chooses what to ask
// whom next, and of a closed one, which is what people are shown.
//
//   OpinionMaps maps(house);
//   maps.refresh();                       // by one thread of the server, now and then
//   const auto live = maps.live(round);   // the newest there is; nothing at first
//
// A round under way is fitted anew when its votes have grown by half since the last time, and nearer to its
// last map otherwise (opinion::refit). Nothing is published of it: results are made once, of the votes as
// they stood when it closed, so that no two releases can be subtracted from each other. They are the same
// after a restart, for they depend on the votes alone.
//
// Thread-safe; one refresh at a time.
#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <string>

#include "demur/core/clock.hpp"
#include "demur/domain/opinion_round.hpp"
#include "demur/opinion/map.hpp"
#include "demur/service/institution.hpp"
#include "demur/service/opinion_votes.hpp"
#include "demur/web/map/comparison.hpp"
#include "demur/web/map/report.hpp"

namespace demur::web {

struct LiveMap {
  service::LiveVotes votes;
  opinion::Map map;
  std::size_t fitted = 0;  // votes, when it was last fitted from the start
};

struct RoundResults {
  std::optional<map::Report> report = {};
  std::string why_not = {};  // where there is none
  std::optional<map::Change> change = {};
  std::string why_no_change = {};  // of a round that continues another
};

class OpinionMaps {
 public:
  explicit OpinionMaps(service::Institution& house) : house_(house) {}

  // A vote was cast: its map is out of date.
  void voted(const domain::OpinionRoundId& round);

  // Makes what is out of date or missing. `threads` as in opinion::FitOptions.
  [[nodiscard]] core::Status refresh(unsigned threads = 1);

  [[nodiscard]] std::shared_ptr<const LiveMap> live(const domain::OpinionRoundId& round) const;
  [[nodiscard]] std::shared_ptr<const RoundResults> results(const domain::OpinionRoundId& round) const;

 private:
  [[nodiscard]] core::Status refresh_live(const domain::OpinionRoundId& round, unsigned threads);
  [[nodiscard]] core::Status make_results(const domain::OpinionRound& round, unsigned threads);
  // What changed since the round that it continues.
  [[nodiscard]] core::Status compare_with(const domain::OpinionRoundId& continued,
                                          const domain::OpinionRound& round, RoundResults& made);
  [[nodiscard]] bool take_stale(const domain::OpinionRoundId& round);

  service::Institution& house_;
  std::mutex refreshing_;
  mutable std::mutex mutex_;
  std::set<domain::OpinionRoundId> stale_;                                         // under mutex_
  std::map<domain::OpinionRoundId, std::shared_ptr<const LiveMap>> live_;          // under mutex_
  std::map<domain::OpinionRoundId, std::shared_ptr<const RoundResults>> results_;  // under mutex_
};

// What a report has to answer: each set that these results have, with its statements, and no words yet. None
// where nothing may be shown. What bridges and divides too (a majority in every group, and a gap) is in the
// first alone: two answers to one statement could contradict each other. `shown`: the statements of the
// round.
[[nodiscard]] std::vector<domain::SetReport> sets_of(const RoundResults& results,
                                                     const std::vector<domain::OpinionStatement>& shown);

// What to ask this member next: trend statements first, for everybody is asked them; then by the map whatever
// tells most; without one, in an order of the member's own. Nothing: all are voted on.
[[nodiscard]] std::optional<domain::OpinionStatement> next_statement(
    const std::vector<domain::OpinionStatement>& shown, const std::map<int, domain::Vote>& votes,
    const LiveMap* live, const domain::MemberId& member);

}  // namespace demur::web
