#include "demur/cli/demo_meetings.hpp"

#include "demur/cli/demo_people.hpp"
#include "demur/service/meetings.hpp"
#include "demur/store/dissents.hpp"

namespace demur::cli {
namespace {

using namespace domain;
using core::Result;
using core::Status;

class Meetings {
 public:
  explicit Meetings(const DemoStage& stage) : stage_(stage) {}

  Status act(const std::string& login, const MeetingAct& act) {
    const auto who = stage_.people.find(login);
    if (who == stage_.people.end())
      return core::fail(core::Code::internal, "the story has no member " + login);
    DEMUR_TRY(service::perform(stage_.house, who->second, act));
    return {};
  }
  [[nodiscard]] std::string fresh() const { return core::random_id_text(stage_.house.environment().random); }
  [[nodiscard]] MeetingId new_meeting() const { return {fresh()}; }
  [[nodiscard]] Venue at(int working_days, int hour, const char* place) const {
    return {.starts = core::Time(stage_.in_working_days(working_days)) + std::chrono::hours{hour},
            .minutes = 60,
            .place = place};
  }
  [[nodiscard]] Day day(int working_days) const { return stage_.in_working_days(working_days); }
  // The newest dissent of a member.
  Result<DissentId> dissent_of(const std::string& login) const {
    const auto all = DEMUR_TRY(stage_.house.store().read([&](const store::Reader& reader) {
      return store::dissents_by_author(reader, stage_.people.at(login));
    }));
    if (all.empty()) return core::fail(core::Code::internal, login + " has filed nothing in the story");
    return all.front().id;
  }
  Status sign(const std::string& login, const MeetingId& id) {
    const auto seen = DEMUR_TRY(service::see_meeting(stage_.house, DEMUR_TRY(member(login)), id));
    return act(login, SignMinutes{id, minutes_hash(id, *seen.meeting.minutes)});
  }
  Status go_to(int working_days_ago) { return stage_.go_to(working_days_ago); }
  [[nodiscard]] const DemoStage& stage() const { return stage_; }

 private:
  Result<Member> member(const std::string& login) const {
    const auto found = DEMUR_TRY(service::read_member(stage_.house, stage_.people.at(login)));
    if (!found) return core::fail(core::Code::internal, "the story has no member " + login);
    return *found;
  }

  const DemoStage& stage_;
};

// The session to come; members ask, and vote for what others asked.
Status tell_of_the_session(Meetings& story, const MeetingId& session,
                           const std::vector<QuestionId>& questions) {
  const auto& colleagues = demo_colleagues();
  const char* texts[] = {"What does the nine-hour journey cost somebody who is paid by the day?",
                         "Can two days a month at Port Sorrel be kept, with staff from the embassy?",
                         "Who read the visit figures before the paper was written?"};
  for (std::size_t i = 0; i < questions.size(); ++i)
    DEMUR_TRY(story.act(colleagues.at(i).login, AskQuestion{session, questions[i], texts[i]}));
  DEMUR_TRY(story.go_to(7));
  const std::size_t votes[] = {17, 11, 3};
  for (std::size_t i = 0; i < questions.size(); ++i)
    for (std::size_t voter = 0; voter < votes[i]; ++voter)
      DEMUR_TRY(story.act(colleagues.at((voter + 5 * i) % colleagues.size()).login,
                          VoteQuestion{session, questions[i]}));
  return {};
}

}  // namespace

Status tell_of_meetings(const DemoStage& stage) {
  Meetings story(stage);
  const OfficeId& consular = stage.offices.at("Consular Directorate");
  const OfficeId& north = stage.offices.at("Bureau of Northern Affairs");

  DEMUR_TRY(story.go_to(9));
  const MeetingId meeting = story.new_meeting();
  DEMUR_TRY(story.act("member", AskMeeting{meeting,
                                           DEMUR_TRY(story.dissent_of("member")),
                                           "How visits were counted, and circuit visits at closed posts.",
                                           {}}));
  const MeetingId briefing = story.new_meeting();
  DEMUR_TRY(story.act(
      "respondent", AnnounceSession{.id = briefing,
                                    .office = north,
                                    .title = "Patrol boats: what was decided",
                                    .series = "Open hours of the Bureau",
                                    .venue = story.at(1, 9, "Room 2.14"),
                                    .mandate = {.level = Level::inform,
                                                .fixed = "Deliveries resume; quarterly visits are required.",
                                                .may_change = kNothing,
                                                .decides = "The Bureau has decided",
                                                .hear_by = story.day(2),
                                                .attribution = Attribution::named}}));
  DEMUR_TRY(story.go_to(8));
  const Mandate mandate{
      .level = Level::consult,
      .fixed = "The consulate's lease ends with the year.",
      .may_change = "Circuit visits: how often, and where. The day on which the post closes.",
      .decides = "The Director of the Consular Directorate",
      .hear_by = story.day(13),
      .attribution = Attribution::chatham_house};
  DEMUR_TRY(
      story.act("pia.holloway", ScheduleMeeting{meeting, story.at(1, 14, "Consular library"), mandate}));
  DEMUR_TRY(story.act("respondent", HoldMeeting{briefing}));
  const MeetingId session = story.new_meeting();
  Mandate asked = mandate;
  asked.hear_by = story.day(24);
  DEMUR_TRY(story.act("pia.holloway", AnnounceSession{.id = session,
                                                      .office = consular,
                                                      .title = "Services for Port Sorrel",
                                                      .series = "Autumn sessions",
                                                      .venue = story.at(14, 15, "Great hall"),
                                                      .mandate = asked}));
  const MeetingId declined = story.new_meeting();
  DEMUR_TRY(story.act(
      "greta.lindqvist",
      AskMeeting{
          declined, DEMUR_TRY(story.dissent_of("greta.lindqvist")), "The four posts without a school.", {}}));
  const std::vector<QuestionId> questions{{story.fresh()}, {story.fresh()}, {story.fresh()}};
  DEMUR_TRY(tell_of_the_session(story, session, questions));
  DEMUR_TRY(story.act("pia.holloway", HoldMeeting{meeting}));
  DEMUR_TRY(story.act(
      "pia.holloway",
      WriteMinutes{meeting, story.fresh(),
                   "1. The author set out how appointments were cut to two days a week before visits "
                   "were counted.\n2. The office had not known that, and will count again by need.\n"
                   "3. Circuit visits at two closed posts were compared; the figures are annexed."}));
  DEMUR_TRY(story.sign("member", meeting));
  DEMUR_TRY(story.act(
      "member", AddReservation{meeting, story.fresh(), "No day was named by which the new count is made."}));
  DEMUR_TRY(story.sign("pia.holloway", meeting));
  DEMUR_TRY(
      story.act("member", ProposeReadOut{meeting,
                                         "The office and the author of a dissent met on Port Sorrel. The "
                                         "office will count visits again, by need."}));
  DEMUR_TRY(
      story.act("pia.holloway", AgreeReadOut{meeting,
                                             "The office and the author of a dissent met on Port Sorrel. The "
                                             "office will count visits again, by need."}));
  DEMUR_TRY(story.act("jonas.abara",
                      DeclineMeeting{declined,
                                     "The cost is being worked out with the budget; a meeting before "
                                     "that is known would have nothing to speak about. Ask again "
                                     "when the decision is due."}));
  return {};
}

}  // namespace demur::cli
