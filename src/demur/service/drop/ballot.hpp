// Ballots: votes by token in one opinion round, as they are sent to a drop.
//
//   const Digest nonce = new_nonce(random);                     // one for each ballot
//   const std::string item = DEMUR_TRY(make_ballot(token, {.round = id, .sequence = 1, .nonce = nonce},
//                                                  {{statement, text, 1}, ...}));
//
// Each vote is signed for itself, on the words that were shown, and holds until the same token signs another
// on its statement with a higher sequence: what comes late or twice changes nothing. The nonce is in the
// item and in the voter's receipt, and nowhere else: the public log commits to a ballot under it, and who has
// a member's token cannot try out how they voted. Whoever watches sizes on the way sees a power of two; fewer
// than some 40 votes look alike. Errors: Code::invalid with the member, Code::too_large.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "demur/anonymity/statement.hpp"
#include "demur/anonymity/token.hpp"
#include "demur/core/day.hpp"
#include "demur/core/json.hpp"
#include "demur/core/random.hpp"
#include "demur/service/drop/item.hpp"

namespace demur::service::drop {

inline constexpr std::size_t kLeastBallotBytes = 8U << 10U;
inline constexpr std::size_t kMostBallotBytes = 256U << 10U;
inline constexpr std::size_t kMostVotes = 1'000;

[[nodiscard]] bool is_ballot_size(std::size_t bytes);

// Days since 1970, and sixteen bits that the wallet counts up, whatever the day: so a ballot of another day
// is the later one also where the wallet that signs it is a copy that has not counted with.
[[nodiscard]] std::uint32_t ballot_sequence(core::Day day, std::uint16_t count);
[[nodiscard]] core::Day day_of_sequence(std::uint32_t sequence);

[[nodiscard]] core::Digest new_nonce(const core::Random& random);

struct BallotHead {
  std::string round;
  std::uint32_t sequence = 0;
  core::Digest nonce{};
};
struct ChosenVote {
  std::string statement;  // its id
  std::string text;       // as it was shown
  std::int8_t value = 0;
};
// Canonical JSON, padded. `votes` on different statements.
[[nodiscard]] core::Result<std::string> make_ballot(const anonymity::Token& token, const BallotHead& head,
                                                    std::vector<ChosenVote> votes);

// The members of a ballot, read; padding and size are parse_item()'s.
[[nodiscard]] core::Status read_ballot(const core::json::object& fields, Item& item);

// "agree", "disagree", "pass"
[[nodiscard]] std::string_view vote_word(std::int8_t value);

// What the token's key signs for one vote.
[[nodiscard]] anonymity::VoteStatement vote_statement(const Item& ballot, const BallotVote& vote,
                                                      std::string_view text);
// The words of a statement, by its id; nothing where it is none of the round.
using AskedText = std::function<std::optional<std::string>(const std::string& statement)>;
// Whether it signed every one of them, for these words. Code::unproven, Code::conflict for a statement that
// is not there.
[[nodiscard]] core::Status check_votes(const Item& ballot, const anonymity::Credential& credential,
                                       const AskedText& text_of);

}  // namespace demur::service::drop
