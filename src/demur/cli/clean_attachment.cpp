#include "demur/cli/clean_attachment.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <array>

#include "demur/cli/child.hpp"
#include "demur/cli/terminal.hpp"
#include "demur/service/drop/item.hpp"

namespace demur::cli {
namespace {

using core::Code;
using core::fail;
using core::Result;

constexpr std::array<std::string_view, 3> kTextEndings{".txt", ".md", ".csv"};
constexpr std::array<std::string_view, 3> kPictureEndings{".jpg", ".jpeg", ".png"};

std::string ending_of(const std::filesystem::path& path) {
  std::string ending = path.extension().string();
  std::ranges::transform(ending, ending.begin(),
                         [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
  return ending;
}

bool is_one_of(std::string_view ending, std::span<const std::string_view> endings) {
  return std::ranges::find(endings, ending) != endings.end();
}

// Under a name of ours, so that the cleaner's own traces tell nothing either.
Result<std::string> cleaned(const std::string& bytes, const std::string& ending, std::string& done) {
  const PrivateFolder folder = DEMUR_TRY(PrivateFolder::make());
  const std::string copy = folder.path() + "/attachment" + ending;
  DEMUR_TRY(write_file(copy, bytes));
  if (is_installed("mat2")) {
    DEMUR_TRY(run_program({"mat2", "--inplace", copy}));
    done = "metadata removed by mat2";
  } else if (is_installed("exiftool") && is_one_of(ending, kPictureEndings)) {
    DEMUR_TRY(run_program({"exiftool", "-all=", "-trailer:all=", "-overwrite_original", copy}));
    done = "metadata removed by exiftool";
  } else {
    return fail(
        Code::conflict,
        is_one_of(ending, kPictureEndings)
            ? "a picture may say who took it, where and when: install mat2 or exiftool, which take that out"
            : "files of this kind may say who wrote them, and nothing here can take that out: install mat2, "
              "or put what matters into a plain text file");
  }
  return read_file(copy, service::drop::kMostAttachmentBytes);
}

}  // namespace

Result<CleanFile> clean_attachment(const std::filesystem::path& path) {
  std::string bytes = DEMUR_TRY(read_file(path.string(), service::drop::kMostAttachmentBytes));
  const std::string ending = ending_of(path);
  CleanFile file{.name = path.filename().string(), .bytes = {}, .done = "plain text, as it is"};
  if (!is_one_of(ending, kTextEndings)) {
    auto clean = cleaned(bytes, ending, file.done);
    if (!clean) return fail(clean.error().code, fmt::format("{}: {}", file.name, clean.error().what));
    bytes = std::move(*clean);
  } else if (!core::is_utf8_text(bytes)) {
    return fail(Code::invalid, fmt::format("{} is called a text, and is none", file.name));
  }
  const auto view = core::bytes_of(bytes);
  file.bytes.assign(view.begin(), view.end());
  return file;
}

}  // namespace demur::cli
