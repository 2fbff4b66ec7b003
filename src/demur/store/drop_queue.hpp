// The drop's rows: `drop_item` (what came, until long after it was handed on: sent again, it gets the same
// receipt), `drop_body` (its text, until the institution shows that it has it), `drop_spent` (tokens), and
// `drop_copy` (what the institution publishes). Lists are in the order of the digests, whatever order
// things came in.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "demur/core/bytes.hpp"
#include "demur/core/day.hpp"
#include "demur/core/digest.hpp"
#include "demur/store/reader.hpp"

namespace demur::store {

struct DropItem {
  core::Digest digest{};
  std::string kind;  // filing, cosign, message, last_word, withdraw, ballot, proposal, review
  // The id of the filing that it is, or is about; of a ballot or a proposal what stands for its
  // token.
  std::string filing;
  core::Day came_on{};
  core::Day due_by{};
  std::string state = "waiting";  // taken: the institution said so; done: it shows it; refused
  std::optional<core::Day> taken_on = {};
  std::string why = {};                       // it was refused, in the institution's words
  std::optional<core::Digest> key_id = {};    // of the credential, where there is one
  std::optional<core::Digest> author = {};    // of a filing: who may follow it up
  std::optional<std::int64_t> sequence = {};  // of a ballot or a review
  auto operator<=>(const DropItem&) const = default;
};

[[nodiscard]] core::Status add_drop_item(Transaction& transaction, const DropItem& item,
                                         std::string_view body);
[[nodiscard]] core::Status save_drop_item(Transaction& transaction, const DropItem& item);
[[nodiscard]] core::Result<std::optional<DropItem>> find_drop_item(const Reader& reader,
                                                                   const core::Digest& digest);
// The filing itself, while it is known here.
[[nodiscard]] core::Result<std::optional<DropItem>> find_dropped_filing(const Reader& reader,
                                                                        std::string_view filing);
// The highest sequence of the ballots by a token.
[[nodiscard]] core::Result<std::optional<std::int64_t>> newest_ballot(const Reader& reader,
                                                                      std::string_view token);
// The highest number of the reviews of a filing that were not refused.
[[nodiscard]] core::Result<std::optional<std::int64_t>> newest_review(const Reader& reader,
                                                                      std::string_view filing);
[[nodiscard]] core::Result<std::vector<DropItem>> drop_items_in(const Reader& reader, std::string_view state);

struct DropLoad {
  std::int64_t items_of_day = 0;  // that came on the day, ballots and proposals left out
  std::int64_t followups = 0;     // that came on the day on the filing, or by the ballots' token
  std::int64_t bytes = 0;         // of all bodies but theirs
  std::int64_t ballot_bytes = 0;  // of theirs
};
[[nodiscard]] core::Result<DropLoad> drop_load(const Reader& reader, core::Day day, std::string_view filing);

// Of every body that is to be handed in: of those that were refused, what came since that day; and no ballot
// that was taken and whose round is closed by `today`, when the institution knows tokens and no votes.
struct DropBodySize {
  core::Digest digest{};
  std::int64_t bytes = 0;
};
[[nodiscard]] core::Result<std::vector<DropBodySize>> drop_bodies(const Reader& reader,
                                                                  core::Day refused_since, core::Day today);
// Ballots, and proposals that were refused, whose bodies are still here, though they were due before the day.
[[nodiscard]] core::Result<std::vector<DropItem>> bodies_overdue(const Reader& reader, core::Day before);
[[nodiscard]] core::Result<std::optional<std::string>> drop_body(const Reader& reader,
                                                                 const core::Digest& digest);
// Its old bytes are overwritten too.
[[nodiscard]] core::Status erase_drop_body(Transaction& transaction, const core::Digest& digest);

// Code::conflict where the token was spent.
[[nodiscard]] core::Status spend_in_drop(Transaction& transaction, const core::Digest& tag,
                                         const core::Digest& digest);
[[nodiscard]] core::Result<bool> is_spent_in_drop(const Reader& reader, const core::Digest& tag);

// Items that are done or were refused, and came before the day: with their tokens, for good.
[[nodiscard]] core::Status forget_drop_items(Transaction& transaction, core::Day before);

struct DropCopy {
  std::string name;
  core::Bytes body;
  core::Day fetched_on{};
};
[[nodiscard]] core::Status save_drop_copy(Transaction& transaction, const DropCopy& copy);
[[nodiscard]] core::Result<std::optional<DropCopy>> find_drop_copy(const Reader& reader,
                                                                   std::string_view name);

}  // namespace demur::store
