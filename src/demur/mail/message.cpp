#include "demur/mail/message.hpp"

#include <fmt/chrono.h>
#include <fmt/core.h>

#include <algorithm>

#include "demur/core/bytes.hpp"

namespace demur::mail {
namespace {

constexpr std::size_t kMostAddress = 254;  // RFC 5321 4.5.3.1.3, without the angle brackets
constexpr std::size_t kBase64Line = 76;
constexpr const char* kSubject = "Something on the dissent channel";
constexpr const char* kBoundary = "demur-part";  // base64 and our own words never hold two hyphens before it

bool is_address_character(char c) {
  static constexpr std::string_view kOther = ".!#$%&'*+/=?^_`{|}~-";
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
         kOther.find(c) != std::string_view::npos;
}

std::string host_of(std::string_view address) {
  return std::string(address.substr(address.rfind('@') + 1));
}

std::string head(const Envelope& envelope) {
  return fmt::format(
      "From: <{}>\r\nTo: <{}>\r\nSubject: {}\r\nDate: {:%a, %d %b %Y %H:%M:%S} +0000\r\nMessage-ID: "
      "<{}@{}>\r\n"
      "Auto-Submitted: auto-generated\r\nMIME-Version: 1.0\r\n",
      envelope.from, envelope.to, kSubject, envelope.date, envelope.id, host_of(envelope.from));
}

std::string words(const Envelope& envelope) {
  return fmt::format(
      "There is something on the dissent channel that is for you, or is due from you.\r\nSign in to read "
      "it:\r\n\r\n"
      "{}/\r\n",
      envelope.site);
}

std::string in_lines(const std::string& base64) {
  std::string out;
  for (std::size_t at = 0; at < base64.size(); at += kBase64Line)
    out += base64.substr(at, kBase64Line) + "\r\n";
  return out;
}

constexpr const char* kPlain = "Content-Type: text/plain; charset=US-ASCII\r\n\r\n";

}  // namespace

core::Result<std::string> valid_address(std::string_view text) {
  const auto wrong =
      core::fail(core::Code::invalid, "Enter one mail address, such as name@example.org.", "address");
  while (text.starts_with(' ')) text.remove_prefix(1);
  while (text.ends_with(' ')) text.remove_suffix(1);
  const auto at = text.find('@');
  if (at == std::string_view::npos || text.find('@', at + 1) != std::string_view::npos) return wrong;
  const auto name = text.substr(0, at);
  const auto host = text.substr(at + 1);
  if (name.empty() || host.empty() || text.size() > kMostAddress || host.starts_with('.') ||
      host.ends_with('.') || name.starts_with('.') || name.ends_with('.') ||
      text.find("..") != std::string_view::npos)
    return wrong;
  const auto host_character = [](char c) {
    return c == '.' || c == '-' || std::isalnum(static_cast<unsigned char>(c)) != 0;
  };
  if (!std::ranges::all_of(name, is_address_character) || !std::ranges::all_of(host, host_character))
    return wrong;
  return std::string(text);
}

std::string notice(const Envelope& envelope) {
  return head(envelope) + kPlain + words(envelope);
}

std::string invitation(const Envelope& envelope, Method method, const Event& event) {
  Event entry = event;
  entry.organizer = envelope.from;
  entry.attendee = envelope.to;
  const std::string file = to_calendar(method, entry);
  return fmt::format(
      "{0}Content-Type: multipart/alternative; boundary=\"{1}\"\r\n\r\n--{1}\r\n{2}{3}--{1}\r\nContent-Type: "
      "{4}\r\n"
      "Content-Transfer-Encoding: base64\r\n\r\n{5}--{1}--\r\n",
      head(envelope), kBoundary, kPlain, words(envelope), media_type(method),
      in_lines(core::to_base64(core::bytes_of(file))));
}

}  // namespace demur::mail
