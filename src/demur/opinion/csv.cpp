#include "demur/opinion/csv.hpp"

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <memory>

namespace demur::opinion {
namespace {

using core::Code;

constexpr std::size_t kChunk = std::size_t{1} << 16;
constexpr std::size_t kNowhere = static_cast<std::size_t>(-1);

struct CloseFile {
  void operator()(std::FILE* file) const { std::fclose(file); }  // NOLINT(cert-err33-c): only read from
};

}  // namespace

ReadBytes read_file(const std::string& path) {
  auto file = std::make_shared<std::unique_ptr<std::FILE, CloseFile>>();
  return [file, path](std::span<char> into) -> core::Result<std::size_t> {
    if (!*file) {
      file->reset(std::fopen(path.c_str(), "rbe"));
      if (!*file)
        return core::fail(errno == ENOENT ? Code::not_found : Code::internal, "cannot open " + path);
    }
    const std::size_t got = std::fread(into.data(), 1, into.size(), file->get());
    if (got == 0 && std::ferror(file->get()) != 0) return core::fail(Code::internal, "cannot read " + path);
    return got;
  };
}

ReadBytes read_text(std::string_view text) {
  auto rest = std::make_shared<std::string_view>(text);
  return [rest](std::span<char> into) -> core::Result<std::size_t> {
    const std::size_t got = rest->copy(into.data(), into.size());
    rest->remove_prefix(got);
    return got;
  };
}

std::string csv_cell(std::string_view text) {
  if (text.find_first_of(",\"\r\n") == std::string_view::npos) return std::string(text);
  std::string quoted = "\"";
  for (const char each : text) {
    quoted += each;
    if (each == '"') quoted += each;
  }
  return quoted + '"';
}

CsvReader::CsvReader(std::string name, ReadBytes read, std::size_t longest_record)
    : name_(std::move(name)), read_(std::move(read)), longest_(longest_record) {}

std::unexpected<core::Error> CsvReader::wrong(std::string_view what) const {
  return core::fail(Code::invalid, name_ + ", line " + std::to_string(line_) + ": " + std::string(what));
}

std::unexpected<core::Error> CsvReader::wrong(std::string_view column, std::string_view what) const {
  return core::fail(Code::invalid, name_ + ", line " + std::to_string(line_) + ", column " +
                                       std::string(column) + ": " + std::string(what));
}

// More bytes after those not used yet, which move to the front. False: there are no more.
core::Result<bool> CsvReader::fill() {
  if (at_end_) return false;
  if (begin_ > 0) {
    std::copy(buffer_.begin() + static_cast<std::ptrdiff_t>(begin_),
              buffer_.begin() + static_cast<std::ptrdiff_t>(end_), buffer_.begin());
    end_ -= begin_;
    begin_ = 0;
  }
  if (end_ > longest_) {
    line_ = next_line_;
    return core::fail(Code::too_large, name_ + ", line " + std::to_string(line_) +
                                           ": a record of more than " + std::to_string(longest_) +
                                           " bytes; is a quotation mark missing its partner?");
  }
  if (buffer_.size() < end_ + kChunk) buffer_.resize(std::max(end_ + kChunk, 2 * end_));
  const std::size_t got = DEMUR_TRY(read_(std::span(buffer_).subspan(end_)));
  if (std::memchr(buffer_.data() + end_, 0, got) != nullptr)
    return core::fail(Code::invalid, name_ + ": holds NUL bytes and is no UTF-8 text; save it as UTF-8");
  end_ += got;
  at_end_ = got == 0;
  return !at_end_;
}

core::Result<bool> CsvReader::read_more() {
  DEMUR_TRY(fill());
  return false;
}

core::Result<bool> CsvReader::start() {
  started_ = true;
  while (end_ < 3 && DEMUR_TRY(fill())) {
  }
  const std::string_view front(buffer_.data(), std::min<std::size_t>(end_, 3));
  if (front.starts_with("\xff\xfe") || front.starts_with("\xfe\xff"))
    return core::fail(Code::invalid, name_ + ": is UTF-16; save it as UTF-8");
  if (front == "\xef\xbb\xbf") begin_ = 3;
  return true;
}

core::Result<bool> CsvReader::next() {
  if (!started_) DEMUR_TRY(start());
  for (;;) {
    const char* from = buffer_.data() + begin_;
    const auto* found =
        static_cast<const char*>(begin_ == end_ ? nullptr : std::memchr(from, '\n', end_ - begin_));
    if (found == nullptr && !at_end_) {
      DEMUR_TRY(fill());
      continue;
    }
    if (begin_ == end_) return false;
    const std::size_t to = found == nullptr ? end_ : static_cast<std::size_t>(found - buffer_.data());
    if (std::memchr(from, '"', to - begin_) != nullptr) {
      if (DEMUR_TRY(read_quoted())) return true;
      continue;
    }
    const bool returns = to > begin_ && buffer_[to - 1] == '\r';
    const std::size_t text_end = returns ? to - 1 : to;
    const std::size_t text_begin = begin_;
    finish(found == nullptr ? end_ : to + 1, 1);
    if (text_begin == text_end) continue;  // an empty line
    split_plain(text_begin, text_end);
    if (std::memchr(buffer_.data() + text_begin, '\r', text_end - text_begin) != nullptr)
      return wrong("a carriage return inside; save the file with LF or CRLF line ends");
    return true;
  }
}

void CsvReader::finish(std::size_t next, std::uint64_t lines) {
  begin_ = next;
  line_ = next_line_;
  next_line_ += lines;
}

void CsvReader::split_plain(std::size_t from, std::size_t to) {
  cells_.clear();
  const std::string_view record(buffer_.data() + from, to - from);
  std::size_t start = 0;
  for (;;) {
    const std::size_t comma = cells_.size() + 1 == text_after_ ? kNowhere : record.find(',', start);
    cells_.push_back(record.substr(start, comma == kNowhere ? kNowhere : comma - start));
    if (comma == kNowhere) return;
    start = comma + 1;
  }
}

bool CsvReader::ends_cell(std::size_t at) const {
  if (at >= end_) return true;
  if (buffer_[at] == '\r') return at + 1 >= end_ || buffer_[at + 1] == '\n';
  return buffer_[at] == ',' || buffer_[at] == '\n';
}

// Where the quotation that opens at `from` closes; kNowhere where what was read does not tell.
std::size_t CsvReader::end_of_quoted(std::size_t from) const {
  for (std::size_t at = from + 1; at < end_; ++at) {
    const void* found = std::memchr(buffer_.data() + at, '"', end_ - at);
    if (found == nullptr) return kNowhere;
    at = static_cast<std::size_t>(static_cast<const char*>(found) - buffer_.data());
    if (at + 2 >= end_ && !at_end_) return kNowhere;  // what follows decides
    if (at + 1 < end_ && buffer_[at + 1] == '"') {
      ++at;
      continue;
    }
    return at;
  }
  return kNowhere;
}

std::string_view CsvReader::unquoted(std::size_t from, std::size_t closing) {
  std::size_t to = from + 1;
  for (std::size_t at = from + 1; at < closing; ++at) {
    buffer_[to++] = buffer_[at];
    if (buffer_[at] == '"') ++at;  // two stand for one
  }
  return {buffer_.data() + from + 1, to - from - 1};
}

// A record with quotation marks in it. Two passes: cells are looked for, and only when all of the
// record is there are doubled quotation marks made one, in place.
core::Result<bool> CsvReader::read_quoted() {
  struct Piece {
    std::size_t from, to;
    bool quoted;
  };
  std::vector<Piece> pieces;
  std::size_t at = begin_;
  for (;;) {
    const bool last = pieces.size() + 1 == text_after_;
    std::size_t close = kNowhere;
    if (at < end_ && buffer_[at] == '"') {
      close = end_of_quoted(at);
      if (close == kNowhere) {
        if (!at_end_) return read_more();
        line_ = next_line_;
        return wrong("a quotation that opens in this record never closes");
      }
      if (!ends_cell(close + 1)) {
        if (text_after_ == 0) {
          line_ = next_line_;
          return wrong("text after a closing quotation mark; double the marks inside a quotation");
        }
        close = kNowhere;  // a text that was not quoted and begins with a quotation
      }
    }
    if (close != kNowhere) {
      pieces.push_back({at, close, true});
      at = close + 1;
    } else {
      const std::size_t from = at;
      while (at < end_ && buffer_[at] != '\n' && (last || buffer_[at] != ',')) ++at;
      if (at == end_ && !at_end_) return read_more();
      const bool returns = at > from && buffer_[at - 1] == '\r' && (at == end_ || buffer_[at] == '\n');
      pieces.push_back({from, returns ? at - 1 : at, false});
    }
    if (at < end_ && buffer_[at] == '\r') ++at;
    if (at >= end_ || buffer_[at] == '\n') break;
    ++at;  // the comma
  }
  const auto lines = std::count(buffer_.begin() + static_cast<std::ptrdiff_t>(begin_),
                                buffer_.begin() + static_cast<std::ptrdiff_t>(at), '\n');
  finish(std::min(at + 1, end_), static_cast<std::uint64_t>(lines) + 1);
  cells_.clear();
  for (const Piece& piece : pieces)
    cells_.push_back(piece.quoted ? unquoted(piece.from, piece.to)
                                  : std::string_view(buffer_.data() + piece.from, piece.to - piece.from));
  return true;
}

namespace {

std::string spelled_plainly(std::string_view name) {
  while (!name.empty() && name.front() == ' ') name.remove_prefix(1);
  while (!name.empty() && name.back() == ' ') name.remove_suffix(1);
  std::string plain(name);
  for (char& each : plain) {
    if (each == '_' || each == ' ') each = '-';
    if (each >= 'A' && each <= 'Z') each = static_cast<char>(each - 'A' + 'a');
  }
  return plain;
}

}  // namespace

CsvColumns::CsvColumns(std::span<const std::string_view> header) {
  names_.reserve(header.size());
  for (const std::string_view name : header) names_.push_back(spelled_plainly(name));
}

std::size_t CsvColumns::find(std::string_view name) const {
  const auto found = std::find(names_.begin(), names_.end(), name);
  return found == names_.end() ? kNone : static_cast<std::size_t>(found - names_.begin());
}

}  // namespace demur::opinion
