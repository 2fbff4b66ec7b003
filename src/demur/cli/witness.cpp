#include "demur/service/witness.hpp"

#include <fmt/core.h>

#include "demur/cli/commands.hpp"
#include "demur/cli/quorum.hpp"
#include "demur/cli/serving.hpp"
#include "demur/cli/signals.hpp"
#include "demur/cli/terminal.hpp"
#include "demur/http/guards.hpp"
#include "demur/http/server.hpp"
#include "demur/service/key_file.hpp"

namespace demur::cli {
namespace {

using core::Code;
using core::Result;
using core::Status;
using http::Request;
using http::Response;
using translog::VerifierKey;

constexpr std::chrono::seconds kPatience{20};
// A proof has 63 lines of 45 bytes; the rest is for a checkpoint with a few dozen signatures.
constexpr std::size_t kMostBodyBytes = std::size_t{64} * 1024;
// An address may ask this often at once, then once a second: every answer costs a flush of the disk,
// and whoever has a log's checkpoint can ask for it again.
constexpr http::RateLimiter::Limits kPace{.burst = 600, .refill = std::chrono::seconds{1}};

Result<std::vector<VerifierKey>> known_logs(const WitnessOptions& options) {
  std::vector<VerifierKey> keys;
  keys.reserve(options.logs.size());
  for (const std::string& vkey : options.logs) keys.push_back(DEMUR_TRY(VerifierKey::parse(vkey)));
  const auto policy = DEMUR_TRY(read_trust_policy(options.policy));
  for (const auto& log : policy.logs) keys.push_back(log.key);
  return keys;
}

Response answer_of(const std::expected<std::string, service::Witness::Refusal>& answer) {
  if (answer) return http::text(200, *answer);
  const core::Error& error = answer.error().error;
  if (error.code != Code::conflict) return http::text(http::status_of(error.code), error.what + "\n");
  return http::text(409, translog::format_size_answer(answer.error().cosigned_size))
      .set_header("Content-Type", "text/x.tlog.size");
}

Result<http::Router> routes_of(service::Witness& witness, http::RateLimiter& pace, const core::Clock& clock) {
  http::Router router;
  DEMUR_TRY(router.add(http::Method::post, "/add-checkpoint", [&](const Request& request) {
    if (!pace.allow(request.remote_address, clock()))
      return http::text(429, "Too many requests from one address: ask again in some seconds.\n");
    return answer_of(witness.add_checkpoint(request.body));
  }));
  DEMUR_TRY(router.add(http::Method::get, "/{log}/checkpoint", [&](const Request& request) {
    const auto latest = witness.latest(request.parameter("log"));
    if (!latest) return http::text(http::status_of(latest.error().code), latest.error().what + "\n");
    return http::text(200, *latest).set_header("Cache-Control", "no-store");
  }));
  return router;
}

Status run(const WitnessOptions& options) {
  if (options.data.empty()) return core::fail(Code::invalid, "--data is needed: the witness's folder");
  const EndSignals signals;
  const Address address = DEMUR_TRY(parse_address(options.listen));
  const core::Clock clock = core::system_clock();
  const core::Log log = core::standard_error_log();
  const auto witness =
      DEMUR_TRY(service::Witness::open(options.data, DEMUR_TRY(known_logs(options)), clock, log));
  http::RateLimiter pace(kPace);
  const http::Router router = DEMUR_TRY(routes_of(*witness, pace, clock));
  const auto server = DEMUR_TRY(http::Server::start(
      {.address = address.host,
       .port = address.port,
       .worker_threads = 16,
       .body_limit_bytes = kMostBodyBytes},
      [&](const Request& request) { return router.handle(request); }, log));
  say(fmt::format("{} cosigns at http://{}:{}", witness->key().text(), address.host, server->port()));
  (void)std::fflush(stdout);
  signals.wait();
  server->stop(kPatience);
  return {};
}

}  // namespace

int witness(const WitnessOptions& options) {
  const Status served = run(options);
  return served ? 0 : refuse(served.error());
}

int witness_init(const WitnessInitOptions& options) {
  const auto key = service::Witness::found(options.data, options.name, core::system_random());
  if (!key) return refuse(key.error());
  say(fmt::format("Witness key, for the policies of those who believe you:\n    {}", key->text()));
  say(fmt::format("Start it:\n    demur witness --data {} --log KEY-OF-A-LOG", options.data.string()));
  return 0;
}

int witness_key(const WitnessKeyOptions& options) {
  const auto key = service::read_key(options.data, translog::KeyType::witness);
  if (!key) return refuse(key.error());
  say((*key)->verifier().text());
  return 0;
}

}  // namespace demur::cli
