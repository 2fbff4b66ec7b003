// Signing keys on disk: log.key is a log's, witness.key a witness's, drop.key a drop's. One line,
// `PRIVATE+KEY+<name>+<id>+<base64 of type and seed>`, the form that golang.org/x/mod/sumdb/note reads,
// mode 0600. Whoever holds it can sign in its name.
#pragma once

#include <filesystem>
#include <memory>
#include <string>

#include "demur/core/random.hpp"
#include "demur/core/result.hpp"
#include "demur/translog/key.hpp"

namespace demur::service {

// Makes it, and what it stands in where that is missing, durably; for its owner only.
[[nodiscard]] core::Status make_private_folder(const std::filesystem::path& folder);

// Refuses where a key of that type exists already. "{key}" in the name becomes the SHA-256 of the public
// key, in hex: Sigsum's witnesses look after logs of such names only.
[[nodiscard]] core::Result<std::unique_ptr<translog::SigningKey>> create_key(
    const std::filesystem::path& folder, translog::KeyType type, const std::string& name,
    const core::Random& random);
// The same under another name than the type's own.
[[nodiscard]] core::Result<std::unique_ptr<translog::SigningKey>> create_key_file(
    const std::filesystem::path& file, translog::KeyType type, const std::string& name,
    const core::Random& random);
// For a founding that failed: a key that signed nothing is nobody's.
void remove_key(const std::filesystem::path& folder, translog::KeyType type);
// Refuses a file that others than its owner may read, and one whose key is not the one it names.
[[nodiscard]] core::Result<std::unique_ptr<translog::SigningKey>> read_key(
    const std::filesystem::path& folder, translog::KeyType type);
[[nodiscard]] core::Result<std::unique_ptr<translog::SigningKey>> read_key_file(
    const std::filesystem::path& file, translog::KeyType type);

// Puts the log's key of another file into a folder that has none; one that is there must be the same.
[[nodiscard]] core::Status copy_log_key(const std::filesystem::path& file,
                                        const std::filesystem::path& folder);

}  // namespace demur::service
