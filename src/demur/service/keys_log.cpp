#include "demur/service/keys_log.hpp"

#include "demur/service/records.hpp"
#include "demur/store/tokens.hpp"
#include "demur/translog/checkpoint.hpp"
#include "demur/translog/tree.hpp"

namespace demur::service {
namespace {

using core::Code;
using core::fail;
using core::Result;
using translog::Hash;

// Of a log that is built anew from its entries: nothing was there before.
class NoTiles final : public translog::TileReader {
 public:
  Result<core::Bytes> read(const translog::TileId&) override {
    return fail(Code::internal, "there is no tile in an empty log");
  }
};

Result<translog::Appended> grown(const std::vector<std::string>& records) {
  std::vector<Hash> hashes;
  for (const std::string& record : records) hashes.push_back(translog::leaf_hash(core::bytes_of(record)));
  NoTiles none;
  return translog::append(none, 0, hashes);
}

}  // namespace

std::string keys_origin(const Institution& house) {
  return house.log_key().verifier().name + "/keys";
}

Result<translog::VerifierKey> keys_log_key(const Institution& house) {
  return DEMUR_TRY(house.log_key().named(keys_origin(house))).verifier();
}

Result<anonymity::KeyId> publish_key(Institution& house, store::Transaction& transaction,
                                     const anonymity::KeyRecord& record) {
  const core::Day today = DEMUR_TRY(house.today());
  const std::string text = DEMUR_TRY(anonymity::format_record(record));
  auto records = DEMUR_TRY(store::key_records(transaction));
  DEMUR_TRY(store::add_key_record(transaction, records.size(), text));
  records.push_back(text);
  const Hash root = DEMUR_TRY(grown(records)).root;
  const auto key = DEMUR_TRY(house.log_key().named(keys_origin(house)));
  const std::string note = DEMUR_TRY(
      translog::sign_checkpoint({.origin = keys_origin(house), .size = records.size(), .root = root}, key));
  DEMUR_TRY(store::add_keys_checkpoint(transaction, {records.size(), note}));
  const domain::Entry anchor{.type = "keys.extended",
                             .public_part = {{"size", records.size()}, {"root", core::to_base64(root)}}};
  DEMUR_TRY(service::record(house, transaction, anchor, {}, today));
  house.recorded(today);
  return anonymity::key_id(text);
}

Result<KeysLog> KeysLog::read(const store::Reader& reader) {
  KeysLog log;
  log.records_ = DEMUR_TRY(store::key_records(reader));
  if (const auto newest = DEMUR_TRY(store::latest_keys_checkpoint(reader))) log.note_ = newest->note;
  return log;
}

Result<std::string> KeysLog::checkpoint() {
  if (note_.empty()) return fail(Code::not_found, "the keys log has no checkpoint yet");
  return note_;
}

Result<core::Bytes> KeysLog::tile(const translog::TileId& wanted) {
  for (const translog::Tile& tile : DEMUR_TRY(grown(records_)).changed) {
    if (tile.level != wanted.level || tile.index != wanted.index) continue;
    const std::size_t bytes = wanted.width * sizeof(Hash);
    if (tile.hashes.size() < bytes) break;
    return core::Bytes(tile.hashes.begin(), tile.hashes.begin() + static_cast<std::ptrdiff_t>(bytes));
  }
  return fail(Code::not_found, "the keys log has no such tile");
}

Result<core::Bytes> KeysLog::bundle(const translog::BundleId& wanted) {
  const std::uint64_t first = wanted.index * translog::kTileWidth;
  if (first + wanted.width > records_.size())
    return fail(Code::not_found, "the keys log is not that long yet");
  core::Bytes bytes;
  for (std::uint64_t i = first; i < first + wanted.width; ++i)
    DEMUR_TRY(translog::append_entry(bytes, core::bytes_of(records_[i])));
  return bytes;
}

Result<core::Bytes> KeysLog::all() const {
  core::Bytes bytes;
  for (const std::string& record : records_) DEMUR_TRY(translog::append_entry(bytes, core::bytes_of(record)));
  return bytes;
}

}  // namespace demur::service
