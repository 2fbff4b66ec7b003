// The audit of a log of ten million small leaves in a folder of static files.
#include <fcntl.h>
#include <fmt/core.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <fstream>
#include <optional>

#include "demur/translog/audit.hpp"
#include "demur/translog/directory_source.hpp"
#include "demur/translog/file.hpp"
#include "limits.hpp"
#include "measure.hpp"
#include "parts.hpp"

namespace demur::bench {
namespace {

using core::Code;
using core::fail;
using core::Result;
using core::Status;
using translog::Hash;

constexpr std::uint64_t kLeaves = 10'000'000;
constexpr std::size_t kEntryBytes = 16;

Status write_file(const std::filesystem::path& path, core::ByteView bytes) {
  if (!std::filesystem::exists(path.parent_path())) std::filesystem::create_directories(path.parent_path());
  const translog::File file(path, O_CREAT | O_TRUNC | O_WRONLY);
  if (file.is_open() && ::write(file.get(), bytes.data(), bytes.size()) == static_cast<ssize_t>(bytes.size()))
    return {};
  return fail(Code::internal, "the disk refused a file of the log");
}

// The entry: its own index, in sixteen digits.
Status write_bundle(const std::filesystem::path& folder, const translog::BundleId& id,
                    std::span<Hash> hashes) {
  core::Bytes bundle;
  std::vector<std::string> entries;
  std::vector<core::ByteView> views;
  for (std::uint32_t i = 0; i < id.width; ++i)
    entries.push_back(fmt::format("{:016}", id.index * translog::kTileWidth + i));
  for (const std::string& entry : entries) {
    views.push_back(core::bytes_of(entry));
    DEMUR_TRY(translog::append_entry(bundle, views.back()));
  }
  translog::leaf_hashes(views, hashes);
  return write_file(folder / translog::path_of(id), bundle);
}

Result<translog::VerifierKey> write_log(const std::filesystem::path& folder) {
  const auto key = DEMUR_TRY(
      translog::SigningKey::generate("bench.example/log", translog::KeyType::log, core::system_random()));
  const auto on_tile = [&](const translog::Tile& tile) {
    return write_file(folder / translog::path_of(tile.id()), tile.hashes);
  };
  translog::RightEdge edge;
  for (std::uint64_t index = 0; const std::uint32_t width = translog::width_of_tile(0, index, kLeaves);
       ++index) {
    std::vector<Hash> hashes(width);
    DEMUR_TRY(write_bundle(folder, {index, width}, hashes));
    DEMUR_TRY(edge.add(hashes, on_tile));
  }
  DEMUR_TRY(edge.finish(on_tile));
  const std::string note = DEMUR_TRY(translog::sign_checkpoint(
      {.origin = key.verifier().name, .size = edge.size(), .root = edge.root()}, key));
  DEMUR_TRY(write_file(folder / "checkpoint", core::bytes_of(note)));
  return key.verifier();
}

struct Spent {
  double cpu_seconds;
  double peak_mib;
};

// What a child process takes that does this and exits with 0.
template <typename Work>
Result<Spent> in_child(Work&& work) {
  const pid_t child = ::fork();
  if (child == 0) ::_exit(work());
  int status = 0;
  rusage usage{};
  if (::wait4(child, &status, 0, &usage) != child || status != 0)
    return fail(Code::internal, "an audit failed");
  const auto seconds = [](const timeval& time) {
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) * 1e-6;
  };
  return Spent{seconds(usage.ru_utime) + seconds(usage.ru_stime),
               static_cast<double>(usage.ru_maxrss) / 1024};
}

Result<Spent> audit_once(const std::filesystem::path& folder, const translog::VerifierKey& key) {
  return in_child([&] {
    auto source = translog::directory_source(folder);
    return translog::audit_tree(source, key) ? 0 : 1;
  });
}

// Debian's Go and golang.org/x/mod, where they are.
std::optional<std::filesystem::path> build_tlogcheck(const std::filesystem::path& folder) {
  const auto program = folder / "tlogcheck";
  const std::string command = fmt::format(
      "GOCACHE={0}/cache GO111MODULE=off GOPATH=/usr/share/gocode GOFLAGS= GOPROXY=off go build -o {1} "
      "{2}/tests/tools/tlogcheck/main.go 2>/dev/null",
      folder.string(), program.string(), DEMUR_ROOT);
  if (std::system(command.c_str()) != 0) return std::nullopt;
  return program;
}

Result<Spent> tlogcheck_once(const std::filesystem::path& program, const std::filesystem::path& folder,
                             const translog::VerifierKey& key) {
  return in_child([&] {
    const int nowhere = ::open("/dev/null", O_WRONLY);
    ::dup2(nowhere, STDOUT_FILENO);
    ::execl(program.c_str(), program.c_str(), folder.c_str(), key.text().c_str(), nullptr);
    return 127;
  });
}

}  // namespace

Status measure_audit(const Settings& settings) {
  const auto folder = settings.folder / "log";
  const auto key = DEMUR_TRY(write_log(folder));
  const auto tlogcheck = build_tlogcheck(settings.folder);
  std::vector<double> of_limit;
  std::vector<double> of_peer;
  std::vector<double> rates;
  double peak = 0;
  for (std::size_t round = 0; round < settings.rounds; ++round) {
    const double limit = cpu_seconds([] {
      limit_leaves(kLeaves, kEntryBytes);
      limit_nodes(kLeaves);
    });
    const Spent ours = DEMUR_TRY(audit_once(folder, key));
    of_limit.push_back(limit / ours.cpu_seconds);
    rates.push_back(static_cast<double>(kLeaves) / ours.cpu_seconds);
    peak = std::max(peak, ours.peak_mib);
    if (tlogcheck)
      of_peer.push_back(DEMUR_TRY(tlogcheck_once(*tlogcheck, folder, key)).cpu_seconds / ours.cpu_seconds);
  }
  fmt::print(
      "Full audit of {} leaves of {} bytes in static files; limit: a leaf and a node hash each by OpenSSL\n",
      kLeaves, kEntryBytes);
  fmt::print(
      "  {:.2f} of the limit, {:.2f} M leaves in a second of processor time, at most {:.1f} MiB of memory\n",
      percentile(of_limit, 0.5), percentile(rates, 0.5) / 1e6, peak);
  if (tlogcheck)
    fmt::print("  {:.1f} times as fast as tests/tools/tlogcheck (Go's x/mod)\n", percentile(of_peer, 0.5));
  else
    fmt::print("  (no comparison with tlogcheck: golang-go and golang-golang-x-mod-dev are not there)\n");
  return {};
}

}  // namespace demur::bench
