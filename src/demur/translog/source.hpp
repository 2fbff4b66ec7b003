// Where a whole log is read from: a database, a folder, a web address. C2SP tlog-tiles.
//
//   StaticSource source = directory_source("/srv/log");           // directory_source.hpp
//   AuditedTree tree = DEMUR_TRY(audit_tree(source, log_key, ...));  // audit.hpp
//
// A source is asked for what a checkpoint of it promises: tiles and bundles as wide as they are at
// that size. It answers exactly that, cut from a wider one where it has grown since. What it answers
// is not trusted by those who ask. Errors: Code::not_found, Code::unproven for a wrong length, and
// whatever the way there brings. One thread at a time.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "demur/translog/tree.hpp"

namespace demur::translog {

class LogSource {
 public:
  virtual ~LogSource() = default;
  [[nodiscard]] virtual Result<std::string> checkpoint() = 0;  // the latest, a signed note
  [[nodiscard]] virtual Result<Bytes> tile(const TileId& tile) = 0;
  [[nodiscard]] virtual Result<Bytes> bundle(const BundleId& bundle) = 0;
};

// The tiles of a source, for proofs.
class SourceTiles : public TileReader {
 public:
  explicit SourceTiles(LogSource& source) : source_(source) {}
  [[nodiscard]] Result<Bytes> read(const TileId& tile) override { return source_.tile(tile); }

 private:
  LogSource& source_;
};

// The content of a path below the log's prefix. Code::not_found where there is nothing;
// Code::too_large above `most_bytes`, without reading on.
using ReadPath = std::function<Result<Bytes>(std::string_view path, std::size_t most_bytes)>;

// A log laid out as static files, however they are reached. Where a partial tile or bundle is gone
// because the full one exists, the full one is read and cut.
class StaticSource : public LogSource {
 public:
  explicit StaticSource(ReadPath read) : read_(std::move(read)) {}

  [[nodiscard]] Result<std::string> checkpoint() override;
  [[nodiscard]] Result<Bytes> tile(const TileId& tile) override;
  [[nodiscard]] Result<Bytes> bundle(const BundleId& bundle) override;

 private:
  ReadPath read_;
};

// How far a long task is. Called between steps, on the same thread.
using Progress = std::function<void(std::uint64_t done, std::uint64_t total)>;

}  // namespace demur::translog
