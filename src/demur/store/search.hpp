// Full-text search over the indexes of migration 0009. What it gives is what might be read: of dissents, the
// caller asks domain::sight() about each before anybody hears of it.
//
//   auto hits = DEMUR_TRY(find_public(reader, domain::parse_search("port rail*"), {.limit = 20}));
//
// Newest first, and nothing else: an order by relevance would weigh a word by how often it stands in texts
// that the reader may not see. alike_public() does weigh, since every member may read all that it looks at.
//
// `title` and `excerpt` hold what was found between kFoundBegin and kFoundEnd.
// https://sqlite.org/fts5.html
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "demur/domain/nouns.hpp"
#include "demur/domain/search.hpp"
#include "demur/store/reader.hpp"

namespace demur::store {

inline constexpr char kFoundBegin = '\x02';  // no kept text holds control characters
inline constexpr char kFoundEnd = '\x03';

struct SearchFilter {
  std::optional<domain::OfficeId> office = {};   // that owns the decision
  std::optional<domain::Outcome> outcome = {};   // of an answer: then answers alone are found
  std::optional<domain::DissentKind> kind = {};  // of a dissent: then dissents alone are found
  std::optional<int> year = {};
  std::optional<std::int64_t> before = {};  // the place of the last one seen: what is older
  int limit = 20;
};

// A text of a decision, or a published answer.
struct PublicHit {
  std::int64_t place = 0;
  domain::DecisionId decision = {};
  std::optional<int> version = {};
  std::optional<domain::DispositionId> disposition = {};
  std::string title = {};  // of the decision; empty of an answer
  std::string excerpt = {};
};

struct DissentHit {
  std::int64_t place = 0;
  domain::DissentId dissent = {};
  std::string title = {};
  std::string excerpt = {};
};

// An empty search finds everything that the filter lets through.
[[nodiscard]] core::Result<std::vector<PublicHit>> find_public(const Reader& reader,
                                                               const domain::Search& search,
                                                               const SearchFilter& filter);

// Narrowed to those that `who` might read: named ones where members may read them, their own, those they
// signed, those on their office's decisions; for a custodian, all.
[[nodiscard]] core::Result<std::vector<DissentHit>> find_dissents(const Reader& reader,
                                                                  const domain::Search& search,
                                                                  const SearchFilter& filter,
                                                                  const domain::Member& who,
                                                                  bool named_for_members);

// ---- public texts that are like another one
//
//   auto words = DEMUR_TRY(weigh_words(reader, domain::telling_words(text, kMostWeighed)));
//   auto hits = DEMUR_TRY(alike_public(reader, words, but, 30));
//
// What this costs is bounded by the words and hardly by how much there is to look through. A word that few
// texts have tells most: all that have one of those are weighed by bm25. One that many have tells nothing
// alone, and its texts are too many: of those words two must stand in a text, and the newest are weighed.

inline constexpr std::size_t kMostWeighed = 64;  // words: each costs a look into the index

struct WeighedWords {
  std::vector<std::string> rare = {};
  std::vector<std::string> common = {};  // the rarest of the others
};

// Those of `words` that public texts have.
[[nodiscard]] core::Result<WeighedWords> weigh_words(const Reader& reader,
                                                     const std::vector<std::string>& words);

// The most alike first; none of the decision `but`, nor of the answers about it.
[[nodiscard]] core::Result<std::vector<PublicHit>> alike_public(const Reader& reader,
                                                                const WeighedWords& words,
                                                                const domain::DecisionId& but, int limit);

}  // namespace demur::store
