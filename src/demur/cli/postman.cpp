#include "demur/cli/postman.hpp"

#include "demur/cli/terminal.hpp"

namespace demur::cli {
namespace {

constexpr std::chrono::seconds kTick{15};

void note(const service::Institution& house, const core::Status& status) {
  if (!status)
    house.environment().log.write(core::Event::request_failed,
                                  {{core::Field::code, static_cast<std::int64_t>(status.error().code)}});
}

}  // namespace

core::Result<mail::SmtpServer> mail_server(const MailOptions& options) {
  mail::SmtpServer server{.url = options.url,
                          .from = options.from,
                          .user = options.user,
                          .password = {},
                          .ca_file = options.ca_file.string()};
  DEMUR_TRY(mail::check_server(server));
  if (!options.password_file.empty()) {
    server.password = DEMUR_TRY(read_file(options.password_file.string(), 4096));
    while (server.password.ends_with('\n') || server.password.ends_with('\r')) server.password.pop_back();
  }
  return server;
}

Postman::Postman(service::Institution& house, service::MailRule rule, mail::SmtpServer server)
    : house_(house), rule_(std::move(rule)), server_(std::move(server)) {
  thread_ = std::jthread([this](const std::stop_token& stop) { run(stop); });
}

void Postman::run(const std::stop_token& stop) {
  note(house_, service::doubt_mails(house_));
  do {
    work(stop);
    std::unique_lock lock(mutex_);
    wake_.wait_for(lock, stop, kTick, [] { return false; });
  } while (!stop.stop_requested());
}

void Postman::work(const std::stop_token& stop) {
  const auto due = service::next_mails(house_, rule_);
  if (due && house_.environment().clock() >= *due) note(house_, service::queue_mails(house_, rule_));
  const auto hand_over = [&](const std::string& to, const std::string& message) {
    return mail::hand_over(server_, to, message);
  };
  note(house_, service::send_mails(house_, hand_over, stop));
}

}  // namespace demur::cli
