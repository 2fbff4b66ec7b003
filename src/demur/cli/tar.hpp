// A tar as POSIX.1-2001 has it (ustar), of files that are given one after the other: what any machine
// unpacks.
//
//   TarWriter tar([&](ByteView bytes) { return age.write(bytes); });
//   DEMUR_TRY(tar.add("log/checkpoint", bytes));
//   DEMUR_TRY(tar.finish());
//
// Paths are relative, of 100 bytes at most; files are for their owner, and bear no time and no name of
// anybody. Errors: Code::invalid for a path, and those of the sink.
#pragma once

#include <functional>
#include <string_view>

#include "demur/core/bytes.hpp"

namespace demur::cli {

class TarWriter {
 public:
  using Sink = std::function<core::Status(core::ByteView)>;
  explicit TarWriter(Sink sink) : sink_(std::move(sink)) {}

  [[nodiscard]] core::Status add(std::string_view path, core::ByteView content);
  [[nodiscard]] core::Status finish();

 private:
  Sink sink_;
};

}  // namespace demur::cli
