// Every page there is, by the file it stands in. site.cpp says at which path.
#pragma once

#include "demur/web/visit.hpp"

namespace demur::web {

// today.cpp
Reply show_today(const Visit& visit);

// decision_pages.cpp
Reply show_decisions(const Visit& visit);
Reply show_decision(const Visit& visit);
Reply show_lifeline(const Visit& visit);  // CSV

// decision_forms.cpp: GET shows the form, POST carries it out
Reply new_decision(const Visit& visit);
Reply revise_decision(const Visit& visit);
Reply take_decision(const Visit& visit);
Reply explain_bypass(const Visit& visit);
Reply supersede_decision(const Visit& visit);
Reply withdraw_decision(const Visit& visit);

// clearance_pages.cpp
Reply show_clearance_round(const Visit& visit);
Reply show_position(const Visit& visit);
Reply send_comment_matrix(const Visit& visit);   // CSV
Reply send_decision_record(const Visit& visit);  // Markdown

// clearance_forms.cpp
Reply open_clearance(const Visit& visit);
Reply report_clearance(const Visit& visit);
Reply void_clearance(const Visit& visit);
Reply give_position(const Visit& visit);
Reply lift_objection(const Visit& visit);
Reply declare_editorial(const Visit& visit);
Reply contest_editorial(const Visit& visit);

// filing.cpp
Reply file_dissent(const Visit& visit);
Reply show_filed(const Visit& visit);

// dissent_pages.cpp
Reply show_dissent(const Visit& visit);
Reply show_clock(const Visit& visit);    // CSV
Reply send_receipt(const Visit& visit);  // JSON

// dissent_forms.cpp
Reply acknowledge(const Visit& visit);
Reply extend(const Visit& visit);
Reply answer_dissent(const Visit& visit);
Reply last_word(const Visit& visit);
Reply withdraw_dissent(const Visit& visit);
Reply open_identity(const Visit& visit);
Reply waive_acknowledge(const Visit& visit);
Reply waive_answer(const Visit& visit);
Reply waive_decide(const Visit& visit);
Reply co_sign(const Visit& visit);

// cite_pages.cpp
Reply cite_matter(const Visit& visit);

// ledger_pages.cpp
Reply show_ledger(const Visit& visit);

// meeting_pages.cpp
Reply show_meetings(const Visit& visit);
Reply show_meeting(const Visit& visit);
Reply show_meeting_series(const Visit& visit);

// meeting_calendar.cpp
Reply send_meeting_calendar(const Visit& visit);  // iCalendar
Reply send_minutes(const Visit& visit);           // the same
Reply send_duty_calendar(const Visit& visit);

// meeting_forms.cpp
Reply ask_meeting(const Visit& visit);
Reply announce_session(const Visit& visit);
Reply schedule_meeting(const Visit& visit);
Reply decline_meeting(const Visit& visit);
Reply move_meeting(const Visit& visit);
Reply cancel_meeting(const Visit& visit);
Reply hold_meeting(const Visit& visit);
Reply write_minutes(const Visit& visit);
Reply sign_minutes(const Visit& visit);
Reply add_reservation(const Visit& visit);
Reply propose_read_out(const Visit& visit);
Reply agree_read_out(const Visit& visit);
Reply say_change(const Visit& visit);
Reply ask_question(const Visit& visit);
Reply vote_question(const Visit& visit);

// opinion_pages.cpp
Reply show_opinion_rounds(const Visit& visit);
Reply show_opinion_round(const Visit& visit);
Reply vote_on_statement(const Visit& visit);
Reply show_my_votes(const Visit& visit);
Reply show_results(const Visit& visit);
Reply show_change(const Visit& visit);
Reply send_results(const Visit& visit);  // JSON
Reply send_change(const Visit& visit);
Reply send_ballot(const Visit& visit);
Reply send_statements_table(const Visit& visit);  // CSV
Reply send_groups_table(const Visit& visit);
Reply send_comments_table(const Visit& visit);
Reply send_change_table(const Visit& visit);

// opinion_forms.cpp
Reply open_opinion_round(const Visit& visit);
Reply propose_statement(const Visit& visit);
Reply moderate_statements(const Visit& visit);
Reply show_statement(const Visit& visit);
Reply reject_statement(const Visit& visit);
Reply retire_statement(const Visit& visit);
Reply report_round(const Visit& visit);
Reply void_round(const Visit& visit);

// review_pages.cpp
Reply review_decision(const Visit& visit);

// waivers.cpp: of what is owed on a noun that is no dissent
template <typename Noun>
Reply waive_duty(const Visit& visit);

// sealed.cpp: a custodian's work on what is sealed
Reply show_sealed(const Visit& visit);
Reply send_attachment(const Visit& visit);
Reply agree_to_open(const Visit& visit);
Reply hand_over(const Visit& visit);
Reply open_text(const Visit& visit);
Reply release_text(const Visit& visit);
Reply write_to_author(const Visit& visit);

// custody.cpp: keys and drops
Reply officer_key(const Visit& visit);
Reply register_officer_key(const Visit& visit);
Reply show_handing_over(const Visit& visit);
Reply show_custody(const Visit& visit);
Reply register_drop(const Visit& visit);

// tokens.cpp
Reply show_tokens(const Visit& visit);
Reply issue_tokens(const Visit& visit);

// drop_feed.cpp: for drops, and for whoever looks
Reply show_drop_view(const Visit& visit);
Reply send_rounds(const Visit& visit);
Reply show_anonymous_filings(const Visit& visit);
Reply send_reply_feed(const Visit& visit);
Reply take_hand_in(const Visit& visit);
Reply send_keys_file(const Visit& visit);

// verify.cpp
Reply show_verify(const Visit& visit);
Reply check_receipt(const Visit& visit);
Reply send_log_file(const Visit& visit);

// assets.cpp
Reply send_asset(const Visit& visit);
Reply send_offline_verifier(const Visit& visit);
Reply show_health(const Visit& visit);

// sign_in.cpp
Reply show_sign_in(const Visit& visit);
Reply sign_out(const Visit& visit);
Reply show_signed_out(const Visit& visit);
Reply accept_invitation(const Visit& visit);
Reply passkey_sign_in_options(const Visit& visit);
Reply passkey_sign_in(const Visit& visit);
Reply passkey_register_options(const Visit& visit);
Reply passkey_register(const Visit& visit);

// settings.cpp
Reply show_account(const Visit& visit);
Reply change_password(const Visit& visit);
Reply remove_passkey(const Visit& visit);
Reply show_people(const Visit& visit);
Reply invite_member(const Visit& visit);
Reply appoint_member(const Visit& visit);
Reply create_office(const Visit& visit);
Reply show_policy(const Visit& visit);
Reply show_log_key(const Visit& visit);

// mail_settings.cpp
Reply mail_settings(const Visit& visit);

// house_forms.cpp: GET says what follows, POST carries it out
Reply leave(const Visit& visit);
Reply member_left(const Visit& visit);
Reply merge_office(const Visit& visit);
Reply close_office(const Visit& visit);

}  // namespace demur::web
