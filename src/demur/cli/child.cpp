#include "demur/cli/child.hpp"

#include <fcntl.h>
#include <fmt/core.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <utility>

namespace demur::cli {
namespace {

using core::Code;
using core::fail;
using core::Result;
using core::Status;

struct FileActions {
  posix_spawn_file_actions_t actions{};
  FileActions() { posix_spawn_file_actions_init(&actions); }
  FileActions(const FileActions&) = delete;
  FileActions& operator=(const FileActions&) = delete;
  ~FileActions() { posix_spawn_file_actions_destroy(&actions); }
};

Result<pid_t> spawn(const std::vector<std::string>& arguments, const FileActions& files) {
  std::vector<char*> argv;
  argv.reserve(arguments.size() + 1);
  for (const std::string& argument : arguments) argv.push_back(const_cast<char*>(argument.c_str()));
  argv.push_back(nullptr);
  pid_t pid = 0;
  if (posix_spawnp(&pid, argv.front(), &files.actions, nullptr, argv.data(), environ) != 0)
    return fail(Code::unavailable, fmt::format("{} cannot be started", arguments.front()));
  return pid;
}

Status ended_well(const std::string& name, pid_t pid) {
  int status = 0;
  while (::waitpid(pid, &status, 0) < 0)
    if (errno != EINTR) return fail(Code::unavailable, fmt::format("{} was lost", name));
  if (WIFEXITED(status) && WEXITSTATUS(status) == 0) return {};
  return fail(Code::unavailable, fmt::format("{} failed", name));
}

}  // namespace

bool is_installed(std::string_view program) {
  const char* path = std::getenv("PATH");
  std::string_view rest = path == nullptr ? "/usr/bin:/bin" : path;
  while (!rest.empty()) {
    const auto colon = std::min(rest.find(':'), rest.size());
    const std::string file = fmt::format("{}/{}", rest.substr(0, colon), program);
    if (::access(file.c_str(), X_OK) == 0) return true;
    rest.remove_prefix(std::min(colon + 1, rest.size()));
  }
  return false;
}

Status run_program(const std::vector<std::string>& arguments) {
  FileActions files;
  posix_spawn_file_actions_addopen(&files.actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
  posix_spawn_file_actions_addopen(&files.actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
  posix_spawn_file_actions_addopen(&files.actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
  return ended_well(arguments.front(), DEMUR_TRY(spawn(arguments, files)));
}

Result<PipedProgram> PipedProgram::start(const std::vector<std::string>& arguments) {
  int ends[2];
  if (::pipe2(ends, O_CLOEXEC) != 0) return fail(Code::unavailable, "no pipe can be made");
  // A program that ends early must not end ours.
  std::signal(SIGPIPE, SIG_IGN);
  FileActions files;
  posix_spawn_file_actions_adddup2(&files.actions, ends[0], STDIN_FILENO);
  posix_spawn_file_actions_addopen(&files.actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
  auto pid = spawn(arguments, files);
  ::close(ends[0]);
  if (!pid) {
    ::close(ends[1]);
    return std::unexpected(pid.error());
  }
  return PipedProgram(arguments.front(), *pid, ends[1]);
}

PipedProgram::PipedProgram(PipedProgram&& other) noexcept
    : name_(std::move(other.name_)),
      pid_(std::exchange(other.pid_, 0)),
      pipe_(std::exchange(other.pipe_, -1)) {}

PipedProgram::~PipedProgram() {
  if (pipe_ >= 0) ::close(pipe_);
  if (pid_ > 0) (void)ended_well(name_, pid_);
}

Status PipedProgram::write(core::ByteView bytes) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(pipe_, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return fail(Code::unavailable, fmt::format("{} ended before it had everything", name_));
    bytes = bytes.subspan(static_cast<std::size_t>(written));
  }
  return {};
}

Status PipedProgram::finish() {
  ::close(std::exchange(pipe_, -1));
  return ended_well(name_, std::exchange(pid_, 0));
}

Result<PrivateFolder> PrivateFolder::make() {
  for (const char* place : {"/dev/shm", "/tmp"}) {
    std::string path = std::string(place) + "/demur-XXXXXX";
    if (::mkdtemp(path.data()) != nullptr) return PrivateFolder(std::move(path));
  }
  return fail(Code::unavailable, "no folder can be made in /dev/shm or /tmp");
}

PrivateFolder::~PrivateFolder() {
  std::error_code ignored;
  if (!path_.empty()) std::filesystem::remove_all(path_, ignored);
}

}  // namespace demur::cli
