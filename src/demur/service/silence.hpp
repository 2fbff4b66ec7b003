// What a whole log says of one filing: what was recorded on it, what was due and by when, and what
// was still not done when the log's newest record was made. With the receipt it proves silence.
//
//   Account account = DEMUR_TRY(account_of(receipt, verdict, source, progress));
//   if (account.is_silent()) ...
//
// Everything is recomputed from the log, which is verified whole on the way; the institution is asked
// nothing. Time is the log's own: a day has passed once a record of a later day stands in it. A log
// that stops growing therefore shows no silence, but a checkpoint that no longer moves.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "demur/core/day.hpp"
#include "demur/core/result.hpp"
#include "demur/service/recorded_case.hpp"
#include "demur/translog/receipt.hpp"
#include "demur/translog/source.hpp"

namespace demur::service {

enum class DutyVerdict {
  not_yet,  // its day has not passed
  in_time,
  late,       // done, after its day
  undone,     // its day has passed, and nothing was recorded
  waived,     // by an auditor, with a reason, on record
  withdrawn,  // the author withdrew before its day had passed: nothing is owed
};

struct DutyAccount {
  std::string duty;  // "acknowledge", "answer", "decide"
  core::Day due{};
  DutyVerdict verdict = DutyVerdict::not_yet;
  std::optional<core::Day> done_on = {};
  std::optional<core::Day> miss_recorded_on = {};  // where the log itself admits it
};

struct RecordedAct {
  std::uint64_t index = 0;
  core::Day day{};
  std::string type;  // "dissent.acknowledged", "disposition.published", ...
};

enum class FilingState {
  in_log,
  awaited,         // promised, and the day of the promise has not passed
  promise_broken,  // promised by a day that has passed, and not there
};

struct Account {
  FilingState filing = FilingState::in_log;
  std::optional<std::uint64_t> index = {};  // where it is in the log
  core::Day filed_on{};
  std::vector<RecordedAct> acts = {};    // on this filing, in the log's order
  std::vector<DutyAccount> duties = {};  // in the order in which they fall due
  std::uint64_t log_size = 0;
  core::Day as_of{};            // the day of the log's newest record
  std::string checkpoint = {};  // the signed note that all this was read under

  // Something that was promised or owed is not there, and its day has passed.
  [[nodiscard]] bool is_silent() const;
};

// `verdict` is what verify_receipt() gave for `receipt`, with a key that is known from elsewhere.
// Errors: Code::invalid for the receipt of a co-signature; Code::unproven where the log is damaged, or
// contradicts the checkpoint of the receipt: two histories were signed.
[[nodiscard]] core::Result<Account> account_of(const translog::Receipt& receipt,
                                               const translog::Verdict& verdict, translog::LogSource& source,
                                               const translog::Progress& progress = {});

}  // namespace demur::service
