// The daily hand-in: everything that is still here goes to the institution, in an order by chance, padded and
// signed, and what the institution says of each is kept.
//
//   const Handed handed = DEMUR_TRY(relay(drop, send));
//   if (relay_is_due(...)) ...
//
// An item's text stays here until the institution shows what became of it: a filing until it stands in the
// list of filings, whatever else for kKeptDays after it was taken. Till then it is handed in every day again;
// the institution knows it by its digest. What it refused is handed in so long too, since it may have been
// the institution that was behind, and stays here as evidence until kReceiptDays; but for a ballot: its text
// goes kKeptDays after the day that its receipt promises, whatever the institution said. A process that is
// killed at any moment has lost nothing: what it had no answer to, it hands in again. By one thread.
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "demur/core/clock.hpp"
#include "demur/service/drop/drop.hpp"
#include "demur/service/drop/hand_in.hpp"

namespace demur::service::drop {

inline constexpr std::chrono::days kKeptDays{14};
inline constexpr std::chrono::days kReceiptDays{400};  // how long what is done is still known by its digest

// POST /drop/hand-in: the body of a 200.
using SendHandIn = std::function<core::Result<std::string>(const HandIn& hand_in)>;

struct Handed {
  std::int64_t hand_ins = 0;
  std::int64_t taken = 0;  // or known
  std::int64_t refused = 0;
};

// A hand-in that has no answer does not keep the others back, unless three in a row have none; what was
// answered counts, and the first failure is the result, so that all the rest is tried again.
[[nodiscard]] core::Result<Handed> relay(Drop& drop, const SendHandIn& send);

// Erases what the institution shows it has, or had long enough; forgets what is long done.
[[nodiscard]] core::Status tidy(Drop& drop);

// The hour of today's hand-in is past, and none was made since. `hour` in UTC.
[[nodiscard]] core::Result<bool> relay_is_due(Drop& drop);

}  // namespace demur::service::drop
