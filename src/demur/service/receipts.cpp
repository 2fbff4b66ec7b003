#include "demur/service/receipts.hpp"

#include <algorithm>

#include "demur/service/records.hpp"
#include "demur/service/stored_log.hpp"
#include "demur/store/log_rows.hpp"
#include "demur/store/records.hpp"
#include "demur/translog/leaf.hpp"
#include "demur/translog/promise.hpp"
#include "demur/translog/prover.hpp"
#include "demur/translog/receipt.hpp"
#include "demur/translog/tlog_proof.hpp"

namespace demur::service {
namespace {

using core::Code;
using core::fail;
using core::Result;

struct StoredLeaf {
  std::string text;
  std::optional<std::uint64_t> index;  // absent: it waits for the next batch
};

Result<StoredLeaf> find_stored_leaf(const store::Reader& reader, const std::string& id) {
  if (const auto index = DEMUR_TRY(store::leaf_index(reader, id))) {
    const auto placed = DEMUR_TRY(store::leaves(reader, *index, 1));
    if (!placed.empty()) return StoredLeaf{std::string(core::text_of(placed.front())), index};
  }
  if (const auto waiting = DEMUR_TRY(store::find_pending_leaf(reader, id)))
    return StoredLeaf{std::string(core::text_of(waiting->leaf)), {}};
  return fail(Code::not_found, "There is no such record.");
}

Result<std::string> prove(const store::Reader& reader, std::uint64_t index,
                          const store::SignedCheckpoint& under) {
  if (index >= under.size) return fail(Code::internal, "a published leaf is not under the last checkpoint");
  StoredTiles tiles(reader);
  return translog::format_tlog_proof(
      {.index = index,
       .hashes = DEMUR_TRY(translog::prove_inclusion(tiles, index, under.size)),
       .checkpoint = under.note});
}

Result<translog::Opening> opening_of(const store::Opening& row) {
  translog::Opening opening{.private_text = row.private_part};
  if (row.salt.size() != opening.salt.size())
    return fail(Code::internal, "a stored salt has the wrong length");
  std::ranges::copy(row.salt, opening.salt.begin());
  return opening;
}

}  // namespace

Result<std::string> receipt_json(Institution& house, const domain::MemberId& holder,
                                 const std::string& leaf_id) {
  store::SignedCheckpoint shown;
  auto json = DEMUR_TRY(house.store().read([&](const store::Reader& reader) -> Result<std::string> {
    const auto row = DEMUR_TRY(store::find_opening(reader, leaf_id));
    if (!row || row->holder != holder) return fail(Code::not_found, "There is no such record of yours.");
    const StoredLeaf stored = DEMUR_TRY(find_stored_leaf(reader, leaf_id));
    const auto& key = house.log_key();
    const translog::Leaf leaf = DEMUR_TRY(translog::parse_leaf(stored.text));
    const translog::Promise promise{.origin = key.verifier().name,
                                    .leaf = translog::leaf_hash(core::bytes_of(stored.text)),
                                    .by = promised_day(house.policy(), leaf.day)};
    translog::Receipt receipt{
        .log = key.verifier(), .leaf = stored.text, .opening = DEMUR_TRY(opening_of(*row))};
    receipt.promise = DEMUR_TRY(translog::sign_promise(promise, key));
    if (stored.index) {
      shown = DEMUR_TRY(store::latest_checkpoint(reader)).value_or(store::SignedCheckpoint{});
      receipt.proof = DEMUR_TRY(prove(reader, *stored.index, shown));
    }
    return translog::format_receipt(receipt);
  }));
  DEMUR_TRY(house.last_checkpoint().remember(shown));
  return json;
}

Result<Place> place_of(Institution& house, const store::Reader& reader, const std::string& leaf_id) {
  const StoredLeaf stored = DEMUR_TRY(find_stored_leaf(reader, leaf_id));
  const translog::Leaf leaf = DEMUR_TRY(translog::parse_leaf(stored.text));
  const auto latest = DEMUR_TRY(store::latest_checkpoint(reader));
  return Place{.leaf_hash = core::to_hex(translog::leaf_hash(core::bytes_of(stored.text))),
               .promised_by = promised_day(house.policy(), leaf.day),
               .index = stored.index,
               .log_size = latest ? latest->size : 0};
}

}  // namespace demur::service
