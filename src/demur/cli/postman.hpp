// Makes each day's mails at their hour and hands them over, on a thread of its own beside a server at work:
// a mail server that is slow or away keeps nobody waiting.
//
//   const Postman postman(house, rule, server);      // until it goes out of scope
#pragma once

#include <condition_variable>
#include <mutex>
#include <string>
#include <thread>

#include "demur/cli/commands.hpp"
#include "demur/mail/smtp.hpp"
#include "demur/service/mailing.hpp"

namespace demur::cli {

[[nodiscard]] core::Result<mail::SmtpServer> mail_server(const MailOptions& options);

class Postman {
 public:
  Postman(service::Institution& house, service::MailRule rule, mail::SmtpServer server);

 private:
  void run(const std::stop_token& stop);
  void work(const std::stop_token& stop);

  service::Institution& house_;
  service::MailRule rule_;
  mail::SmtpServer server_;
  std::mutex mutex_;
  std::condition_variable_any wake_;
  std::jthread thread_;  // last: it uses all of the above
};

}  // namespace demur::cli
