#include "demur/service/mailing.hpp"

#include <algorithm>
#include <map>
#include <set>

#include "demur/mail/message.hpp"
#include "demur/service/meeting_calendar.hpp"
#include "demur/service/meeting_situation.hpp"
#include "demur/store/duties.hpp"
#include "demur/store/mail.hpp"
#include "demur/store/meetings.hpp"
#include "demur/store/members.hpp"
#include "demur/store/settings.hpp"

namespace demur::service {
namespace {

using namespace domain;
using core::Result;
using core::Status;

constexpr const char* kMailedOn = "mailed_on";
constexpr int kMostMeetings = 1000;

// One batch, of one day.
class Batch {
 public:
  Batch(Institution& house, store::Transaction& transaction, const MailRule& rule, core::Day today)
      : house_(house), transaction_(transaction), rule_(rule), today_(today) {}

  Status make(std::optional<core::Day> last) {
    members_ = DEMUR_TRY(store::list_members(transaction_));
    addresses_ = DEMUR_TRY(store::mail_addresses(transaction_));
    std::erase_if(members_, [this](const Member& member) { return !addresses_.contains(member.id); });
    DEMUR_TRY(notices(last));
    DEMUR_TRY(invitations());
    return store::forget_mail_of_the_gone(transaction_);
  }

 private:
  // New since the last batch; due in five days or tomorrow; overdue, once a week.
  [[nodiscard]] bool is_worth_a_notice(const Duty& duty, std::optional<core::Day> last) const {
    if (!last || duty.opened_on >= *last) return true;
    const auto left = (duty.due_on - today_).count();
    return left == 5 || left == 1 || (left < 0 && -left % 7 == 1);
  }

  Status notices(std::optional<core::Day> last) {
    std::set<MemberId> told;
    for (const Duty& duty : DEMUR_TRY(store::unsettled_duties(transaction_))) {
      if (!is_worth_a_notice(duty, last)) continue;
      for (const Member& member : members_)
        if (member.state == MemberState::active && holds(member, duty)) told.insert(member.id);
    }
    for (const MemberId& member : told)
      DEMUR_TRY(add(member, [](const mail::Envelope& envelope) { return mail::notice(envelope); }));
    return {};
  }
  static bool holds(const Member& member, const Duty& duty) {
    return duty.owner_office ? member.has(duty.owner_role, *duty.owner_office) : member.has(duty.owner_role);
  }

  using Sent = std::map<MemberId, store::MailInvitation>;  // of one meeting

  Status invitations() {
    std::map<MeetingId, Sent> sent;
    for (auto& one : DEMUR_TRY(store::mail_invitations(transaction_)))
      sent[one.meeting].emplace(one.member, one);
    for (const Meeting& meeting : DEMUR_TRY(store::list_meetings(transaction_, kMostMeetings))) {
      const bool ahead = meeting.state == MeetingState::scheduled && day_of(*meeting.venue) >= today_;
      const Sent& before = sent[meeting.id];
      const bool is_news = ahead || (meeting.state == MeetingState::cancelled && !before.empty());
      if (is_news && !members_.empty()) DEMUR_TRY(invite(meeting, ahead, before));
      if (!ahead && !before.empty()) DEMUR_TRY(store::remove_mail_invitations(transaction_, meeting.id));
    }
    return {};
  }

  // Whoever signed the dissent: a respondent who did is invited like the others. To leave them out would tell
  // the mail server that they signed.
  Status invite(const Meeting& meeting, bool ahead, const Sent& before) {
    CalendarEntry entry = calendar_entry(meeting, rule_.site, core::Time(today_));
    const auto situation = DEMUR_TRY(situation_on(transaction_, members_.front(), meeting));
    for (const Member& member : members_) {
      const bool wanted =
          ahead && member.state == MemberState::active &&
          (meeting.kind == MeetingKind::session || member.has(Role::respondent, situation.owner));
      const auto sent = before.find(member.id);
      const bool invited = sent != before.end() && !sent->second.cancelled;
      if (wanted ? invited && sent->second.version == meeting.sequence : !invited) continue;
      entry.method = wanted ? mail::Method::request : mail::Method::cancel;
      entry.event.sequence = meeting.sequence;
      if (sent != before.end()) entry.event.sequence = std::max(sent->second.sequence + 1, meeting.sequence);
      DEMUR_TRY(add(member.id, [&](const mail::Envelope& envelope) {
        return mail::invitation(envelope, entry.method, entry.event);
      }));
      DEMUR_TRY(store::save_mail_invitation(transaction_,
                                            {meeting.id, member.id, meeting.sequence, entry.event.sequence,
                                             entry.method == mail::Method::cancel}));
    }
    return {};
  }

  Status add(const MemberId& member, const std::function<std::string(const mail::Envelope&)>& write) {
    const std::string& address = addresses_.at(member);
    const mail::Envelope envelope{.from = rule_.from,
                                  .to = address,
                                  .site = rule_.site,
                                  .id = core::random_id_text(house_.environment().random),
                                  .date = core::Time(today_) + std::chrono::hours{rule_.hour}};
    return store::add_mail(
        transaction_,
        {.id = envelope.id, .recipient = address, .message = write(envelope), .queued_on = today_});
  }

  Institution& house_;
  store::Transaction& transaction_;
  const MailRule& rule_;
  core::Day today_;
  std::vector<Member> members_ = {};  // who have an address; also those who have left since the last batch
  std::map<MemberId, std::string> addresses_ = {};
};

Result<std::optional<core::Day>> last_batch(const store::Reader& reader) {
  const auto text = DEMUR_TRY(store::setting(reader, kMailedOn));
  if (!text) return std::optional<core::Day>();
  return std::optional(DEMUR_TRY(core::parse_day(*text)));
}

}  // namespace

Status queue_mails(Institution& house, const MailRule& rule) {
  return house.store().write([&](store::Transaction& transaction) -> Status {
    const core::Day today = DEMUR_TRY(house.today());
    const auto last = DEMUR_TRY(last_batch(transaction));
    if (last && *last >= today) return {};
    DEMUR_TRY(Batch(house, transaction, rule, today).make(last));
    return store::save_setting(transaction, kMailedOn, core::to_string(today));
  });
}

Result<core::Time> next_mails(Institution& house, const MailRule& rule) {
  const core::Time now = house.environment().clock();
  const auto last =
      DEMUR_TRY(house.store().read([](const store::Reader& reader) { return last_batch(reader); }));
  core::Day day = core::day_of(now);
  if (last && *last >= day) day = *last + std::chrono::days{1};
  return core::Time(day) + std::chrono::hours{rule.hour};
}

Status send_mails(Institution& house, const HandOver& hand_over, const std::stop_token& stop) {
  const auto waiting = DEMUR_TRY(house.store().read(
      [](const store::Reader& reader) { return store::mails_in_state(reader, "waiting"); }));
  const auto settle = [&](auto&& job) { return house.store().write(job); };
  for (const store::OutgoingMail& one : waiting) {
    if (stop.stop_requested()) return {};
    DEMUR_TRY(settle([&](store::Transaction& t) { return store::set_mail_state(t, one.id, "sending"); }));
    const mail::Handed handed = hand_over(one.recipient, one.message);
    DEMUR_TRY(settle([&](store::Transaction& t) -> Status {
      switch (handed) {
        case mail::Handed::accepted:
          return store::remove_mail(t, one.id);
        case mail::Handed::later:
          return store::set_mail_state(t, one.id, "waiting");
        case mail::Handed::unsure:
          return store::set_mail_state(t, one.id, "unsure");
        case mail::Handed::refused:
          return store::set_mail_state(t, one.id, "refused");
      }
      return {};
    }));
    if (handed == mail::Handed::later) return {};
  }
  return {};
}

Status forget_mail_without_a_server(Institution& house) {
  return house.store().write([](store::Transaction& t) -> Status {
    DEMUR_TRY(store::remove_mail_to_the_gone(t));
    return store::forget_mail_of_the_gone(t);
  });
}

Status doubt_mails(Institution& house) {
  return house.store().write([](store::Transaction& t) { return store::doubt_mails_being_sent(t); });
}

Result<MailCounts> count_mails(const store::Reader& reader) {
  const auto count = [&](const char* state) -> Result<int> {
    return static_cast<int>(DEMUR_TRY(store::mails_in_state(reader, state)).size());
  };
  return MailCounts{DEMUR_TRY(count("waiting")), DEMUR_TRY(count("unsure")), DEMUR_TRY(count("refused"))};
}

Status set_mail_address(Institution& house, const MemberId& member, const std::string& typed) {
  std::string address;
  if (typed.find_first_not_of(' ') != std::string::npos) address = DEMUR_TRY(mail::valid_address(typed));
  return house.store().write(
      [&](store::Transaction& t) { return store::save_mail_address(t, member, address); });
}

Result<std::string> mail_address(Institution& house, const MemberId& member) {
  const auto found = DEMUR_TRY(house.store().read(
      [&](const store::Reader& reader) { return store::mail_address_of(reader, member); }));
  return found.value_or(std::string());
}

}  // namespace demur::service
