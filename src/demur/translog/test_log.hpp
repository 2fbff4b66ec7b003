// A small log in memory, for the tests of what reads whole logs.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "demur/translog/checkpoint.hpp"
#include "demur/translog/source.hpp"
#include "demur/translog/test_support.hpp"

namespace demur::translog::test {

class MemoryLog : public LogSource {
 public:
  explicit MemoryLog(std::string name = "example.com/testlog") : key(key_named(std::move(name))) {}

  void add(const std::vector<std::string>& more) {
    std::vector<Hash> leaves;
    for (const std::string& entry : more) leaves.push_back(leaf_hash(core::bytes_of(entry)));
    root = tiles.grow(entries.size(), leaves).root;
    entries.insert(entries.end(), more.begin(), more.end());
  }
  void add_numbered(std::size_t count) {
    std::vector<std::string> more;
    for (std::size_t i = 0; i < count; ++i) more.push_back("entry " + std::to_string(entries.size() + i));
    add(more);
  }

  Result<std::string> checkpoint() override {
    return sign_checkpoint({key.verifier().name, entries.size(), root, {}}, key);
  }
  Result<Bytes> tile(const TileId& tile) override { return read_exactly(tiles, tile); }
  Result<Bytes> bundle(const BundleId& bundle) override {
    Bytes bytes;
    for (std::uint32_t i = 0; i < bundle.width; ++i)
      DEMUR_TRY(append_entry(bytes, core::bytes_of(entries.at(bundle.index * kTileWidth + i))));
    return bytes;
  }

  SigningKey key;
  std::vector<std::string> entries;
  MemoryTiles tiles;
  Hash root = empty_root();
};

using Files = std::map<std::string, Bytes, std::less<>>;

// The log's static files, in memory.
inline Files files_of(MemoryLog& log) {
  Files files;
  const std::string note = log.checkpoint().value();
  files["checkpoint"] = Bytes(note.begin(), note.end());
  for (const TileId& tile : tiles_of_size(log.entries.size())) files[path_of(tile)] = log.tile(tile).value();
  for (const BundleId& bundle : bundles_of_size(log.entries.size()))
    files[path_of(bundle)] = log.bundle(bundle).value();
  return files;
}

inline StaticSource source_of(const Files& files) {
  return StaticSource([&files](std::string_view path, std::size_t most_bytes) -> Result<Bytes> {
    const auto file = files.find(path);
    if (file == files.end()) return fail(Code::not_found, "no " + std::string(path));
    if (file->second.size() > most_bytes) return fail(Code::too_large, std::string(path) + " is too large");
    return file->second;
  });
}

// A folder that goes away with the test.
class TemporaryFolder {
 public:
  TemporaryFolder() {
    std::string name = (std::filesystem::temp_directory_path() / "demur-translog-XXXXXX").string();
    if (::mkdtemp(name.data()) == nullptr) throw std::runtime_error("no temporary folder");
    path = name;
  }
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  ~TemporaryFolder() {
    std::error_code error;
    std::filesystem::remove_all(path, error);
  }

  std::filesystem::path path;
};

}  // namespace demur::translog::test
