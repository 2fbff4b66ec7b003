// The demo's drop: at another host than the house, so that no cookie of the house's comes to it, and in the
// house's own process, which a real one never is. It hands in within seconds, so that its visitor need not
// wait for the evening, and every page of it says so.
#pragma once

#include <memory>
#include <string>

#include "demur/cli/drop_server.hpp"
#include "demur/service/institution.hpp"

namespace demur::cli {

class DemoDrop {
 public:
  // At 127.0.0.1; port 0: any free one. Made in the demo's folder where it was not there yet, and registered.
  // Another address is another drop: the one before is trusted no more. `house` need not outlive it.
  [[nodiscard]] static core::Result<DemoDrop> open(service::Institution& house, const std::string& house_url,
                                                   const std::filesystem::path& folder, std::uint16_t port);

  [[nodiscard]] const std::string& url() const { return drop_->founding().url; }

 private:
  DemoDrop() = default;

  std::unique_ptr<service::drop::Drop> drop_;
  std::unique_ptr<DropServer> server_;  // goes before the drop
};

}  // namespace demur::cli
