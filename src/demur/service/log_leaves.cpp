#include "demur/service/log_leaves.hpp"

#include <algorithm>

#include "demur/store/log_rows.hpp"
#include "demur/translog/tile.hpp"

namespace demur::service {

using core::Result;
using core::Status;
using store::Entries;
using translog::kTileWidth;

namespace {

Result<core::Bytes> bundled(std::span<const std::string_view> leaves) {
  std::size_t size = 0;
  for (const std::string_view leaf : leaves) size += leaf.size() + 2;
  core::Bytes bytes;
  bytes.reserve(size);
  for (const std::string_view leaf : leaves) DEMUR_TRY(translog::append_entry(bytes, core::bytes_of(leaf)));
  return bytes;
}

}  // namespace

Result<std::uint64_t> append_leaves(store::Transaction& transaction,
                                    std::span<const std::string_view> leaves) {
  const std::uint64_t begin = DEMUR_TRY(store::next_leaf_index(transaction));
  for (std::uint64_t next = begin; !leaves.empty();) {
    const std::size_t count = std::min<std::size_t>(kTileWidth - next % kTileWidth, leaves.size());
    const core::Bytes bytes = DEMUR_TRY(bundled(leaves.first(count)));
    DEMUR_TRY(store::add_entries(transaction, {next, static_cast<std::uint32_t>(count), bytes}));
    next += count;
    leaves = leaves.subspan(count);
  }
  return begin;
}

Result<std::vector<core::Bytes>> leaves(const store::Reader& reader, std::uint64_t from, std::uint64_t to) {
  std::vector<core::Bytes> found;
  const auto take = [&](const Entries& row) -> Status {
    std::uint64_t index = row.first;
    for (const core::ByteView leaf : DEMUR_TRY(translog::decode_bundle(row.bytes, row.count))) {
      if (index >= from && index < to) found.emplace_back(leaf.begin(), leaf.end());
      ++index;
    }
    return {};
  };
  DEMUR_TRY(store::read_entries(reader, DEMUR_TRY(store::first_beside(reader, from)), to, take));
  return found;
}

Result<std::vector<translog::Hash>> leaf_hashes(const store::Reader& reader, std::uint64_t from) {
  std::vector<translog::Hash> hashes;
  const auto take = [&](const Entries& row) -> Status {
    if (row.first != from + hashes.size()) return {};
    const auto leaves = DEMUR_TRY(translog::decode_bundle(row.bytes, row.count));
    hashes.resize(hashes.size() + leaves.size());
    translog::leaf_hashes(leaves, std::span(hashes).last(leaves.size()));
    return {};
  };
  DEMUR_TRY(store::read_entries(reader, from, translog::kMaxTreeSize, take));
  return hashes;
}

Result<core::Bytes> stored_bundle(const store::Reader& reader, std::uint64_t index, std::uint32_t width) {
  core::Bytes bytes;
  std::uint32_t count = 0;
  const auto take = [&](const Entries& row) -> Status {
    if (row.first != index * kTileWidth + count)
      return core::fail(core::Code::internal, "the log's rows are not as long as they say");
    bytes.insert(bytes.end(), row.bytes.begin(), row.bytes.end());
    count += row.count;
    return {};
  };
  DEMUR_TRY(store::read_entries(reader, index * kTileWidth, (index + 1) * kTileWidth, take));
  if (count < width) return core::fail(core::Code::not_found, "the log is not that long yet");
  return translog::cut_bundle(bytes, width);
}

}  // namespace demur::service
