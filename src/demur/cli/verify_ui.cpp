#include <fmt/core.h>

#include <array>
#include <map>

#include "demur/cli/anonymous_commands.hpp"
#include "demur/cli/conversation.hpp"
#include "demur/cli/keys_check.hpp"
#include "demur/cli/page_check.hpp"
#include "demur/cli/terminal.hpp"
#include "demur/cli/ui_bundle.hpp"

namespace demur::cli {
namespace {

using core::Code;
using core::Result;
using core::json::array;
using core::json::object;

constexpr std::array<std::string_view, 2> kHousePages{"/sign-in", "/verify"};
constexpr std::array<std::string_view, 5> kDropPages{"/", "/file", "/return", "/wallet", "/cosign"};

using Hashes = std::map<std::string, core::Digest, std::less<>>;

// One file as it was served: against the record in the keys log, and against what this program has.
struct FileFinding {
  std::string path;
  bool served = false;
  bool in_record = false;
  bool is_recorded = false;  // the record has these bytes
  bool in_program = false;
  bool is_ours = false;  // this program has these bytes

  [[nodiscard]] bool is_fine() const { return !served || is_recorded; }
};

struct Checked {
  std::string record_version;  // empty: there is no record
  std::vector<FileFinding> files;
  std::vector<std::pair<std::string, std::string>> page_faults;
  std::size_t pages = 0;

  [[nodiscard]] bool holds() const {
    return !record_version.empty() && page_faults.empty() &&
           std::ranges::all_of(files, &FileFinding::is_fine);
  }
};

Hashes hashes_of(const anonymity::BundleRecord* record) {
  Hashes hashes;
  if (record != nullptr)
    for (const anonymity::BundleFile& file : record->files) hashes.emplace(file.path, file.digest);
  return hashes;
}

Result<FileFinding> check_file(HttpClient& client, const std::string& path, const Hashes& record,
                               const Hashes& program) {
  const Answer answer = DEMUR_TRY(client.get("/" + path));
  const auto recorded = record.find(path);
  const auto ours = program.find(path);
  FileFinding finding{.path = path,
                      .served = answer.status == 200,
                      .in_record = recorded != record.end(),
                      .in_program = ours != program.end()};
  if (!finding.served) return finding;
  const core::Digest digest = core::sha256(core::bytes_of(answer.body));
  finding.is_recorded = finding.in_record && recorded->second == digest;
  finding.is_ours = finding.in_program && ours->second == digest;
  return finding;
}

// The house answers under /drop/, a drop does not.
Result<Side> side_of(HttpClient& client) {
  const Answer answer = DEMUR_TRY(client.get("/drop/view.json"));
  return answer.status == 200 ? Side::house : Side::drop;
}

core::Status check_pages(const std::string& site, Side side, const std::vector<FileFinding>& files,
                         Checked& checked) {
  HttpClient browser(site, {.content_type = "text/html"});
  std::set<std::string, std::less<>> known;
  for (const FileFinding& file : files)
    if (file.served && file.is_recorded) known.insert("/" + file.path);
  const std::span<const std::string_view> pages =
      side == Side::house ? std::span<const std::string_view>(kHousePages) : kDropPages;
  for (const std::string_view path : pages) {
    const Answer page = DEMUR_TRY(browser.get(path));
    if (page.status != 200) continue;
    ++checked.pages;
    for (std::string& fault : page_faults(page.body, known))
      checked.page_faults.emplace_back(path, std::move(fault));
  }
  return {};
}

Result<Checked> run(const VerifyUiOptions& options) {
  const core::Origin site = DEMUR_TRY(parse_server(options.site, "the site"));
  HttpClient client(site.text());
  const Side side = DEMUR_TRY(side_of(client));
  const SeenHouse seen =
      DEMUR_TRY(see_house(client, side, {.log_key = options.log_key, .held = {}, .floor = 1}));
  const anonymity::BundleRecord* newest = seen.keys.newest_bundle();
  const anonymity::BundleRecord own = built_in_bundle();
  const Hashes record = hashes_of(newest);
  const Hashes program = hashes_of(&own);
  Checked checked{.record_version = newest == nullptr ? std::string() : newest->version,
                  .files = {},
                  .page_faults = {},
                  .pages = 0};
  Hashes all = record;
  all.insert(program.begin(), program.end());
  for (const auto& [path, digest] : all)
    checked.files.push_back(DEMUR_TRY(check_file(client, path, record, program)));
  DEMUR_TRY(check_pages(site.text(), side, checked.files, checked));
  return checked;
}

std::string_view words_of(const FileFinding& file) {
  if (!file.served) return "not served here";
  if (!file.in_record) return "SERVED, AND IN NO RECORD OF THE KEYS LOG";
  if (!file.is_recorded) return "DIFFERS FROM THE RECORD IN THE KEYS LOG";
  return file.is_ours      ? "as recorded, and as built into this program"
         : file.in_program ? "as recorded; this program has another one (another version)"
                           : "as recorded; this program has none of that name";
}

void say_words(const Checked& checked) {
  if (checked.record_version.empty())
    say("THE KEYS LOG HAS NO RECORD OF WHAT IS SERVED: nothing can be compared.");
  else
    say(fmt::format("The keys log's newest record is of version {}; this program is {}.",
                    printable(checked.record_version), program_version()));
  for (const FileFinding& file : checked.files)
    say(fmt::format("  {:<28}{}", printable(file.path), words_of(file)));
  for (const auto& [path, fault] : checked.page_faults)
    say(fmt::format("  PAGE {}: {}", path, printable(fault)));
  if (checked.holds())
    say(fmt::format(
        "{} pages name these files, and hold no script themselves. This is what was served to you, now.",
        checked.pages));
}

void say_all_json(const Checked& checked) {
  array files;
  for (const FileFinding& file : checked.files)
    files.push_back(object{{"path", file.path},
                           {"served", file.served},
                           {"as_recorded", file.is_recorded},
                           {"as_built_in", file.is_ours}});
  array faults;
  for (const auto& [path, fault] : checked.page_faults)
    faults.push_back(object{{"page", path}, {"what", fault}});
  say_json({{"holds", checked.holds()},
            {"record_version", checked.record_version},
            {"program_version", program_version()},
            {"files", std::move(files)},
            {"pages", checked.pages},
            {"page_faults", std::move(faults)}});
}

}  // namespace

int verify_ui(const VerifyUiOptions& options) {
  const auto checked = run(options);
  if (!checked) return refuse(checked.error(), options.json);
  if (options.json)
    say_all_json(*checked);
  else
    say_words(*checked);
  return checked->holds() ? 0 : core::exit_code(Code::unproven);
}

}  // namespace demur::cli
