#include "demur/cli/http_client.hpp"

#include <curl/curl.h>
#include <fmt/core.h>

namespace demur::cli {
namespace {

using core::Code;
using core::fail;
using core::Result;

struct Sink {
  std::string body;
  std::size_t most_bytes = 0;
};

std::size_t take(char* data, std::size_t, std::size_t size, void* target) {
  auto* sink = static_cast<Sink*>(target);
  if (sink->body.size() + size > sink->most_bytes) return 0;  // ends the transfer
  sink->body.append(data, size);
  return size;
}

int stop_if_told(void* stop, curl_off_t, curl_off_t, curl_off_t, curl_off_t) {
  return static_cast<const std::stop_token*>(stop)->stop_requested() ? 1 : 0;
}

}  // namespace

struct HttpClient::Handle {
  CURL* curl = curl_easy_init();
  curl_slist* headers = nullptr;
  std::stop_token stop;
  explicit Handle(std::stop_token stop_token) : stop(std::move(stop_token)) {}
  Handle(const Handle&) = delete;
  Handle& operator=(const Handle&) = delete;
  ~Handle() {
    curl_slist_free_all(headers);
    curl_easy_cleanup(curl);
  }
};

HttpClient::HttpClient(std::string base_url, const HttpClientOptions& options)
    : base_url_(std::move(base_url)), handle_(std::make_unique<Handle>(options.stop)) {
  while (base_url_.ends_with('/')) base_url_.pop_back();
  CURL* curl = handle_->curl;
  const std::string type = options.content_type;
  for (const std::string& header : {"Accept: " + type, "Content-Type: " + type, "Origin: " + base_url_})
    handle_->headers = curl_slist_append(handle_->headers, header.c_str());
  for (const std::string& header : options.headers)
    handle_->headers = curl_slist_append(handle_->headers, header.c_str());
  curl_easy_setopt(curl, CURLOPT_HTTPHEADER, handle_->headers);
  curl_easy_setopt(curl, CURLOPT_COOKIEFILE, "");  // keeps cookies in memory
  curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http,https");
  curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT, static_cast<long>(options.connect_timeout.count()));
  curl_easy_setopt(curl, CURLOPT_TIMEOUT, static_cast<long>(options.timeout.count()));
  curl_easy_setopt(curl, CURLOPT_NOPROGRESS, 0L);
  curl_easy_setopt(curl, CURLOPT_XFERINFOFUNCTION, stop_if_told);
  curl_easy_setopt(curl, CURLOPT_XFERINFODATA, &handle_->stop);
  curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, take);
}

HttpClient::~HttpClient() = default;

Result<Answer> HttpClient::perform(std::string_view path, std::size_t most_bytes) {
  CURL* curl = handle_->curl;
  Sink sink{.body = {}, .most_bytes = most_bytes};
  const std::string url = base_url_ + std::string(path);
  curl_easy_setopt(curl, CURLOPT_URL, url.c_str());
  curl_easy_setopt(curl, CURLOPT_WRITEDATA, &sink);
  const CURLcode code = curl_easy_perform(curl);
  if (code == CURLE_WRITE_ERROR)
    return fail(Code::too_large, fmt::format("{} answers more than {} bytes", url, most_bytes));
  if (code != CURLE_OK)
    return fail(Code::unavailable, fmt::format("cannot reach {}: {}", url, curl_easy_strerror(code)));
  Answer answer{.status = 0, .body = std::move(sink.body)};
  curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &answer.status);
  return answer;
}

Result<Answer> HttpClient::get(std::string_view path, std::size_t most_bytes) {
  curl_easy_setopt(handle_->curl, CURLOPT_HTTPGET, 1L);
  return perform(path, most_bytes);
}

Result<Answer> HttpClient::post(std::string_view path, const std::string& body, std::size_t most_bytes) {
  curl_easy_setopt(handle_->curl, CURLOPT_POST, 1L);
  curl_easy_setopt(handle_->curl, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(body.size()));
  curl_easy_setopt(handle_->curl, CURLOPT_COPYPOSTFIELDS, body.c_str());
  return perform(path, most_bytes);
}

translog::StaticSource url_source(std::string url) {
  auto client = std::make_shared<HttpClient>(std::move(url));
  return translog::StaticSource(
      [client](std::string_view path, std::size_t most_bytes) -> Result<core::Bytes> {
        Answer answer = DEMUR_TRY(client->get("/" + std::string(path), most_bytes));
        if (answer.status == 404) return fail(Code::not_found, fmt::format("the log has no {}", path));
        if (answer.status != 200)
          return fail(Code::unavailable, fmt::format("{} answers with status {}", path, answer.status));
        const auto bytes = core::bytes_of(answer.body);
        return core::Bytes(bytes.begin(), bytes.end());
      });
}

}  // namespace demur::cli
