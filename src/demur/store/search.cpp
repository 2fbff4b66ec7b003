#include "demur/store/search.hpp"

#include <algorithm>
#include <iterator>
#include <limits>
#include <tuple>

#include "demur/core/day.hpp"
#include "demur/store/table.hpp"

namespace demur::store {
namespace {

using core::Result;
using domain::Member;
using domain::Role;
using domain::Search;
using domain::SearchTerm;

constexpr int kDayBits = 43;  // of a place, below its day

// What is more is not narrowed by marks: there are so many that a page of them is soon full.
constexpr std::int64_t kMostMarks = 300;

std::int64_t first_place(core::Day day) {
  return static_cast<std::int64_t>(day.time_since_epoch().count()) * (std::int64_t{1} << kDayBits);
}

// In quotes nothing is an operator of FTS5; a quote itself is doubled.
std::string in_quotes(std::string_view words, bool begins = false) {
  std::string out = "\"";
  for (const char each : words) {
    if (each == '"') out += '"';
    out += each;
  }
  out += begins ? "\"*" : "\"";
  return out;
}

std::string either(const std::vector<SearchTerm>& terms) {
  std::string out;
  for (const SearchTerm& term : terms)
    out += (out.empty() ? "" : " OR ") + in_quotes(term.words, term.begins);
  return "(" + out + ")";
}

// Terms side by side are an AND that passes over one in which the tokenizer finds no word.
std::string text_match(const Search& search) {
  std::string out;
  std::string beside;
  for (const auto& group : search.all) {
    if (group.size() == 1)
      beside += " " + in_quotes(group.front().words, group.front().begins);
    else
      out += (out.empty() ? "" : " AND ") + either(group);
  }
  if (!beside.empty()) out += (out.empty() ? "(" : " AND (") + beside + ")";
  if (!search.none.empty()) out = "(" + out + ") NOT " + either(search.none);
  return "{title text} : (" + out + ")";
}

using Marks = std::vector<std::string>;  // of which a document has one at least

std::string match(const Search& search, const std::vector<Marks>& all) {
  std::string out = search.empty() ? "" : text_match(search);
  for (const Marks& marks : all) {
    std::string group;
    for (const std::string& mark : marks) group += (group.empty() ? "" : " OR ") + in_quotes(mark);
    out += (out.empty() ? "marks : (" : " AND marks : (") + group + ")";
  }
  return out;
}

// "adoptedinpart": a word of an enum as the indexes have it, which one token holds.
template <typename Enum>
Marks mark_of(Enum value) {
  std::string mark = word(value);
  std::erase(mark, '_');
  return {mark};
}

struct Places {
  std::int64_t from;
  std::int64_t to;
};

Places places_of(const SearchFilter& filter) {
  Places places{std::numeric_limits<std::int64_t>::min(), std::numeric_limits<std::int64_t>::max()};
  if (filter.year) {
    const auto first = [](int year) {
      return first_place(core::Day(std::chrono::year(year) / std::chrono::January / 1));
    };
    places = {first(*filter.year), first(*filter.year + 1) - 1};
  }
  if (filter.before && *filter.before > places.from)
    places.to = std::min(places.to, *filter.before - 1);
  else if (filter.before)
    places.to = places.from;
  return places;
}

Result<Marks> reader_marks(const Reader& reader, const Member& who, bool named_for_members) {
  if (who.has(Role::custodian)) return Marks{"every"};
  Marks marks = DEMUR_TRY(
      reader.all<std::string>("SELECT dissent FROM signature WHERE signer = ?1 UNION ALL "
                              "SELECT d.id FROM decision d JOIN appointment a ON a.office = d.owner "
                              "WHERE a.member = ?1 AND a.role = 'respondent' LIMIT ?2",
                              who.id, kMostMarks));
  if (std::ssize(marks) == kMostMarks) return Marks{"every"};
  marks.push_back(who.id.text);
  if (named_for_members) marks.emplace_back(word(domain::Standing::named));
  return marks;
}

// What a filter asks for: by marks, and where an office has too many decisions by `office`, row for row.
struct Narrowed {
  std::vector<Marks> marks;
  std::optional<domain::OfficeId> office = {};
};

Result<Narrowed> narrowed(const Reader& reader, const SearchFilter& filter, Marks first) {
  Narrowed out{.marks = {std::move(first)}};
  if (!filter.office) return out;
  Marks decisions = DEMUR_TRY(reader.all<std::string>("SELECT id FROM decision WHERE owner = ?1 LIMIT ?2",
                                                      *filter.office, kMostMarks));
  if (std::ssize(decisions) == kMostMarks) {
    out.office = filter.office;
  } else {
    if (decisions.empty()) decisions.emplace_back("none");
    out.marks.push_back(std::move(decisions));
  }
  return out;
}

PublicHit public_hit(Row& row) {
  PublicHit hit;
  hit.place = row.next<std::int64_t>();
  hit.decision = row.next<domain::DecisionId>();
  hit.version = row.next<std::optional<int>>();
  hit.disposition = row.next<std::optional<domain::DispositionId>>();
  hit.title = row.next<std::string>();
  hit.excerpt = row.next<std::string>();
  return hit;
}

// ---- what is like a text

constexpr std::int64_t kFewTexts = 300;     // that have a word: more make it a common one
constexpr std::int64_t kMostOfRare = 2000;  // texts that are weighed for their rare words
constexpr std::int64_t kMostOfCommon = 1000;
constexpr std::size_t kMostRare = 24;
constexpr std::size_t kMostCommon = 6;

struct Weighed {
  std::string word;
  std::int64_t texts;  // that have it; counted no further than common words begin
  std::int64_t since;  // the place of the last one counted: of two common words, the older is the rarer
};

// FTS5 refuses to look for nothing; of an empty phrase there is none.
std::string in_texts(const std::string& match) {
  return match.empty() ? in_quotes({}) : "{title text} : (" + match + ")";
}

Result<Weighed> weighed(const Reader& reader, const std::string& word) {
  auto found = DEMUR_TRY(reader.row(
      "SELECT count(*), coalesce(min(place), 0) FROM (SELECT rowid AS place FROM public_index "
      "WHERE public_index MATCH ?1 ORDER BY rowid DESC LIMIT ?2)",
      [&](Row& row) {
        Weighed all{.word = word, .texts = row.next<std::int64_t>(), .since = 0};
        all.since = row.next<std::int64_t>();
        return all;
      },
      in_texts(in_quotes(word)), kFewTexts + 1));
  return found.value_or(Weighed{word, 0, 0});
}

std::vector<SearchTerm> terms_of(const std::vector<std::string>& words) {
  std::vector<SearchTerm> terms;
  for (const std::string& word : words) terms.push_back({word, false});
  return terms;
}

// One of every second word and one of the others: each stands once, so that bm25 counts it once.
std::string two_of(const std::vector<std::string>& words) {
  std::vector<SearchTerm> sides[2];
  for (std::size_t i = 0; i < words.size(); ++i) sides[i % 2].push_back({words[i], false});
  if (sides[1].empty()) return sides[0].empty() ? "" : either(sides[0]);
  return either(sides[0]) + " AND " + either(sides[1]);
}

}  // namespace

Result<std::vector<PublicHit>> find_public(const Reader& reader, const Search& search,
                                           const SearchFilter& filter) {
  if (filter.kind || (search.empty() && !search.none.empty())) return std::vector<PublicHit>{};
  const Places places = places_of(filter);
  Narrowed to = DEMUR_TRY(narrowed(reader, filter, {"every"}));
  if (filter.outcome) to.marks.push_back(mark_of(*filter.outcome));
  return reader.rows(
      "SELECT p.place, p.decision, p.version, p.disposition, "
      "  highlight(public_index, 0, char(2), char(3)), snippet(public_index, 1, char(2), char(3), '…', 32) "
      "FROM public_index f CROSS JOIN public_place p ON p.place = f.rowid "
      "WHERE public_index MATCH ?1 AND f.rowid BETWEEN ?2 AND ?3 "
      "  AND (?4 IS NULL OR (SELECT owner FROM decision WHERE id = p.decision) = ?4) "
      "ORDER BY f.rowid DESC LIMIT ?5",
      public_hit, match(search, to.marks), places.from, places.to, to.office, filter.limit);
}

Result<std::vector<DissentHit>> find_dissents(const Reader& reader, const Search& search,
                                              const SearchFilter& filter, const Member& who,
                                              bool named_for_members) {
  if (filter.outcome || (search.empty() && !search.none.empty())) return std::vector<DissentHit>{};
  const Places places = places_of(filter);
  Narrowed to = DEMUR_TRY(narrowed(reader, filter, DEMUR_TRY(reader_marks(reader, who, named_for_members))));
  if (filter.kind) to.marks.push_back(mark_of(*filter.kind));
  return reader.rows(
      "SELECT p.place, p.dissent, "
      "  highlight(dissent_index, 0, char(2), char(3)), snippet(dissent_index, 1, char(2), char(3), '…', 32) "
      "FROM dissent_index f CROSS JOIN dissent_place p ON p.place = f.rowid "
      "WHERE dissent_index MATCH ?1 AND f.rowid BETWEEN ?2 AND ?3 "
      "  AND (?4 IS NULL OR (SELECT d.owner FROM dissent s JOIN decision d ON d.id = s.decision "
      "       WHERE s.id = p.dissent) = ?4) "
      "ORDER BY f.rowid DESC LIMIT ?5",
      [](Row& row) {
        DissentHit hit;
        hit.place = row.next<std::int64_t>();
        hit.dissent = row.next<domain::DissentId>();
        hit.title = row.next<std::string>();
        hit.excerpt = row.next<std::string>();
        return hit;
      },
      match(search, to.marks), places.from, places.to, to.office, filter.limit);
}

Result<WeighedWords> weigh_words(const Reader& reader, const std::vector<std::string>& words) {
  std::vector<Weighed> all;
  for (const std::string& word : words) {
    auto one = DEMUR_TRY(weighed(reader, word));
    if (one.texts > 0) all.push_back(std::move(one));
  }
  std::ranges::sort(all, {}, [](const Weighed& each) { return std::tie(each.texts, each.since, each.word); });
  WeighedWords chosen;
  std::int64_t texts = 0;
  for (Weighed& each : all) {
    texts += each.texts;
    const bool rare = each.texts <= kFewTexts && texts <= kMostOfRare && chosen.common.empty() &&
                      chosen.rare.size() < kMostRare;
    auto& side = rare ? chosen.rare : chosen.common;
    if (rare || side.size() < kMostCommon) side.push_back(std::move(each.word));
  }
  return chosen;
}

Result<std::vector<PublicHit>> alike_public(const Reader& reader, const WeighedWords& words,
                                            const domain::DecisionId& but, int limit) {
  const std::vector<SearchTerm> rare = terms_of(words.rare);
  std::vector<SearchTerm> all = rare;
  std::ranges::copy(terms_of(words.common), std::back_inserter(all));
  if (all.empty()) return std::vector<PublicHit>{};
  // The order of `best` is what both ways in give a text together: bm25 is a sum over words.
  return reader.rows(
      "WITH scored(place, score) AS ("
      "  SELECT rowid, bm25(public_index, 4.0, 1.0, 0.0) FROM public_index WHERE public_index MATCH ?1 "
      "  UNION ALL SELECT * FROM ("
      "    SELECT rowid, bm25(public_index, 4.0, 1.0, 0.0) FROM public_index WHERE public_index MATCH ?2 "
      "    ORDER BY rowid DESC LIMIT ?3)), "
      "best(place, score) AS ("
      "  SELECT s.place, sum(s.score) FROM scored s CROSS JOIN public_place p ON p.place = s.place "
      "  WHERE p.decision <> ?4 GROUP BY s.place ORDER BY 2, 1 LIMIT ?5) "
      "SELECT p.place, p.decision, p.version, p.disposition, "
      "  highlight(public_index, 0, char(2), char(3)), snippet(public_index, 1, char(2), char(3), '…', 32) "
      "FROM best b CROSS JOIN public_index f ON f.rowid = b.place "
      "CROSS JOIN public_place p ON p.place = b.place "
      "WHERE public_index MATCH ?6 ORDER BY b.score, b.place",
      public_hit, in_texts(rare.empty() ? "" : either(rare)), in_texts(two_of(words.common)), kMostOfCommon,
      but, limit, in_texts(either(all)));
}

}  // namespace demur::store
