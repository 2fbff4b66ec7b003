#include "demur/cli/serving.hpp"

#include <fmt/core.h>

#include <charconv>
#include <condition_variable>
#include <mutex>
#include <thread>

#include "demur/cli/chores.hpp"
#include "demur/cli/http_client.hpp"
#include "demur/cli/postman.hpp"
#include "demur/cli/signals.hpp"
#include "demur/cli/ui_bundle.hpp"
#include "demur/http/server.hpp"
#include "demur/service/cosigner_thread.hpp"
#include "demur/service/ui_bundle.hpp"
#include "demur/web/site.hpp"

namespace demur::cli {
namespace {

using core::Code;
using core::fail;
using core::Status;

constexpr std::chrono::seconds kMapPause{5};
constexpr std::chrono::seconds kPatience{20};

// Maps of opinion rounds, on a thread of their own: at 100,000 people one takes seconds.
class MapMaking {
 public:
  MapMaking(const service::Institution& house, web::OpinionMaps& maps)
      : log_(house.environment().log),
        maps_(maps),
        thread_([this](const std::stop_token& stop) { run(stop); }) {}

 private:
  void run(const std::stop_token& stop) {
    std::mutex mutex;
    std::condition_variable_any wake;
    std::unique_lock lock(mutex);
    while (!stop.stop_requested()) {
      if (!maps_.refresh()) log_.write(core::Event::request_failed);
      wake.wait_for(lock, stop, kMapPause, [] { return false; });
    }
  }

  const core::Log& log_;
  web::OpinionMaps& maps_;
  std::jthread thread_;  // last: it uses all of the above
};

// A witness has a request's whole time to check a proof and to flush; its answer is a few lines.
core::Result<service::WitnessReply> ask_witness(const std::string& url, const std::string& body,
                                                const std::stop_token& stop) {
  HttpClient client(url, {.content_type = "text/plain",
                          .connect_timeout = std::chrono::seconds{5},
                          .timeout = std::chrono::seconds{15},
                          .stop = stop});
  Answer answer = DEMUR_TRY(client.post("/add-checkpoint", body, translog::kMostAnswerBytes));
  return service::WitnessReply{static_cast<int>(answer.status), std::move(answer.body)};
}

core::Result<std::unique_ptr<service::Cosigners>> cosigners_of(service::Institution& house,
                                                               const std::string& policy) {
  if (!policy.empty()) return service::Cosigners::open(house, policy, ask_witness);
  DEMUR_TRY(service::ask_no_witnesses(house));
  return nullptr;
}

}  // namespace

core::Result<Address> parse_address(std::string_view text) {
  const auto colon = text.rfind(':');
  std::string_view host = text.substr(0, colon == std::string_view::npos ? 0 : colon);
  if (host.starts_with('[') && host.ends_with(']')) host = host.substr(1, host.size() - 2);
  int port = -1;
  if (colon != std::string_view::npos) {
    const auto digits = text.substr(colon + 1);
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), port);
    if (error != std::errc{} || end != digits.data() + digits.size()) port = -1;
  }
  if (host.empty() || port < 0 || port > 65535)
    return fail(Code::invalid, "--listen takes ADDRESS:PORT, such as 127.0.0.1:8080 or [::1]:8080");
  return Address{std::string(host), static_cast<std::uint16_t>(port)};
}

bool is_loopback(const Address& address) {
  return core::is_loopback(address.host) || address.host == "::1";
}

Status serve_until_signal(service::Institution& house, const Serving& serving) {
  const EndSignals signals;
  const core::Log& log = house.environment().log;
  const auto cosigners = DEMUR_TRY(cosigners_of(house, serving.witness_policy));
  if (house.policy().anonymous) DEMUR_TRY(service::publish_bundle(house, built_in_bundle()));
  if (!serving.mail) DEMUR_TRY(service::forget_mail_without_a_server(house));

  // The port is known only after the server started, and the site wants its address: requests that
  // come in between wait for the site.
  std::unique_ptr<web::Site> site;
  std::unique_ptr<http::Router> router;
  std::mutex starting;
  std::unique_lock hold(starting);
  const auto handler = [&](const http::Request& request) {
    {
      const std::lock_guard ready(starting);
    }
    return site->handle(*router, request);
  };
  auto server = DEMUR_TRY(http::Server::start({.address = serving.address.host,
                                               .port = serving.address.port,
                                               .body_limit_of = web::body_limit_of,
                                               .clock = house.environment().clock},
                                              handler, log));
  const core::Origin origin = serving.site.value_or(core::Origin{"http", "localhost", server->port()});
  site = std::make_unique<web::Site>(house, web::SiteOptions{.origin = origin});
  router = std::make_unique<http::Router>(DEMUR_TRY(site->router()));
  hold.unlock();

  {
    const Chores chores(house, *site, [] { return anonymity::IssuerKey::generate(); });
    const MapMaking maps(house, site->opinion_maps());
    std::optional<service::CosignerThread> asking;
    if (cosigners) asking.emplace(*cosigners);
    std::optional<Postman> postman;
    if (serving.mail)
      postman.emplace(house, service::MailRule{serving.mail->from, origin.text(), serving.mail_hour},
                      *serving.mail);
    const Status ready = serving.on_ready ? serving.on_ready(origin.text()) : Status();
    if (ready) signals.wait();
    server->stop(kPatience);
    DEMUR_TRY(ready);
  }
  return {};
}

}  // namespace demur::cli
