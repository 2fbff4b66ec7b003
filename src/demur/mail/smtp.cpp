#include "demur/mail/smtp.hpp"

#include <curl/curl.h>

#include <algorithm>
#include <memory>
#include <string_view>

#include "demur/core/origin.hpp"
#include "demur/mail/message.hpp"

namespace demur::mail {
namespace {

using core::Code;
using core::fail;

constexpr long kConnectSeconds = 10;
constexpr long kSeconds = 60;

struct Closing {
  void operator()(CURL* curl) const { curl_easy_cleanup(curl); }
  void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};
using Handle = std::unique_ptr<CURL, Closing>;
using List = std::unique_ptr<curl_slist, Closing>;

std::string host_of(std::string_view url) {
  const auto scheme = url.find("://");
  if (scheme == std::string_view::npos) return {};
  url.remove_prefix(scheme + 3);
  if (url.starts_with('[')) return std::string(url.substr(1, url.find(']') - 1));
  return std::string(url.substr(0, url.find_first_of(":/")));
}

bool is_local(const SmtpServer& server) {
  const std::string host = host_of(server.url);
  return core::is_loopback(host) || host == "::1";
}

Handle open(const SmtpServer& server) {
  Handle handle(curl_easy_init());
  CURL* curl = handle.get();
  curl_easy_setopt(curl, CURLOPT_URL, server.url.c_str());
  curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
  curl_easy_setopt(curl, CURLOPT_USE_SSL,
                   static_cast<long>(is_local(server) ? CURLUSESSL_TRY : CURLUSESSL_ALL));
  curl_easy_setopt(curl, CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
  if (!server.ca_file.empty()) curl_easy_setopt(curl, CURLOPT_CAINFO, server.ca_file.c_str());
  if (!server.user.empty()) {
    curl_easy_setopt(curl, CURLOPT_USERNAME, server.user.c_str());
    curl_easy_setopt(curl, CURLOPT_PASSWORD, server.password.c_str());
  }
  curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT, kConnectSeconds);
  curl_easy_setopt(curl, CURLOPT_TIMEOUT, kSeconds);
  curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
  return handle;
}

struct Source {
  std::string_view rest;
  bool given = false;  // any of it
};

std::size_t give(char* target, std::size_t size, std::size_t count, void* from) {
  auto* source = static_cast<Source*>(from);
  const std::size_t bytes = std::min(size * count, source->rest.size());
  std::ranges::copy(source->rest.substr(0, bytes), target);
  source->rest.remove_prefix(bytes);
  source->given = source->given || bytes > 0;
  return bytes;
}

std::size_t forget(char*, std::size_t size, std::size_t count, void*) {
  return size * count;
}

}  // namespace

core::Status check_server(const SmtpServer& server) {
  const bool known = server.url.starts_with("smtp://") || server.url.starts_with("smtps://");
  if (!known || host_of(server.url).empty() || server.url.find('@') != std::string::npos)
    return fail(
        Code::invalid,
        "--smtp takes smtps://HOST or smtp://HOST, and a port if need be: smtp://mail.example.org:587. Who "
        "signs in is said with --smtp-user");
  if (!valid_address(server.from))
    return fail(Code::invalid, "--mail-from takes the address that mails come from: channel@example.org");
  return {};
}

core::Status greet(const SmtpServer& server) {
  const Handle handle = open(server);
  CURL* curl = handle.get();
  curl_easy_setopt(curl, CURLOPT_CUSTOMREQUEST, "NOOP");
  curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, forget);
  const CURLcode code = curl_easy_perform(curl);
  if (code == CURLE_OK) return {};
  return fail(Code::unavailable,
              std::string("the mail server does not answer as it should: ") + curl_easy_strerror(code));
}

Handed hand_over(const SmtpServer& server, const std::string& to, const std::string& message) {
  const Handle handle = open(server);
  CURL* curl = handle.get();
  const List recipients(curl_slist_append(nullptr, to.c_str()));
  Source source{message};
  curl_easy_setopt(curl, CURLOPT_MAIL_FROM, server.from.c_str());
  curl_easy_setopt(curl, CURLOPT_MAIL_RCPT, recipients.get());
  curl_easy_setopt(curl, CURLOPT_UPLOAD, 1L);
  curl_easy_setopt(curl, CURLOPT_READFUNCTION, give);
  curl_easy_setopt(curl, CURLOPT_READDATA, &source);
  curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, forget);
  if (curl_easy_perform(curl) == CURLE_OK) return Handed::accepted;
  long answer = 0;
  curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &answer);
  if (answer >= 500 && answer < 600) return Handed::refused;
  if (answer >= 400 && answer < 500) return Handed::later;
  return source.given ? Handed::unsure : Handed::later;
}

}  // namespace demur::mail
