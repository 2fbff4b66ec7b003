// For tests: the site of a test institution, asked without a network. Everybody's password is set.
//
//   TestSite test;
//   const http::Response page = test.get("author", "/");
//   const http::Response done = test.post("author", "/sign-out", {});
#pragma once

#include <map>
#include <string>
#include <vector>

#include "demur/http/form.hpp"
#include "demur/http/percent.hpp"
#include "demur/http/request.hpp"
#include "demur/http/target.hpp"
#include "demur/service/test_institution.hpp"
#include "demur/store/sign_in.hpp"
#include "demur/web/site.hpp"

namespace demur::web::testing {

using service::testing::TestInstitution;

inline constexpr const char* kUrl = "https://dissent.example.org";
inline constexpr const char* kPassword = "disagree well enough";
inline constexpr const char* kHtml = "text/html";
inline constexpr const char* kJson = "application/json";

using Fields = std::vector<std::pair<std::string, std::string>>;

inline std::string form_of(const Fields& fields) {
  std::string body;
  for (const auto& [name, value] : fields)
    body += (body.empty() ? "" : "&") + name + "=" + http::percent_encode(value);
  return body;
}

inline std::string header(const http::Response& response, std::string_view name) {
  return std::string(response.header(name).value_or(""));
}

class TestSite {
 public:
  explicit TestSite(const service::testing::Start& start = {}, SiteOptions options = cheap())
      : institution(start), site(*institution.house, std::move(options)), router(site.router().value()) {
    for (const auto& [login, id] : institution.people) {
      const std::string hash = site.sign_in().new_password_hash(institution.member(login), kPassword).value();
      const auto saved = institution.house->store().write(
          [&](store::Transaction& transaction) { return store::save_password(transaction, id, hash); });
      EXPECT_TRUE(saved);
    }
  }

  static SiteOptions cheap() {
    return {.origin = core::parse_origin(kUrl).value(), .password_cost = service::kCheapPasswordCost};
  }

  // A session of that person; the same one until forget().
  [[nodiscard]] std::string cookie(const std::string& login) {
    if (login.empty()) return {};
    std::string& token = tokens_[login];
    if (token.empty()) token = site.sign_in().with_password(login, kPassword).value().token;
    return site.session_cookie().name + "=" + token;
  }

  void forget() { tokens_.clear(); }

  [[nodiscard]] http::Request request(http::Method method, const std::string& login,
                                      const std::string& target) {
    http::Request request;
    const auto split = target.find('?');
    request.method = method;
    request.raw_target = target;
    request.path = target.substr(0, split);
    if (split != std::string::npos) request.query = http::parse_target(target).value().query;
    request.headers = {{"Host", "dissent.example.org"}};
    if (!login.empty()) request.headers.push_back({"Cookie", cookie(login)});
    request.remote_address = "192.0.2.1";
    return request;
  }

  [[nodiscard]] http::Response send(const http::Request& request) { return site.handle(router, request); }

  [[nodiscard]] http::Response get(const std::string& login, const std::string& target,
                                   const char* accept = kHtml) {
    http::Request asked = request(http::Method::get, login, target);
    asked.headers.push_back({"Accept", accept});
    return send(asked);
  }

  [[nodiscard]] http::Request form(const std::string& login, const std::string& target, const Fields& fields,
                                   const char* accept = kHtml) {
    http::Request asked = request(http::Method::post, login, target);
    asked.headers.push_back({"Accept", accept});
    asked.headers.push_back({"Origin", kUrl});
    asked.headers.push_back({"Content-Type", "application/x-www-form-urlencoded"});
    asked.body = form_of(fields);
    return asked;
  }
  [[nodiscard]] http::Response post(const std::string& login, const std::string& target, const Fields& fields,
                                    const char* accept = kHtml) {
    return send(form(login, target, fields, accept));
  }

  TestInstitution institution;
  Site site;
  http::Router router;

 private:
  std::map<std::string, std::string> tokens_;
};

}  // namespace demur::web::testing
