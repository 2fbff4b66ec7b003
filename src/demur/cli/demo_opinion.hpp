// The demo's opinion rounds: two of a series on relocation, so that there are results and a change to look
// at, and one that is open. Votes follow from who votes and on what, and from nothing else.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "demur/core/result.hpp"
#include "demur/domain/opinion_round.hpp"
#include "demur/service/institution.hpp"

namespace demur::cli {

// `people`: of the story, by login. Each is told on the day that the house's clock shows.
class DemoRounds {
 public:
  DemoRounds(service::Institution& house, const std::map<std::string, domain::MemberId>& people)
      : house_(house), people_(people) {}

  [[nodiscard]] core::Status first();   // opened and voted on; closes five working days later
  [[nodiscard]] core::Status second();  // the first is reported; the same is asked again
  [[nodiscard]] core::Status third();   // open; some have voted, and a statement waits for a moderator

 private:
  struct Plan;
  [[nodiscard]] core::Status open(const Plan& plan);
  [[nodiscard]] core::Status vote(const Plan& plan);
  [[nodiscard]] core::Result<std::vector<domain::SetReport>> answered_sets();

  service::Institution& house_;
  const std::map<std::string, domain::MemberId>& people_;
  domain::OpinionRoundId asked_{};  // the newest round
};

}  // namespace demur::cli
