#include <fmt/core.h>
#include <termios.h>
#include <unistd.h>

#include <cstdlib>
#include <iostream>

#include "demur/cli/commands.hpp"
#include "demur/cli/http_client.hpp"
#include "demur/cli/terminal.hpp"
#include "demur/core/origin.hpp"

namespace demur::cli {
namespace {

using core::Code;
using core::fail;
using core::Result;
using core::Status;
using core::json::object;

// From DEMUR_PASSWORD, or typed without being shown.
Result<std::string> ask_password(const std::string& login) {
  if (const char* given = std::getenv("DEMUR_PASSWORD")) return std::string(given);
  if (::isatty(STDIN_FILENO) != 1)
    return fail(Code::unauthenticated, "no terminal to ask for the password on: set DEMUR_PASSWORD");
  fmt::print(stderr, "Password of {}: ", login);
  termios shown{};
  ::tcgetattr(STDIN_FILENO, &shown);
  termios hidden = shown;
  hidden.c_lflag &= ~static_cast<tcflag_t>(ECHO);
  ::tcsetattr(STDIN_FILENO, TCSANOW, &hidden);
  std::string password;
  std::getline(std::cin, password);
  ::tcsetattr(STDIN_FILENO, TCSANOW, &shown);
  fmt::print(stderr, "\n");
  return password;
}

// The server's own words for what it refused.
std::unexpected<core::Error> refusal(const Answer& answer) {
  const Code code = answer.status == 401   ? Code::unauthenticated
                    : answer.status == 403 ? Code::forbidden
                    : answer.status == 404 ? Code::not_found
                    : answer.status == 409 ? Code::conflict
                    : answer.status == 429 ? Code::too_many
                    : answer.status >= 500 ? Code::unavailable
                                           : Code::invalid;
  const auto body = core::parse_json(answer.body);
  if (body && body->is_object())
    if (const auto error = core::object_member(body->get_object(), "error"))
      if (const auto what = core::string_member(*error, "what")) return fail(code, printable(*what));
  return fail(code, fmt::format("the server answers with status {}", answer.status));
}

Result<object> expect_object(Result<Answer> answered) {
  const Answer answer = DEMUR_TRY(std::move(answered));
  if (answer.status < 200 || answer.status > 299) return refusal(answer);
  auto body = DEMUR_TRY(core::parse_json(answer.body));
  if (!body.is_object()) return fail(Code::unavailable, "the server's answer is not a JSON object");
  return body.get_object();
}

Result<std::string> post(HttpClient& client, std::string_view path, const object& fields,
                         std::string_view wanted) {
  const object answer = DEMUR_TRY(expect_object(client.post(path, DEMUR_TRY(core::canonical_json(fields)))));
  return core::string_member(answer, wanted);
}

Result<std::string> decision_id(HttpClient& client, const std::string& number) {
  const object page = DEMUR_TRY(expect_object(client.get("/decisions")));
  for (const auto& line : DEMUR_TRY(core::array_member(page, "decisions"))) {
    if (!line.is_object()) continue;
    const object decision = DEMUR_TRY(core::object_member(line.get_object(), "decision"));
    if (DEMUR_TRY(core::string_member(decision, "number")) == number)
      return core::string_member(decision, "id");
  }
  return fail(Code::not_found, fmt::format("the server has no decision {}", number));
}

// A password and a dissent never travel in clear.
Result<core::Origin> parse_server(std::string server) {
  while (server.ends_with('/')) server.pop_back();
  auto origin = core::parse_origin(server);
  if (!origin) return fail(Code::invalid, "--server takes https://, a host, and a port if need be");
  if (origin->scheme == "https" || core::is_loopback(origin->host)) return origin;
  return fail(Code::invalid,
              "--server must begin with https://: your password and your text would travel in clear");
}

struct Filed {
  std::string url;
  std::string receipt;
};

Result<Filed> run(const FileOptions& options) {
  const core::Origin server = DEMUR_TRY(parse_server(options.server));
  const std::string text = DEMUR_TRY(read_file(options.text.string(), 1 << 20));
  HttpClient client(server.text());
  const std::string password = DEMUR_TRY(ask_password(options.login));
  DEMUR_TRY(post(client, "/sign-in", {{"login", options.login}, {"password", password}}, "location"));
  const std::string decision = DEMUR_TRY(decision_id(client, options.decision));
  const std::string location = DEMUR_TRY(post(client, "/decisions/" + decision + "/dissent",
                                              {{"step", "file"},
                                               {"kind", options.kind},
                                               {"standing", options.standing},
                                               {"title", options.title},
                                               {"text", text},
                                               {"would_change_my_mind", options.would_change_my_mind}},
                                              "receipt"));
  Answer receipt = DEMUR_TRY(client.get(location));
  if (receipt.status != 200) return refusal(receipt);
  DEMUR_TRY(write_file(options.receipt.string(), receipt.body));
  return Filed{server.text() + printable(location.substr(0, location.rfind('/'))), options.receipt.string()};
}

}  // namespace

int file(const FileOptions& options) {
  const auto filed = run(options);
  if (!filed) return refuse(filed.error(), options.json);
  if (options.json) {
    say_json({{"location", filed->url}, {"receipt", filed->receipt}});
  } else {
    say(fmt::format("Filed. {}", filed->url));
    say(fmt::format("The receipt is in {}: keep a copy where the institution cannot reach it.",
                    filed->receipt));
    say(fmt::format("Check it at any time, without the server: demur verify {}", filed->receipt));
  }
  return 0;
}

}  // namespace demur::cli
