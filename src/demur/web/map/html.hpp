// What the pages of the map are written with.
#pragma once

#include <string>
#include <string_view>

namespace demur::web::map {

// <tag ...>words</tag>, the words escaped.
[[nodiscard]] std::string element(std::string_view tag, std::string_view words);

// Everything up to <main>: the style inside, and a policy that lets nothing be loaded or run.
[[nodiscard]] std::string head(std::string_view title, std::string_view style);

// What "disagree" is filled with in every bar of a page: once, before the first.
[[nodiscard]] std::string_view hatching();

// Wrapped between words for a terminal.
[[nodiscard]] std::string wrapped(std::string_view words, std::size_t indent, std::size_t first_indent);

}  // namespace demur::web::map
