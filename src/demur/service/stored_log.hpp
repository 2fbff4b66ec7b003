// The log as it stands in the database, for those who read logs: proofs, export, audit, HTTP.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "demur/service/institution.hpp"
#include "demur/store/log_rows.hpp"
#include "demur/store/records.hpp"
#include "demur/store/store.hpp"
#include "demur/translog/commitment.hpp"
#include "demur/translog/source.hpp"
#include "demur/translog/tree.hpp"

namespace demur::service {

struct StoredLeaf {
  std::string text;
  std::optional<std::uint64_t> index;  // absent: it waits for the next batch
};
// not_found where no record has this id.
[[nodiscard]] core::Result<StoredLeaf> find_stored_leaf(const store::Reader& reader, std::string_view id);

// A row as the log knows it.
[[nodiscard]] core::Result<translog::Opening> opening_of(const store::Opening& row);

// Tiles by rows. Lives as long as the Reader it was made with.
class StoredTiles final : public translog::TileReader {
 public:
  explicit StoredTiles(const store::Reader& reader) : reader_(reader) {}
  [[nodiscard]] core::Result<core::Bytes> read(const translog::TileId& tile) override;

 private:
  const store::Reader& reader_;
};

// The whole log, for who stays inside this process: an audit at home. Each call reads the database on
// its own; what it hands out was signed.
class StoredLog : public translog::LogSource {
 public:
  explicit StoredLog(store::ReaderPool& readers) : readers_(readers) {}
  [[nodiscard]] core::Result<std::string> checkpoint() override;
  [[nodiscard]] core::Result<core::Bytes> tile(const translog::TileId& tile) override;
  [[nodiscard]] core::Result<core::Bytes> bundle(const translog::BundleId& bundle) override;

 protected:
  store::ReaderPool& readers_;
};

// The same for the outside, over HTTP or in an export: a checkpoint is remembered before it is shown, and
// where witnesses are asked for it is the newest that had its quorum (cosigners.hpp).
class ShownLog final : public StoredLog {
 public:
  explicit ShownLog(Institution& house) : ShownLog(house.store().readers(), house.last_checkpoint()) {}
  ShownLog(store::ReaderPool& readers, LastCheckpoint& last) : StoredLog(readers), last_(last) {}
  [[nodiscard]] core::Result<std::string> checkpoint() override;

 private:
  LastCheckpoint& last_;
};

// The file under a path such as "checkpoint" or "tile/0/001.p/17"; not_found for any other.
[[nodiscard]] core::Result<core::Bytes> log_file(translog::LogSource& log, std::string_view path);

}  // namespace demur::service
