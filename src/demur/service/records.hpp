// From a judgement's entries to leaves of the log. Runs inside the writer's transactions.
//
// A leaf that is published at once is appended in the transaction of its act. The records of
// members' own acts wait in pending_leaf for publish() (publishing.hpp), because the moment at which
// a leaf appears could tell who caused it.
#pragma once

#include <string>

#include "demur/core/result.hpp"
#include "demur/domain/decide.hpp"
#include "demur/service/institution.hpp"
#include "demur/store/reader.hpp"

namespace demur::service {

// Who may have a receipt for a record, and which dissent its private part belongs to.
struct About {
  std::optional<domain::MemberId> holder = {};
  std::optional<domain::DissentId> dissent = {};
};

// A leaf of the log, or one that waits, has this id.
[[nodiscard]] core::Result<bool> is_recorded(const store::Reader& reader, const std::string& id);

// Writes the record; its leaf's id. Refuses an id that a leaf has already, with a conflict.
[[nodiscard]] core::Result<std::string> record(const Institution& house, store::Transaction& transaction,
                                               const domain::Entry& entry, const About& about,
                                               core::Day today);

// The day by whose end a record of this day is in the log.
[[nodiscard]] core::Day promised_day(const domain::ChannelPolicy& policy, core::Day recorded);

// Moves every waiting leaf into the log, shuffled, and padded to a multiple of the policy's batch. A
// daily batch goes out even when nothing waits, so that its absence tells nothing either.
[[nodiscard]] core::Status publish_waiting(const Institution& house, store::Transaction& transaction,
                                           core::Day today);

}  // namespace demur::service
