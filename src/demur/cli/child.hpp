// Other programs that ours calls by name: their arguments are never a shell's, and never a secret.
//
//   if (is_installed("mat2")) DEMUR_TRY(run_program({"mat2", "--inplace", path}));
//
//   PipedProgram age = DEMUR_TRY(PipedProgram::start({"age", "-r", recipient, "-o", path}));
//   DEMUR_TRY(age.write(bytes)); DEMUR_TRY(age.finish());
//
// Errors: Code::unavailable where the program cannot be started, or ends with another code than 0.
#pragma once

#include <sys/types.h>

#include <string>
#include <string_view>
#include <vector>

#include "demur/core/bytes.hpp"

namespace demur::cli {

[[nodiscard]] bool is_installed(std::string_view program);

// Its output goes nowhere.
[[nodiscard]] core::Status run_program(const std::vector<std::string>& arguments);

// A program that reads what we write; what it says on standard error is shown.
class PipedProgram {
 public:
  [[nodiscard]] static core::Result<PipedProgram> start(const std::vector<std::string>& arguments);
  PipedProgram(PipedProgram&& other) noexcept;
  PipedProgram& operator=(PipedProgram&&) = delete;
  PipedProgram(const PipedProgram&) = delete;
  PipedProgram& operator=(const PipedProgram&) = delete;
  ~PipedProgram();

  [[nodiscard]] core::Status write(core::ByteView bytes);
  [[nodiscard]] core::Status finish();

 private:
  PipedProgram(std::string name, pid_t pid, int pipe) : name_(std::move(name)), pid_(pid), pipe_(pipe) {}

  std::string name_;
  pid_t pid_;
  int pipe_;
};

// A folder of this user's alone, in memory where there is such a place; it and what is in it go with this.
class PrivateFolder {
 public:
  [[nodiscard]] static core::Result<PrivateFolder> make();
  PrivateFolder(PrivateFolder&& other) noexcept : path_(std::exchange(other.path_, {})) {}
  PrivateFolder& operator=(PrivateFolder&&) = delete;
  PrivateFolder(const PrivateFolder&) = delete;
  PrivateFolder& operator=(const PrivateFolder&) = delete;
  ~PrivateFolder();
  [[nodiscard]] const std::string& path() const { return path_; }

 private:
  explicit PrivateFolder(std::string path) : path_(std::move(path)) {}
  std::string path_;
};

}  // namespace demur::cli
