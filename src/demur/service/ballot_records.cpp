#include "demur/service/ballot_records.hpp"

#include <fmt/core.h>

#include "demur/core/fixed_bytes.hpp"
#include "demur/service/token_ballots.hpp"

namespace demur::service {

void check_ballots(const std::vector<RecordedEvent>& voted, const RecordedEvent& closed,
                   const FindInRecord& find) {
  std::vector<translog::Hash> commitments;
  for (const RecordedEvent& each : voted) {
    if (each.index > closed.index || each.day != closed.day)
      find(each.index, "a token's vote is recorded apart from the record that closes the voting");
    if (const auto ballot = core::bytes_member<32>(each.said, "ballot"))
      commitments.push_back(*ballot);
    else
      find(each.index, "a token voted, and its ballot is not there");
  }
  const auto voters = core::integer_member(closed.said, "voters").value_or(-1);
  if (voters != static_cast<std::int64_t>(voted.size()))
    find(closed.index, fmt::format("it says that {} voted; {} tokens did", voters, voted.size()));
  if (said_text(closed.said, "ballots") != ballots_root(std::move(commitments)))
    find(closed.index, "its one hash is not over the ballots of the tokens that voted");
}

}  // namespace demur::service
