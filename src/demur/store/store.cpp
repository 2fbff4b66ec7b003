#include "demur/store/store.hpp"

#include "demur/store/migrate.hpp"

namespace demur::store {

using core::Result;

Store::Store(DataDirectory directory, std::unique_ptr<Database> writer,
             std::vector<std::unique_ptr<Database>> readers, StoreOptions options)
    : directory_(std::move(directory)),
      writer_(std::move(writer), std::move(options.writer), std::move(options.log)),
      readers_(std::move(readers)) {}

Result<std::unique_ptr<Store>> Store::open(StoreOptions options) {
  DataDirectory directory = DEMUR_TRY(DataDirectory::hold(options.directory));
  const std::filesystem::path file = directory.database_file();
  auto writer = DEMUR_TRY(Database::open({file, Access::write, options.vfs}));
  DEMUR_TRY(migrate(*writer, built_in_migrations()));
  // What a killed process left in the log, erased texts among it, does not stay there, and is on the
  // disk before anybody reads it.
  DEMUR_TRY(writer->checkpoint(Checkpoint::truncate));
  // The log was made by now, and its name must outlast a power cut too: SQLite flushes the folder with
  // fdatasync, which need not keep names.
  DEMUR_TRY(sync_to_disk(options.directory));
  std::vector<std::unique_ptr<Database>> readers;
  while (readers.size() < std::max<std::size_t>(options.readers, 1))
    readers.push_back(DEMUR_TRY(Database::open({file, Access::read, options.vfs})));
  options.log.write(core::Event::store_opened);
  return std::unique_ptr<Store>(
      new Store(std::move(directory), std::move(writer), std::move(readers), std::move(options)));
}

bool holds_database(const std::filesystem::path& directory) {
  std::error_code missing;
  const auto size = std::filesystem::file_size(directory / "demur.db", missing);
  return !missing && size > 0;
}

std::unexpected<core::Error> no_institution() {
  return core::fail(core::Code::not_found,
                    "There is no institution in this folder. `demur init` makes one, `demur restore` puts a "
                    "backup back.");
}

Result<std::unique_ptr<ReaderPool>> open_read_only(const std::filesystem::path& directory) {
  if (!holds_database(directory)) return no_institution();
  const auto file = directory / "demur.db";
  // What a killed server wrote and did not flush is on the disk before anybody reads it.
  std::filesystem::path log = file;
  log += "-wal";
  if (std::filesystem::exists(log)) DEMUR_TRY(sync_to_disk(log));
  std::vector<std::unique_ptr<Database>> readers;
  readers.push_back(DEMUR_TRY(Database::open({file, Access::read, nullptr})));
  DEMUR_TRY(check_version(*readers.front()));
  return std::make_unique<ReaderPool>(std::move(readers));
}

}  // namespace demur::store
