// The log's signing key on disk: one line, `PRIVATE+KEY+<name>+<id>+<base64 of type and seed>`, the
// form that golang.org/x/mod/sumdb/note reads, mode 0600. Whoever holds it can sign checkpoints.
#pragma once

#include <filesystem>
#include <memory>
#include <string>

#include "demur/core/random.hpp"
#include "demur/core/result.hpp"
#include "demur/translog/key.hpp"

namespace demur::service {

[[nodiscard]] core::Status make_private_folder(const std::filesystem::path& folder);

// Refuses where a key exists already.
[[nodiscard]] core::Result<std::unique_ptr<translog::SigningKey>> create_log_key(
    const std::filesystem::path& folder, const std::string& origin, const core::Random& random);
// For a founding that failed: a key that signed nothing is nobody's.
void remove_log_key(const std::filesystem::path& folder);
// Refuses a file that others than its owner may read, and one whose key is not the one it names.
[[nodiscard]] core::Result<std::unique_ptr<translog::SigningKey>> read_log_key(
    const std::filesystem::path& folder);
[[nodiscard]] core::Result<std::unique_ptr<translog::SigningKey>> read_key_file(
    const std::filesystem::path& file);

// Puts the key of another file into a folder that has none; one that is there must be the same.
[[nodiscard]] core::Status copy_log_key(const std::filesystem::path& file,
                                        const std::filesystem::path& folder);

}  // namespace demur::service
