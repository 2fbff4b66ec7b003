#include "demur/cli/ui_bundle.hpp"

#include <algorithm>

#include "demur/core/digest.hpp"
#include "demur/web/render.hpp"

namespace demur::cli {

std::string_view program_version() {
  return DEMUR_VERSION;
}

anonymity::BundleRecord built_in_bundle() {
  anonymity::BundleRecord bundle{.instance = {}, .version = std::string(program_version()), .files = {}};
  for (const core::EmbeddedFile& file : web::assets::files()) {
    const std::string name(file.name);
    const std::string path = name.ends_with(".html") ? "verify/" + name : "assets/" + name;
    bundle.files.push_back({path, core::sha256(core::bytes_of(file.text()))});
  }
  std::ranges::sort(bundle.files, {}, &anonymity::BundleFile::path);
  return bundle;
}

}  // namespace demur::cli
