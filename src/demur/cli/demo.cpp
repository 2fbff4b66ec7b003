#include <fmt/core.h>

#include <cstdlib>
#include <deque>
#include <future>
#include <optional>

#include "demur/anonymity/blind_signature.hpp"
#include "demur/cli/commands.hpp"
#include "demur/cli/demo_drop.hpp"
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

// Issuers' keys made beside the story, on the cores that it leaves free: each takes half a second.
class KeysAhead {
 public:
  explicit KeysAhead(int count) {
    for (int i = 0; i < count; ++i)
      coming_.push_back(std::async(std::launch::async, [] { return anonymity::IssuerKey::generate(); }));
  }
  core::Result<anonymity::IssuerKey> next() {
    if (coming_.empty()) return anonymity::IssuerKey::generate();
    auto key = coming_.front().get();
    coming_.pop_front();
    return key;
  }

 private:
  std::deque<std::future<core::Result<anonymity::IssuerKey>>> coming_;
};

Status tell(const std::filesystem::path& folder, const service::Environment& environment) {
  warn("Inventing five years of a ministry ...");
  KeysAhead keys(kDemoIssuerKeys);
  return tell_demo_story(folder, environment, [&] { return keys.next(); });
}

void say_how_to_file_unseen(const std::string& drop, const std::filesystem::path& keys) {
  say(fmt::format("\nA member files unseen at its drop, with tokens from Today's line on them:\n\n    {}\n",
                  drop));
  say(fmt::format("The custodians' key files are in {}; the passphrase of each: {}", keys.string(),
                  kDemoPassphrase));
  if (const auto phrase = read_file((keys / "phrase.txt").string(), 1024))
    say(fmt::format("Who filed unseen about 2026/11 comes back to the drop with:\n    {}", *phrase));
}

void welcome(const service::Institution& house, const std::string& url, const std::string& drop,
             const Scratch& scratch) {
  say(fmt::format("\n{} (invented), at\n\n    {}\n\nSign in as:\n", house.name(), url));
  for (const DemoAccount& account : demo_accounts())
    say(fmt::format("    {:<11} {}", account.login, account.what));
  say(fmt::format("\nThe password of each is: {}", kDemoPassword));
  say_how_to_file_unseen(drop, demo_keys_folder(scratch.folder));
  if (scratch.temporary)
    say("Everything here goes when the demo ends; --data DIR keeps it.");
  else
    say(fmt::format("It is kept in {}.", scratch.folder.string()));
  say("Ctrl-C ends it.");
  std::fflush(stdout);
}

// The next one; any free one where the house takes any.
std::uint16_t port_of_drop(const Address& house) {
  return house.port == 0 || house.port == 65535 ? 0 : static_cast<std::uint16_t>(house.port + 1);
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
    DEMUR_TRY(tell(scratch.folder, environment));
    opened = service::Institution::open(scratch.folder, environment);
  }
  const auto house = DEMUR_TRY(std::move(opened));
  if (!DEMUR_TRY(is_demo(*house)))
    return fail(Code::conflict,
                "--data holds an institution that is no demo of this version: `demur serve` serves it. Name "
                "another folder for the demo");
  std::optional<DemoDrop> drop;
  serving.on_ready = [&](const std::string& url) -> Status {
    drop = DEMUR_TRY(DemoDrop::open(*house, url, scratch.folder, port_of_drop(serving.address)));
    welcome(*house, url, drop->url(), scratch);
    return {};
  };
  return serve_until_signal(*house, serving);
}

}  // namespace

int demo(const DemoOptions& options) {
  const auto shown = run(options);
  return shown ? 0 : refuse(shown.error());
}

}  // namespace demur::cli
