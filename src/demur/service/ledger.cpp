#include "demur/service/ledger.hpp"

#include <algorithm>
#include <iterator>
#include <map>

#include "demur/domain/sight.hpp"
#include "demur/service/precedents.hpp"
#include "demur/service/secrecy.hpp"
#include "demur/store/decisions.hpp"
#include "demur/store/dispositions.hpp"
#include "demur/store/dissents.hpp"
#include "demur/store/offices.hpp"
#include "demur/store/search.hpp"

namespace demur::service {
namespace {

using core::Result;
using namespace domain;

constexpr int kLikeCandidates = 30;
constexpr std::size_t kWordsInCommon = 2;

std::vector<Passage> passages(std::string_view marked) {
  std::vector<Passage> all;
  bool found = false;
  while (!marked.empty()) {
    const auto end = marked.find(found ? store::kFoundEnd : store::kFoundBegin);
    if (end != 0) all.push_back({std::string(marked.substr(0, end)), found});
    if (end == std::string_view::npos) break;
    marked.remove_prefix(end + 1);
    found = !found;
  }
  return all;
}

// Decisions and offices that one page names again and again.
class Names {
 public:
  explicit Names(const store::Reader& reader) : reader_(reader) {}

  Result<bool> fill(LedgerHit& hit, const DecisionId& id) {
    auto decision = decisions_.find(id);
    if (decision == decisions_.end()) {
      auto found = DEMUR_TRY(store::find_decision(reader_, id));
      if (!found) return false;
      DEMUR_TRY(hide_from_everybody(reader_, *found));
      later_[id] = DEMUR_TRY(later_found(reader_, id));
      decision = decisions_.emplace(id, std::move(*found)).first;
    }
    hit.decision = decision->second;
    hit.later = later_[id];
    auto office = offices_.find(hit.decision.owner);
    if (office == offices_.end()) {
      const auto found = DEMUR_TRY(store::find_office(reader_, hit.decision.owner));
      office = offices_.emplace(hit.decision.owner, found ? found->name : std::string()).first;
    }
    hit.office = office->second;
    return true;
  }

 private:
  const store::Reader& reader_;
  std::map<DecisionId, Decision> decisions_;
  std::map<DecisionId, std::optional<Hindsight>> later_;
  std::map<OfficeId, std::string> offices_;
};

Result<std::optional<LedgerHit>> public_hit(const store::Reader& reader, Names& names,
                                            const store::PublicHit& found) {
  LedgerHit hit{.version = found.version,
                .title = passages(found.title),
                .excerpt = passages(found.excerpt),
                .place = found.place};
  if (!DEMUR_TRY(names.fill(hit, found.decision))) return std::nullopt;
  if (found.disposition) {
    hit.disposition = DEMUR_TRY(store::find_disposition(reader, *found.disposition));
    if (!hit.disposition) return std::nullopt;
    hit.disposition->confidential_note.clear();
    hit.day = hit.disposition->published_on;
    return hit;
  }
  for (const TextVersion& version : hit.decision.versions)
    if (version.number == found.version) hit.day = version.day;
  return hit;
}

// Nothing where `who` may not read it.
Result<std::optional<LedgerHit>> dissent_hit(const store::Reader& reader, Names& names, const Member& who,
                                             const ChannelPolicy& policy, const store::DissentHit& found) {
  auto dissent = DEMUR_TRY(store::find_dissent(reader, found.dissent));
  LedgerHit hit{.title = passages(found.title), .excerpt = passages(found.excerpt), .place = found.place};
  if (!dissent || !DEMUR_TRY(names.fill(hit, dissent->decision))) return std::nullopt;
  const bool has_signed = DEMUR_TRY(store::has_signed(reader, dissent->id, who.id));
  if (!sight(bond(who, *dissent, hit.decision, has_signed, false), *dissent, 0, policy).text)
    return std::nullopt;
  hit.day = dissent->filed_on;
  hit.dissent = Dissent{.id = dissent->id,
                        .decision = dissent->decision,
                        .kind = dissent->kind,
                        .standing = dissent->standing,
                        .author = {},
                        .title = {},
                        .text = {},
                        .state = dissent->state,
                        .filed_on = dissent->filed_on};
  return hit;
}

struct Asked {
  const store::Reader& reader;
  const Member& who;
  const ChannelPolicy& policy;
  Search search;
  store::SearchFilter filter;
};

// The newest `filter.limit` of each kind that `who` may read, in one order.
Result<std::vector<LedgerHit>> hits_of(const Asked& asked) {
  Names names(asked.reader);
  std::vector<LedgerHit> hits;
  for (const auto& found : DEMUR_TRY(store::find_public(asked.reader, asked.search, asked.filter)))
    if (auto hit = DEMUR_TRY(public_hit(asked.reader, names, found))) hits.push_back(std::move(*hit));
  store::SearchFilter filter = asked.filter;
  const bool named_for_members = asked.policy.named_readers == Readers::members;
  int missing = filter.limit;
  while (missing > 0) {
    const auto page =
        DEMUR_TRY(store::find_dissents(asked.reader, asked.search, filter, asked.who, named_for_members));
    for (const auto& found : page) {
      filter.before = found.place;
      if (missing == 0) break;
      if (auto hit = DEMUR_TRY(dissent_hit(asked.reader, names, asked.who, asked.policy, found))) {
        hits.push_back(std::move(*hit));
        --missing;
      }
    }
    if (std::ssize(page) < filter.limit) break;
  }
  std::ranges::sort(hits, std::ranges::greater{}, &LedgerHit::place);
  return hits;
}

std::size_t words_in_common(const std::vector<std::string>& words, const std::string& text) {
  std::string low = text;
  for (char& each : low)
    if (each >= 'A' && each <= 'Z') each = static_cast<char>(each + ('a' - 'A'));
  return static_cast<std::size_t>(std::ranges::count_if(
      words, [&](const std::string& word) { return low.find(word) != std::string::npos; }));
}

std::string whole_text(const LedgerHit& hit) {
  if (hit.disposition) return hit.disposition->reasons + "\n" + hit.disposition->what_changed;
  return hit.decision.title + "\n" + hit.decision.versions.back().text;
}

}  // namespace

Result<LedgerReading> search_ledger(Institution& house, const Member& who, const LedgerQuestion& question) {
  return house.store().read([&](const store::Reader& reader) -> Result<LedgerReading> {
    Asked asked{reader, who, house.policy(), parse_search(question.typed), {}};
    asked.filter = {.office = question.office,
                    .outcome = question.outcome,
                    .kind = question.kind,
                    .year = question.year,
                    .before = question.before,
                    .limit = kLedgerPage + 1};
    LedgerReading reading{.cut = asked.search.cut};
    if (who.state != MemberState::active) return reading;
    reading.hits = DEMUR_TRY(hits_of(asked));
    if (std::ssize(reading.hits) <= kLedgerPage) return reading;
    reading.hits.resize(kLedgerPage);
    reading.older = reading.hits.back().place;
    return reading;
  });
}

Result<std::vector<LedgerHit>> like_matters(const store::Reader& reader, std::string_view text,
                                            const DecisionId& but) {
  const auto words = telling_words(text, store::kMostWeighed);
  const auto weighed = DEMUR_TRY(store::weigh_words(reader, words));
  std::vector<std::string> sought = weighed.rare;
  std::ranges::copy(weighed.common, std::back_inserter(sought));
  const std::size_t enough = std::min(kWordsInCommon, words.size());
  Names names(reader);
  std::vector<LedgerHit> alike;
  for (const auto& found : DEMUR_TRY(store::alike_public(reader, weighed, but, kLikeCandidates))) {
    auto hit = DEMUR_TRY(public_hit(reader, names, found));
    if (!hit || words_in_common(sought, whole_text(*hit)) < enough) continue;
    const auto same = [&](const LedgerHit& other) { return cited_as(other) == cited_as(*hit); };
    if (std::ranges::any_of(alike, same)) continue;
    alike.push_back(std::move(*hit));
    if (std::ssize(alike) == kMostLike) break;
  }
  return alike;
}

Result<std::vector<LedgerHit>> like_matters(Institution& house, std::string_view text,
                                            const DecisionId& but) {
  return house.store().read([&](const store::Reader& reader) { return like_matters(reader, text, but); });
}

std::string cited_as(const LedgerHit& hit) {
  return hit.disposition ? "disposition:" + hit.disposition->id.text : "decision:" + hit.decision.id.text;
}

}  // namespace demur::service
