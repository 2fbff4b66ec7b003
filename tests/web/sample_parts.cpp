#include "sample_parts.hpp"

namespace demur::web::samples {

using namespace domain;

const char* const kDecisionText =
    "1. The barrage at Kelvar is to be raised by four metres.\n\n"
    "2. The Directorate of Waterways concludes the contract by the end of the year.\n\n"
    "3. The agreement with the downstream states is suspended until the works are complete.";

const char* const kDissentText =
    "Raising the barrage before the flood survey is finished puts eleven villages at a risk that nobody has "
    "measured.\n\n"
    "The agreement with the downstream states obliges us to consult them first. Suspending it is not a way "
    "of keeping it.\n\n"
    "I ask that point 3 be struck, and that point 1 wait for the survey.";

DecisionRef decision_ref() {
  return {{"aaaaaaaaaaaaaaaaaaaaaaaaaa"}, "2026/14", "Raising the Kelvar barrage"};
}
DecisionRef other_decision_ref() {
  return {{"bbbbbbbbbbbbbbbbbbbbbbbbbb"}, "2026/9", "Export licences for pumping equipment, second tranche"};
}
DissentRef dissent_ref() {
  return {{"cccccccccccccccccccccccccc"},
          "The flood survey is not finished, and the treaty is not ours to suspend",
          decision_ref()};
}

namespace {

DissentRef hidden_ref() {
  return {{"dddddddddddddddddddddddddd"}, "", other_decision_ref()};
}

DissentRow row(DissentRef dissent, DissentState state, const char* filed, const char* due) {
  DissentRow result = {.dissent = std::move(dissent), .state = state, .filed_on = day(filed)};
  result.answer_due = day(due);
  return result;
}

std::vector<DissentRow> rows() {
  auto first = row(dissent_ref(), DissentState::answered, "2026-10-20", "2026-11-19");
  first.answered_on = day("2026-11-16");
  first.outcome = Outcome::adopted_in_part;
  auto second = row({{"eeeeeeeeeeeeeeeeeeeeeeeeee"}, "Eleven villages were never asked", decision_ref()},
                    DissentState::acknowledged, "2026-10-12", "2026-11-11");
  second.kind = DissentKind::procedure;
  second.standing = Standing::confidential;
  auto third = row({{"ffffffffffffffffffffffffff"}, "", decision_ref()}, DissentState::withdrawn,
                   "2026-10-25", "2026-11-24");
  third.closed_on = day("2026-11-02");
  auto fourth = row({{"gggggggggggggggggggggggggg"}, "The contract has no exit", decision_ref()},
                    DissentState::filed, "2026-11-21", "2026-12-21");
  return {first, second, third, fourth};
}

MatterRef earlier_answer() {
  return {.ref = "disposition:jjjjjjjjjjjjjjjjjjjjjjjjjj",
          .decision = {{"iiiiiiiiiiiiiiiiiiiiiiiiii"}, "2019/7", "Weirs on the upper Kelvar"},
          .answer = DispositionId{"jjjjjjjjjjjjjjjjjjjjjjjjjj"},
          .outcome = Outcome::declined,
          .later = Hindsight::partly_right};
}

}  // namespace

AnswerBox answer_box() {
  return {
      .dissent = dissent_ref(),
      .id = {"hhhhhhhhhhhhhhhhhhhhhhhhhh"},
      .outcome = Outcome::adopted_in_part,
      .reasons =
          "Point 3 is struck: the Legal Office agrees that the treaty does not allow a suspension.\n\n"
          "Point 1 stands. The survey of 2019 covers ten of the eleven villages; the eleventh is surveyed "
          "before the works reach it.",
      .what_changed =
          "Version 2 drops point 3 and makes the works above the eleventh village wait for the survey.",
      .changed_version = 2,
      .deferred_until = day("2027-02-01"),
      .belongs_to = "The eleventh village: the Survey Office",
      .confidential_note = "Thank you. I had not seen the letter of the Survey Office before I read yours.",
      .precedents = {{.matter = {.ref = "decision:bbbbbbbbbbbbbbbbbbbbbbbbbb",
                                 .decision = other_decision_ref(),
                                 .later = Hindsight::right},
                      .applies = true,
                      .why = "In 2024 the same clause was read the same way."},
                     {.matter = earlier_answer(),
                      .applies = false,
                      .why = "It was about a weir that nobody lives below."},
                     {.matter = {.ref = "decision:zzzzzzzzzzzzzzzzzzzzzzzzzz", .decision = {}},
                      .applies = true,
                      .why = "It is not in this institution any more."}},
      .by = "Ilse Brandt, Directorate of Waterways",
      .published_on = day("2026-11-16")};
}

TodayView today() {
  TodayView view = {
      .today = kToday, .due_from_me = {}, .due_to_me = {}, .my_dissents = rows(), .answered = {}};
  view.my_dissents.pop_back();
  view.due_from_me = {{.kind = DutyKind::answer,
                       .state = DutyState::missed,
                       .due_on = day("2026-11-11"),
                       .owner = "respondents of the Directorate of Waterways",
                       .about = DissentId{"eeeeeeeeeeeeeeeeeeeeeeeeee"},
                       .title = "Eleven villages were never asked",
                       .decision = decision_ref()},
                      {.kind = DutyKind::acknowledge,
                       .due_on = day("2026-11-24"),
                       .owner = "custodians",
                       .about = DissentId{"gggggggggggggggggggggggggg"},
                       .title = "The contract has no exit",
                       .decision = decision_ref()},
                      {.kind = DutyKind::answer,
                       .due_on = day("2026-12-21"),
                       .owner = "respondents of the Directorate of Waterways",
                       .about = hidden_ref().id,
                       .decision = other_decision_ref()}};
  view.due_to_me = {{.due_on = day("2026-11-30"),
                     .owner = "respondents of the Trade Desk",
                     .about = hidden_ref().id,
                     .decision = other_decision_ref()}};
  view.answered = {answer_box()};
  view.open_now = {{.what = "Meeting on a dissent",
                    .path = "/meetings/kkkkkkkkkkkkkkkkkkkkkkkkkk",
                    .title = "Eleven villages were never asked",
                    .when_words = "no day is set yet"},
                   {.what = "Listening session",
                    .path = "/meetings/mmmmmmmmmmmmmmmmmmmmmmmmmm",
                    .title = "The Kelvar barrage, before the contract is signed",
                    .when_words = "on 9 December 2026",
                    .last_day = day("2026-12-09")},
                   {.what = "Clearance round",
                    .path = "/positions/nnnnnnnnnnnnnnnnnnnnnnnnnn",
                    .title = "Decision 2026/9: Export licences for pumping equipment, second tranche",
                    .when_words = "positions until 30 November 2026",
                    .note = "Legal Office has answered",
                    .last_day = day("2026-11-30")},
                   {.what = "Opinion round",
                    .path = "/opinion/llllllllllllllllllllllllll",
                    .title = "What the barrage may cost those below it",
                    .when_words = "votes until 4 December 2026",
                    .note = "you voted on 3 of 14 statements",
                    .last_day = day("2026-12-04")}};
  return view;
}

DecisionsView decisions() {
  return {.decisions = {
              {decision_ref(),
               "Directorate of Waterways",
               DecisionState::taken,
               day("2026-09-28"),
               day("2026-11-02"),
               {.number = 12}},
              {other_decision_ref(), "Trade Desk", DecisionState::consulting, day("2026-08-14"), {}, {}},
              {{{"iiiiiiiiiiiiiiiiiiiiiiiiii"},
                "2025/31",
                "Closing of the consulate at Port Ansel and transfer of its archive"},
               "Desk for the Northern Region",
               DecisionState::superseded,
               day("2025-12-01"),
               day("2025-12-15"),
               {}}}};
}

DecisionView decision() {
  DecisionView view = {
      .today = kToday,
      .decision = decision_ref(),
      .owner = "Directorate of Waterways",
      .state = DecisionState::taken,
      .versions = {{1, kDecisionText, "9f2b6c7d1e0a4f83b5c6d7e8f90123456789abcdef0123456789abcdef012345",
                    day("2026-09-28")},
                   {2,
                    "1. The barrage at Kelvar is to be raised by four metres.\n\n2. The Directorate of "
                    "Waterways concludes the contract by the end of the year. Works above the eleventh "
                    "village wait for the survey.",
                    "1d5a0b44c2c1e7b28f90123456789abcdef0123456789abcdef0123459f2b6c7", day("2026-11-16")}},
      .registered_on = day("2026-09-28"),
      .taken_on = day("2026-11-02"),
      .dissents = {.number = 12}};
  view.visible_dissents = rows();
  view.answers = {answer_box()};
  view.offers = {Offer::file_dissent, Offer::revise, Offer::supersede, Offer::withdraw_decision};
  view.meetings = {{.id = {"kkkkkkkkkkkkkkkkkkkkkkkkkk"},
                    .kind = MeetingKind::on_dissent,
                    .state = MeetingState::agreed,
                    .title = "Eleven villages were never asked",
                    .owner = "Directorate of Waterways",
                    .asked_on = day("2026-10-20"),
                    .on = day("2026-10-29"),
                    .was_held = true,
                    .read_out = "The eleventh village is surveyed before the works reach it."}};
  view.opinion = {{.id = {"llllllllllllllllllllllllll"},
                   .title = "What the barrage may cost those below it",
                   .owner = "Directorate of Waterways",
                   .opened_on = day("2026-11-20"),
                   .closes_on = day("2026-12-04"),
                   .hear_by = day("2026-12-18"),
                   .shown = 14,
                   .voted = 3,
                   .may_vote = true}};
  view.review = reviewed();
  view.review.reviews.front().review.day = day("2026-11-12");
  view.cites = {{{.ref = "decision:bbbbbbbbbbbbbbbbbbbbbbbbbb", .decision = other_decision_ref()},
                 "The licences were split for the same reason: one part can wait for the survey.",
                 day("2026-10-01")},
                {earlier_answer(), "The weir was built, and nobody was warned.", day("2026-11-20"), true}};
  view.cited_by = {{earlier_answer(), "There, as here, the survey was not finished.", day("2026-11-19")}};
  return view;
}

DissentView overdue_dissent() {
  DissentView view = {
      .today = kToday,
      .dissent = {{"eeeeeeeeeeeeeeeeeeeeeeeeee"}, "Eleven villages were never asked", decision_ref()},
      .kind = DissentKind::procedure,
      .standing = Standing::confidential,
      .state = DissentState::acknowledged,
      .filed_on = day("2026-10-12"),
      .is_author = true};
  view.text = kDissentText;
  view.acknowledged_on = day("2026-10-15");
  view.extension = Extension{day("2026-11-02"), day("2026-11-11"), day("2026-11-18"),
                             "The respondent is travelling with the delegation."};
  view.duties = {{DutyKind::acknowledge, DutyState::met, "custodians", day("2026-10-15"), day("2026-10-15")},
                 {DutyKind::answer, DutyState::missed, "respondents of the Directorate of Waterways",
                  day("2026-11-18")}};
  view.show_openings = true;
  view.identity_openings = {{day("2026-11-05"), "Custodian Tomas Oyelaran",
                             "A threat was received and the author had to be warned."}};
  view.log = {.promised_by = day("2026-10-13"), .index = 117, .checkpoint_size = 1240};
  view.has_receipt = true;
  view.co_sign_link =
      "https://dissent.example.org/dissents/eeeeeeeeeeeeeeeeeeeeeeeeee/co-sign?invitation=qk3v7m2xw5n6b4zr";
  view.offers = {Offer::withdraw_dissent};
  return view;
}

DissentView answered_dissent() {
  DissentView view = {.today = kToday,
                      .dissent = dissent_ref(),
                      .state = DissentState::closed,
                      .filed_on = day("2026-10-20"),
                      .author = "Noor Haddad, Survey Office"};
  view.text = kDissentText;
  view.would_change_my_mind = "A finished survey, or the consent of the downstream states.";
  view.acknowledged_on = day("2026-10-22");
  view.answer = answer_box();
  view.last_word = LastWord{Verdict::partly,
                            "The treaty is kept; I am glad of it. The survey of 2019 was made before the "
                            "flood of 2021, and I maintain that part.",
                            day("2026-11-20")};
  view.last_word_by = day("2026-12-16");
  view.duties = {{DutyKind::acknowledge, DutyState::met, "custodians", day("2026-10-23"), day("2026-10-22")},
                 {DutyKind::answer, DutyState::met, "respondents of the Directorate of Waterways",
                  day("2026-11-19"), day("2026-11-16")}};
  view.signatures = {.threshold = 5, .count = 7, .names = {"Amara Diallo", "Pilar Sousa", "Jonas Weir"}};
  view.show_openings = true;
  view.log = {.promised_by = day("2026-10-21"), .index = 131, .checkpoint_size = 1240};
  view.offers = {Offer::answer, Offer::extend, Offer::open_identity};
  return view;
}

DissentView withdrawn_dissent() {
  DissentView view = overdue_dissent();
  view.is_author = false;
  view.text.reset();
  view.state = DissentState::withdrawn;
  view.withdrawn_on = day("2026-10-14");
  view.acknowledged_on.reset();
  view.extension.reset();
  view.duties = {};
  view.log = {.promised_by = day("2026-10-13")};
  view.offers = {};
  return view;
}

FilingDraft filing_draft() {
  return {.new_id = "cccccccccccccccccccccccccc",
          .decision = decision_ref(),
          .owner = "Directorate of Waterways",
          .standing = "confidential",
          .kind = "change_of_policy",
          .title = "The flood survey is not finished",
          .text = kDissentText};
}

FiledView filed() {
  return {.today = kToday,
          .dissent = dissent_ref(),
          .leaf_hash = "1d5a0b44c2c1e7b28f90123456789abcdef0123456789abcdef0123459f2b6c7",
          .log = {.promised_by = day("2026-11-24")},
          .acknowledge_by = day("2026-11-26"),
          .co_sign_link =
              "https://dissent.example.org/dissents/cccccccccccccccccccccccccc/"
              "co-sign?invitation=qk3v7m2xw5n6b4zr"};
}

AnswerView answer_form() {
  return {.dissent = dissent_ref(),
          .text = kDissentText,
          .would_change_my_mind = "A finished survey.",
          .new_id = "x",
          .outcomes = {Outcome::adopted, Outcome::adopted_in_part, Outcome::declined, Outcome::deferred,
                       Outcome::out_of_scope},
          .versions = decision().versions,
          .precedents = {{"decision:bbbbbbbbbbbbbbbbbbbbbbbbbb", "2026/9 · Export licences"}},
          .outcome = "adopted",
          .errors = {{core::Code::invalid, "An answer that adopts must say what changed.", "what_changed"}}};
}

PeopleView people() {
  return {.members = {{{"mmmmmmmmmmmmmmmmmmmmmmmmmm"},
                       "Amara Diallo",
                       "amara.diallo",
                       "Desk for the Northern Region",
                       MemberState::active,
                       {"Respondent, Directorate of Waterways"},
                       true},
                      {{"nnnnnnnnnnnnnnnnnnnnnnnnnn"},
                       "Tomas Oyelaran",
                       "t.oyelaran",
                       "Inspectorate",
                       MemberState::active,
                       {"Custodian, Inspectorate", "Auditor, Inspectorate"}},
                      {{"oooooooooooooooooooooooooo"},
                       "Noor Haddad",
                       "noor.haddad",
                       "Survey Office",
                       MemberState::invited,
                       {},
                       true}},
          .offices = {{{"a"}, "Directorate of Waterways"},
                      {{"b"}, "Inspectorate"},
                      {{"c"}, "Canal Board", OfficeState::merged, "Directorate of Waterways"}},
          .may_change = true,
          .invitation_link = "https://dissent.example.org/invitation?invitation=p7rm2xw5n6b4zrqk3v",
          .new_member_id = "x",
          .new_office_id = "y",
          .invite_errors = {{core::Code::conflict, "This sign-in name is in use.", "login"}}};
}

ChannelPolicy policy() {
  ChannelPolicy result;
  result.id = "state-dissent";
  result.title = "Dissent Channel";
  result.version = 3;
  result.purpose =
      "For dissent on substantive policy, from any member, answered by those who own the decision. Not for "
      "grievances about one’s own post.";
  result.standings = {Standing::named, Standing::confidential, Standing::anonymous};
  result.anonymous = AnonymousFiling{.provenance = {"Our own rule", {}}};
  result.kinds = {DissentKind::change_of_policy, DissentKind::procedure};
  result.outcomes = {Outcome::adopted, Outcome::adopted_in_part, Outcome::declined};
  result.filing_provenance = {"2 FAM 074.1", day("2026-06-01")};
  result.protection_provenance = {"Our own rule", {}};
  result.acknowledge = {.unit = ClockUnit::working_days,
                        .starts_at = ClockEvent::filed,
                        .normal_by = 2,
                        .latest_by = 2,
                        .owner = Role::custodian,
                        .provenance = {"2 FAM 074.2", day("2026-06-01")}};
  result.answer = {.unit = ClockUnit::calendar_days,
                   .starts_at = ClockEvent::acknowledged,
                   .fallback_after = 7,
                   .normal_by = 30,
                   .latest_by = 60,
                   .owner = Role::respondent,
                   .provenance = {"2 FAM 074.2", day("2026-06-01")}};
  result.last_word_provenance = {"Our own rule", {}};
  result.publishing.provenance = {"Our own rule", {}};
  result.calendar.name = "Federal holidays 2026-2027";
  return result;
}

LogHead log_head() {
  return {
      .origin = "dissent.example.org/log",
      .size = 1240,
      .root = "NGxrnLicS3b6ydyyDNqG46AcCldBfBOQKOrNRTj96Vs=",
      .checkpoint =
          "dissent.example.org/log\n1240\nNGxrnLicS3b6ydyyDNqG46AcCldBfBOQKOrNRTj96Vs=\n\n— "
          "dissent.example.org/log "
          "Qpo6SZe2vags+jea6BUSpNiEH1JPNQ16eg919TsWtgFSH8nr5tALnU431m8ZmeCU9H98bjlXz/LylWoYe4vONQUi/AY=\n",
      .vkey = "dissent.example.org/log+429a3a49+Ae0ai1Sp1pxqWLtOIFvOO9NsK4CXLxMxWaqL1lGrXHTL",
      .witnesses = Cosigned{.by = {{"university", day("2026-11-23")}, {"union", day("2026-11-22")}},
                            .has_quorum = true,
                            .waiting = 3}};
}

ProofVerdict good_verdict() {
  return {.holds = true,
          .summary = "This dissent is in the log, unaltered, as record 117.",
          .checks = {{CheckOutcome::holds, "The log’s signature",
                      "It is by the key 429a3a49 of dissent.example.org/log."},
                     {CheckOutcome::holds, "The text", "It is what was committed to when it was filed."},
                     {CheckOutcome::unknown, "Witnesses", "No witness has signed this checkpoint."}}};
}

ProofVerdict bad_verdict() {
  return {.holds = false,
          .summary = "This receipt does not hold.",
          .checks = {{CheckOutcome::holds, "The log’s signature",
                      "It is by the key 429a3a49 of dissent.example.org/log."},
                     {CheckOutcome::fails, "The text",
                      "It is not what was committed to: one of the two was altered."}}};
}

}  // namespace demur::web::samples
