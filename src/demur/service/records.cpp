#include "demur/service/records.hpp"

#include <algorithm>
#include <array>

#include "demur/service/log_leaves.hpp"
#include "demur/store/log_rows.hpp"
#include "demur/store/records.hpp"
#include "demur/translog/commitment.hpp"
#include "demur/translog/leaf.hpp"

namespace demur::service {
namespace {

using core::Result;
using core::Status;

std::array<std::uint8_t, 32> random_32(const core::Random& random) {
  std::array<std::uint8_t, 32> bytes{};
  random(bytes);
  return bytes;
}

// People may name the ids of things, and look for a private part by the id of its record: those have a
// place in the log's index. The other records have ids that are longer than anybody may name.
bool is_looked_for(const domain::Entry& entry) {
  return !entry.id.empty() || !entry.private_part.empty();
}

std::string id_of(const domain::Entry& entry, const core::Random& random) {
  if (!entry.id.empty()) return entry.id;
  return (is_looked_for(entry) ? "" : "record:") + core::random_id_text(random);
}

core::Bytes to_bytes(std::string_view text) {
  const auto bytes = core::bytes_of(text);
  return {bytes.begin(), bytes.end()};
}

// A leaf that nobody can tell from a sealed record: a commitment to random bytes that are forgotten,
// on one of the days that a waiting record can bear.
Result<std::string> padding_leaf(const core::Random& random, const std::string& id, core::Day day) {
  return translog::format_leaf(
      {.type = "sealed", .id = id, .day = day, .refs = {}, .commit = random_32(random), .public_part = {}});
}

// Fisher and Yates, from the given source.
template <typename T>
void shuffle(std::vector<T>& items, const core::Random& random) {
  for (std::size_t left = items.size(); left > 1; --left) {
    std::uint64_t draw = 0;
    random({reinterpret_cast<std::uint8_t*>(&draw), sizeof draw});
    std::swap(items[left - 1], items[draw % left]);  // a bias of left / 2^64
  }
}

}  // namespace

core::Day promised_day(const domain::ChannelPolicy& policy, core::Day recorded) {
  return recorded + std::chrono::days{policy.publishing.promise_days};
}

Result<bool> is_recorded(const store::Reader& reader, const std::string& id) {
  if (DEMUR_TRY(store::leaf_index(reader, id))) return true;
  return DEMUR_TRY(store::find_pending_leaf(reader, id)).has_value();
}

Result<std::string> record(const Institution& house, store::Transaction& transaction,
                           const domain::Entry& entry, const About& about, core::Day today) {
  const core::Random& random = house.environment().random;
  if (!entry.id.empty() && DEMUR_TRY(is_recorded(transaction, entry.id)))
    return core::fail(core::Code::conflict, "This form was used before: open a new one.");
  translog::Leaf leaf{.type = entry.sealed ? "sealed" : entry.type,
                      .id = id_of(entry, random),
                      .day = today,
                      .refs = entry.refs,
                      .commit = {},
                      .public_part = {}};
  if (!entry.public_part.empty()) leaf.public_part = entry.public_part;
  if (!entry.private_part.empty()) {
    const auto opening = DEMUR_TRY(translog::make_opening(entry.private_part, random));
    leaf.commit = translog::commit_to(opening);
    DEMUR_TRY(store::add_opening(transaction, {.leaf_id = leaf.id,
                                               .holder = about.holder,
                                               .dissent = about.dissent,
                                               .salt = {opening.salt.begin(), opening.salt.end()},
                                               .private_part = opening.private_text}));
  }
  const std::string text = DEMUR_TRY(translog::format_leaf(leaf));
  const bool waits = entry.publication == domain::Publication::in_batch &&
                     house.policy().publishing.every != domain::Publishing::Every::at_once;
  if (waits) {
    DEMUR_TRY(store::add_pending_leaf(
        transaction,
        {.id = leaf.id, .leaf = to_bytes(text), .due_day = promised_day(house.policy(), today)}));
    return leaf.id;
  }
  const std::string_view one = text;
  const std::uint64_t index = DEMUR_TRY(append_leaves(transaction, {&one, 1}));
  if (is_looked_for(entry)) DEMUR_TRY(store::add_place(transaction, leaf.id, index));
  return leaf.id;
}

Status publish_waiting(const Institution& house, store::Transaction& transaction, core::Day today) {
  const auto& rule = house.policy().publishing;
  const bool daily = rule.every == domain::Publishing::Every::day;
  auto waiting = DEMUR_TRY(store::pending_leaves(transaction));
  DEMUR_TRY(store::clear_pending_leaves(transaction));
  if (waiting.empty() && !daily) return {};  // a daily batch goes out even when it is all padding
  const core::Random& random = house.environment().random;
  const auto step = static_cast<std::size_t>(rule.at_least);
  while (waiting.empty() || waiting.size() % step != 0) {
    const std::string id = core::random_id_text(random);
    const bool yesterday = daily && (random_32(random)[0] & 1) != 0;
    const core::Day day = yesterday ? today - std::chrono::days{1} : today;
    waiting.push_back({id, to_bytes(DEMUR_TRY(padding_leaf(random, id, day))), today});
  }
  shuffle(waiting, random);
  std::vector<std::string_view> texts;
  for (const auto& leaf : waiting) texts.push_back(core::text_of(leaf.leaf));
  std::uint64_t index = DEMUR_TRY(append_leaves(transaction, texts));
  for (const auto& leaf : waiting) DEMUR_TRY(store::add_place(transaction, leaf.id, index++));
  return {};
}

}  // namespace demur::service
