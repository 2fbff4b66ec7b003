#include "demur/service/receipts.hpp"

#include <algorithm>

#include "demur/service/records.hpp"
#include "demur/service/stored_log.hpp"
#include "demur/store/log_witnesses.hpp"
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

Result<std::string> prove(const store::Reader& reader, std::uint64_t index,
                          const store::SignedCheckpoint& under) {
  StoredTiles tiles(reader);
  return translog::format_tlog_proof(
      {.index = index,
       .hashes = DEMUR_TRY(translog::prove_inclusion(tiles, index, under.size)),
       .checkpoint = under.note});
}

// The checkpoint that is shown, where it covers the leaf: one for which witnesses are still asked is
// shown to nobody, not in a receipt either.
Result<std::optional<store::SignedCheckpoint>> shown_over(const store::Reader& reader,
                                                          const StoredLeaf& leaf) {
  auto shown = DEMUR_TRY(store::shown_checkpoint(reader));
  if (!leaf.index || (shown && *leaf.index >= shown->size)) shown.reset();
  return shown;
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
    const auto covering = DEMUR_TRY(shown_over(reader, stored));
    if (covering) {
      shown = *covering;
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
  const auto shown = DEMUR_TRY(shown_over(reader, stored));
  return Place{.leaf_hash = core::to_hex(translog::leaf_hash(core::bytes_of(stored.text))),
               .promised_by = promised_day(house.policy(), leaf.day),
               .index = stored.index,
               .shown_size = shown ? shown->size : 0};
}

}  // namespace demur::service
