#include "demur/store/store.hpp"

#include "demur/store/migrate.hpp"

namespace demur::store {

using core::Result;
using core::Status;

Store::Store(DataDirectory directory, std::unique_ptr<Database> writer,
             std::vector<std::unique_ptr<Database>> readers, StoreOptions options)
    : directory_(std::move(directory)),
      vfs_(options.vfs),
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
  std::vector<std::unique_ptr<Database>> readers;
  while (readers.size() < std::max<std::size_t>(options.readers, 1))
    readers.push_back(DEMUR_TRY(Database::open({file, Access::read, options.vfs})));
  options.log.write(core::Event::store_opened);
  return std::unique_ptr<Store>(
      new Store(std::move(directory), std::move(writer), std::move(readers), std::move(options)));
}

Status Store::backup_to(const std::filesystem::path& file) const {
  std::error_code failed;
  if (std::filesystem::exists(file, failed))
    return core::fail(core::Code::conflict, "the backup's file exists already: name a new one");
  std::filesystem::path partial = file;
  partial += ".partial";
  DEMUR_TRY(make_private_file(partial));
  Status copied = copy_into(partial);
  if (copied) std::filesystem::rename(partial, file, failed);
  if (copied && !failed) return sync_to_disk(file.parent_path().empty() ? "." : file.parent_path());
  std::filesystem::remove(partial, failed);
  return copied ? core::fail(core::Code::internal, "the backup cannot be given its name") : copied;
}

Status Store::copy_into(const std::filesystem::path& file) const {
  const auto source = DEMUR_TRY(Database::open({directory_.database_file(), Access::backup, vfs_}));
  DEMUR_TRY(source->execute("VACUUM INTO ?1", std::string_view(file.native())));
  return sync_to_disk(file);
}

Result<std::unique_ptr<ReaderPool>> open_read_only(const std::filesystem::path& directory) {
  const auto file = directory / "demur.db";
  if (!std::filesystem::exists(file))
    return core::fail(core::Code::not_found,
                      "There is no institution in this folder. `demur init` makes one.");
  // What a killed server wrote and did not flush is on the disk before anybody reads it.
  std::filesystem::path log = file;
  log += "-wal";
  if (std::filesystem::exists(log)) DEMUR_TRY(sync_to_disk(log));
  std::vector<std::unique_ptr<Database>> readers;
  readers.push_back(DEMUR_TRY(Database::open({file, Access::read, nullptr})));
  return std::make_unique<ReaderPool>(std::move(readers));
}

}  // namespace demur::store
