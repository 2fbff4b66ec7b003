#include "demur/service/question_audit.hpp"

#include <fmt/core.h>

#include <algorithm>

#include "demur/core/fixed_bytes.hpp"
#include "demur/domain/mandate.hpp"
#include "demur/domain/meeting.hpp"
#include "demur/service/ballot_records.hpp"

namespace demur::service {
namespace {

using core::Day;

constexpr std::chrono::days kOneDay{1};

class Judge {
 public:
  Judge(const RecordedMeeting& one, const domain::ChannelPolicy& policy, Day newest,
        const FirstSessions& since, MeetingFigures& figures, std::vector<AuditFinding>& findings)
      : one_(one), policy_(policy), newest_(newest), since_(since), figures_(figures), findings_(findings) {}

  // By token where nothing is to be recorded of who said what, until a day that was fixed at the
  // announcement.
  void judge() {
    const auto until = core::parse_day(said_text(one_.asked->said, "questions_until"));
    if (until && !promises_tokens())
      find(*one_.asked, "its questions are asked by token, and its mandate does not promise that");
    if (!until && promises_tokens()) judge_broken_promise();
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

 private:
  void find(const RecordedEvent& event, std::string what) {
    findings_.push_back({event.index, std::move(what)});
  }
  // What waits for a batch may not be there yet.
  [[nodiscard]] bool is_past(Day due) const {
    return due + std::chrono::days{policy_.publishing.promise_days} < newest_;
  }
  [[nodiscard]] bool promises_tokens() const {
    if (!one_.session) return false;
    const auto said = core::object_member(one_.asked->said, "mandate");
    const auto mandate =
        said ? domain::mandate_in(*said) : core::Result<domain::Mandate>(std::unexpected(said.error()));
    const auto whole = mandate ? domain::whole_mandate(*mandate, one_.asked->day) : mandate;
    return whole && domain::is_by_token(*whole);
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
    for (const RecordedEvent& moved : one_.moved)
      if (const auto to = core::parse_day(said_text(moved.said, "on")); !to || *to <= until)
        find(moved, "it is moved to a day on which its questions are not gathered yet");
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

  const RecordedMeeting& one_;
  const domain::ChannelPolicy& policy_;
  Day newest_;
  const FirstSessions& since_;
  MeetingFigures& figures_;
  std::vector<AuditFinding>& findings_;
};

}  // namespace

void judge_questions(const RecordedMeeting& one, const domain::ChannelPolicy& policy, Day newest,
                     const FirstSessions& since, MeetingFigures& figures,
                     std::vector<AuditFinding>& findings) {
  if (one.asked) Judge(one, policy, newest, since, figures, findings).judge();
}

}  // namespace demur::service
