#include "demur/service/audit.hpp"

#include <fmt/core.h>

#include <algorithm>

#include "demur/service/answer_audit.hpp"
#include "demur/service/leaf_reading.hpp"

namespace demur::service {
namespace {

using core::Code;
using core::Day;
using core::fail;
using core::Status;

// What a drop hands in waits for its batch, and so does what comes with it: that the clock rejected it.
bool is_handed_in(const translog::Leaf& leaf) {
  if (leaf.type == "anonymous.proposed" || leaf.type == "question.rejected") return true;
  return leaf.type == "statement.rejected" && leaf.public_part &&
         said_text(*leaf.public_part, "by") == "clock";
}

// Or may be: minutes are agreed by whoever signs last.
bool of_a_meetings_author(const translog::Leaf& leaf) {
  if (leaf.type == "meeting.agreed") return true;
  return leaf.type.starts_with("meeting.") && leaf.public_part &&
         said_text(*leaf.public_part, "side") == "author";
}

}  // namespace

Status RecordAudit::read(std::uint64_t index, core::ByteView bytes) {
  const auto leaf = translog::parse_leaf(core::text_of(bytes));
  if (!leaf) return fail(Code::unproven, fmt::format("leaf {}: {}", index, leaf.error().what));
  ++figures_.records;
  check_day(index, *leaf);
  if (leaf->type == "policy.in_force") return adopt_policy(*leaf);
  clearance_.read(index, *leaf, policy_);
  file_away(index, *leaf);
  return {};
}

Status RecordAudit::adopt_policy(const translog::Leaf& leaf) {
  const std::string toml = leaf.public_part ? said_text(*leaf.public_part, "toml") : std::string();
  auto policy = domain::parse_policy(toml);
  if (!policy) return fail(Code::unproven, "the policy in the log does not parse: " + policy.error().what);
  policy_ = std::move(*policy);
  if (!founded_) founded_ = leaf.day;
  return {};
}

// Both days with it.
bool RecordAudit::was_there_between(Day first, Day last) const {
  const auto next = days_.lower_bound(first);
  return next != days_.end() && *next <= last;
}

// What members do, themselves or by a drop, may be as old as the publication promise allows; no other record
// may be older than what stands before it. A server that was away longer records things as soon as it is
// back, and then publishes what waited: that is too old only where it was there meanwhile. On the newest day
// but one that is not told, for padding of the batch may bear that day.
void RecordAudit::check_day(std::uint64_t index, const translog::Leaf& leaf) {
  static constexpr std::string_view kInBatch[] = {"sealed", "dissent.withdrawn", "dissent.last_word",
                                                  "dissent.looked_back"};
  const bool in_batch = is_handed_in(leaf) || of_a_meetings_author(leaf) ||
                        std::ranges::find(kInBatch, leaf.type) != std::end(kInBatch);
  const int slack = in_batch && policy_ ? policy_->publishing.promise_days : 0;
  const Day latest = leaf.day + std::chrono::days{slack};
  constexpr std::chrono::days kOneDay{1};
  const bool is_late = latest < newest_;
  if (is_late && (slack == 0 || was_there_between(latest + kOneDay, newest_ - 2 * kOneDay)))
    find(index, fmt::format("its day, {}, lies before {}, the day of a record above it",
                            core::to_string(leaf.day), core::to_string(newest_)));
  newest_ = std::max(newest_, leaf.day);
  days_.insert(leaf.day);
}

void RecordAudit::file_away(std::uint64_t index, const translog::Leaf& leaf) {
  const RecordedEvent event{index, leaf.day, leaf.public_part.value_or(core::json::object{})};
  meetings_.read(index, leaf);
  figure_records_.file_away(leaf);
  if (leaf.type == "sealed") {
    ++figures_.sealed;
    sealed_.emplace(leaf.id, leaf.day);
    return;
  }
  if (leaf.type == "anonymous.filed") {  // in clear, but for what it says: anonymous_audit.hpp has its proof
    sealed_.emplace(leaf.id, leaf.day);
    return;
  }
  if (leaf.type == "decision.registered") ++figures_.decisions;
  ledger_.file_away(index, leaf);
  opinion_.file_away(index, leaf, policy_);
  const std::string id = ref_of(leaf, "dissent");
  if (leaf.type == "duty.waived") read_waiver(index, leaf);
  if (id.empty() || leaf.type.starts_with("meeting.")) return;
  RecordedCase& one = cases_[id];
  const auto once = [&](std::optional<RecordedEvent>& place) {
    if (place) find(index, fmt::format("a second {} for one dissent", leaf.type));
    place = event;
  };
  if (leaf.type == "dissent.acknowledged") once(one.acknowledged);
  if (leaf.type == "duty.extended") once(one.extended);
  if (leaf.type == "disposition.published") one.answers.push_back(event);
  if (leaf.type == "duty.missed" && !one.missed.emplace(said_text(event.said, "kind"), event).second)
    find(index, "a second duty.missed for one duty");
  if (leaf.type == "duty.waived") one.waived.emplace(said_text(event.said, "kind"), event);
  if (leaf.type == "dissent.withdrawn") one.withdrawn = event;
  if (leaf.type == "dissent.last_word") one.last_word = event;
  if (leaf.type == "dissent.closed") once(one.closed);
  if (leaf.type == "identity.opened") ++figures_.identities_opened;
  if (leaf.type == "dissent.last_word") ++figures_.last_words[said_text(event.said, "verdict")];
}

// Whatever it is about: with a reason, and once. What it does to a clock is each noun's own audit's.
void RecordAudit::read_waiver(std::uint64_t index, const translog::Leaf& leaf) {
  const core::json::object said = leaf.public_part.value_or(core::json::object{});
  const std::string about = leaf.refs.empty() ? std::string() : leaf.refs.front();
  if (!domain::parse_subject(about)) find(index, "it waives a duty on nothing");
  if (said_text(said, "reason").empty()) find(index, "a duty is waived without a reason");
  if (!waived_.insert(about + " " + said_text(said, "kind")).second)
    find(index, "a second duty.waived for one duty");
  ++figures_.waived;
}

// The event's own words about its clock are compared with the recomputed day. True: it was late.
bool RecordAudit::judge_clock(const RecordedEvent& event, const char* duty, Day due,
                              const RecordedCase& one) {
  const bool late = event.day > due;
  if (said_text(event.said, "due") != core::to_string(due))
    find(event.index, fmt::format("it says that the {} was due on {}; by the policy it was due on {}", duty,
                                  said_text(event.said, "due"), core::to_string(due)));
  if (said_true(event.said, "late") != late)
    find(event.index, late ? "it is late and does not say so" : "it says that it is late, and is not");
  if (late && !one.missed.contains(duty) && !one.waived.contains(duty))
    find(event.index, fmt::format("the {} was missed, and no record says so", duty));
  return late;
}

Day RecordAudit::due_after_extension(const RecordedCase& one, Day due, Day latest) {
  if (!one.extended) return due;
  const RecordedEvent& extended = *one.extended;
  const auto moved = core::parse_day(said_text(extended.said, "due"));
  if (!moved) {
    find(extended.index, "an extension without a day");
    return due;
  }
  ++figures_.extended;
  if (said_text(extended.said, "due_before") != core::to_string(due))
    find(extended.index, "the extension misstates the day that it moves");
  if (extended.day > due) find(extended.index, "the extension was given after the day had passed");
  if (*moved > latest || *moved <= due)
    find(extended.index, "the extension goes beyond what the policy allows");
  return *moved;
}

void RecordAudit::judge_answers(const std::string& id, const RecordedCase& one, Day filed, Day today) {
  const AnswerDays days = answer_days(one, filed, *policy_);
  const Day due = due_after_extension(one, days.normal, days.latest);
  judge_miss("answer", due, one);
  if (!one.answers.empty()) {
    ++figures_.answered;
    for (const RecordedEvent& answer : one.answers) ++figures_.outcomes[said_text(answer.said, "outcome")];
    if (judge_clock(one.answers.front(), "answer", due, one)) ++figures_.late_answers;
    judge_deferral(one);
    return;
  }
  if (one.withdrawn || one.waived.contains("answer")) return;
  ++figures_.open;
  if (due < std::max(newest_, today)) figures_.overdue.push_back(id);
  if (one.acknowledged) judge_silence(one, "answer", *one.acknowledged, due);
}

// Only a deferral is followed by another answer: by the day that it named, and once.
void RecordAudit::judge_deferral(const RecordedCase& one) {
  const RecordedEvent& first = one.answers.front();
  const bool deferred = said_text(first.said, "outcome") == "deferred";
  const auto until = core::parse_day(said_text(first.said, "deferred_until"));
  if (deferred && !until) find(first.index, "it is deferred to no day");
  if (deferred && until) judge_miss("decide", *until, one);
  if (one.answers.size() == 1) {
    if (deferred && until && !one.withdrawn && !one.waived.contains("decide"))
      judge_silence(one, "decide", first, *until);
    return;
  }
  for (std::size_t i = deferred ? 2 : 1; i < one.answers.size(); ++i)
    find(one.answers[i].index, "it is answered a second time, and no deferral stands before this answer");
  if (!deferred) return;
  const RecordedEvent& second = one.answers[1];
  if (said_text(second.said, "outcome") == "deferred") find(second.index, "it is put off a second time");
  if (until) (void)judge_clock(second, "decide", *until, one);
}

// Nobody did it, and its day has passed: the log must say so.
void RecordAudit::judge_silence(const RecordedCase& one, const char* duty, const RecordedEvent& since,
                                Day due) {
  if (due >= newest_ || one.missed.contains(duty)) return;
  find(since.index, fmt::format("its duty to {} was due on {}; the log has later records, and none says "
                                "that it was missed",
                                duty, core::to_string(due)));
}

void RecordAudit::judge_miss(const char* duty, Day due, const RecordedCase& one) {
  const auto missed = one.missed.find(duty);
  if (missed == one.missed.end()) return;
  const RecordedEvent& event = missed->second;
  if (event.day <= due || said_text(event.said, "due") != core::to_string(due))
    find(event.index,
         fmt::format("it says that the duty to {} was missed on {}; by the policy it was due on {}", duty,
                     said_text(event.said, "due"), core::to_string(due)));
}

void RecordAudit::judge(const std::string& id, const RecordedCase& one, Day today) {
  if (policy_) {
    const auto tell = [this](std::uint64_t index, std::string what) { find(index, std::move(what)); };
    for (const RecordedEvent& answer : one.answers) judge_answer(answer, *policy_, tell);
    judge_closing(one, *policy_, newest_, tell);
  }
  const auto filed = sealed_.find(id);
  if (one.withdrawn) ++figures_.withdrawn;
  figures_.missed += static_cast<int>(one.missed.size());
  if (filed == sealed_.end()) {
    // The filing of the newest acts may still wait for its batch.
    const auto* first = one.acknowledged      ? &*one.acknowledged
                        : one.answers.empty() ? nullptr
                                              : &one.answers.front();
    if (first != nullptr && policy_ &&
        first->day + std::chrono::days{policy_->publishing.promise_days} < newest_)
      find(first->index, "it answers a dissent that is not in the log");
    return;
  }
  if (!policy_) return;
  const Day due = acknowledge_day(filed->second, *policy_);
  judge_miss("acknowledge", due, one);
  if (one.acknowledged) {
    ++figures_.acknowledged;
    if (judge_clock(*one.acknowledged, "acknowledge", due, one)) ++figures_.late_acknowledgements;
  }
  judge_answers(id, one, filed->second, today);
}

RecordedCase RecordAudit::case_of(const std::string& dissent) const {
  const auto found = cases_.find(dissent);
  return found == cases_.end() ? RecordedCase{} : found->second;
}

AuditFigures RecordAudit::finish(Day today) {
  if (figures_.records > 0 && !policy_) find(0, "the log holds no policy: its clocks cannot be recomputed");
  for (const auto& [id, one] : cases_) judge(id, one, today);
  figures_.ledger = ledger_.finish(
      policy_, newest_, [this](std::uint64_t index, std::string what) { find(index, std::move(what)); });
  figures_.opinion = opinion_.finish(
      newest_, [this](std::uint64_t index, std::string what) { find(index, std::move(what)); });
  if (policy_) figures_.meetings = meetings_.finish(*policy_, newest_, findings_);
  figures_.clearance = clearance_.finish(newest_, findings_);
  if (policy_)
    figures_.published = domain::figures_of(figure_records_.facts(clearance_), policy_->floor,
                                            founded_.value_or(newest_), std::max(newest_, today));
  return figures_;
}

}  // namespace demur::service
