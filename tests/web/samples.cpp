#include "samples.hpp"

#include "demur/core/day.hpp"
#include "demur/web/drop/views.hpp"
#include "demur/web/views/waiver.hpp"
#include "sample_parts.hpp"

namespace demur::web::samples {

Layout layout(const Sample& sample) {
  Layout result = {.institution = "Ministry of Works and Foreign Trade", .channel = "Dissent Channel"};
  if (sample.signed_in) result.who = SignedIn{"Amara Diallo", "Desk for the Northern Region", {"Respondent"}};
  if (sample.name == "decision") result.notice = "Your answer is published.";
  if (sample.name == "decision") result.form_token = "token";
  return result;
}

namespace {

void add_reading(std::vector<Sample>& all) {
  all.push_back({"today", "today", to_json(today())});
  TodayView with_keys = today();
  with_keys.has_tokens_ready = with_keys.lacks_officer_key = true;
  all.push_back({"today-keys", "today", to_json(with_keys)});
  with_keys.lacks_passkey = true;
  all.push_back({"today-passkey", "today", to_json(with_keys)});
  TodayView audits = today();
  audits.sees_all_duties = audits.due_from_me.front().may_waive = true;
  all.push_back({"today-auditor", "today", to_json(audits)});
  all.push_back({"waive-duty", "form",
                 to_json(WaiverView{.today = kToday,
                                    .due = audits.due_from_me.front(),
                                    .errors = {{core::Code::invalid, "Enter a reason.", "reason"}}})});
  all.push_back({"decisions", "decisions", to_json(decisions())});
  DecisionView cleared = decision();
  cleared.clearance = clearance();
  all.push_back({"decision", "decision", to_json(cleared)});
  DecisionView hidden = cleared;
  hidden.clearance.clearance.taking->bypass->ground = domain::BypassGround::secret;
  hidden.clearance.is_secret = true;
  all.push_back({"decision-secret-read", "decision", to_json(hidden)});
  for (auto& version : hidden.versions) version.text.clear();
  all.push_back({"decision-secret", "decision", to_json(hidden)});
  hidden.clearance.secret_from_start = true;
  all.push_back({"decision-secret-from-start", "decision", to_json(hidden)});
  DecisionView superseded = decision();
  superseded.state = domain::DecisionState::superseded;
  superseded.superseded_by = other_decision_ref();
  superseded.withdrawn_reason = "The treaty lapsed.";
  superseded.off_system = true;
  all.push_back({"decision-superseded", "decision", to_json(superseded)});
  all.push_back({"dissent-answered", "dissent", to_json(answered_dissent())});
  all.push_back({"dissent-overdue", "dissent", to_json(overdue_dissent())});
  DissentView silent = overdue_dissent();
  silent.acknowledged_on.reset();
  silent.state = domain::DissentState::filed;
  silent.duties.front() = {.kind = domain::DutyKind::acknowledge,
                           .state = domain::DutyState::missed,
                           .owner = "custodians",
                           .due_on = day("2026-10-15")};
  DissentView unseen = silent;
  unseen.standing = domain::Standing::anonymous;
  unseen.text.reset();
  unseen.may_open_sealed = true;
  all.push_back({"dissent-sealed", "dissent", to_json(unseen)});
  all.push_back({"dissent-silent", "dissent", to_json(silent)});
  TodayView nothing = {
      .today = kToday, .due_from_me = {}, .due_to_me = {}, .my_dissents = {}, .answered = {}};
  all.push_back({"today-nothing", "today", to_json(nothing)});
  all.push_back({"dissent-withdrawn", "dissent", to_json(withdrawn_dissent())});
}

void add_filing(std::vector<Sample>& all) {
  const FilingDraft draft = filing_draft();
  const Errors errors = {{core::Code::invalid, "Say whether you file by name or in confidence.", "standing"}};
  all.push_back(
      {"filing-1-protection", "filing_protection",
       to_json(FilingProtectionView{.draft = draft,
                                    .standings = {domain::Standing::named, domain::Standing::confidential,
                                                  domain::Standing::anonymous},
                                    .drops = {{"the staff association", "https://drop.example.org"}},
                                    .errors = errors})});
  all.push_back({"filing-2-write", "form",
                 to_json(FilingWriteView{
                     .draft = draft,
                     .kinds = {domain::DissentKind::change_of_policy, domain::DissentKind::implementation,
                               domain::DissentKind::before_final_action, domain::DissentKind::procedure},
                     .errors = {{core::Code::invalid, "Give it a title of one line.", "title"},
                                {core::Code::conflict, "The decision was withdrawn while you wrote."}}})});
  all.push_back(
      {"filing-3-check", "filing_check",
       to_json(FilingCheckView{.draft = draft,
                               .acknowledge_by = day("2026-11-26"),
                               .answer_by = day("2026-12-31"),
                               .errors = {{core::Code::conflict, "Somebody withdrew the decision."}}})});
  all.push_back({"filing-4-filed", "filed", to_json(filed())});
}

void add_acts(std::vector<Sample>& all) {
  const DissentRef dissent = dissent_ref();
  all.push_back({"acknowledge", "form", to_json(AcknowledgeView{.dissent = dissent, .text = kDissentText})});
  all.push_back({"extend", "form",
                 to_json(ExtendView{.dissent = dissent,
                                    .due_on = day("2026-12-31"),
                                    .latest_on = day("2027-01-30"),
                                    .errors = {{core::Code::invalid,
                                                "The new day must be after 31 December 2026.", "until"}}})});
  all.push_back({"answer", "form", to_json(answer_form())});
  all.push_back(
      {"last-word", "form",
       to_json(LastWordView{.dissent = dissent, .answer = answer_box(), .last_word_by = day("2027-01-20")})});
  all.push_back({"withdraw-dissent", "form", to_json(WithdrawDissentView{.dissent = dissent})});
  all.push_back({"open-identity", "form", to_json(OpenIdentityView{.dissent = dissent})});
  all.push_back({"waive-answer", "form", to_json(WaiveDutyView{.dissent = dissent})});
  all.push_back({"co-sign", "co_sign",
                 to_json(CoSignView{.dissent = dissent,
                                    .text = kDissentText,
                                    .would_change_my_mind = "A survey of the river.",
                                    .author = "",
                                    .invitation = "abc",
                                    .errors = {{core::Code::conflict, "It is closed."}}})});
  all.push_back({"co-sign-signed", "co_sign",
                 to_json(CoSignView{
                     .dissent = dissent, .text = kDissentText, .invitation = "abc", .has_signed = true})});
}

void add_deciding(std::vector<Sample>& all) {
  const DecisionRef decision = decision_ref();
  const std::vector<Option> offices = {{"a", "Directorate of Waterways"}, {"b", "Legal Office"}};
  all.push_back(
      {"decision-new", "form",
       to_json(NewDecisionView{.new_id = "x",
                               .offices = offices,
                               .errors = {{core::Code::invalid, "Give the decision a number.", "number"}}})});
  all.push_back(
      {"decision-revise", "form", to_json(ReviseDecisionView{.decision = decision, .text = kDecisionText})});
  all.push_back(
      {"decision-take", "form", to_json(TakeDecisionView{.decision = decision, .taken_on = "2026-11-23"})});
  all.push_back({"decision-supersede", "form",
                 to_json(SupersedeDecisionView{.decision = decision, .candidates = {other_decision_ref()}})});
  all.push_back({"decision-withdraw", "form", to_json(WithdrawDecisionView{.decision = decision})});
}

void add_settings(std::vector<Sample>& all) {
  all.push_back({"account", "account",
                 to_json(AccountView{
                     .name = "Amara Diallo",
                     .login = "amara.diallo",
                     .office = "Desk for the Northern Region",
                     .appointments = {"Respondent, Directorate of Waterways", "Auditor, Inspectorate"},
                     .passkeys = {{"k1", "Laptop", day("2026-03-02")}},
                     .former_passkeys = {{day("2026-03-02"), day("2026-10-01")}},
                     .signed_in_lately = true,
                     .errors = {{core::Code::invalid, "The two passwords differ.", "password_again"}}})});
  all.push_back({"people", "people", to_json(people())});
  all.push_back({"appoint", "form",
                 to_json(AppointView{.member = people().members.front(),
                                     .offices = {{"a", "Directorate of Waterways"}},
                                     .office = "a",
                                     .roles = {"respondent"}})});
  all.push_back(
      {"leave", "form",
       to_json(LeaveView{.open_dissents = 2, .without_them = {"Directorate of Waterways"}, .shares = 3})});
  all.push_back({"member-left", "form",
                 to_json(MemberLeftView{
                     .member = people().members.front(), .without_them = {"Canal Board"}, .has_key = true})});
  all.push_back({"invitation-back", "form", to_json(MemberLeftView{.member = people().members.back()})});
  all.push_back({"office-merge", "form",
                 to_json(MergeOfficeView{
                     .office = people().offices.front(),
                     .affairs = {.decisions = 12, .duties = 3, .people = 40},
                     .others = {{"b", "Inspectorate"}},
                     .errors = {{core::Code::invalid, "Choose the office that takes over.", "into"}}})});
  all.push_back({"office-close", "form",
                 to_json(CloseOfficeView{.office = people().offices.front(), .affairs = {.decisions = 1}})});
  all.push_back({"policy", "policy", to_json(PolicyView{policy()})});
  all.push_back({"log-key", "log_key", to_json(LogKeyView{log_head().origin, log_head().vkey})});
}

void add_doors(std::vector<Sample>& all) {
  all.push_back({"verify", "verify",
                 to_json(VerifyView{.head = log_head(), .receipt = "{}", .verdict = good_verdict()})});
  all.push_back({"verify-fails", "verify",
                 to_json(VerifyView{.head = log_head(),
                                    .receipt = "{",
                                    .verdict = bad_verdict(),
                                    .errors = {{core::Code::invalid,
                                                "This is not a receipt: it ends too early.", "receipt"}}})});
  all.push_back(
      {"sign-in", "sign_in",
       to_json(SignInView{.login = "amara",
                          .next = "/decisions",
                          .reason = "Your session has ended.",
                          .errors = {{core::Code::unauthenticated, "The name or the password is wrong."}}}),
       false});
  all.push_back({"invitation", "form",
                 to_json(InvitationView{.name = "Amara Diallo",
                                        .login = "amara.diallo",
                                        .office = "Desk for the Northern Region",
                                        .invitation = "x"}),
                 false});
  all.push_back({"signed-out", "signed_out", to_json(SignedOutView{}), false});
  all.push_back(
      {"error-401", "error", to_json(ErrorView{core::Code::unauthenticated, "Nobody is signed in."}), false});
  all.push_back({"error-404", "error", to_json(ErrorView{core::Code::not_found, ""})});
}

constexpr drop::PageName kDropPages[] = {
    drop::PageName::home,   drop::PageName::file, drop::PageName::come_back, drop::PageName::wallet,
    drop::PageName::cosign, drop::PageName::vote, drop::PageName::missing};

Sample drop_sample(const char* kind, drop::PageName page, const drop::DropView& view) {
  std::string name(drop::template_of(page));
  name.replace(name.find('/'), 1, "-");
  return {name + kind, std::string(drop::template_of(page)), drop::to_json(view, page), false};
}

void add_drop(std::vector<Sample>& all) {
  const drop::DropView view{
      .name = "Staff association",
      .house = "https://dissent.example.org",
      .institution = "Ministry of Works and Foreign Trade",
      .channel = "Dissent Channel",
      .to_open = 2,
      .promise_days = 1,
      .checkpoint = log_head().checkpoint,
      .trouble = "The institution has shown two different lists of keys.",
      .decisions = {{"aaaaaaaaaaaaaaaaaaaaaaaaaa", "2026/14", "Waiver for the northern canal",
                     "Directorate of Waterways"},
                    {"bbbbbbbbbbbbbbbbbbbbbbbbbb", "2026/15", "Closing of two ports", "Canal Board"}},
      .kinds = {"change_of_policy", "implementation", "before_final_action", "procedure"}};
  for (const drop::PageName page : kDropPages) all.push_back(drop_sample("", page, view));
}

}  // namespace

std::vector<Sample> full() {
  std::vector<Sample> all;
  add_reading(all);
  add_filing(all);
  add_acts(all);
  add_deciding(all);
  add_settings(all);
  add_doors(all);
  add_ledger(all);
  add_reviews(all);
  add_sealed(all);
  add_clearance(all);
  add_meetings(all);
  add_opinion(all);
  add_drop(all);
  return all;
}

std::vector<Sample> empty() {
  const DecisionRef decision = decision_ref();
  const DissentRef dissent = {.id = dissent_ref().id, .title = {}, .decision = decision};
  DecisionView bare_decision = {.today = kToday,
                                .decision = decision,
                                .owner = "Legal Office",
                                .versions = {{1, "Text.", "00", day("2026-11-01")}},
                                .registered_on = day("2026-11-01")};
  std::vector<Sample> all = {
      {"today-empty", "today",
       to_json(TodayView{.today = kToday,
                         .due_from_me = {},
                         .due_to_me = {},
                         .my_dissents = {},
                         .answered = {},
                         .may_file = false,
                         .sees_all_duties = true})},
      {"decisions-empty", "decisions", to_json(DecisionsView{})},
      {"decision-empty", "decision", to_json(bare_decision)},
      {"dissent-empty", "dissent",
       to_json(DissentView{.today = kToday,
                           .dissent = dissent,
                           .filed_on = day("2026-11-20"),
                           .log = {.promised_by = day("2026-11-21")}})},
      {"filing-1-empty", "filing_protection",
       to_json(FilingProtectionView{.draft = {.new_id = "x", .decision = decision, .owner = "Legal Office"},
                                    .standings = {domain::Standing::named}})},
      {"filing-3-empty", "filing_check",
       to_json(FilingCheckView{.draft = {.new_id = "x", .decision = decision, .owner = "Legal Office"}})},
      {"filed-empty", "filed",
       to_json(FiledView{.today = kToday,
                         .dissent = dissent,
                         .leaf_hash = "00",
                         .log = {.promised_by = day("2026-11-24")},
                         .co_sign_link = ""})},
      {"co-sign-closed", "co_sign",
       to_json(CoSignView{.dissent = dissent, .text = "Text.", .invitation = "x", .may_sign = false})},
      {"form-empty", "form", to_json(WithdrawDissentView{.dissent = dissent})},
      {"verify-empty", "verify", to_json(VerifyView{})},
      {"account-empty", "account",
       to_json(AccountView{.name = "Amara Diallo",
                           .login = "amara.diallo",
                           .office = "Legal Office",
                           .appointments = {},
                           .passkeys = {}})},
      {"people-empty", "people", to_json(PeopleView{})},
      {"policy-empty", "policy", to_json(PolicyView{})},
      {"log-key-empty", "log_key", to_json(LogKeyView{})},
      {"sign-in-empty", "sign_in", to_json(SignInView{}), false},
      {"signed-out-empty", "signed_out", to_json(SignedOutView{}), false},
      {"error-500", "error", to_json(ErrorView{}), false},
  };
  add_ledger_empty(all);
  add_reviews_empty(all);
  add_sealed_empty(all);
  add_clearance_empty(all);
  add_meetings_empty(all);
  add_opinion_empty(all);
  const drop::DropView unreached{.name = "drop.example.net",
                                 .house = "https://dissent.example.org",
                                 .notice = "This drop is for trying out.",
                                 .passkey = false};
  for (const drop::PageName page : kDropPages) all.push_back(drop_sample("-empty", page, unreached));
  return all;
}

}  // namespace demur::web::samples
