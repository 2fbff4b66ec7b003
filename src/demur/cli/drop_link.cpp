#include "demur/cli/drop_link.hpp"

#include <fmt/core.h>

#include "demur/cli/http_client.hpp"

namespace demur::cli {
namespace {

using core::Code;
using core::fail;
using core::Result;

constexpr std::chrono::seconds kConnectTimeout{15};
constexpr std::chrono::seconds kTimeout{300};  // a feed or a hand-in of many megabytes, over a poor line
constexpr std::size_t kMostAnswerBytes = 16U << 20U;

Result<std::string> body_of(Answer answer, const std::string& path) {
  if (answer.status == 200) return std::move(answer.body);
  if (answer.status == 404) return fail(Code::not_found, fmt::format("the institution has no {}", path));
  if (answer.status == 403 || answer.status == 422)
    return fail(
        Code::forbidden,
        fmt::format("the institution does not know this drop's key, or does not believe it (status {} "
                    "at {}): have a custodian register the line that `demur drop init` printed",
                    answer.status, path));
  return fail(Code::unavailable,
              fmt::format("the institution answers {} with status {}", path, answer.status));
}

}  // namespace

service::drop::AskHouse ask_house_at(std::string url, std::stop_token stop) {
  const auto client = std::make_shared<HttpClient>(
      std::move(url),
      HttpClientOptions{.connect_timeout = kConnectTimeout, .timeout = kTimeout, .stop = std::move(stop)});
  return [client](const std::string& path, std::size_t most_bytes) -> Result<std::string> {
    return body_of(DEMUR_TRY(client->get(path, most_bytes)), path);
  };
}

service::drop::SendHandIn send_to_house_at(std::string url, std::stop_token stop) {
  return [url = std::move(url),
          stop = std::move(stop)](const service::drop::HandIn& hand_in) -> Result<std::string> {
    constexpr const char* kPath = "/drop/hand-in";
    HttpClient client(url, {.connect_timeout = kConnectTimeout,
                            .timeout = kTimeout,
                            .stop = stop,
                            .headers = {"Demur-Signature: " + hand_in.signature}});
    return body_of(DEMUR_TRY(client.post(kPath, hand_in.body, kMostAnswerBytes)), kPath);
  };
}

}  // namespace demur::cli
