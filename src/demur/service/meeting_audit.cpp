#include "demur/service/meeting_audit.hpp"

#include <fmt/core.h>

#include <algorithm>

#include "demur/core/fixed_bytes.hpp"
#include "demur/domain/mandate.hpp"
#include "demur/domain/meeting.hpp"
#include "demur/service/ballot_records.hpp"

namespace demur::service {
namespace {

using core::Day;

constexpr std::string_view kRef = "meeting:";
constexpr std::chrono::days kOneDay{1};

bool said_true(const RecordedEvent& event, const char* name) {
  const auto* value = event.said.if_contains(name);
  return value != nullptr && value->is_bool() && value->get_bool();
}

// The first announcements of a session whose questions are by token, and of one that says how many might
// vote: what no log had before them.
struct Since {
  std::optional<std::uint64_t> tokens = {};
  std::optional<std::uint64_t> eligible = {};
};

// One meeting against the policy.
class Judge {
 public:
  Judge(const RecordedMeeting& one, const domain::ChannelPolicy& policy, Day newest, const Since& since,
        MeetingFigures& figures, std::vector<AuditFinding>& findings)
      : one_(one), policy_(policy), newest_(newest), since_(since), figures_(figures), findings_(findings) {}

  void judge() {
    figures_.missed += static_cast<int>(one_.missed.size());
    if (!one_.asked) return judge_orphan();
    if (!one_.session) ++figures_.requested;
    judge_mandate();
    judge_questions();
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
    promises_tokens_ = one_.session && domain::is_by_token(*whole);
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
    if (one_.session) dated = one_.moved ? &*one_.moved : &*one_.asked;
    std::optional<Day> from;
    if (office_asked) from = working_days_after(bearer.day, policy_.consultation.reply_days);
    if (dated != nullptr)
      if (const auto on = core::parse_day(said_text(dated->said, "on"))) from = *on;
    if (from && mandate.hear_by > *from + std::chrono::days{policy_.consultation.say_change_days})
      find(bearer, "its mandate has people hear what changed later than the policy lets it");
  }

  // By token where nothing is to be recorded of who said what, until a day that was fixed at the
  // announcement.
  void judge_questions() {
    const auto until = core::parse_day(said_text(one_.asked->said, "questions_until"));
    if (until && !promises_tokens_)
      find(*one_.asked, "its questions are asked by token, and its mandate does not promise that");
    if (!until && promises_tokens_) judge_broken_promise();
    if (!until) {
      for (const auto* told : {&one_.voted, &one_.proposed})
        if (!told->empty())
          find(told->front(), "tokens asked or voted before a meeting that takes no questions by token");
      if (one_.gathered) find(*one_.gathered, "questions by token are gathered that nobody was promised");
      return;
    }
    ++figures_.by_token;
    judge_turnout();
    judge_days_of_questions(*until);
    judge_rejected(*until);
    if (one_.gathered) {
      judge_number_of_questions();
      figures_.voters += static_cast<int>(one_.voted.size());
      check_ballots(one_.voted, *one_.gathered, [this](std::uint64_t index, std::string what) {
        findings_.push_back({index, std::move(what)});
      });
    } else if (!one_.voted.empty()) {
      find(one_.voted.front(), "that somebody voted is told before the questions are gathered");
    }
  }

  // Nobody makes up voters, or who asked. Announcements from before this was held do not say how many could;
  // they are counted, so that a log that never says it is not taken for one that holds.
  void judge_turnout() {
    const auto announced = core::integer_member(one_.asked->said, "eligible");
    if (!announced) {
      ++figures_.unlimited;
      if (since_.eligible && one_.asked->index > *since_.eligible)
        find(*one_.asked, "it does not say how many might vote before it, and announcements above it do");
      return;
    }
    const auto gathered =
        one_.gathered ? core::integer_member(one_.gathered->said, "eligible").value_or(0) : 0;
    const auto eligible = std::max(*announced, gathered);
    if (std::ssize(one_.voted) > eligible)
      find(one_.voted.back(), fmt::format("{} voted, and {} were eligible", one_.voted.size(), eligible));
    if (std::ssize(one_.proposed) > eligible * domain::kProposalsByToken)
      find(one_.proposed.back(), fmt::format("{} tokens asked questions, and {} people were eligible",
                                             one_.proposed.size(), eligible));
  }

  // In a log from before there were such sessions it was so, and is no finding.
  void judge_broken_promise() {
    ++figures_.by_name;
    if (since_.tokens && one_.asked->index > *since_.tokens)
      find(*one_.asked,
           "its mandate promises that nothing is recorded, and its questions are asked in the members' own "
           "names");
  }

  // Nobody chooses among questions: only what is late, or finds no room, is rejected, by the clock, and when
  // it comes. So on no day more are rejected than came.
  void judge_rejected(Day until) {
    const bool has_room = one_.proposed.size() <= std::size_t{domain::kMostTokenQuestions};
    std::map<Day, int> came;
    for (const RecordedEvent& proposed : one_.proposed) ++came[proposed.day];
    for (const auto& [id, event] : one_.rejected) {
      if (id.empty()) find(event, "a question is rejected, and which is not there");
      if (came[event.day]-- <= 0) find(event, "a question is rejected on a day on which no token asked it");
      const bool is_off = one_.cancelled && event.day >= one_.cancelled->day;
      if (event.day <= until && !is_off && has_room)
        find(event, "a question is rejected that came in time and found room");
      if (said_text(event.said, "by") != "clock" || said_text(event.said, "reason").empty())
        find(event, "a question is rejected without a reason, or not by the clock");
    }
  }

  // Nobody can tell whose token asked which, and everybody can count both: none is left out, or made up.
  void judge_number_of_questions() {
    const auto listed = core::array_member(one_.gathered->said, "questions");
    if (!listed) return find(*one_.gathered, "it does not say which questions are gathered");
    const auto asked = static_cast<std::int64_t>(listed->size());
    figures_.asked += static_cast<int>(asked);
    std::set<std::string> ids;
    for (const auto& listed_id : *listed) {
      const std::string id(listed_id.is_string() ? std::string_view(listed_id.get_string()) : "");
      if (id.empty() || one_.rejected.contains(id))
        find(*one_.gathered, "a question is gathered that was rejected, or that has no id");
      if (!ids.insert(id).second) find(*one_.gathered, "a question is gathered twice");
    }
    for (const RecordedEvent& proposed : one_.proposed)
      if (!core::bytes_member<32>(proposed.said, "proposal"))
        find(proposed, "a token asked something, and what is not there");
    const auto taken =
        static_cast<std::int64_t>(one_.proposed.size()) - static_cast<std::int64_t>(one_.rejected.size());
    if (is_past(one_.gathered->day) && taken != asked)
      find(*one_.gathered,
           fmt::format("it says that there are {} questions; of those that tokens asked {} were not rejected",
                       asked, taken));
  }

  void judge_days_of_questions(Day until) {
    const auto on = core::parse_day(said_text(one_.asked->said, "on"));
    if (!on || *on < one_.asked->day + domain::kTokenSessionAhead || until != *on - std::chrono::days{1})
      find(*one_.asked, "its days leave no time for questions by token until the day before it");
    const auto moved = one_.moved ? core::parse_day(said_text(one_.moved->said, "on")) : on;
    if (one_.moved && (!moved || *moved <= until))
      find(*one_.moved, "it is moved to a day on which its questions are not gathered yet");
    if (one_.gathered && one_.gathered->day <= until)
      find(*one_.gathered, "its questions are gathered before their last day had passed");
    judge_late_gathering(until + kOneDay + std::chrono::days{policy_.publishing.promise_days});
    const bool was_off = one_.cancelled && one_.cancelled->day <= until;
    if (!one_.gathered && !was_off && is_past(until))
      find(*one_.asked, fmt::format("its questions were asked until {}; the log has later records, and none "
                                    "says that they are gathered",
                                    core::to_string(until)));
  }

  // A server that was away gathers as soon as it is back: it is late only where it was there meanwhile.
  void judge_late_gathering(Day latest) {
    if (one_.gathered && one_.gathered->day > latest && one_.before_gathering > latest)
      find(*one_.gathered, "its questions are gathered long after their last day");
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

  void judge_session_day(Day on) {
    const RecordedEvent& last = one_.moved ? *one_.moved : *one_.asked;
    if (said_text(last.said, "on") != core::to_string(on))
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
    if (one_.not_held) judge_not_held(*one_.not_held);
    if (one_.reported) {
      judge_held_before(*one_.reported);
      if (said_true(*one_.reported, "changed")) ++figures_.changed;
    }
    const bool owed_again = one_.held && (one_.held->day <= *hear_by_ || one_.missed.contains("say_change"));
    const auto& said = one_.reported ? one_.reported : owed_again ? std::nullopt : one_.not_held;
    if (said) {
      ++figures_.reported;
      if (said_text(said->said, "text").empty()) find(*said, "it does not say what changed");
      if (judge_clock(*said, "say_change", *hear_by_)) ++figures_.late_reports;
      return;
    }
    const bool opened = one_.session || one_.scheduled;
    if (opened && !one_.cancelled) judge_silence(*one_.asked, "say_change", *hear_by_);
  }

  // Where it was held after all, that is said once more.
  void judge_not_held(const RecordedEvent& said) {
    if ((one_.held && one_.held->index < said.index) || said_true(said, "changed"))
      find(said, "it says that the meeting was not held, and that something changed or that it was held");
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
  Since since_;
  MeetingFigures& figures_;
  std::vector<AuditFinding>& findings_;
  std::optional<Day> hear_by_ = {};
  bool promises_tokens_ = false;
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
  if (type == "meeting.moved") one.moved = event;
  if (type == "meeting.declined") keep_once(one.declined, event, type);
  if (type == "meeting.cancelled") keep_once(one.cancelled, event, type);
  if (type == "meeting.held") keep_once(one.held, event, type);
  if (type == "meeting.minutes_written") one.written.push_back(event);
  if (type == "meeting.minutes_signed") one.signatures.push_back(event);
  if (type == "meeting.agreed") keep_once(one.agreed, event, type);
  if (type == "meeting.not_agreed") keep_once(one.not_agreed, event, type);
  if (type == "meeting.reported") keep_once(says_not_held(event) ? one.not_held : one.reported, event, type);
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
  Since since;
  const auto keep_first = [](std::optional<std::uint64_t>& first, std::uint64_t index) {
    first = std::min(first.value_or(index), index);
  };
  for (const auto& [id, one] : meetings_) {
    if (!one.asked || said_text(one.asked->said, "questions_until").empty()) continue;
    keep_first(since.tokens, one.asked->index);
    if (core::integer_member(one.asked->said, "eligible")) keep_first(since.eligible, one.asked->index);
  }
  for (const auto& [id, one] : meetings_) Judge(one, policy, newest, since, figures, findings).judge();
  return figures;
}

}  // namespace demur::service
