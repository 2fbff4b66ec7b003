// Writes every page of the invented institution into a folder, for eyes, pictures and axe.
//
//   demur_gallery FOLDER
#include <filesystem>
#include <fstream>
#include <iostream>

#include "samples.hpp"

namespace {

void write(const std::filesystem::path& path, std::string_view text) {
  std::ofstream(path, std::ios::binary) << text;
}

}  // namespace

int main(int argc, char** argv) {
  namespace web = demur::web;
  if (argc != 2 || *argv[1] == '-') {
    std::cerr << "usage: demur_gallery FOLDER\n";
    return 2;
  }
  const std::filesystem::path folder = argv[1];
  std::filesystem::create_directories(folder / "assets");
  for (const auto& file : web::assets::files()) write(folder / "assets" / file.name, file.text());
  auto all = web::samples::full();
  for (auto& sample : web::samples::empty()) all.push_back(std::move(sample));
  for (const auto& sample : all)
    write(folder / (sample.name + ".html"),
          web::render(web::samples::layout(sample), sample.template_name, sample.view));
  std::cout << all.size() << " pages in " << folder.string() << "\n";
}
