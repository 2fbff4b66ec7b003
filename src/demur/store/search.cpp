#include "demur/store/search.hpp"

#include <limits>

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

Result<std::vector<PublicHit>> like_public(const Reader& reader, const std::vector<std::string>& words,
                                           int limit) {
  if (words.empty()) return std::vector<PublicHit>{};
  std::vector<SearchTerm> terms;
  for (const std::string& word : words) terms.push_back({word, false});
  return reader.rows(
      "SELECT p.place, p.decision, p.version, p.disposition, "
      "  highlight(public_index, 0, char(2), char(3)), snippet(public_index, 1, char(2), char(3), '…', 32) "
      "FROM public_index f CROSS JOIN public_place p ON p.place = f.rowid "
      "WHERE public_index MATCH ?1 ORDER BY bm25(public_index, 4.0, 1.0, 0.0), f.rowid LIMIT ?2",
      public_hit, "{title text} : " + either(terms), limit);
}

}  // namespace demur::store
