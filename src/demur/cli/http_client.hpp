// Requests that the program itself makes: to a running Demur, for the files of a log, and to witnesses.
// By libcurl; redirects are not followed.
// Errors: Code::unavailable where the server cannot be reached, Code::too_large above a limit.
#pragma once

#include <chrono>
#include <memory>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "demur/core/result.hpp"
#include "demur/translog/source.hpp"

namespace demur::cli {

struct Answer {
  long status = 0;
  std::string body;
};

struct HttpClientOptions {
  const char* content_type = "application/json";  // of what is sent and of what is wanted
  std::chrono::seconds connect_timeout{10};
  std::chrono::seconds timeout{60};       // for a whole request
  std::stop_token stop = {};              // cuts a request off, within about a second
  std::vector<std::string> headers = {};  // more of them, with every request: "Name: value"
};

// One server, with the cookies it sets. Used by one thread.
class HttpClient {
 public:
  // "http://localhost:8080", no slash at the end
  explicit HttpClient(std::string base_url, const HttpClientOptions& options = {});
  ~HttpClient();
  HttpClient(const HttpClient&) = delete;
  HttpClient& operator=(const HttpClient&) = delete;

  [[nodiscard]] core::Result<Answer> get(std::string_view path, std::size_t most_bytes = 16 << 20);
  [[nodiscard]] core::Result<Answer> post(std::string_view path, const std::string& body,
                                          std::size_t most_bytes = 16 << 20);

 private:
  struct Handle;
  [[nodiscard]] core::Result<Answer> perform(std::string_view path, std::size_t most_bytes);

  std::string base_url_;
  std::unique_ptr<Handle> handle_;
};

// The files of a log below a URL, over one kept connection.
[[nodiscard]] translog::StaticSource url_source(std::string url);

}  // namespace demur::cli
