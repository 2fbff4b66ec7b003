#include <fmt/core.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "demur/cli/anonymous_commands.hpp"
#include "demur/cli/child.hpp"
#include "demur/cli/tar.hpp"
#include "demur/cli/terminal.hpp"
#include "demur/service/key_file.hpp"
#include "demur/service/keys_log.hpp"
#include "demur/service/last_checkpoint.hpp"
#include "demur/service/quarter.hpp"
#include "demur/service/stored_log.hpp"
#include "demur/store/dissents.hpp"
#include "demur/store/records.hpp"
#include "demur/store/sealed.hpp"
#include "demur/translog/directory_export.hpp"

namespace demur::cli {
namespace {

namespace fs = std::filesystem;
using core::ByteView;
using core::Code;
using core::fail;
using core::Result;
using core::Status;

constexpr std::string_view kReadMe =
    "The records of an institution that kept its dissents with Demur, as they stood at the checkpoint in\n"
    "log/checkpoint. Everything here can be read without Demur.\n"
    "\n"
    "log/            The log: C2SP tlog-tiles (https://c2sp.org/tlog-tiles). One record a line of JSON in\n"
    "                log/tile/entries/. Verifier key of its signature: log-key.txt.\n"
    "log/keys/       The keys log: keys of custodians and of issuers, as texts; same format.\n"
    "openings.jsonl  The private parts of records, one JSON object a line: id (of the record), salt\n"
    "                (base64), private (a text). A record's \"commit\" is SHA-256 over a label, the salt "
    "and\n"
    "                the private text: docs/formats.md of Demur, \"Commitments\". Erased ones are not here.\n"
    "sealed/ID/      One anonymous filing: envelope, attachment-N, message-DIGEST. Sealed to the "
    "custodians'\n"
    "                keys: as many of them as the policy says open it together, with their key files.\n"
    "                docs/formats.md, \"Sealed messages\": all parts are libsodium's.\n"
    "replies/QUARTER The replies to authors whom nobody knows, 8,192 bytes each, behind each other.\n"
    "\n"
    "Names of members and sessions are not here. Confidential texts are, in clear, in openings.jsonl.\n";

struct Counts {
  std::uint64_t openings = 0;
  std::uint64_t filings = 0;
};

Status add_folder(TarWriter& tar, const fs::path& folder, const std::string& prefix) {
  std::vector<fs::path> files;
  for (const auto& entry : fs::recursive_directory_iterator(folder))
    if (entry.is_regular_file()) files.push_back(entry.path());
  std::ranges::sort(files);
  for (const fs::path& file : files) {
    std::ifstream stream(file, std::ios::binary);
    const std::string content{std::istreambuf_iterator<char>(stream), {}};
    if (!stream && !stream.eof()) return fail(Code::unavailable, "cannot read " + file.string());
    DEMUR_TRY(tar.add(prefix + fs::relative(file, folder).string(), core::bytes_of(content)));
  }
  return {};
}

Status add_log(TarWriter& tar, store::ReaderPool& readers, const fs::path& data, const fs::path& work) {
  const auto key = DEMUR_TRY(service::read_key(data, translog::KeyType::log));
  service::LastCheckpoint last(data, key->verifier());
  DEMUR_TRY(readers.read([&](const store::Reader& reader) { return last.check(reader); }));
  service::ShownLog log(readers, last);
  DEMUR_TRY(translog::write_static(log, work / "log"));
  auto keys = DEMUR_TRY(readers.read(service::KeysLog::read));
  if (!keys.records().empty()) DEMUR_TRY(translog::write_static(keys, work / "log" / "keys"));
  DEMUR_TRY(tar.add("log-key.txt", core::bytes_of(key->verifier().text() + "\n")));
  return add_folder(tar, work / "log", "log/");
}

Status add_openings(TarWriter& tar, const store::Reader& reader, Counts& counts) {
  constexpr std::int64_t kPart = 1'000;
  std::string lines;
  std::string after;
  for (;;) {
    const auto part = DEMUR_TRY(store::openings_after(reader, after, kPart));
    if (part.empty()) break;
    for (const store::Opening& opening : part) {
      lines += DEMUR_TRY(core::canonical_json(core::json::object{{"id", opening.leaf_id},
                                                                 {"salt", core::to_base64(opening.salt)},
                                                                 {"private", opening.private_part}}));
      lines += '\n';
      ++counts.openings;
    }
    after = part.back().leaf_id;
  }
  return tar.add("openings.jsonl", core::bytes_of(lines));
}

Status add_filing(TarWriter& tar, const store::Reader& reader, const domain::DissentId& id) {
  const std::string folder = "sealed/" + id.text + "/";
  const auto filing = DEMUR_TRY(store::find_sealed_filing(reader, id));
  if (!filing) return fail(Code::internal, "a sealed filing was lost");
  DEMUR_TRY(tar.add(folder + "envelope", filing->envelope));
  for (int number = 1;; ++number) {
    const auto attachment = DEMUR_TRY(store::sealed_attachment(reader, id, number));
    if (!attachment) break;
    DEMUR_TRY(tar.add(fmt::format("{}attachment-{}", folder, number), *attachment));
  }
  for (const store::SealedMessage& message : DEMUR_TRY(store::sealed_messages(reader, id)))
    DEMUR_TRY(tar.add(folder + "message-" + core::to_hex(message.digest).substr(0, 32), message.envelope));
  return {};
}

Status add_sealed(TarWriter& tar, const store::Reader& reader, Counts& counts) {
  std::set<std::string> quarters;
  for (const store::SealedFiling& filing : DEMUR_TRY(store::sealed_filings(reader))) {
    DEMUR_TRY(add_filing(tar, reader, filing.dissent));
    ++counts.filings;
    if (const auto dissent = DEMUR_TRY(store::find_dissent(reader, filing.dissent)))
      quarters.insert(service::quarter_of(dissent->filed_on));
  }
  for (const std::string& quarter : quarters) {
    core::Bytes feed;
    for (const core::Bytes& reply : DEMUR_TRY(store::sealed_replies(reader, quarter)))
      feed.insert(feed.end(), reply.begin(), reply.end());
    DEMUR_TRY(tar.add("replies/" + quarter, feed));
  }
  return {};
}

Result<Counts> write_to(PipedProgram& age, const ExportOptions& options, const fs::path& work) {
  TarWriter tar([&](ByteView bytes) { return age.write(bytes); });
  const auto readers = DEMUR_TRY(store::open_read_only(options.data));
  Counts counts;
  DEMUR_TRY(tar.add("README.txt", core::bytes_of(kReadMe)));
  DEMUR_TRY(add_log(tar, *readers, options.data, work));
  // Read after the log, in one snapshot: whatever the log names is there.
  DEMUR_TRY(readers->read([&](const store::Reader& reader) -> Status {
    DEMUR_TRY(add_openings(tar, reader, counts));
    return add_sealed(tar, reader, counts);
  }));
  DEMUR_TRY(tar.finish());
  DEMUR_TRY(age.finish());
  return counts;
}

Result<Counts> run(const ExportOptions& options) {
  if (!is_installed("age"))
    return fail(
        Code::unavailable,
        "the program age is not installed, and records are not written in clear: apt-get install age");
  if (fs::exists(options.out)) return fail(Code::conflict, options.out.string() + " is there already");
  const PrivateFolder work = DEMUR_TRY(PrivateFolder::make());
  const std::string unfinished = options.out.string() + ".new";
  std::vector<std::string> arguments{"age", "-o", unfinished};
  for (const std::string& recipient : options.recipients)
    arguments.insert(arguments.end(), {"-r", recipient});
  auto age = DEMUR_TRY(PipedProgram::start(arguments));
  auto counts = write_to(age, options, work.path());
  std::error_code failed;
  if (!counts) {
    fs::remove(unfinished, failed);
    return counts;
  }
  fs::permissions(unfinished, fs::perms::owner_read | fs::perms::owner_write, failed);
  if (!failed) fs::rename(unfinished, options.out, failed);
  if (failed) return fail(Code::unavailable, "cannot write " + options.out.string());
  return counts;
}

}  // namespace

int export_age(const ExportOptions& options) {
  const auto counts = run(options);
  if (!counts) return refuse(counts.error(), options.json);
  if (options.json) {
    say_json({{"file", options.out.string()},
              {"openings", counts->openings},
              {"sealed_filings", counts->filings}});
    return 0;
  }
  say(fmt::format("{}: the log, {} private parts, {} sealed filings, for {} recipients.",
                  options.out.string(), counts->openings, counts->filings, options.recipients.size()));
  say(fmt::format("Read it, without Demur: age -d -i KEY {} | tar x", options.out.string()));
  return 0;
}

}  // namespace demur::cli
