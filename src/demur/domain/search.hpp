// What somebody typed into the search field, understood: no text is an error, whatever it holds.
//
//   parse_search("port \"northern fleet\" -grain rail*")
//   // must have: port; northern fleet (next to each other); rail... — must not have: grain
//
// Words must all be there. "Quotes" hold words together, a minus before a word leaves out what has it, a
// star after it (and three letters at least before that) finds what begins with it, OR between two words asks
// for either. Everything else that is typed is looked for as it stands.
//
// At most kMostSearchTerms words are looked for; `cut` says that there were more. A text that is no
// UTF-8 looks for nothing; control characters part words. Pure.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace demur::domain {

constexpr std::size_t kMostSearchTerms = 24;
constexpr std::size_t kSearchTermBytes = 200;

struct SearchTerm {
  std::string words;    // one, or several that stand next to each other; never empty
  bool begins = false;  // the last one is how a word begins
  auto operator<=>(const SearchTerm&) const = default;
};

struct Search {
  std::vector<std::vector<SearchTerm>> all = {};  // of each, one at least
  std::vector<SearchTerm> none = {};
  bool cut = false;

  [[nodiscard]] bool empty() const { return all.empty(); }  // nothing to look for; `none` alone finds nothing
};

[[nodiscard]] Search parse_search(std::string_view typed);

// The words of a text that tell most about what it is of: long ones, each once, in lower case where they are
// ASCII, `most` at most. To look for texts that are like it.
[[nodiscard]] std::vector<std::string> telling_words(std::string_view text, std::size_t most);

}  // namespace demur::domain
