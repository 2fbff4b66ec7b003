#include "demur/cli/log_source.hpp"

#include "demur/cli/http_client.hpp"
#include "demur/translog/audit.hpp"
#include "demur/translog/directory_source.hpp"

namespace demur::cli {
namespace {

// In a folder below the log's, or beside it on the web, as `demur serve` has it.
std::string keys_place(std::string log) {
  while (log.ends_with('/')) log.pop_back();
  if (is_url(log) && log.ends_with("/log")) log.resize(log.size() - std::string_view("/log").size());
  return log + "/keys";
}

}  // namespace

bool is_url(const std::string& log) {
  return log.starts_with("http://") || log.starts_with("https://");
}

translog::StaticSource log_source(const std::string& folder_or_url) {
  if (is_url(folder_or_url)) return url_source(folder_or_url);
  return translog::directory_source(folder_or_url);
}

core::Result<std::vector<std::string>> read_keys_log(const std::string& log,
                                                     const translog::VerifierKey& key) {
  translog::StaticSource source = log_source(keys_place(log));
  std::vector<std::string> entries;
  if (const auto note = source.checkpoint(); !note && note.error().code == core::Code::not_found)
    return entries;
  const auto keys_key =
      DEMUR_TRY(translog::VerifierKey::create(key.name + "/keys", translog::KeyType::log, key.public_key));
  DEMUR_TRY(translog::audit_tree(source, keys_key, [&](std::uint64_t, core::ByteView entry) -> core::Status {
    entries.emplace_back(core::text_of(entry));
    return {};
  }));
  return entries;
}

}  // namespace demur::cli
