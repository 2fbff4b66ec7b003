#include <fmt/core.h>

#include <cstdlib>

#include "demur/cli/commands.hpp"
#include "demur/cli/demo_story.hpp"
#include "demur/cli/serving.hpp"
#include "demur/cli/terminal.hpp"

namespace demur::cli {
namespace {

using core::Code;
using core::fail;
using core::Status;

// A folder that goes with the program.
struct Scratch {
  std::filesystem::path folder;
  bool temporary = false;
  Scratch() = default;
  Scratch(const Scratch&) = delete;
  Scratch& operator=(const Scratch&) = delete;
  ~Scratch() {
    std::error_code ignored;
    if (temporary) std::filesystem::remove_all(folder, ignored);
  }
};

Status choose_folder(const DemoOptions& options, Scratch& scratch) {
  scratch.folder = options.data;
  if (!options.data.empty()) return {};
  std::string name = (std::filesystem::temp_directory_path() / "demur-demo-XXXXXX").string();
  if (::mkdtemp(name.data()) == nullptr) return fail(Code::internal, "cannot make a temporary folder");
  scratch.folder = name;
  scratch.temporary = true;
  return {};
}

void welcome(const service::Institution& house, const std::string& url, const Scratch& scratch) {
  say(fmt::format("\n{} (invented), at\n\n    {}\n\nSign in as:\n", house.name(), url));
  for (const DemoAccount& account : demo_accounts())
    say(fmt::format("    {:<11} {}", account.login, account.what));
  say(fmt::format("\nThe password of each is: {}\n", kDemoPassword));
  if (scratch.temporary)
    say("Everything here goes when the demo ends; --data DIR keeps it.");
  else
    say(fmt::format("It is kept in {}.", scratch.folder.string()));
  say("Ctrl-C ends it.");
  std::fflush(stdout);
}

Status run(const DemoOptions& options) {
  Serving serving{.address = DEMUR_TRY(parse_address(options.listen))};
  if (!is_loopback(serving.address))
    return fail(Code::invalid,
                "The demo's passwords are known to everybody: it listens on this machine only.");
  Scratch scratch;
  DEMUR_TRY(choose_folder(options, scratch));
  const service::Environment environment{.log = core::standard_error_log()};
  auto opened = service::Institution::open(scratch.folder, environment);
  if (!opened && opened.error().code == Code::not_found) {
    warn("Inventing five months of a ministry ...");
    DEMUR_TRY(tell_demo_story(scratch.folder, environment));
    opened = service::Institution::open(scratch.folder, environment);
  }
  const auto house = DEMUR_TRY(std::move(opened));
  if (!DEMUR_TRY(is_demo(*house)))
    return fail(Code::conflict,
                "--data holds an institution that is no demo of this version: `demur serve` serves it. Name "
                "another folder for the demo");
  serving.on_ready = [&](const std::string& url) { welcome(*house, url, scratch); };
  return serve_until_signal(*house, serving);
}

}  // namespace

int demo(const DemoOptions& options) {
  const auto shown = run(options);
  return shown ? 0 : refuse(shown.error());
}

}  // namespace demur::cli
