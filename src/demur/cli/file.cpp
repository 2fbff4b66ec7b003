#include <fmt/core.h>
#include <unistd.h>

#include <cstdlib>

#include "demur/cli/commands.hpp"
#include "demur/cli/conversation.hpp"
#include "demur/cli/secret_terminal.hpp"
#include "demur/cli/terminal.hpp"

namespace demur::cli {
namespace {

using core::Code;
using core::fail;
using core::Result;
using core::Status;
using core::json::object;

// From DEMUR_PASSWORD, or typed without being shown.
Result<anonymity::SecretBytes> ask_password(const std::string& login) {
  if (const char* given = std::getenv("DEMUR_PASSWORD")) return anonymity::SecretBytes(core::bytes_of(given));
  if (::isatty(STDIN_FILENO) != 1)
    return fail(Code::unauthenticated, "no terminal to ask for the password on: set DEMUR_PASSWORD");
  return ask_secret("Password of " + login);
}

Result<std::string> post(HttpClient& client, std::string_view path, const object& fields,
                         std::string_view wanted) {
  const object answer = DEMUR_TRY(post_json(client, path, fields));
  return core::string_member(answer, wanted);
}

Result<std::string> decision_id(HttpClient& client, const std::string& number) {
  const object page = DEMUR_TRY(get_json(client, "/decisions"));
  for (const auto& line : DEMUR_TRY(core::array_member(page, "decisions"))) {
    if (!line.is_object()) continue;
    const object decision = DEMUR_TRY(core::object_member(line.get_object(), "decision"));
    if (DEMUR_TRY(core::string_member(decision, "number")) == number)
      return core::string_member(decision, "id");
  }
  return fail(Code::not_found, fmt::format("the server has no decision {}", number));
}

struct Filed {
  std::string url;
  std::string receipt;
};

Result<Filed> run(const FileOptions& options) {
  if (options.login.empty() || options.decision.empty() || options.title.empty() || options.text.empty())
    return fail(Code::invalid, "--login, --decision, --title and --text are needed");
  const core::Origin server = DEMUR_TRY(parse_server(options.server, "--server"));
  const std::string text = DEMUR_TRY(read_file(options.text.string(), 1 << 20));
  HttpClient client(server.text());
  const auto password = DEMUR_TRY(ask_password(options.login));
  DEMUR_TRY(sign_in_with_password(client, options.login, password.bytes()));
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
  if (receipt.status != 200) return refusal_of(receipt);
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
