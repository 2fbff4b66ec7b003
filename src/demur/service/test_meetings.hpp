// For tests: a meeting on a dissent, and a session, told through the service.
//
//   MeetingTest test;
//   const auto id = test.agreed("author");   // asked for, held, signed by both
#pragma once

#include "demur/service/meetings.hpp"
#include "demur/service/test_institution.hpp"
#include "demur/store/meetings.hpp"

namespace demur::service::testing {

struct MeetingTest : TestInstitution {
  using TestInstitution::TestInstitution;

  core::Result<Done> meet(const std::string& login, const domain::MeetingAct& act) {
    return perform(*house, people.at(login), act);
  }
  Done must_meet(const std::string& login, const domain::MeetingAct& act) {
    const auto done = meet(login, act);
    EXPECT_TRUE(done) << login << ": " << (done ? "" : done.error().what);
    return done.value_or(Done{});
  }

  [[nodiscard]] std::string fresh() { return core::random_id_text(random); }
  [[nodiscard]] static domain::Mandate mandate(std::string_view hear_by) {
    return {.fixed = "The port is closed.",
            .may_change = "The day on which it closes.",
            .decides = "The minister",
            .hear_by = day(hear_by)};
  }
  [[nodiscard]] static domain::Venue venue(std::string_view on) {
    return {.starts = day(on) + 14h, .minutes = 60, .place = "PLACE-CANARY"};
  }
  [[nodiscard]] domain::Meeting meeting(const domain::MeetingId& id) {
    return house->store()
        .read([&](const store::Reader& reader) { return store::find_meeting(reader, id); })
        .value()
        .value();
  }

  domain::MeetingId asked(const std::string& author, const domain::DissentId& dissent) {
    const auto id = domain::MeetingId::make(random);
    must_meet(author, domain::AskMeeting{id, dissent, "POINTS-CANARY", {}});
    return id;
  }
  // Asked for today, held on its day, its minutes written.
  domain::MeetingId held(const std::string& author,
                         domain::Standing standing = domain::Standing::confidential,
                         std::string_view on = "2026-03-10", std::string_view hear_by = "2026-04-01") {
    const auto dissent = file(author, standing);
    const auto id = asked(author, dissent.id);
    must_meet("respondent", domain::ScheduleMeeting{id, venue(on), mandate(hear_by)});
    go_to(on);
    must_meet("respondent", domain::HoldMeeting{id});
    must_meet("respondent", domain::WriteMinutes{id, fresh(), "MINUTES-CANARY: we spoke of the port."});
    return id;
  }
  void sign(const std::string& login, const domain::MeetingId& id) {
    const auto current = meeting(id);
    must_meet(login, domain::SignMinutes{id, domain::minutes_hash(id, *current.minutes)});
  }
  domain::MeetingId agreed(const std::string& author,
                           domain::Standing standing = domain::Standing::confidential) {
    const auto id = held(author, standing);
    sign("respondent", id);
    sign(author, id);
    return id;
  }
  domain::MeetingId announced(std::string_view on = "2026-03-10") {
    const auto id = domain::MeetingId::make(random);
    must_meet("respondent", domain::AnnounceSession{.id = id,
                                                    .office = offices[kNorth],
                                                    .title = "The port, before it closes",
                                                    .series = "Spring sessions",
                                                    .venue = venue(on),
                                                    .mandate = mandate("2026-04-01")});
    return id;
  }
};

}  // namespace demur::service::testing
