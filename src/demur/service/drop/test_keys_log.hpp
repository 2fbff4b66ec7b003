// A keys log in memory, as an institution serves it, for tests.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "demur/core/random.hpp"
#include "demur/translog/checkpoint.hpp"
#include "demur/translog/tile.hpp"
#include "demur/translog/tree.hpp"

namespace demur::service::drop::testing {

struct TestKeysLog {
  TestKeysLog() : TestKeysLog("dissent.example.org/log") {}
  explicit TestKeysLog(const std::string& origin)
      : log_key(
            translog::SigningKey::generate(origin, translog::KeyType::log, core::seeded_random(1)).value()),
        key(translog::SigningKey::generate(origin + "/keys", translog::KeyType::log, core::seeded_random(1))
                .value()) {}

  [[nodiscard]] TestKeysLog with(std::vector<std::string> others) const {
    TestKeysLog log(log_key.verifier().name);
    log.entries = std::move(others);
    return log;
  }

  [[nodiscard]] std::string all() const {
    core::Bytes bytes;
    for (const std::string& entry : entries)
      if (!translog::append_entry(bytes, core::bytes_of(entry))) throw std::logic_error("too long an entry");
    return std::string(core::text_of(bytes));
  }

  [[nodiscard]] std::string note() const {
    struct NoTiles : translog::TileReader {
      core::Result<core::Bytes> read(const translog::TileId&) override {
        return core::fail(core::Code::internal, "there is none");
      }
    } none;
    std::vector<translog::Hash> hashes;
    for (const std::string& entry : entries) hashes.push_back(translog::leaf_hash(core::bytes_of(entry)));
    const auto grown = translog::append(none, 0, hashes).value();
    return translog::sign_checkpoint({key.verifier().name, entries.size(), grown.root, {}}, key).value();
  }

  translog::SigningKey log_key;
  translog::SigningKey key;
  std::vector<std::string> entries;
};

}  // namespace demur::service::drop::testing
