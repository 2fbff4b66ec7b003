// The keys log: a small log of its own that holds every key on which somebody's secrecy stands. Clients
// download all of it, so that everybody is seen to be given the same keys (anonymity/keys_view.hpp).
//
//   const KeyId id = DEMUR_TRY(publish_key(house, transaction, anonymity::IssuerKeyRecord{...}));
//   const KeysLog log = DEMUR_TRY(KeysLog::read(reader));           // a LogSource: audit, export, HTTP
//
// Its origin is the main log's and "/keys"; the log's key signs it under that name. Each time it grows the
// main log records its size and root (`keys.extended`), so whoever witnesses that one witnesses this too.
#pragma once

#include <string>
#include <vector>

#include "demur/anonymity/key_record.hpp"
#include "demur/core/result.hpp"
#include "demur/service/institution.hpp"
#include "demur/store/reader.hpp"
#include "demur/translog/source.hpp"

namespace demur::service {

[[nodiscard]] std::string keys_origin(const Institution& house);
[[nodiscard]] core::Result<translog::VerifierKey> keys_log_key(const Institution& house);

// Durable with the transaction. The record's instance must be this house's.
[[nodiscard]] core::Result<anonymity::KeyId> publish_key(Institution& house, store::Transaction& transaction,
                                                         const anonymity::KeyRecord& record);

// As it stood when it was read. not_found from checkpoint() while it is empty.
class KeysLog final : public translog::LogSource {
 public:
  [[nodiscard]] static core::Result<KeysLog> read(const store::Reader& reader);

  [[nodiscard]] const std::vector<std::string>& records() const { return records_; }
  [[nodiscard]] core::Result<std::string> checkpoint() override;
  [[nodiscard]] core::Result<core::Bytes> tile(const translog::TileId& tile) override;
  [[nodiscard]] core::Result<core::Bytes> bundle(const translog::BundleId& bundle) override;
  // Every entry, each behind its length in two bytes, as in a bundle.
  [[nodiscard]] core::Result<core::Bytes> all() const;

 private:
  std::vector<std::string> records_;
  std::string note_;
};

}  // namespace demur::service
