// Files before they are sealed: what they say about their maker is taken out, or they are not taken. Nobody
// can do it later: the server never sees them open.
//
//   const CleanFile file = DEMUR_TRY(clean_attachment("photo.jpg"));   // .done: "metadata removed by
//   exiftool"
//
// Plain text stays as it is. Everything else is cleaned by mat2, or, for JPEG and PNG, by exiftool, where
// these programs are installed; else Code::conflict with words that say what to do. Its content is not looked
// at: a letterhead, a watermark, a printer's dots stay.
#pragma once

#include <filesystem>
#include <string>

#include "demur/core/bytes.hpp"

namespace demur::cli {

struct CleanFile {
  std::string name;  // without its folder
  core::Bytes bytes;
  std::string done;  // what was done, for people
};

[[nodiscard]] core::Result<CleanFile> clean_attachment(const std::filesystem::path& path);

}  // namespace demur::cli
