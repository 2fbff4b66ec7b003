// Everything Demur keeps, in one data directory: the way in for the layers above.
//
//   auto store = DEMUR_TRY(Store::open({.directory = "/var/lib/demur", .before_commit = sign_batch}));
//   Status filed = store->write([&](Transaction& t) { return save_dissent(t, dissent); });
//   auto found = store->read([&](Reader& reader) { return find_dissent(reader, id); });
//
// write() returns when the change is on the disk (sqlite/writer.hpp says how, and what a failure
// means); read() sees everything that was acknowledged before it (sqlite/reader_pool.hpp). Opening
// makes or upgrades the database and fails while another process holds the directory. Thread-safe.
#pragma once

#include <filesystem>
#include <memory>

#include "demur/core/log.hpp"
#include "demur/core/result.hpp"
#include "demur/store/sqlite/data_directory.hpp"
#include "demur/store/sqlite/reader_pool.hpp"
#include "demur/store/sqlite/writer.hpp"

namespace demur::store {

struct StoreOptions {
  std::filesystem::path directory;
  WriterOptions writer = {};
  std::size_t readers = 4;
  core::Log log = core::silent_log();
  const char* vfs = nullptr;  // DatabaseOptions::vfs
};

class Store {
 public:
  [[nodiscard]] static core::Result<std::unique_ptr<Store>> open(StoreOptions options);

  // A job's changes, all or none; see Writer::run.
  template <typename Job>
  auto write(Job&& job) {
    return writer_.run(std::forward<Job>(job));
  }

  template <typename Query>
  auto read(Query&& query) {
    return readers_.read(std::forward<Query>(query));
  }

  [[nodiscard]] ReaderPool& readers() { return readers_; }

  [[nodiscard]] WriterCounts counts() const { return writer_.counts(); }

 private:
  Store(DataDirectory directory, std::unique_ptr<Database> writer,
        std::vector<std::unique_ptr<Database>> readers, StoreOptions options);

  DataDirectory directory_;  // let go last
  Writer writer_;            // closes after the readers, which keep its log in use
  ReaderPool readers_;
};

// A directory that was only locked, or in which making or restoring one was cut off, holds none.
[[nodiscard]] bool holds_database(const std::filesystem::path& directory);
[[nodiscard]] std::unexpected<core::Error> no_institution();

// Reads a directory that another process may be serving; never writes to it. not_found where there is
// no database. For tools such as an export.
[[nodiscard]] core::Result<std::unique_ptr<ReaderPool>> open_read_only(
    const std::filesystem::path& directory);

}  // namespace demur::store
