#include "demur/translog/directory_source.hpp"

#include <sys/stat.h>

#include <algorithm>
#include <cerrno>

#include "demur/translog/file.hpp"

namespace demur::translog {
namespace {

namespace fs = std::filesystem;

// As many bytes as there are, up to those that `bytes` has room for.
Status read_into(const File& file, Bytes& bytes, std::string_view path) {
  std::size_t have = 0;
  while (have < bytes.size()) {
    const ssize_t count = ::read(file.get(), &bytes[have], bytes.size() - have);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return fail(Code::unavailable, "cannot read " + std::string(path));
    if (count == 0) break;
    have += static_cast<std::size_t>(count);
  }
  bytes.resize(have);
  return {};
}

Result<Bytes> read_file(const fs::path& folder, std::string_view path, std::size_t most_bytes) {
  const File file(folder / path, O_RDONLY | O_NONBLOCK);  // opening a pipe must not wait for a writer
  if (!file.is_open() && (errno == ENOENT || errno == ENOTDIR))
    return fail(Code::not_found, "the log has no " + std::string(path));
  struct stat status{};
  if (!file.is_open() || ::fstat(file.get(), &status) != 0 || !S_ISREG(status.st_mode))
    return fail(Code::unavailable, std::string(path) + " is not a readable file");
  // One byte more than is allowed tells that there is more, whatever the file grows to meanwhile.
  Bytes bytes(std::min(static_cast<std::size_t>(status.st_size), most_bytes) + 1);
  DEMUR_TRY(read_into(file, bytes, path));
  if (bytes.size() > most_bytes)
    return fail(Code::too_large, std::string(path) + " has more bytes than it may have");
  return bytes;
}

std::unexpected<core::Error> bad_leftover(const std::string& path, const char* why) {
  return fail(Code::unproven, path + " " + why);
}

bool begins_with(ByteView whole, ByteView part) {
  return part.size() <= whole.size() && std::ranges::equal(part, whole.first(part.size()));
}

Status check_leftover_tile(const fs::path& folder, StaticSource& source, const std::string& path,
                           const TileId& tile, std::uint64_t size) {
  const std::uint32_t width = width_of_tile(tile.level, tile.index, size);
  if (tile.width == width) return {};  // today's own, which is the audit's to check
  if (tile.width > width) return bad_leftover(path, "holds more than the log's size allows");
  const Bytes part = DEMUR_TRY(read_file(folder, path, kTileWidth * sizeof(Hash)));
  const Bytes whole = DEMUR_TRY(source.tile({tile.level, tile.index, width}));
  if (part.size() != tile.width * sizeof(Hash)) return bad_leftover(path, "has a wrong length");
  if (!begins_with(whole, part)) return bad_leftover(path, "is not the beginning of today's tile");
  return {};
}

Status check_leftover_bundle(const fs::path& folder, StaticSource& source, const std::string& path,
                             const BundleId& bundle, std::uint64_t size) {
  const std::uint32_t width = width_of_tile(0, bundle.index, size);
  if (bundle.width == width) return {};
  if (bundle.width > width) return bad_leftover(path, "holds more than the log's size allows");
  const Bytes part = DEMUR_TRY(read_file(folder, path, kMaxBundleBytes));
  const Bytes whole = DEMUR_TRY(source.bundle({bundle.index, width}));
  if (!decode_bundle(part, bundle.width)) return bad_leftover(path, "is not a whole bundle");
  if (!begins_with(whole, part)) return bad_leftover(path, "is not the beginning of today's bundle");
  return {};
}

}  // namespace

StaticSource directory_source(fs::path folder) {
  return StaticSource([folder = std::move(folder)](std::string_view path, std::size_t most_bytes) {
    return read_file(folder, path, most_bytes);
  });
}

Status check_leftovers(const fs::path& folder, std::uint64_t size) {
  StaticSource source = directory_source(folder);
  std::error_code error;
  fs::recursive_directory_iterator files(folder / "tile", error);
  if (error) return size == 0 ? Status{} : fail(Code::not_found, "the log has no folder of tiles");
  for (; files != fs::recursive_directory_iterator(); files.increment(error)) {
    if (error) return fail(Code::unavailable, "cannot list the folder of the log");
    if (files->is_directory(error) || files->path().extension() == ".new") continue;  // an export that died
    const std::string path = files->path().lexically_relative(folder).generic_string();
    if (const auto bundle = parse_bundle_path(path))
      DEMUR_TRY(check_leftover_bundle(folder, source, path, *bundle, size));
    else if (const auto tile = parse_tile_path(path))
      DEMUR_TRY(check_leftover_tile(folder, source, path, *tile, size));
    else
      return bad_leftover(path, "is neither a tile nor a bundle");
  }
  return {};
}

}  // namespace demur::translog
