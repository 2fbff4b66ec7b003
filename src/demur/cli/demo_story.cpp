#include "demur/cli/demo_story.hpp"

#include <fmt/core.h>

#include "demur/cli/demo_clearance.hpp"
#include "demur/cli/demo_meetings.hpp"
#include "demur/cli/demo_memory.hpp"
#include "demur/cli/demo_opinion.hpp"
#include "demur/cli/demo_unseen.hpp"
#include "demur/service/password.hpp"
#include "demur/store/settings.hpp"
#include "demur/store/sign_in.hpp"

namespace demur::cli {
namespace {

constexpr const char* kDemo = "demo.story.2";  // a setting of the institution

using namespace domain;
using core::Result;
using core::Status;

constexpr const char* kPersonnel = "Personnel Directorate";

Status staff_the_ministry(Teller& story) {
  for (const char* office : {kNorth, kConsular, kPersonnel, "Legal Office", "Office of the Inspector"})
    DEMUR_TRY(story.open_office(office));
  for (const Person& person : demo_custodians()) DEMUR_TRY(story.hire(person));
  for (const Person& person : demo_officers()) DEMUR_TRY(story.hire(person));
  for (const Person& person : demo_colleagues()) DEMUR_TRY(story.hire(person));
  return {};
}

// Arms for the Northern Coast: one dissent with thirty co-signers, declined and maintained; one
// confidential, adopted in part.
Status tell_of_the_coast(service::Institution& house, Teller& story) {
  DEMUR_TRY(story.go_to(88));
  const auto coast = DEMUR_TRY(story.decide_on("respondent", kNorth, "2026/03",
                                               "Resume patrol boat deliveries to the Northern Coast",
                                               "1. Deliveries of patrol boats to the coast guard of the "
                                               "Northern Coast, suspended since March, resume.\n"
                                               "2. The first four boats are handed over within ninety days.\n"
                                               "3. The Bureau reports on their use once a year."));
  DEMUR_TRY(cite_the_cutters(house, story, coast));

  DEMUR_TRY(story.go_to(83));
  const auto many = DEMUR_TRY(story.dissent(
      "ilse.marr",
      {.decision = coast,
       .kind = DissentKind::change_of_policy,
       .standing = Standing::named,
       .title = "The suspension worked; lifting it gives away what it won",
       .text =
           "The suspension was the one measure that the coast guard's command took seriously. Since March "
           "the "
           "embassy counted two incidents with fishing crews; in the five months before, fourteen. Resuming "
           "deliveries without a condition tells the command that it need only wait.\n\n"
           "I ask that deliveries stay suspended until the inquiry that the command itself promised in April "
           "is "
           "published.",
       .would_change_my_mind = "A published inquiry, or a commitment to one with a day."}));
  const auto quiet = DEMUR_TRY(story.dissent(
      "tomas.ekwall",
      {.decision = coast,
       .kind = DissentKind::implementation,
       .standing = Standing::confidential,
       .title = "A report once a year cannot show how the boats are used",
       .text =
           "Paragraph 3 asks for one report a year. The boats' logs are overwritten after sixty days, so a "
           "yearly "
           "report can only repeat what the coast guard says of itself. Port visits every quarter, with the "
           "right to copy the logs, would cost two officers four weeks a year.",
       .would_change_my_mind =
           "Any form of end-use check that reads the logs before they are overwritten."}));

  DEMUR_TRY(story.go_to(82));
  DEMUR_TRY(story.act(kDemoCustodian, Acknowledge{quiet.id}));
  DEMUR_TRY(story.act(kDemoCustodian, Acknowledge{many.id}));
  DEMUR_TRY(story.co_sign(many, 0, 12));
  DEMUR_TRY(story.go_to(79));
  DEMUR_TRY(story.co_sign(many, 12, 30));

  DEMUR_TRY(story.go_to(60));
  const std::string amended =
      "1. Deliveries of patrol boats to the coast guard of the Northern Coast, suspended since March, "
      "resume.\n"
      "2. The first four boats are handed over within ninety days.\n"
      "3. Embassy staff visit the boats every quarter and may copy their logs. A refused visit suspends "
      "deliveries.";
  DEMUR_TRY(story.revise("respondent", coast, amended));
  const auto round = DEMUR_TRY(ask_about_the_coast(story, coast));
  DEMUR_TRY(story.act(
      "respondent",
      Answer{.dissent = quiet.id,
             .id = story.new_disposition(),
             .outcome = Outcome::adopted_in_part,
             .reasons =
                 "The dissent is right that a yearly report would read logs that no longer exist. Quarterly "
                 "visits with the right to copy the logs are now part of the decision. Two further officers "
                 "are not available before the next budget; the embassy's own staff will make the visits.",
             .what_changed =
                 "Paragraph 3 now requires quarterly visits and the right to copy the logs, and a refused "
                 "visit suspends deliveries.",
             .changed_version = 2,
             .confidential_note =
                 "The Bureau would welcome your advice on the visit protocol, through the custodian."}));
  DEMUR_TRY(
      story.act("respondent", Extend{many.id, story.in_working_days(20),
                                     "The Legal Office is asked whether the command's promise of an inquiry "
                                     "binds it; its opinion is due in two weeks."}));
  DEMUR_TRY(object_to_the_coast(story, round));
  DEMUR_TRY(story.go_to(58));
  DEMUR_TRY(take_over_the_objection(story, coast));
  DEMUR_TRY(story.go_to(56));
  DEMUR_TRY(story.act("tomas.ekwall",
                      SetLastWord{quiet.id, Verdict::partly,
                                  "The visits are what I asked for. Without officers of their own they "
                                  "will be the first thing to be cut."}));

  DEMUR_TRY(report_on_the_coast(story, round));
  DEMUR_TRY(story.go_to(42));
  DEMUR_TRY(story.act(
      "respondent",
      Answer{
          .dissent = many.id,
          .id = story.new_disposition(),
          .outcome = Outcome::declined,
          .reasons =
              "The Bureau weighs the figures differently: the fall in incidents began in January, before the "
              "suspension, with the new fishing agreement. The Legal Office finds that the command's promise "
              "of an inquiry does not bind it. A further suspension would end the joint rescue service, on "
              "which four hundred crews depend. Thirty colleagues signed this; the decision stands all the "
              "same, and this answer says why."}));
  DEMUR_TRY(story.go_to(38));
  DEMUR_TRY(story.act(
      "ilse.marr",
      SetLastWord{many.id, Verdict::maintained,
                  "The fishing agreement covers a third of the crews. The fall in incidents covers all "
                  "of them. I maintain the dissent and ask that it be read again when the inquiry is "
                  "published, or when it is not."}));
  return {};
}

// The consulate at Port Sorrel: acknowledged, and then silence. The answer is overdue.
Status tell_of_the_consulate(Teller& story) {
  DEMUR_TRY(story.go_to(36));
  const auto closing = DEMUR_TRY(
      story.decide_on("pia.holloway", kConsular, "2026/07", "Close the consulate at Port Sorrel",
                      "1. The consulate at Port Sorrel closes at the end of the year.\n"
                      "2. Its services move to the embassy in the capital, nine hours away by road.\n"
                      "3. Locally employed staff are offered posts there."));
  DEMUR_TRY(story.go_to(34));
  const auto overdue = DEMUR_TRY(story.dissent(
      "member",
      {.decision = closing,
       .kind = DissentKind::before_final_action,
       .standing = Standing::named,
       .title = "Eleven thousand citizens live within an hour of Port Sorrel",
       .text = "The paper counts visits to the consulate, and visits fell because appointments were cut to "
               "two days a "
               "week. Counted by need, Port Sorrel is our third largest post. Moving its services nine hours "
               "away "
               "closes them for the elderly and for anyone paid by the day.",
       .would_change_my_mind = "A count of citizens served by circuit visits at other closed posts."}));
  DEMUR_TRY(story.go_to(33));
  DEMUR_TRY(story.act(kDemoCustodian, Acknowledge{overdue.id}));
  DEMUR_TRY(story.go_to(31));
  DEMUR_TRY(story.co_sign(overdue, 3, 6));  // below the threshold: nobody sees how many
  return {};
}

// Rules and fees: adopted; out of scope; deferred; withdrawn.
Status tell_of_the_house(Teller& story) {
  DEMUR_TRY(story.go_to(28));
  const auto rotation = DEMUR_TRY(story.decide_on(
      "jonas.abara", kPersonnel, "2026/09", "Rotation rules for hardship posts",
      "1. A tour at a hardship post lasts three years.\n2. Extensions are granted by the head of post."));
  const auto rule = DEMUR_TRY(
      story.dissent("noor.castellan", {.decision = rotation,
                                       .kind = DissentKind::before_final_action,
                                       .standing = Standing::named,
                                       .title = "An extension should need the officer's own consent",
                                       .text = "Paragraph 2 lets the head of post extend a tour without "
                                               "asking the officer. The draft of last year "
                                               "required consent. Please restore it."}));
  const auto pay =
      DEMUR_TRY(story.dissent("rafael.winter", {.decision = rotation,
                                                .kind = DissentKind::implementation,
                                                .standing = Standing::confidential,
                                                .title = "My allowance for the last tour has not been paid",
                                                .text = "Before new rules for hardship posts are made, the "
                                                        "allowances under the old ones should be paid. Mine "
                                                        "has been outstanding since spring."}));
  const auto deferred = DEMUR_TRY(
      story.dissent("greta.lindqvist", {.decision = rotation,
                                        .kind = DissentKind::implementation,
                                        .standing = Standing::named,
                                        .title = "Two years, not three, where schools are closed",
                                        .text = "At four of the nine posts there is no school beyond the age "
                                                "of eleven. Three years there mean a family "
                                                "apart. I ask for two-year tours at those four posts."}));
  const auto withdrawn = DEMUR_TRY(
      story.dissent("omar.fenwick", {.decision = rotation,
                                     .kind = DissentKind::procedure,
                                     .standing = Standing::named,
                                     .title = "The staff association was not asked",
                                     .text = "The rules were drafted without the staff association."}));
  DEMUR_TRY(story.go_to(26));
  for (const FileDissent* filed : {&rule, &pay, &deferred, &withdrawn})
    DEMUR_TRY(story.act(kDemoCustodian, Acknowledge{filed->id}));
  DEMUR_TRY(story.go_to(24));
  DEMUR_TRY(story.act("omar.fenwick", WithdrawDissent{withdrawn.id}));
  DEMUR_TRY(story.act(
      "jonas.abara",
      Answer{.dissent = pay.id,
             .id = story.new_disposition(),
             .outcome = Outcome::out_of_scope,
             .reasons = "An unpaid allowance is a claim of one officer, not a disagreement with this "
                        "decision, and this channel cannot pay it. It should be paid all the same.",
             .belongs_to = "The pay office's claims desk, which answers within ten working days; the "
                           "staff association can accompany a claim."}));
  DEMUR_TRY(story.go_to(20));
  DEMUR_TRY(
      story.revise("jonas.abara", rotation,
                   "1. A tour at a hardship post lasts three years.\n"
                   "2. Extensions are granted by the head of post with the officer's written consent."));
  DEMUR_TRY(story.act(
      "jonas.abara",
      Answer{.dissent = rule.id,
             .id = story.new_disposition(),
             .outcome = Outcome::adopted,
             .reasons = "Consent was dropped by mistake when the draft was shortened. It is restored; "
                        "nobody argued for leaving it out.",
             .what_changed = "Paragraph 2 again requires the officer's written consent.",
             .changed_version = 2}));
  DEMUR_TRY(
      story.act("jonas.abara",
                Answer{.dissent = deferred.id,
                       .id = story.new_disposition(),
                       .outcome = Outcome::deferred,
                       .reasons = "The cost of two-year tours at the four posts is being worked out with the "
                                  "budget for next year and is not known today.",
                       .deferred_until = story.in_working_days(40)}));
  const auto round = DEMUR_TRY(clear_the_rotation(story, rotation));
  DEMUR_TRY(story.act("noor.castellan", SetLastWord{rule.id, Verdict::satisfied, "Thank you."}));
  DEMUR_TRY(story.act("jonas.abara", TakeDecision{rotation, story.today()}));
  DEMUR_TRY(report_on_the_rotation(story, round));
  return {};
}

// A decision nobody announced, registered by a member; a filing that waits for its acknowledgement.
Status tell_of_the_water(Teller& story) {
  DEMUR_TRY(story.go_to(6));
  const auto talks =
      DEMUR_TRY(story.decide_on("ilse.marr", kNorth, "2026/12", "Suspend the water-sharing talks",
                                "As announced by telephone to the delegation: the talks on the Upper Arn are "
                                "suspended until further notice.",
                                9));
  const auto procedure = DEMUR_TRY(story.dissent(
      "hanneke.osei",
      {.decision = talks,
       .kind = DissentKind::procedure,
       .standing = Standing::confidential,
       .title = "The Legal Office learned of it from the other side",
       .text =
           "The talks rest on an exchange of notes that names our office as the point of contact. We learned "
           "of the "
           "suspension from our counterparts. I ask for the instruction in writing, and for the reasons."}));
  DEMUR_TRY(story.go_to(4));
  DEMUR_TRY(story.act(kDemoCustodian, Acknowledge{procedure.id}));

  DEMUR_TRY(story.go_to(3));
  const auto fees = DEMUR_TRY(
      story.decide_on("pia.holloway", kConsular, "2026/14", "New schedule of visa fees",
                      "1. Fees rise by a fifth on 1 January.\n2. The waiver for students is abolished."));
  DEMUR_TRY(ask_about_the_fees(story, fees));
  DEMUR_TRY(story.go_to(1));
  DEMUR_TRY(story.dissent(
      "samir.dahl",
      {.decision = fees,
       .kind = DissentKind::before_final_action,
       .standing = Standing::named,
       .title = "The student waiver pays for itself",
       .text = "Students who came on the waiver spend eleven times the fee in their first term. "
               "Abolishing it saves the price of one officer and loses the goodwill of four "
               "thousand people a year."}));
  return {};
}

// One hash for all of them: it is no secret, and takes a tenth of a second to make.
Status set_passwords(service::Institution& house, const Teller& story) {
  service::HashingGate gate;
  const service::PasswordHasher hasher(service::kPasswordCost, gate);
  const std::string hash = DEMUR_TRY(hasher.hash(kDemoPassword));
  return house.store().write([&](store::Transaction& transaction) -> Status {
    for (const DemoAccount& account : demo_accounts())
      DEMUR_TRY(store::save_password(transaction, story.people().at(account.login), hash));
    return {};
  });
}

}  // namespace

std::filesystem::path demo_keys_folder(const std::filesystem::path& folder) {
  return folder / "keys";
}

Status tell_demo_story(const std::filesystem::path& folder, const service::Environment& environment,
                       const service::IssuerKeySource& issuer_keys) {
  const core::Time today = environment.clock();
  core::Time now = today - std::chrono::days{5 * 365};
  service::Environment past = environment;
  past.clock = [&now] { return now; };

  auto house = DEMUR_TRY(service::Institution::found(folder,
                                                     {.name = "Ministry of External Affairs of Meridia",
                                                      .origin = "demur.meridia.example/log",
                                                      .policy_toml = demo_policy_toml(),
                                                      .office = kDemoCustodianOffice,
                                                      .login = kDemoCustodian,
                                                      .custodian = "Edda Varga"},
                                                     past));
  Teller story(*house, now, today);
  DEMUR_TRY(story.go_to(kMemoryBegins));
  const auto first = DEMUR_TRY(service::founder(*house));
  story.know(kDemoCustodian, first.id);
  story.know_office(kDemoCustodianOffice, first.office);
  DEMUR_TRY(staff_the_ministry(story));
  DEMUR_TRY(tell_of_earlier_years(*house, story));
  DEMUR_TRY(story.go_to(90));
  DemoUnseen unseen(story, demo_keys_folder(folder), issuer_keys);
  DEMUR_TRY(unseen.publish_keys());
  DEMUR_TRY(tell_of_the_coast(*house, story));
  DemoRounds rounds(*house, story.people());
  DEMUR_TRY(story.go_to(37));
  DEMUR_TRY(rounds.first());
  DEMUR_TRY(tell_of_the_consulate(story));
  DEMUR_TRY(tell_of_the_house(story));
  DEMUR_TRY(rounds.second());
  DEMUR_TRY(tell_of_the_visas(story));
  DEMUR_TRY(unseen.file_first());
  DEMUR_TRY(tell_of_meetings({.house = *house,
                              .go_to = [&](int days_ago) { return story.go_to(days_ago); },
                              .in_working_days = [&](int count) { return story.in_working_days(count); },
                              .people = story.people(),
                              .offices = story.offices()}));
  DEMUR_TRY(unseen.ask_before_session(story.offices().at("Bureau of Northern Affairs")));
  DEMUR_TRY(unseen.open_first());
  DEMUR_TRY(tell_of_the_water(story));
  DEMUR_TRY(unseen.answer_first());
  DEMUR_TRY(unseen.file_second());
  DEMUR_TRY(rounds.third());
  DEMUR_TRY(story.go_to(0));
  now = today;
  DEMUR_TRY(unseen.collect_again());
  DEMUR_TRY(unseen.vote_before_session());
  DEMUR_TRY(service::publish(*house));
  DEMUR_TRY(set_passwords(*house, story));
  return house->store().write(
      [](store::Transaction& transaction) { return store::save_setting(transaction, kDemo, "told"); });
}

Result<bool> is_demo(service::Institution& house) {
  return house.store().read([](const store::Reader& reader) -> Result<bool> {
    return DEMUR_TRY(store::setting(reader, kDemo)).has_value();
  });
}

}  // namespace demur::cli
