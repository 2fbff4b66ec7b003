#include "demur/service/drop/relay.hpp"

#include <map>
#include <vector>

#include "demur/store/settings.hpp"

namespace demur::service::drop {
namespace {

using core::Day;
using core::Digest;
using core::Result;
using core::Status;
using store::DropBodySize;
using store::DropItem;
using store::Reader;
using store::Transaction;

constexpr const char* kRelayedOn = "drop.relayed_on";
constexpr int kHourUnlessTold = 17;
constexpr int kMostFailures = 3;  // then the institution is away, and not one hand-in too many for it

using Batch = std::vector<Digest>;

// As many to a hand-in as fit. By chance, so that which ones go together says nothing either.
std::vector<Batch> batches_of(const std::vector<DropBodySize>& bodies, const core::Random& random) {
  std::map<Digest, std::size_t> sizes;
  Batch order;
  for (const DropBodySize& body : bodies) {
    sizes.emplace(body.digest, static_cast<std::size_t>(body.bytes));
    order.push_back(body.digest);
  }
  shuffle(order, random);
  std::vector<Batch> batches(1);  // one even where there is nothing: an empty day looks like any other
  std::size_t bytes = 0;
  for (const Digest& digest : order) {
    const std::size_t more = sizes.at(digest);
    if (!batches.back().empty() && !room_for(batches.back().size(), bytes, more)) {
      batches.emplace_back();
      bytes = 0;
    }
    batches.back().push_back(digest);
    bytes += more;
  }
  return batches;
}

Result<HandIn> hand_in_of(Drop& drop, const Batch& batch) {
  std::vector<std::string> texts;
  for (const Digest& digest : batch) {
    auto body =
        DEMUR_TRY(drop.store().read([&](const Reader& reader) { return store::drop_body(reader, digest); }));
    if (body) texts.push_back(std::move(*body));
  }
  return make_hand_in(std::move(texts), drop.key(), drop.today(), drop.environment().random);
}

// Once the votes of a poll are parted from their tokens nobody there can tell a late one from one that
// counted.
constexpr const char* kOrCounted = " Or it came before and counted, and that answer was lost: the log tells.";

// A refusal does not undo what was taken before: then the institution contradicts itself.
void apply(const ItemAnswer& answer, Day today, DropItem& row) {
  if (row.state == "done") return;
  if (answer.result != ItemResult::refused) {
    row.why.clear();
    row.state = "taken";
    if (!row.taken_on) row.taken_on = today;
    return;
  }
  row.why = answer.why;
  if (row.state != "waiting") return;
  if (row.kind == "ballot" && row.due_by <= today) row.why += kOrCounted;
  row.state = "refused";
}

Result<Handed> keep(Drop& drop, const Batch& batch, const std::vector<ItemAnswer>& answers) {
  std::map<Digest, const ItemAnswer*> by_digest;
  for (const ItemAnswer& answer : answers) by_digest.emplace(answer.digest, &answer);
  const Day today = drop.today();
  return drop.store().write([&](Transaction& transaction) -> Result<Handed> {
    Handed handed{.hand_ins = 1};
    for (const Digest& digest : batch) {
      const auto answer = by_digest.find(digest);
      if (answer == by_digest.end()) continue;  // no word of it: again tomorrow
      auto row = DEMUR_TRY(store::find_drop_item(transaction, digest));
      if (!row) continue;
      apply(*answer->second, today, *row);
      DEMUR_TRY(store::save_drop_item(transaction, *row));
      ++(answer->second->result == ItemResult::refused ? handed.refused : handed.taken);
    }
    return handed;
  });
}

Result<Handed> hand_in(Drop& drop, const Batch& batch, const SendHandIn& send) {
  const std::string answered = DEMUR_TRY(send(DEMUR_TRY(hand_in_of(drop, batch))));
  return keep(drop, batch, DEMUR_TRY(parse_answer(answered)));
}

bool is_over(const DropItem& row, const HouseCopy& house, Day today) {
  if (row.kind == "filing") return house.filings.contains(row.filing);
  return row.taken_on && *row.taken_on + kKeptDays <= today;
}

Status erase_if_over(Transaction& transaction, DropItem row, const HouseCopy& house, Day today) {
  if (!is_over(row, house, today)) return {};
  row.state = "done";
  if (!row.taken_on) row.taken_on = today;
  DEMUR_TRY(store::save_drop_item(transaction, row));
  return store::erase_drop_body(transaction, row.digest);
}

// Votes that the institution did not take cannot count any more, and tell as much as those that did; so do
// proposals that it refused. What waits it will record.
Status erase_overdue(Transaction& transaction, Day today) {
  for (DropItem row : DEMUR_TRY(store::bodies_overdue(transaction, today - kKeptDays))) {
    if (row.state == "waiting") {
      row.state = "refused";
      row.why = "Its round was closed before this drop reached the institution.";
      DEMUR_TRY(store::save_drop_item(transaction, row));
    }
    DEMUR_TRY(store::erase_drop_body(transaction, row.digest));
  }
  return {};
}

}  // namespace

Result<Handed> relay(Drop& drop, const SendHandIn& send) {
  const auto bodies = DEMUR_TRY(drop.store().read([&](const Reader& reader) {
    return store::drop_bodies(reader, drop.today() - kKeptDays, drop.today());
  }));
  Handed all;
  Status failed;
  int in_a_row = 0;
  for (const Batch& batch : batches_of(bodies, drop.environment().random)) {
    const auto handed = hand_in(drop, batch, send);
    if (handed) {
      all.hand_ins += handed->hand_ins;
      all.taken += handed->taken;
      all.refused += handed->refused;
      in_a_row = 0;
      continue;
    }
    if (failed) failed = std::unexpected(handed.error());
    if (++in_a_row == kMostFailures) break;
  }
  DEMUR_TRY(std::move(failed));
  DEMUR_TRY(drop.store().write([&](Transaction& transaction) {
    return store::save_setting(transaction, kRelayedOn, core::to_string(drop.today()));
  }));
  return all;
}

Status tidy(Drop& drop) {
  const auto house = drop.house_copy();
  const Day today = drop.today();
  return drop.store().write([&](Transaction& transaction) -> Status {
    if (house)
      for (const char* state : {"waiting", "taken"})
        for (const DropItem& row : DEMUR_TRY(store::drop_items_in(transaction, state)))
          DEMUR_TRY(erase_if_over(transaction, row, *house, today));
    DEMUR_TRY(erase_overdue(transaction, today));
    return store::forget_drop_items(transaction, today - kReceiptDays);
  });
}

Result<bool> relay_is_due(Drop& drop) {
  const auto house = drop.house_copy();
  const auto text =
      DEMUR_TRY(drop.store().read([](const Reader& reader) { return store::setting(reader, kRelayedOn); }));
  const core::Time now = drop.environment().clock();
  const core::Time hour =
      core::day_of(now) + std::chrono::hours{house ? house->view.relay_hour : kHourUnlessTold};
  const Day owed = now >= hour ? core::day_of(now) : core::day_of(now) - std::chrono::days{1};
  const auto last = core::parse_day(text.value_or(""));
  return !last || *last < owed;
}

}  // namespace demur::service::drop
