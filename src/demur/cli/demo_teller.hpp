// Tells the demo's story act by act, on a clock that it moves forward itself: for demo_story.cpp and the
// files of its parts.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "demur/cli/demo_people.hpp"
#include "demur/core/digest.hpp"
#include "demur/service/acts.hpp"
#include "demur/service/clearance.hpp"
#include "demur/service/publishing.hpp"
#include "demur/service/reading.hpp"

namespace demur::cli {

class Teller {
 public:
  Teller(service::Institution& house, core::Time& now, core::Time today)
      : house_(house), now_(now), today_(today) {}

  // Moves to a working day before today; the clock's own acts happen on the way. What members did is
  // published on its own day, as a running server would have.
  core::Status go_to(int working_days_ago) {
    DEMUR_TRY(service::publish(house_));
    core::Day day = core::day_of(today_);
    for (int left = working_days_ago; left > 0;) {
      day -= std::chrono::days{1};
      if (house_.policy().calendar.is_working(day)) --left;
    }
    now_ = day + std::chrono::hours{9};
    return service::settle_all(house_);
  }

  core::Result<service::Done> act(const std::string& login, const domain::Act& act) {
    const auto who = people_.find(login);
    if (who == people_.end()) return core::fail(core::Code::internal, "the story has no member " + login);
    return service::perform(house_, who->second, act);
  }

  core::Result<service::Done> act(const std::string& login, const domain::ClearanceAct& act) {
    const auto who = people_.find(login);
    if (who == people_.end()) return core::fail(core::Code::internal, "the story has no member " + login);
    return service::perform(house_, who->second, act);
  }

  // A round on a decision, as its office opens it: ten working days after it closed, people hear.
  core::Result<domain::OpenClearance> ask(const std::string& login, const domain::DecisionId& decision,
                                          domain::Mandate mandate, std::vector<domain::OfficeId> also = {}) {
    mandate.hear_by = in_working_days(15);
    domain::OpenClearance round{.id = domain::ClearanceRoundId::make(house_.environment().random),
                                .decision = decision,
                                .mandate = std::move(mandate),
                                .also = std::move(also)};
    DEMUR_TRY(act(login, round));
    return round;
  }
  // Of the newest text: what a position is bound to.
  core::Result<std::string> text_hash(const domain::DecisionId& decision) {
    return DEMUR_TRY(service::read_owned_decision(house_, decision)).decision.versions.back().hash;
  }
  [[nodiscard]] core::Result<domain::Member> member(const std::string& login) {
    const auto who = people_.find(login);
    const auto found = who == people_.end() ? std::optional<domain::Member>()
                                            : DEMUR_TRY(service::read_member(house_, who->second));
    if (!found) return core::fail(core::Code::internal, "the story has no member " + login);
    return *found;
  }
  [[nodiscard]] const domain::OfficeId& office(const std::string& name) const { return offices_.at(name); }

  core::Status hire(const Person& person) {
    domain::InviteMember invite{.id = domain::MemberId::make(house_.environment().random),
                                .login = person.login,
                                .name = person.name,
                                .office = offices_.at(person.office)};
    if (person.role) invite.appointments.insert({offices_.at(person.office), *person.role});
    DEMUR_TRY(act(kDemoCustodian, invite));
    people_[person.login] = invite.id;
    DEMUR_TRY(act(person.login, domain::AcceptInvitation{invite.id}));
    return {};
  }

  core::Status open_office(const std::string& name) {
    const domain::CreateOffice create{.id = domain::OfficeId::make(house_.environment().random),
                                      .name = name};
    DEMUR_TRY(act(kDemoCustodian, create));
    offices_[name] = create.id;
    return {};
  }

  core::Result<domain::DecisionId> decide_on(const std::string& login, const char* office, const char* number,
                                             const char* title, const std::string& text,
                                             std::optional<int> taken_days_ago = {}) {
    domain::RegisterDecision decision{.id = domain::DecisionId::make(house_.environment().random),
                                      .number = number,
                                      .title = title,
                                      .text = text,
                                      .text_hash = hash(text),
                                      .owner = offices_.at(office)};
    if (taken_days_ago) decision.taken_on = today() - std::chrono::days{*taken_days_ago};
    DEMUR_TRY(act(login, decision));
    return decision.id;
  }

  core::Status revise(const std::string& login, const domain::DecisionId& decision, const std::string& text) {
    DEMUR_TRY(act(login, domain::ReviseDecision{decision, text, hash(text)}));
    return {};
  }

  core::Result<domain::FileDissent> dissent(const std::string& login, domain::FileDissent filing) {
    filing.id = domain::DissentId::make(house_.environment().random);
    filing.invitation = core::random_id_text(house_.environment().random);
    DEMUR_TRY(act(login, filing));
    return filing;
  }

  core::Status co_sign(const domain::FileDissent& dissent, int from, int to) {
    for (int i = from; i < to; ++i)
      DEMUR_TRY(act(demo_colleagues().at(static_cast<std::size_t>(i)).login,
                    domain::CoSign{dissent.id, dissent.invitation}));
    return {};
  }

  [[nodiscard]] service::Institution& house() { return house_; }
  [[nodiscard]] core::Day today() const { return core::day_of(now_); }
  [[nodiscard]] core::Day in_working_days(int count) const {
    return core::add_working_days(today(), count, house_.policy().calendar);
  }
  void know(const std::string& login, const domain::MemberId& id) { people_[login] = id; }
  void know_office(const std::string& name, const domain::OfficeId& id) { offices_[name] = id; }
  [[nodiscard]] domain::DispositionId new_disposition() const {
    return domain::DispositionId::make(house_.environment().random);
  }
  [[nodiscard]] const std::map<std::string, domain::MemberId>& people() const { return people_; }
  [[nodiscard]] const std::map<std::string, domain::OfficeId>& offices() const { return offices_; }

 private:
  static std::string hash(const std::string& text) {
    return core::to_hex(core::sha256(core::bytes_of(text)));
  }

  service::Institution& house_;
  core::Time& now_;
  core::Time today_;
  std::map<std::string, domain::MemberId> people_;
  std::map<std::string, domain::OfficeId> offices_;
};

}  // namespace demur::cli
