#include "demur/web/site.hpp"

#include "demur/http/accept.hpp"
#include "demur/http/guards.hpp"
#include "demur/http/server.hpp"
#include "demur/service/drop/hand_in.hpp"
#include "demur/service/reading.hpp"
#include "demur/web/ledger_pages.hpp"
#include "demur/web/notices.hpp"
#include "demur/web/pages.hpp"
#include "demur/web/render.hpp"
#include "demur/web/request_fields.hpp"
#include "demur/web/say.hpp"
#include "demur/web/views/account.hpp"

namespace demur::web {
namespace {

using core::Code;
using core::Status;
using http::Request;
using http::Response;

// Everything from this site, nothing inline, nobody may frame it.
constexpr const char* kContentSecurityPolicy =
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'";
// WebAssembly beside it, for the pages on which something sealed is opened.
constexpr const char* kSealedPagesPolicy =
    "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; "
    "require-trusted-types-for 'script'";

void protect(Response& response, std::string_view cache, bool opens_sealed = false) {
  response.set_header("Content-Security-Policy", opens_sealed ? kSealedPagesPolicy : kContentSecurityPolicy)
      .set_header("X-Content-Type-Options", "nosniff")
      .set_header("Referrer-Policy", "no-referrer")
      .set_header("Cross-Origin-Opener-Policy", "same-origin")
      .set_header("Cross-Origin-Resource-Policy", "same-origin")
      .set_header("Permissions-Policy",
                  "camera=(), microphone=(), geolocation=(), publickey-credentials-get=(self)")
      .set_header("Cache-Control", cache);
}

Layout layout_of(service::Institution& house, const domain::Member& member, Notice notice) {
  Layout layout{.institution = house.name(), .channel = house.policy().title, .notice = words_of(notice)};
  if (member.id.empty()) return layout;
  SignedIn who{.name = member.name, .office = {}};
  if (const auto offices = service::read_offices(house))
    for (const auto& office : *offices)
      if (office.id == member.office) who.office = office.name;
  for (const auto role : {domain::Role::respondent, domain::Role::custodian, domain::Role::auditor})
    if (member.has(role)) who.roles.push_back(say(role));
  layout.who = std::move(who);
  return layout;
}

bool wants_json(const Request& request) {
  const auto type = request.header("Content-Type");
  return http::prefers_json(request) || (type && type->starts_with("application/json"));
}

Response send(Sent sent) {
  Response response(200);
  response.body = std::move(sent.body);
  response.set_header("Content-Type", sent.type);
  if (!sent.file_name.empty())
    response.set_header("Content-Disposition", "attachment; filename=\"" + sent.file_name + "\"");
  protect(response, sent.cache);
  return response;
}

service::SignInOptions sign_in_options(const service::Institution& house, const SiteOptions& options) {
  const auto& environment = house.environment();
  service::SignInOptions sign_in{.party = {.id = options.origin.host, .origin = options.origin.text()},
                                 .party_name = house.name(),
                                 .challenge_key = {},
                                 .cost = options.password_cost,
                                 .clock = environment.clock,
                                 .random = environment.random};
  environment.random(sign_in.challenge_key);  // challenges end with the process, after five minutes at most
  return sign_in;
}

}  // namespace

std::optional<std::string> session_token(const Request& request, const service::SessionCookie& cookie) {
  const auto header = request.header("Cookie");
  if (!header) return std::nullopt;
  return service::session_token_in(*header, cookie);
}

std::size_t body_limit_of(const Request& head) {
  const bool hands_in = head.method == http::Method::post && head.path == "/drop/hand-in";
  return hands_in ? service::drop::kMostHandInBytes : http::ServerOptions{}.body_limit_bytes;
}

Site::Site(service::Institution& house, SiteOptions options)
    : house_(house),
      options_(std::move(options)),
      cookie_(service::cookie_for(options_.origin)),
      sign_in_(house.store(), sign_in_options(house, options_)),
      token_desk_(house, {.id = options_.origin.host, .origin = options_.origin.text()}),
      opinion_maps_(house),
      rounds_feed_(house),
      sign_ins_(options_.sign_ins) {}

Status Site::admit_sign_in(const Request& request) {
  const auto& environment = house_.environment();
  if (sign_ins_.allow(request.remote_address, environment.clock())) return {};
  environment.log.write(core::Event::sign_in_limited);
  return core::fail(Code::too_many, "Too many people sign in at this moment. Try again in a minute.");
}

core::Result<bool> Site::signed_in_lately(const Request& request) {
  const auto token = session_token(request, cookie_);
  if (!token) return false;
  return sign_in_.signed_in_lately(*token);
}

Response Site::handle(const http::Router& router, const Request& request) {
  Response response = router.handle(request);
  if (response.header("Content-Security-Policy")) return response;
  if (response.status == 404) {
    const auto member = visitor(request);
    return refuse(request, member ? *member : domain::Member{}, {Code::not_found, "There is no such page."});
  }
  protect(response, "no-store");
  return response;
}

core::Result<domain::Member> Site::visitor(const Request& request) {
  const auto token = session_token(request, cookie_);
  if (!token) return domain::Member{};
  auto member = DEMUR_TRY(sign_in_.who(*token));
  return member ? std::move(*member) : domain::Member{};
}

Response Site::refuse(const Request& request, const domain::Member& member, const core::Error& error) {
  if (error.code == Code::internal) house_.environment().log.write(core::Event::request_failed);
  const std::string what = error.code == Code::internal ? "Something went wrong on this server." : error.what;
  Response response(http::status_of(error.code));
  if (wants_json(request)) {
    response = http::json(
        response.status,
        core::pretty_json(
            {{"error", {{"code", core::name(error.code)}, {"what", what}, {"field", error.field}}}}));
  } else if (error.code == Code::unauthenticated && request.method == http::Method::get) {
    response = http::redirect("/sign-in?next=" + next_parameter(request.raw_target));
  } else {
    response = http::html(response.status, render(layout_of(house_, member, Notice::none), "error",
                                                  to_json(ErrorView{.code = error.code, .what = what})));
  }
  protect(response, "no-store");
  return response;
}

Response Site::respond(const Request& request, const domain::Member& member, Reply reply) {
  if (!reply) return refuse(request, member, reply.error());
  if (auto* sent = std::get_if<Sent>(&*reply)) return send(std::move(*sent));
  Response response;
  bool opens_sealed = false;
  if (const auto* moved = std::get_if<Moved>(&*reply)) {
    core::json::object also = moved->also;
    also["location"] = moved->path;
    response = wants_json(request) ? http::json(200, core::pretty_json(also)) : http::redirect(moved->path);
    if (!moved->session_cookie.empty()) response.add_header("Set-Cookie", moved->session_cookie);
    if (moved->notice != Notice::none && !wants_json(request))
      response.set_cookie(notice_cookie(moved->notice));
  } else {
    const auto& page = std::get<Shown>(*reply);
    opens_sealed = page.opens_sealed;
    const Notice notice = read_notice(request);
    response = wants_json(request)
                   ? http::json(page.status, core::pretty_json(page.view))
                   : http::html(page.status, render(layout_of(house_, member, notice), page.page, page.view));
    if (notice != Notice::none) response.set_cookie(clear_notice_cookie());
  }
  protect(response, "no-store", opens_sealed);
  return response;
}

Response Site::answer(const Request& request, Door door, Body body, const Page& page) {
  domain::Member nobody;
  auto member = visitor(request);
  if (!member) return refuse(request, nobody, member.error());
  const bool changes = request.method != http::Method::get && request.method != http::Method::head;
  if (changes && body != Body::machine)
    if (const Status same = http::check_same_origin(request, options_.origin); !same)
      return refuse(request, *member, same.error());
  if (door == Door::members && member->id.empty())
    return refuse(request, nobody, {Code::unauthenticated, "Sign in first."});
  const auto form =
      changes && body == Body::form ? fields_of(request) : core::Result<http::Form>(http::Form({}));
  if (!form) return refuse(request, *member, form.error());
  const core::Day today = core::day_of(house_.environment().clock());
  const Visit visit{*this, house_, request, *member, *form, today};
  return respond(request, *member, page(visit));
}

Status Site::get(http::Router& router, std::string_view pattern, Door door, Page page) {
  return router.add(http::Method::get, pattern, [this, door, page = std::move(page)](const Request& request) {
    return answer(request, door, Body::form, page);
  });
}

Status Site::post(http::Router& router, std::string_view pattern, Door door, Body body, Page page) {
  return router.add(http::Method::post, pattern,
                    [this, door, body, page = std::move(page)](const Request& request) {
                      return answer(request, door, body, page);
                    });
}

core::Result<http::Router> Site::router() {
  struct Route {
    const char* pattern;
    Door door;
    Reply (*on_get)(const Visit&);
    Reply (*on_post)(const Visit&);
    Body body = Body::form;
  };
  constexpr Door kOpen = Door::open;
  constexpr Door kMembers = Door::members;
  static constexpr Route kRoutes[] = {
      {"/", kMembers, show_today, nullptr},
      {"/decisions", kMembers, show_decisions, nullptr},
      {"/decisions/new", kMembers, new_decision, new_decision},
      {"/decisions/{id}", kMembers, show_decision, nullptr},
      {"/decisions/{id}/lifeline.csv", kMembers, show_lifeline, nullptr},
      {"/decisions/{id}/revise", kMembers, revise_decision, revise_decision},
      {"/decisions/{id}/take", kMembers, take_decision, take_decision},
      {"/decisions/{id}/explain", kMembers, explain_bypass, explain_bypass},
      {"/decisions/{id}/supersede", kMembers, supersede_decision, supersede_decision},
      {"/decisions/{id}/withdraw", kMembers, withdraw_decision, withdraw_decision},
      {"/decisions/{id}/review", kMembers, review_decision, review_decision},
      {"/decisions/{id}/cite", kMembers, cite_matter, cite_matter},
      {"/decisions/{id}/dissent", kMembers, file_dissent, file_dissent},
      {"/ledger", kMembers, show_ledger, nullptr},
      {"/ledger.csv", kMembers, send_ledger, nullptr},
      {"/ledger/figures", kMembers, show_figures, nullptr},
      {"/ledger/figures/{table}", kMembers, send_figures, nullptr},
      {"/decisions/{id}/record.md", kMembers, send_decision_record, nullptr},
      {"/decisions/{id}/round", kMembers, open_clearance, open_clearance},
      {"/decisions/{id}/editorial", kMembers, declare_editorial, declare_editorial},
      {"/decisions/{id}/contest", kMembers, contest_editorial, contest_editorial},
      {"/rounds/{id}", kMembers, show_clearance_round, nullptr},
      {"/rounds/{id}/matrix.csv", kMembers, send_comment_matrix, nullptr},
      {"/rounds/{id}/report", kMembers, report_clearance, report_clearance},
      {"/rounds/{id}/void", kMembers, void_clearance, void_clearance},
      {"/positions/{id}", kMembers, show_position, nullptr},
      {"/positions/{id}/give", kMembers, give_position, give_position},
      {"/positions/{id}/lift", kMembers, lift_objection, lift_objection},
      {"/decisions/{id}/waive/{kind}", kMembers, waive_duty<domain::Decision>, waive_duty<domain::Decision>},
      {"/rounds/{id}/waive/{kind}", kMembers, waive_duty<domain::ClearanceRound>,
       waive_duty<domain::ClearanceRound>},
      {"/positions/{id}/waive/{kind}", kMembers, waive_duty<domain::Position>, waive_duty<domain::Position>},
      {"/meetings/{id}/waive/{kind}", kMembers, waive_duty<domain::Meeting>, waive_duty<domain::Meeting>},
      {"/opinion/{id}/waive/{kind}", kMembers, waive_duty<domain::OpinionRound>,
       waive_duty<domain::OpinionRound>},
      {"/dissents/{id}", kMembers, show_dissent, nullptr},
      {"/dissents/{id}/filed", kMembers, show_filed, nullptr},
      {"/dissents/{id}/receipt.json", kMembers, send_receipt, nullptr},
      {"/dissents/{id}/clock.csv", kMembers, show_clock, nullptr},
      {"/dissents/{id}/acknowledge", kMembers, acknowledge, acknowledge},
      {"/dissents/{id}/extend", kMembers, extend, extend},
      {"/dissents/{id}/answer", kMembers, answer_dissent, answer_dissent},
      {"/dissents/{id}/last-word", kMembers, last_word, last_word},
      {"/dissents/{id}/withdraw", kMembers, withdraw_dissent, withdraw_dissent},
      {"/dissents/{id}/open-identity", kMembers, open_identity, open_identity},
      {"/dissents/{id}/waive-acknowledge", kMembers, waive_acknowledge, waive_acknowledge},
      {"/dissents/{id}/waive-answer", kMembers, waive_answer, waive_answer},
      {"/dissents/{id}/waive-decide", kMembers, waive_decide, waive_decide},
      {"/dissents/{id}/co-sign", kMembers, co_sign, co_sign},
      {"/dissents/{id}/meet", kMembers, ask_meeting, ask_meeting},
      {"/meetings", kMembers, show_meetings, nullptr},
      {"/meetings/new", kMembers, announce_session, announce_session},
      {"/meetings/{id}", kMembers, show_meeting, nullptr},
      {"/meetings/{id}/series", kMembers, show_meeting_series, nullptr},
      {"/meetings/{id}/meeting.ics", kMembers, send_meeting_calendar, nullptr},
      {"/meetings/{id}/minutes.ics", kMembers, send_minutes, nullptr},
      {"/meetings/{id}/schedule", kMembers, schedule_meeting, schedule_meeting},
      {"/meetings/{id}/decline", kMembers, decline_meeting, decline_meeting},
      {"/meetings/{id}/move", kMembers, move_meeting, move_meeting},
      {"/meetings/{id}/cancel", kMembers, cancel_meeting, cancel_meeting},
      {"/meetings/{id}/hold", kMembers, hold_meeting, hold_meeting},
      {"/meetings/{id}/minutes", kMembers, write_minutes, write_minutes},
      {"/meetings/{id}/sign", kMembers, sign_minutes, sign_minutes},
      {"/meetings/{id}/reservation", kMembers, add_reservation, add_reservation},
      {"/meetings/{id}/read-out", kMembers, propose_read_out, propose_read_out},
      {"/meetings/{id}/agree-read-out", kMembers, agree_read_out, agree_read_out},
      {"/meetings/{id}/say-change", kMembers, say_change, say_change},
      {"/meetings/{id}/question", kMembers, ask_question, ask_question},
      {"/meetings/{id}/vote", kMembers, nullptr, vote_question},
      {"/duties.ics", kMembers, send_duty_calendar, nullptr},
      {"/dissents/{id}/sealed", kMembers, show_sealed, nullptr},
      {"/dissents/{id}/sealed/attachments/{number}", kMembers, send_attachment, nullptr},
      {"/dissents/{id}/agree", kMembers, nullptr, agree_to_open, Body::raw},
      {"/dissents/{id}/hand-over", kMembers, nullptr, hand_over, Body::raw},
      {"/dissents/{id}/open-text", kMembers, nullptr, open_text},
      {"/dissents/{id}/release", kMembers, nullptr, release_text},
      {"/dissents/{id}/write", kMembers, nullptr, write_to_author},
      {"/opinion", kMembers, show_opinion_rounds, nullptr},
      {"/opinion/new", kMembers, open_opinion_round, open_opinion_round},
      {"/opinion/{id}", kMembers, show_opinion_round, nullptr},
      {"/opinion/{id}/vote", kMembers, vote_on_statement, vote_on_statement},
      {"/opinion/{id}/votes", kMembers, show_my_votes, nullptr},
      {"/opinion/{id}/propose", kMembers, propose_statement, propose_statement},
      {"/opinion/{id}/moderate", kMembers, moderate_statements, nullptr},
      {"/opinion/{id}/report", kMembers, report_round, report_round},
      {"/opinion/{id}/void", kMembers, void_round, void_round},
      {"/opinion/{id}/results", kMembers, show_results, nullptr},
      {"/opinion/{id}/results.json", kMembers, send_results, nullptr},
      {"/opinion/{id}/statements.csv", kMembers, send_statements_table, nullptr},
      {"/opinion/{id}/groups.csv", kMembers, send_groups_table, nullptr},
      {"/opinion/{id}/comments.csv", kMembers, send_comments_table, nullptr},
      {"/opinion/{id}/change", kMembers, show_change, nullptr},
      {"/opinion/{id}/change.json", kMembers, send_change, nullptr},
      {"/opinion/{id}/change.csv", kMembers, send_change_table, nullptr},
      {"/opinion/{id}/ballot.json", kMembers, send_ballot, nullptr},
      {"/opinion/statements/{id}/show", kMembers, nullptr, show_statement},
      {"/opinion/statements/{id}/reject", kMembers, reject_statement, reject_statement},
      {"/opinion/statements/{id}/retire", kMembers, retire_statement, retire_statement},
      {"/tokens", kMembers, show_tokens, issue_tokens, Body::raw},
      {"/keys/{file...}", kOpen, send_keys_file, nullptr},
      {"/drop/view.json", kOpen, show_drop_view, nullptr},
      {"/drop/rounds", kOpen, send_rounds, nullptr},
      {"/drop/filings.json", kOpen, show_anonymous_filings, nullptr},
      {"/drop/replies/{quarter}", kOpen, send_reply_feed, nullptr},
      {"/drop/hand-in", kOpen, nullptr, take_hand_in, Body::machine},
      {"/verify", kOpen, show_verify, check_receipt},
      {"/log/{file...}", kOpen, send_log_file, nullptr},
      {"/sign-in", kOpen, show_sign_in, show_sign_in},
      {"/sign-in/passkey/options", kOpen, nullptr, passkey_sign_in_options},
      {"/sign-in/passkey", kOpen, nullptr, passkey_sign_in},
      {"/sign-out", kOpen, nullptr, sign_out},
      {"/signed-out", kOpen, show_signed_out, nullptr},
      {"/invitation/{token}", kOpen, accept_invitation, nullptr},
      {"/invitation", kOpen, nullptr, accept_invitation},
      {"/passkey/register/options", kMembers, nullptr, passkey_register_options},
      {"/passkey/register", kMembers, nullptr, passkey_register},
      {"/settings", kMembers, show_account, nullptr},
      {"/settings/password", kMembers, nullptr, change_password},
      {"/settings/passkeys/remove", kMembers, nullptr, remove_passkey},
      {"/settings/mail", kMembers, mail_settings, mail_settings},
      {"/settings/people", kMembers, show_people, nullptr},
      {"/settings/people/invite", kMembers, nullptr, invite_member},
      {"/settings/people/appoint", kMembers, appoint_member, appoint_member},
      {"/settings/people/leave", kMembers, member_left, member_left},
      {"/settings/leave", kMembers, leave, leave},
      {"/settings/offices", kMembers, nullptr, create_office},
      {"/settings/offices/merge", kMembers, merge_office, merge_office},
      {"/settings/offices/close", kMembers, close_office, close_office},
      {"/settings/policy", kMembers, show_policy, nullptr},
      {"/settings/log-key", kMembers, show_log_key, nullptr},
      {"/settings/officer-key", kMembers, officer_key, register_officer_key},
      {"/settings/hand-over", kMembers, show_handing_over, nullptr},
      {"/settings/drops", kMembers, show_custody, register_drop},
      {"/assets/{file}", kOpen, send_asset, nullptr},
      {"/verify/offline.html", kOpen, send_offline_verifier, nullptr},
      {"/healthz", kOpen, show_health, nullptr},
  };
  http::Router router;
  for (const Route& route : kRoutes) {
    if (route.on_get != nullptr) DEMUR_TRY(get(router, route.pattern, route.door, route.on_get));
    if (route.on_post != nullptr)
      DEMUR_TRY(post(router, route.pattern, route.door, route.body, route.on_post));
  }
  return router;
}

}  // namespace demur::web
