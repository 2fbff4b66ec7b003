#include "demur/cli/tar.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <array>

namespace demur::cli {
namespace {

using core::ByteView;
using core::Code;
using core::Status;

constexpr std::size_t kBlock = 512;
using Block = std::array<std::uint8_t, kBlock>;

void put(Block& block, std::size_t at, std::string_view text) {
  std::ranges::copy(text, block.begin() + static_cast<std::ptrdiff_t>(at));
}

Block header_of(std::string_view path, std::uint64_t size) {
  Block block{};
  put(block, 0, path);
  put(block, 100, "0000600");
  put(block, 108, "0000000");
  put(block, 116, "0000000");
  put(block, 124, fmt::format("{:011o}", size));
  put(block, 136, "00000000000");
  put(block, 148, "        ");  // counted as spaces
  block[156] = '0';
  put(block, 257, "ustar");
  put(block, 263, "00");
  unsigned sum = 0;
  for (const std::uint8_t byte : block) sum += byte;
  put(block, 148, fmt::format("{:06o}", sum));
  block[154] = 0;
  block[155] = ' ';
  return block;
}

bool is_plain(std::string_view path) {
  return !path.empty() && path.size() <= 100 && path.front() != '/' && !path.contains("..");
}

}  // namespace

Status TarWriter::add(std::string_view path, ByteView content) {
  constexpr std::uint64_t kMost = 1ULL << 33U;  // eleven octal digits
  if (!is_plain(path) || content.size() >= kMost)
    return core::fail(Code::invalid, fmt::format("{} does not fit into a tar", path));
  DEMUR_TRY(sink_(header_of(path, content.size())));
  DEMUR_TRY(sink_(content));
  static constexpr Block kNothing{};
  const std::size_t over = content.size() % kBlock;
  return over == 0 ? Status() : sink_(ByteView(kNothing).first(kBlock - over));
}

Status TarWriter::finish() {
  static constexpr std::array<std::uint8_t, 2 * kBlock> kEnd{};
  return sink_(kEnd);
}

}  // namespace demur::cli
