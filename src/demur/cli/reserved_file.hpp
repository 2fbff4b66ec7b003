// A file that is there before something is done that cannot be done again, for what is known after it.
//
//   auto place = DEMUR_TRY(ReservedFile::at(path, most_bytes));   // wrong path, full disk: said now
//   DEMUR_TRY(place.write(what_will_be_sent));                    // on the disk when this returns
//   const auto sent = send(...);
//   DEMUR_TRY(place.write(receipt_of(sent)));                     // in its place; or place.remove()
//
// For its owner only (mode 0600). Nothing that was there is written over: where the path is taken,
// Code::conflict with the field "receipt"; Code::unavailable where there is no room for so many bytes;
// Code::invalid for a path at which no file can be made. Where nothing was written, nothing stays.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "demur/core/result.hpp"

namespace demur::cli {

// A file that was made or renamed in it is there after a power cut too.
[[nodiscard]] core::Status flush_folder_of(const std::string& path);

// That leads there from every folder: what waits may be sent again from another. As it was typed where it is
// empty, or where the working folder is gone.
[[nodiscard]] std::string path_from_anywhere(const std::string& typed);

class ReservedFile {
 public:
  [[nodiscard]] static core::Result<ReservedFile> at(std::string path, std::size_t most_bytes);

  ReservedFile(ReservedFile&& other) noexcept;
  ReservedFile& operator=(ReservedFile&&) = delete;
  ~ReservedFile();

  // All that the file holds from now on. Where it was written before, what it held stays if this fails.
  [[nodiscard]] core::Status write(std::string_view text);
  [[nodiscard]] bool is_written() const { return is_written_; }
  void remove();

 private:
  ReservedFile(std::string path, int file) : path_(std::move(path)), file_(file) {}

  std::string path_;
  int file_ = -1;  // -1: removed, or moved away
  bool is_written_ = false;
};

}  // namespace demur::cli
