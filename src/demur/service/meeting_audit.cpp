#include "demur/service/meeting_audit.hpp"

#include <fmt/core.h>

#include <algorithm>

#include "demur/domain/mandate.hpp"
#include "demur/domain/meeting.hpp"
#include "demur/service/question_audit.hpp"

namespace demur::service {
namespace {

using core::Day;

constexpr std::string_view kRef = "meeting:";
constexpr std::chrono::days kOneDay{1};

bool said_true(const RecordedEvent& event, const char* name) {
  const auto* value = event.said.if_contains(name);
  return value != nullptr && value->is_bool() && value->get_bool();
}

// One meeting against the policy.
class Judge {
 public:
  Judge(const RecordedMeeting& one, const domain::ChannelPolicy& policy, Day newest, MeetingFigures& figures,
        std::vector<AuditFinding>& findings)
      : one_(one), policy_(policy), newest_(newest), figures_(figures), findings_(findings) {}

  void judge() {
    figures_.missed += static_cast<int>(one_.missed.size());
    if (!one_.asked) return judge_orphan();
    if (!one_.session) ++figures_.requested;
    judge_mandate();
    if (!one_.session && said_text(one_.asked->said, "side") == "author") judge_reply();
    judge_ends();
    judge_minutes();
    judge_report();
  }

 private:
  void find(const RecordedEvent& event, std::string what) {
    findings_.push_back({event.index, std::move(what)});
  }
  [[nodiscard]] Day working_days_after(Day day, int count) const {
    return core::add_working_days(day, count, policy_.calendar);
  }
  // A member's own record may still wait for its batch.
  [[nodiscard]] bool is_past(Day due) const {
    return due + std::chrono::days{policy_.publishing.promise_days} < newest_;
  }

  void judge_orphan() {
    if (is_past(one_.first_day))
      findings_.push_back(
          {one_.first, "it is about a meeting that nobody asked for or announced in the log"});
  }

  // The record that carries the mandate: the announcement, or whichever of the office's two acts came first.
  void judge_mandate() {
    const RecordedEvent* bearer = nullptr;
    if (one_.asked->said.if_contains("mandate") != nullptr)
      bearer = &*one_.asked;
    else if (one_.scheduled && one_.scheduled->said.if_contains("mandate") != nullptr)
      bearer = &*one_.scheduled;
    const bool opened = one_.session || one_.scheduled || one_.held;
    if (bearer == nullptr) {
      if (opened) find(one_.scheduled ? *one_.scheduled : *one_.asked, "it was opened, and has no mandate");
      return;
    }
    const auto said = core::object_member(bearer->said, "mandate");
    const auto mandate =
        said ? domain::mandate_in(*said) : core::Result<domain::Mandate>(std::unexpected(said.error()));
    const auto whole = mandate ? domain::whole_mandate(*mandate, bearer->day) : mandate;
    if (!whole) return find(*bearer, "its mandate is not whole: " + whole.error().what);
    hear_by_ = whole->hear_by;
    judge_promise(*bearer, *whole);
    if (one_.session) ++figures_.sessions;
    if (one_.session && domain::is_briefing(*whole)) ++figures_.briefings;
  }

  // How late the mandate may have people hear. Of a meeting whose day the office set it is the day that
  // tells; of one that it asked for, that of its request.
  void judge_promise(const RecordedEvent& bearer, const domain::Mandate& mandate) {
    if (!one_.session && mandate.attribution == domain::Attribution::not_recorded)
      find(bearer, "it promises that nothing is recorded, and owes minutes");
    const bool office_asked = !one_.session && bearer.index == one_.asked->index;
    const RecordedEvent* dated = one_.held && !office_asked ? &*one_.held : nullptr;
    if (one_.session) dated = &last_announced();
    std::optional<Day> from;
    if (office_asked) from = working_days_after(bearer.day, policy_.consultation.reply_days);
    if (dated != nullptr)
      if (const auto on = core::parse_day(said_text(dated->said, "on"))) from = *on;
    if (from && mandate.hear_by > *from + std::chrono::days{policy_.consultation.say_change_days})
      find(bearer, "its mandate has people hear what changed later than the policy lets it");
  }

  // The event's own words about a clock against the recomputed day. True: it was late.
  bool judge_clock(const RecordedEvent& event, const char* duty, Day due) {
    const bool late = event.day > due;
    if (said_text(event.said, "due") != core::to_string(due))
      find(event, fmt::format("it says that the duty to {} was due on {}; it was due on {}", duty,
                              said_text(event.said, "due"), core::to_string(due)));
    if (said_true(event, "late") != late)
      find(event, late ? "it is late and does not say so" : "it says that it is late, and is not");
    if (late && !one_.missed.contains(duty) && !waived_in_time(duty, due))
      find(event, fmt::format("the duty to {} was missed, and no record says so", duty));
    return late;
  }

  // Whoever is let off later has missed it before.
  [[nodiscard]] bool waived_in_time(const char* duty, Day due) const {
    const auto waived = one_.waived.find(duty);
    return waived != one_.waived.end() && waived->second.day <= due;
  }

  void judge_waiver(const char* duty, Day due) {
    const auto waived = one_.waived.find(duty);
    if (waived != one_.waived.end() && said_text(waived->second.said, "due") != core::to_string(due))
      find(waived->second, fmt::format("it waives the duty to {} of {}; it was due on {}", duty,
                                       said_text(waived->second.said, "due"), core::to_string(due)));
  }

  void judge_silence(const RecordedEvent& since, const char* duty, Day due) {
    if (!is_past(due) || one_.missed.contains(duty) || waived_in_time(duty, due)) return;
    find(since, fmt::format("its duty to {} was due on {}; the log has later records, and none says that it "
                            "was missed",
                            duty, core::to_string(due)));
  }

  void judge_miss(const char* duty, Day due) {
    judge_waiver(duty, due);
    const auto missed = one_.missed.find(duty);
    if (missed == one_.missed.end()) return;
    if (missed->second.day <= due || said_text(missed->second.said, "due") != core::to_string(due))
      find(missed->second, fmt::format("it says that the duty to {} was missed on {}; it was due on {}", duty,
                                       said_text(missed->second.said, "due"), core::to_string(due)));
  }

  void judge_reply() {
    const Day due = working_days_after(one_.asked->day, policy_.consultation.reply_days);
    if (said_text(one_.asked->said, "reply_due") != core::to_string(due))
      find(*one_.asked, fmt::format("it says that a reply is due on {}; by the policy it is due on {}",
                                    said_text(one_.asked->said, "reply_due"), core::to_string(due)));
    judge_miss("reply", due);
    const auto& reply = one_.scheduled ? one_.scheduled : one_.declined;
    if (!reply && !one_.cancelled) judge_silence(*one_.asked, "reply", due);
    if (reply && judge_clock(*reply, "reply", due)) ++figures_.late_replies;
  }

  void judge_ends() {
    if (one_.declined) ++figures_.declined;
    if (one_.cancelled) ++figures_.cancelled;
    for (const auto* end : {&one_.declined, &one_.cancelled})
      if (*end && said_text((*end)->said, "reason").empty()) find(**end, "it gives no reason");
    if (one_.declined && (one_.scheduled || one_.held))
      find(*one_.declined, "it was declined, and was scheduled");
    if (one_.cancelled && one_.held) find(*one_.cancelled, "it was cancelled, and was held");
  }

  void judge_minutes() {
    if (one_.agreed) ++figures_.agreed;
    if (one_.not_agreed) ++figures_.not_agreed;
    if (one_.agreed && one_.not_agreed) find(*one_.not_agreed, "its minutes are agreed, and are not");
    if (one_.agreed) judge_signatures(said_text(one_.agreed->said, "hash"));
    if (!one_.held) return;
    ++figures_.held;
    const auto on = core::parse_day(said_text(one_.held->said, "on"));
    if (!on || *on > one_.held->day) return find(*one_.held, "it was held on no day, or on one to come");
    if (one_.session) return judge_session_day(*on);
    const Day due = working_days_after(*on, policy_.consultation.minutes_days);
    if (said_text(one_.held->said, "minutes_due") != core::to_string(due))
      find(*one_.held, fmt::format("it says that its minutes are due on {}; by the policy they are due on {}",
                                   said_text(one_.held->said, "minutes_due"), core::to_string(due)));
    judge_miss("sign_minutes", due);
    if (one_.agreed && one_.agreed->day > due) find(*one_.agreed, "its minutes were signed after their day");
    if (one_.not_agreed && one_.not_agreed->day <= due)
      find(*one_.not_agreed, "its day to sign had not passed");
    if (!one_.agreed && !one_.not_agreed && is_past(due))
      find(*one_.held, "the day to sign its minutes has passed, and no record says that they are not agreed");
  }

  // What had the day of a session last. Offices alone move them, and that is on record at once.
  [[nodiscard]] const RecordedEvent& last_announced() const {
    return one_.moved.empty() ? *one_.asked : one_.moved.back();
  }

  void judge_session_day(Day on) {
    if (said_text(last_announced().said, "on") != core::to_string(on))
      find(*one_.held, "it was held on another day than was announced");
  }

  // Both sides, over the one text that the record names, and somebody wrote that text.
  void judge_signatures(const std::string& hash) {
    const auto over = [&](const std::vector<RecordedEvent>& events, const char* side) {
      return std::ranges::any_of(events, [&](const RecordedEvent& event) {
        return said_text(event.said, "hash") == hash &&
               (side == nullptr || said_text(event.said, "side") == side);
      });
    };
    if (hash.empty() || !over(one_.signatures, "author") || !over(one_.signatures, "owner"))
      find(*one_.agreed, "its minutes are said to be agreed, and both sides have not signed that text");
    if (!over(one_.written, nullptr)) find(*one_.agreed, "nobody wrote the minutes that were signed");
  }

  void judge_report() {
    if (!hear_by_) return;
    judge_miss("say_change", *hear_by_);
    for (const RecordedEvent& said : one_.not_held) judge_not_held(said);
    judge_repeated_denials();
    if (one_.reported) {
      judge_held_before(*one_.reported);
      judge_said(*one_.reported);
      if (said_true(*one_.reported, "changed")) ++figures_.changed;
    }
    if (const RecordedEvent* said = one_.reported ? &*one_.reported : stands_not_held()) {
      ++figures_.reported;
      if (said->day > *hear_by_) ++figures_.late_reports;
      return;
    }
    const bool opened = one_.session || one_.scheduled;
    if (opened && !one_.cancelled) judge_silence(*one_.asked, "say_change", owed_until());
  }

  void judge_said(const RecordedEvent& said) {
    if (said_text(said.said, "text").empty()) find(said, "it does not say what changed");
    judge_clock(said, "say_change", *hear_by_);
  }

  // It is said of one day: of a later one once more, and never of a meeting that was held, which no record of
  // an earlier day may say, whenever its batch came.
  void judge_not_held(const RecordedEvent& said) {
    judge_said(said);
    if (said_true(said, "changed"))
      find(said, "it says that the meeting was not held, and that something changed");
    if (one_.held && (one_.held->index < said.index || one_.held->day < said.day))
      find(said, "it says that the meeting was not held, and that is recorded before it");
    if (!was_over(said)) find(said, "it says that the meeting was not held, and its day was not over");
  }

  // Of a session its day is there, announced or moved above. That of a meeting on a dissent is not: it was
  // set to one still to come.
  [[nodiscard]] bool was_over(const RecordedEvent& said) const {
    const Day day_before = said.day - kOneDay;
    if (!one_.session)
      return (!one_.scheduled || one_.scheduled->day < day_before) && !was_moved(day_before, said.day);
    const RecordedEvent* announced = &*one_.asked;
    for (const RecordedEvent& moved : one_.moved)
      if (moved.index < said.index) announced = &moved;
    const auto on = core::parse_day(said_text(announced->said, "on"));
    return on && *on < said.day;
  }

  // A day that is set is still to come, and only one that has passed is said to be without a meeting: so a
  // move of the same day comes after it. Their order in the log tells nothing, for an author's waits for a
  // batch.
  [[nodiscard]] bool was_moved(Day from, std::optional<Day> before = {}) const {
    return std::ranges::any_of(one_.moved, [&](const RecordedEvent& moved) {
      return moved.day >= from && (!before || moved.day < *before);
    });
  }

  void judge_repeated_denials() {
    for (std::size_t i = 1; i < one_.not_held.size(); ++i)
      if (!was_moved(one_.not_held[i - 1].day, one_.not_held[i].day))
        find(one_.not_held[i],
             "it says again that the meeting was not held, and it was not moved in between");
  }

  // That it was not held pays what is owed, where neither a later day nor the meeting stands behind it.
  [[nodiscard]] const RecordedEvent* stands_not_held() const {
    if (one_.not_held.empty() || one_.held || was_moved(one_.not_held.back().day)) return nullptr;
    return &one_.not_held.back();
  }

  // Where it was paid so until somebody recorded that it was held, the clock says from the next day on that
  // it was missed.
  [[nodiscard]] Day owed_until() const {
    const bool was_paid = !one_.not_held.empty() && !was_moved(one_.not_held.back().day);
    return was_paid && one_.held ? std::max(*hear_by_, one_.held->day) : *hear_by_;
  }

  // What the author's side records waits for a batch; its leaf bears the day of the act.
  void judge_held_before(const RecordedEvent& reported) {
    const auto& held = one_.held;
    const bool in_batch = held && said_text(held->said, "side") == "author" && held->day <= reported.day;
    if (held && (held->index < reported.index || in_batch)) return;
    if (held || is_past(reported.day))
      find(reported, "what changed is said of a meeting that nobody had recorded as held");
  }

  const RecordedMeeting& one_;
  const domain::ChannelPolicy& policy_;
  Day newest_;
  MeetingFigures& figures_;
  std::vector<AuditFinding>& findings_;
  std::optional<Day> hear_by_ = {};
};

bool says_not_held(const RecordedEvent& reported) {
  const core::json::value* said = reported.said.if_contains("took_place");
  return said != nullptr && *said == core::json::value(false);
}

std::string question_of(const translog::Leaf& leaf) {
  constexpr std::string_view kQuestion = "question:";
  for (const std::string& ref : leaf.refs)
    if (ref.starts_with(kQuestion)) return ref.substr(kQuestion.size());
  return {};
}

std::string meeting_id(const translog::Leaf& leaf) {
  if (leaf.type == "meeting.requested" || leaf.type == "meeting.announced") return leaf.id;
  for (const std::string& ref : leaf.refs)
    if (ref.starts_with(kRef)) return ref.substr(kRef.size());
  return {};
}

}  // namespace

void MeetingAudit::keep_once(std::optional<RecordedEvent>& place, const RecordedEvent& event,
                             const std::string& type) {
  if (place) findings_.push_back({event.index, fmt::format("a second {} for one meeting", type)});
  place = event;
}

// On the day before, padding of the same batch may be.
std::optional<Day> MeetingAudit::was_there_before(Day day) const {
  const auto next = days_.lower_bound(day - kOneDay);
  return next == days_.begin() ? std::nullopt : std::optional(*std::prev(next));
}

void MeetingAudit::read(std::uint64_t index, const translog::Leaf& leaf) {
  days_.insert(days_.end(), leaf.day);
  const std::string id = meeting_id(leaf);
  if (id.empty()) return;
  const RecordedEvent event{index, leaf.day, leaf.public_part.value_or(core::json::object{})};
  auto [place, is_new] = meetings_.try_emplace(id);
  RecordedMeeting& one = place->second;
  if (is_new) one.first = index;
  if (is_new) one.first_day = leaf.day;
  const std::string& type = leaf.type;
  if (type == "meeting.announced") one.session = true;
  if (type == "meeting.requested" || type == "meeting.announced") keep_once(one.asked, event, type);
  if (type == "meeting.scheduled") keep_once(one.scheduled, event, type);
  if (type == "meeting.moved") one.moved.push_back(event);
  if (type == "meeting.declined") keep_once(one.declined, event, type);
  if (type == "meeting.cancelled") keep_once(one.cancelled, event, type);
  if (type == "meeting.held") keep_once(one.held, event, type);
  if (type == "meeting.minutes_written") one.written.push_back(event);
  if (type == "meeting.minutes_signed") one.signatures.push_back(event);
  if (type == "meeting.agreed") keep_once(one.agreed, event, type);
  if (type == "meeting.not_agreed") keep_once(one.not_agreed, event, type);
  if (type == "meeting.reported" && says_not_held(event)) one.not_held.push_back(event);
  if (type == "meeting.reported" && !says_not_held(event)) keep_once(one.reported, event, type);
  if (type == "meeting.gathered") {
    keep_once(one.gathered, event, type);
    one.before_gathering = was_there_before(leaf.day);
  }
  if (type == "anonymous.voted") one.voted.push_back(event);
  if (type == "anonymous.proposed") one.proposed.push_back(event);
  if (type == "question.rejected" && !one.rejected.emplace(question_of(leaf), event).second)
    findings_.push_back({index, "a question is rejected a second time"});
  if (type == "duty.missed" && !one.missed.emplace(said_text(event.said, "kind"), event).second)
    findings_.push_back({index, "a second duty.missed for one duty"});
  if (type == "duty.waived") one.waived.emplace(said_text(event.said, "kind"), event);
}

MeetingFigures MeetingAudit::finish(const domain::ChannelPolicy& policy, Day newest,
                                    std::vector<AuditFinding>& findings) {
  MeetingFigures figures;
  findings.insert(findings.end(), findings_.begin(), findings_.end());
  FirstSessions since;
  const auto keep_first = [](std::optional<std::uint64_t>& first, std::uint64_t index) {
    first = std::min(first.value_or(index), index);
  };
  for (const auto& [id, one] : meetings_) {
    if (!one.asked || said_text(one.asked->said, "questions_until").empty()) continue;
    keep_first(since.tokens, one.asked->index);
    if (core::integer_member(one.asked->said, "eligible")) keep_first(since.eligible, one.asked->index);
  }
  for (const auto& [id, one] : meetings_) {
    Judge(one, policy, newest, figures, findings).judge();
    judge_questions(one, policy, newest, since, figures, findings);
  }
  return figures;
}

}  // namespace demur::service
