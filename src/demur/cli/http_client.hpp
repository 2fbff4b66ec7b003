// Requests that the program itself makes: to a running Demur, and for the files of a log. By libcurl.
// Errors: Code::unavailable where the server cannot be reached, Code::too_large above a limit.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "demur/core/result.hpp"
#include "demur/translog/source.hpp"

namespace demur::cli {

struct Answer {
  long status = 0;
  std::string body;
};

// One server, with the cookies it sets. Used by one thread.
class HttpClient {
 public:
  explicit HttpClient(std::string base_url);  // "http://localhost:8080", no slash at the end
  ~HttpClient();
  HttpClient(const HttpClient&) = delete;
  HttpClient& operator=(const HttpClient&) = delete;

  [[nodiscard]] core::Result<Answer> get(std::string_view path, std::size_t most_bytes = 16 << 20);
  [[nodiscard]] core::Result<Answer> post_json(std::string_view path, std::string_view json);

 private:
  struct Handle;
  [[nodiscard]] core::Result<Answer> perform(std::string_view path, std::size_t most_bytes);

  std::string base_url_;
  std::unique_ptr<Handle> handle_;
};

// The files of a log below a URL, over one kept connection.
[[nodiscard]] translog::StaticSource url_source(std::string url);

}  // namespace demur::cli
