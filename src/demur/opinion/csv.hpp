// Reads CSV, RFC 4180, record by record from anything that hands out bytes; memory is bounded by the
// longest record.
//
//   CsvReader reader("votes.csv", read_file("votes.csv"));
//   while (DEMUR_TRY(reader.next())) use(reader.cells());
//
// Beyond the RFC: LF ends a record like CRLF, a byte order mark is skipped, an empty line is no
// record. Errors name the file and the line. Bytes that are no text (NUL, UTF-16) are refused; that a
// text is UTF-8 is for who uses it to check.
//
// A reader is for one thread.
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "demur/core/result.hpp"

namespace demur::opinion {

// Fills the front of the span and says how many bytes; 0 at the end.
using ReadBytes = std::function<core::Result<std::size_t>(std::span<char>)>;

// Code::not_found or Code::internal when it is first called, where the file cannot be read.
[[nodiscard]] ReadBytes read_file(const std::string& path);
[[nodiscard]] ReadBytes read_text(std::string_view text);  // the text must outlive it

// A cell as RFC 4180 writes it: quoted where it has to be.
[[nodiscard]] std::string csv_cell(std::string_view text);

class CsvReader {
 public:
  static constexpr std::size_t kLongestRecord = std::size_t{16} << 20;  // bytes

  CsvReader(std::string name, ReadBytes read, std::size_t longest_record = kLongestRecord);

  // Goes to the next record; false at the end.
  [[nodiscard]] core::Result<bool> next();

  // Cells of this record, unquoted; valid until next().
  [[nodiscard]] std::span<const std::string_view> cells() const { return cells_; }
  [[nodiscard]] std::uint64_t line() const { return line_; }  // where this record begins, from 1

  // From now on a record has so many cells and the last one is whatever is left of it, commas and
  // all: some of Polis's exports did not quote the texts.
  void last_cell_is_text(std::size_t columns) { text_after_ = columns; }

  [[nodiscard]] const std::string& name() const { return name_; }
  // "votes.csv, line 17: WHAT"
  [[nodiscard]] std::unexpected<core::Error> wrong(std::string_view what) const;
  [[nodiscard]] std::unexpected<core::Error> wrong(std::string_view column, std::string_view what) const;

 private:
  [[nodiscard]] core::Result<bool> fill();
  [[nodiscard]] core::Result<bool> start();
  void split_plain(std::size_t from, std::size_t to);
  // False: more had to be read, begin again.
  [[nodiscard]] core::Result<bool> read_quoted();
  [[nodiscard]] core::Result<bool> read_more();
  [[nodiscard]] std::size_t end_of_quoted(std::size_t from) const;
  [[nodiscard]] bool ends_cell(std::size_t at) const;
  [[nodiscard]] std::string_view unquoted(std::size_t from, std::size_t closing);
  void finish(std::size_t next, std::uint64_t lines);

  std::string name_;
  ReadBytes read_;
  std::size_t longest_;
  std::vector<char> buffer_;
  std::size_t begin_ = 0;  // of the next record
  std::size_t end_ = 0;    // of what was read
  bool at_end_ = false;
  bool started_ = false;
  std::size_t text_after_ = 0;
  std::vector<std::string_view> cells_;
  std::uint64_t line_ = 0;
  std::uint64_t next_line_ = 1;
};

// The columns of a header by name, however it is spelled: "is-meta" is "is_meta" is "Is-Meta".
class CsvColumns {
 public:
  explicit CsvColumns(std::span<const std::string_view> header);
  static constexpr std::size_t kNone = static_cast<std::size_t>(-1);
  [[nodiscard]] std::size_t find(std::string_view name) const;  // kNone where there is none
  [[nodiscard]] std::size_t size() const { return names_.size(); }
  [[nodiscard]] const std::string& operator[](std::size_t at) const { return names_[at]; }

 private:
  std::vector<std::string> names_;
};

}  // namespace demur::opinion
