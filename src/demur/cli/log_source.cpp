#include "demur/cli/log_source.hpp"

#include "demur/cli/http_client.hpp"
#include "demur/translog/directory_source.hpp"

namespace demur::cli {

bool is_url(const std::string& log) {
  return log.starts_with("http://") || log.starts_with("https://");
}

translog::StaticSource log_source(const std::string& folder_or_url) {
  if (is_url(folder_or_url)) return url_source(folder_or_url);
  return translog::directory_source(folder_or_url);
}

}  // namespace demur::cli
