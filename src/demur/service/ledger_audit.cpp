#include "demur/service/ledger_audit.hpp"

#include <fmt/core.h>

#include <algorithm>

#include "demur/domain/fields.hpp"
#include "demur/domain/review.hpp"

namespace demur::service {
namespace {

using core::Day;
using domain::ChannelPolicy;

std::string ref_of(const translog::Leaf& leaf, std::string_view noun) {
  for (const std::string& ref : leaf.refs)
    if (ref.starts_with(noun) && ref.size() > noun.size() && ref[noun.size()] == ':')
      return ref.substr(noun.size() + 1);
  return {};
}

bool said_true(const core::json::object& said, const char* name) {
  const auto* value = said.if_contains(name);
  return value != nullptr && value->is_bool() && value->get_bool();
}

std::string said_in(const translog::Leaf& leaf, const char* name) {
  return leaf.public_part ? said_text(*leaf.public_part, name) : std::string();
}

}  // namespace

void LedgerAudit::file_away(std::uint64_t index, const translog::Leaf& leaf) {
  const RecordedEvent event{index, leaf.day, leaf.public_part.value_or(core::json::object{})};
  const auto taken = [&](Case& one) {
    if (const auto day = core::parse_day(said_text(event.said, "taken_on"))) one.taken_on = *day;
  };
  if (leaf.type == "decision.registered") {
    known_.emplace("decision:" + leaf.id, Known{index, leaf.id});
    taken(decisions_[leaf.id]);
  }
  if (leaf.type == "decision.taken") taken(decisions_[ref_of(leaf, "decision")]);
  if (leaf.type == "disposition.published") {
    known_.emplace("disposition:" + leaf.id, Known{index, ref_of(leaf, "decision")});
    answers_.emplace_back("disposition:" + leaf.id, index);
    answered_.insert(ref_of(leaf, "dissent"));
    // Its first reference to a decision is the one that the dissent is from.
    Case& one = decisions_[ref_of(leaf, "decision")];
    if (!one.first_answer) one.first_answer = event;
  }
  if (leaf.type == "decision.superseded" || leaf.type == "decision.withdrawn")
    decisions_[ref_of(leaf, "decision")].ended = index;
  if (leaf.type == "decision.reviewed") decisions_[ref_of(leaf, "decision")].reviews.push_back(event);
  if (leaf.type == "duty.missed" && said_text(event.said, "kind") == "review")
    decisions_[ref_of(leaf, "decision")].missed.push_back(event);
  if (leaf.type == "duty.waived" && said_text(event.said, "kind") == "review")
    decisions_[ref_of(leaf, "decision")].waived = event;
  if (leaf.type == "precedents.considered") considered_.emplace_back(leaf, index);
  if (leaf.type == "precedent.cited") citing_.emplace_back(leaf, index);
  if (leaf.type == "dissent.looked_back") looks_.emplace_back(leaf, index);
}

void LedgerAudit::judge_reviews(const Case& one, const ChannelPolicy& policy, Day newest,
                                LedgerFigures& figures, const Find& find) const {
  figures.missed_reviews += static_cast<int>(one.missed.size());
  if (!one.taken_on || !one.first_answer) {
    for (const RecordedEvent& review : one.reviews) find(review.index, "a review that nobody owed");
    if (one.waived) find(one.waived->index, "it waives a review that nobody owed");
    return;
  }
  Day due = domain::review_due(*one.taken_on, one.first_answer->day, policy);
  std::size_t misses = 0;  // that belong to a day that was due
  bool owed = true;
  std::uint64_t since = one.first_answer->index;
  const auto was_missed = [&] {
    return misses < one.missed.size() && said_text(one.missed[misses].said, "due") == core::to_string(due) &&
           one.missed[misses].day > due;
  };
  for (const RecordedEvent& review : one.reviews) {
    ++figures.reviews;
    ++figures.verdicts[said_text(review.said, "verdict")];
    since = review.index;
    if (!owed) find(review.index, "it is reviewed again after a verdict");
    if (one.waived && one.waived->index < review.index)
      find(review.index, "it is reviewed after the review was waived");
    const bool late = review.day > due;
    if (late) ++figures.late_reviews;
    if (said_text(review.said, "due") != core::to_string(due) || said_true(review.said, "late") != late)
      find(review.index,
           fmt::format("it misstates its day: by the policy the review was due on {}", core::to_string(due)));
    if (was_missed())
      ++misses;
    else if (late)
      find(review.index, "the review was missed, and no record says so");
    owed = said_text(review.said, "verdict") == "too_early";
    due = review.day + std::chrono::days{policy.consultation.review_days};
  }
  if (one.waived && (!owed || said_text(one.waived->said, "due") != core::to_string(due)))
    find(one.waived->index, "it waives a review that was not owed then");
  if (owed) {
    if (!one.waived) ++figures.reviews_owed;
    if (was_missed())
      ++misses;
    else if (due < (one.waived ? one.waived->day : newest))
      find(since, fmt::format("a review was due on {}; the log has later records, and none says that it was "
                              "missed",
                              core::to_string(due)));
  }
  for (std::size_t i = misses; i < one.missed.size(); ++i)
    find(one.missed[i].index, "it says that a review was missed that was not due then");
}

// Each names an answer that stands above it, and of each precedent something earlier, a word and a reason.
void LedgerAudit::judge_precedents(LedgerFigures& figures, const Find& find) const {
  std::set<std::string> seen;
  for (const auto& [leaf, index] : considered_) {
    const std::string answer = "disposition:" + ref_of(leaf, "disposition");
    const auto known = known_.find(answer);
    if (known == known_.end() || known->second.index > index)
      find(index, "precedents of an answer that is not in the log");
    if (!seen.insert(answer).second) find(index, "a second record of the precedents of one answer");
    ++figures.answers_with_precedents;
    const auto* all = leaf.public_part ? leaf.public_part->if_contains("considered") : nullptr;
    if (all == nullptr || !all->is_array()) {
      find(index, "it does not say which precedents were considered");
      continue;
    }
    for (const auto& each : all->get_array()) {
      const auto* said = each.if_object();
      const std::string ref = said != nullptr ? said_text(*said, "ref") : std::string();
      ++figures.precedents;
      if (said != nullptr && said_true(*said, "applies")) ++figures.precedents_applied;
      if (const auto earlier = known_.find(ref); earlier == known_.end() || earlier->second.index > index)
        find(index, "a precedent that is not in the log before it");
      if (said == nullptr || said_text(*said, "why").empty()) find(index, "a precedent without a reason");
    }
  }
}

// From the first that says which precedents were considered on, every answer says it, if only that there were
// none: whoever answers by another way than everybody has passed them by.
void LedgerAudit::judge_passed_by(const Find& find) const {
  if (considered_.empty()) return;
  const std::uint64_t first = considered_.front().second;
  std::set<std::string> said;
  for (const auto& [leaf, index] : considered_) said.insert("disposition:" + ref_of(leaf, "disposition"));
  for (const auto& [answer, index] : answers_)
    if (index > first && !said.contains(answer))
      find(index, "an answer of which no record says which precedents were considered");
}

// Each names a decision that stands above it and is not over, and something of another one that does; each
// once, with a reason.
void LedgerAudit::judge_citing(LedgerFigures& figures, const Find& find) const {
  std::map<std::string, std::set<std::string>> cited;  // by decision
  for (const auto& [leaf, index] : citing_) {
    const std::string decision = ref_of(leaf, "decision");  // the first is the one that cites
    const std::string ref = said_in(leaf, "ref");
    ++figures.cited_by_decisions;
    const auto citing = known_.find("decision:" + decision);
    if (citing == known_.end() || citing->second.index > index) {
      find(index, "a decision cites that is not in the log before it");
      continue;
    }
    const auto earlier = known_.find(ref);
    if (earlier == known_.end() || earlier->second.index > index)
      find(index, "a decision cites what is not in the log before it");
    else if (earlier->second.decision == decision)
      find(index, "a decision cites itself");
    if (std::ranges::find(leaf.refs, ref) == leaf.refs.end())
      find(index, "its references do not name what the decision cites");
    if (said_in(leaf, "why").empty()) find(index, "a decision cites without a reason");
    if (!cited[decision].insert(ref).second) find(index, "a decision cites the same twice");
    if (cited[decision].size() > domain::kMostCitations)
      find(index, "a decision cites more than ten matters");
    if (const auto& ended = decisions_.at(decision).ended; ended && *ended < index)
      find(index, "a decision cites that was superseded or withdrawn");
  }
}

LedgerFigures LedgerAudit::finish(const std::optional<ChannelPolicy>& policy, Day newest,
                                  const Find& find) const {
  LedgerFigures figures;
  if (policy)
    for (const auto& [id, one] : decisions_) judge_reviews(one, *policy, newest, figures, find);
  judge_precedents(figures, find);
  judge_passed_by(find);
  judge_citing(figures, find);
  for (const auto& [leaf, index] : looks_) {
    ++figures.looks_back[said_in(leaf, "verdict")];
    if (!answered_.contains(ref_of(leaf, "dissent")))
      find(index, "it looks back on a dissent without an answer");
  }
  return figures;
}

}  // namespace demur::service
