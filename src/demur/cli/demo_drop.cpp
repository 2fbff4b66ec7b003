#include "demur/cli/demo_drop.hpp"

#include <fmt/core.h>

#include <algorithm>

#include "demur/core/origin.hpp"
#include "demur/service/officers.hpp"
#include "demur/service/reading.hpp"
#include "demur/store/sealed.hpp"

namespace demur::cli {
namespace {

using core::Code;
using core::fail;
using core::Result;
using core::Status;
using service::drop::Drop;

constexpr const char* kHost = "127.0.0.1";
constexpr const char* kNotice =
    "This is the drop of a demo. It runs beside the institution itself and hands in within seconds: whoever "
    "keeps the two can see who files what. A real one is another machine in other hands, and hands in once a "
    "day.";

Result<std::unique_ptr<Drop>> drop_at(const std::string& url, const std::string& house_url,
                                      const std::string& log_key, const std::filesystem::path& folder) {
  const service::drop::DropEnvironment environment{.notice = kNotice};
  auto there = Drop::open(folder, environment);
  if (there || there.error().code != Code::not_found) return there;
  return Drop::found(
      folder,
      {.name = "Staff association of the Ministry", .house = house_url, .url = url, .log_key = log_key},
      environment);
}

Status register_alone(service::Institution& house, const Drop& drop) {
  const auto members = DEMUR_TRY(service::read_members(house));
  const auto custodian = std::ranges::find_if(members, [](const domain::Member& member) {
    return member.state == domain::MemberState::active && member.has(domain::Role::custodian);
  });
  if (custodian == members.end()) return fail(Code::internal, "the demo has no custodian");
  const store::DropSite site{.public_key = drop.key().verifier().public_key,
                             .name = drop.founding().name,
                             .url = drop.founding().url};
  DEMUR_TRY(service::register_drop(house, *custodian, site));
  return house.store().write([&](store::Transaction& transaction) -> Status {
    for (store::DropSite& known : DEMUR_TRY(store::drop_sites(transaction))) {
      known.trusted = known.public_key == site.public_key;
      DEMUR_TRY(store::save_drop_site(transaction, known));
    }
    return {};
  });
}

// Whatever waits goes on at once.
Result<bool> something_waits(Drop& drop) {
  const auto waiting = DEMUR_TRY(
      drop.store().read([](const store::Reader& reader) { return store::drop_items_in(reader, "waiting"); }));
  return !waiting.empty();
}

}  // namespace

Result<DemoDrop> DemoDrop::open(service::Institution& house, const std::string& house_url,
                                const std::filesystem::path& folder, std::uint16_t port) {
  DemoDrop made;
  made.server_ = DEMUR_TRY(DropServer::listen(kHost, port));
  const std::string url = fmt::format("http://{}:{}", kHost, made.server_->port());
  const auto house_port = DEMUR_TRY(core::parse_origin(house_url)).port;
  made.drop_ = DEMUR_TRY(drop_at(url, house_url, house.log_key().verifier().text(),
                                 folder / fmt::format("drop-{}-{}", house_port, made.server_->port())));
  DEMUR_TRY(register_alone(house, *made.drop_));
  DEMUR_TRY(made.server_->open(*made.drop_, {.between_rounds = std::chrono::seconds{3},
                                             .until_reached = std::chrono::seconds{1},
                                             .is_due = something_waits}));
  return made;
}

}  // namespace demur::cli
