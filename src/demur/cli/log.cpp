#include <fmt/core.h>

#include "demur/cli/commands.hpp"
#include "demur/cli/terminal.hpp"
#include "demur/service/key_file.hpp"
#include "demur/service/keys_log.hpp"
#include "demur/service/stored_log.hpp"
#include "demur/store/store.hpp"
#include "demur/translog/directory_export.hpp"

namespace demur::cli {

int log_key(const LogKeyOptions& options) {
  const auto key = service::read_key(options.data, translog::KeyType::log);
  if (!key) return refuse(key.error());
  say((*key)->verifier().text());
  return 0;
}

namespace {

core::Status run(const LogExportOptions& options) {
  const auto key = DEMUR_TRY(service::read_key(options.data, translog::KeyType::log));
  const auto readers = DEMUR_TRY(store::open_read_only(options.data));
  service::LastCheckpoint last(options.data, key->verifier());
  DEMUR_TRY(readers->read([&](const store::Reader& reader) { return last.check(reader); }));
  service::ShownLog log(*readers, last);
  Progress progress("exporting");
  DEMUR_TRY(translog::write_static(
      log, options.out, [&](std::uint64_t done, std::uint64_t total) { progress.show(done, total); }));
  // Read after the log, so that it holds every key that the log answers for.
  auto keys = DEMUR_TRY(readers->read(service::KeysLog::read));
  if (keys.records().empty()) return {};
  return translog::write_static(keys, options.out / "keys");
}

}  // namespace

int log_export(const LogExportOptions& options) {
  if (const auto written = run(options); !written) return refuse(written.error());
  say(fmt::format("The log is in {}: serve it with any web server, check it with demur audit.",
                  options.out.string()));
  return 0;
}

}  // namespace demur::cli
