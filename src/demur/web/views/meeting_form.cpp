#include "demur/web/views/meeting_form.hpp"

#include "demur/core/day.hpp"
#include "demur/web/views/form_page.hpp"

namespace demur::web {

using namespace domain;

namespace {

std::string typed(const Typed& all, const char* name) {
  const auto found = all.find(name);
  return found == all.end() ? std::string() : found->second;
}

Field area(const Typed& all, const char* name, const char* label, const char* hint, int rows = 4) {
  return {.kind = FieldKind::textarea,
          .name = name,
          .label = label,
          .hint = hint,
          .value = typed(all, name),
          .rows = rows};
}

Field line(const Typed& all, const char* name, const char* label, const char* hint = "") {
  return {.name = name, .label = label, .hint = hint, .value = typed(all, name)};
}

std::vector<Option> on_a_dissent() {
  return {{"named", "It may be said who said what", ""},
          {"chatham_house", "What was said, and not by whom", "The Chatham House Rule."}};
}

// How questions are asked is what the mandate can promise of who said what.
std::vector<Option> in_a_session(bool has_tokens) {
  std::vector<Option> options = on_a_dissent();
  if (has_tokens)
    options.push_back({word(Attribution::not_recorded), "Nothing of what is said is recorded",
                       "Questions are then asked and voted for by token, at a drop, where nobody signs in. "
                       "Members must collect tokens first: announce it at least ten days ahead."});
  return options;
}

void add_mandate(Form& form, const Typed& all, std::vector<Option> attributions) {
  form.fields.push_back(
      area(all, "fixed", "What is fixed already",
           "Public, in the log, before anybody is invited. Do not repeat what could tell who "
           "the author of a dissent is."));
  form.fields.push_back(area(all, "may_change", "What may change",
                             "Write \"nothing\" if nothing may: then it is a briefing, and is called one."));
  form.fields.push_back({.kind = FieldKind::radios,
                         .name = "level",
                         .label = "How much those who are asked may decide",
                         .value = typed(all, "level"),
                         .options = {{"inform", "Inform", "A briefing: they are told."},
                                     {"consult", "Consult", "They are asked, and you decide."},
                                     {"involve", "Involve", "They work on it with you."},
                                     {"decide", "Decide", "They decide."}}});
  form.fields.push_back(line(all, "decides", "Who decides"));
  form.fields.push_back({.kind = FieldKind::date,
                         .name = "hear_by",
                         .label = "By when people hear what changed",
                         .hint = "A day after the meeting, such as 2026-05-04. It becomes a duty.",
                         .value = typed(all, "hear_by")});
  form.fields.push_back({.kind = FieldKind::radios,
                         .name = "attribution",
                         .label = "Who may say afterwards who said what",
                         .value = typed(all, "attribution"),
                         .options = std::move(attributions)});
}

void add_venue(Form& form, const Typed& all) {
  form.fields.push_back({.kind = FieldKind::date,
                         .name = "on",
                         .label = "Day",
                         .hint = "Such as 2026-04-20.",
                         .value = typed(all, "on")});
  form.fields.push_back(line(all, "at", "Time", "In UTC, such as 14:30."));
  form.fields.push_back(line(all, "minutes", "How long, in minutes", "10 to 480."));
  form.fields.push_back(line(all, "place", "Place", "Never in the log."));
}

struct Words {
  const char* title;
  const char* act;
  const char* submit;
  std::vector<std::string> intro;
  std::vector<std::string> happens;
};

Words words_of(const MeetingFormView& view) {
  switch (view.offer) {
    case MeetingOffer::schedule:
      return {"Answer with a day",
              "schedule",
              "Set the day",
              {"The other side asked for this meeting. You set when and where."},
              {"The log says that a day is set, and not which: day, time and place stay with the two sides.",
               view.needs_mandate ? "Your mandate goes into the log in full, and everybody may read it."
                                  : "The mandate is in the log already."}};
    case MeetingOffer::decline:
      return {"Decline this meeting",
              "decline",
              "Decline",
              {"A meeting is declined only with a reason."},
              {"The reason is public, in the log, for good.", "No name is in it."}};
    case MeetingOffer::hold:
      return {"Record that it was held",
              "hold",
              "It was held",
              {"Either side may record it, on its day or later."},
              {"The day goes into the log, without names."}};
    case MeetingOffer::minutes:
      return {"Write the minutes",
              "minutes",
              "Keep this text",
              {"One text, which either side writes and both sign."},
              {"A new text voids every signature under the one before it.",
               "Only the two sides read it. The log holds a hash that tells nothing of the words."}};
    case MeetingOffer::sign:
      return {"Sign the minutes",
              "sign",
              "Sign this text",
              {"You sign this text and no other."},
              {"Your side's signature goes into the log, without your name.",
               "When both sides have signed, the minutes are agreed and cannot be changed."}};
    case MeetingOffer::read_out:
      return {"Propose a read-out",
              "read-out",
              "Propose these words",
              {"What may be said in public of the meeting, in words that both sides agree to."},
              {"The other side sees it. It is published when they agree, and not before."}};
    case MeetingOffer::agree_read_out:
      return {"Agree to the read-out",
              "agree-read-out",
              "Agree and publish",
              {"The other side proposes these words."},
              {"They are public from now on, in the log, for good."}};
    case MeetingOffer::reservation:
      return {"Add a reservation",
              "reservation",
              "Add it",
              {"In your own words, beside the minutes. It changes no word of them and voids no signature."},
              {"Only the two sides read it. The log says that there is one."}};
    case MeetingOffer::say_change:
      return {"Say what changed",
              "say-change",
              "Publish",
              {"People were promised to hear what changed, or why nothing did."},
              {"It is public, in the log, for good, and stands on the page of the meeting."}};
    case MeetingOffer::question:
      return {"Ask a question",
              "question",
              "Ask it",
              {"Before the session. You may ask three."},
              {"It is shown from tomorrow on, to every member, without your name.",
               "Which question is yours is not kept; that you asked some is, so that nobody asks more than "
               "three."}};
    case MeetingOffer::move:
      return {"Move it to another day",
              "move",
              "Move it",
              {},
              {"Whoever has it in a calendar gets the change under the same entry."}};
    case MeetingOffer::cancel:
      return {"Call it off",
              "cancel",
              "Call it off",
              {"A meeting is called off only with a reason."},
              {"The reason is public, in the log, for good."}};
  }
  return {};
}

// What is written on the form is read by others than the two sides.
bool is_public(const MeetingFormView& view) {
  switch (view.offer) {
    case MeetingOffer::schedule:
      return view.needs_mandate;
    case MeetingOffer::decline:
    case MeetingOffer::cancel:
    case MeetingOffer::read_out:
    case MeetingOffer::agree_read_out:
    case MeetingOffer::say_change:
      return true;
    default:
      return false;
  }
}

std::string warning_of(const MeetingFormView& view) {
  if (!view.is_secret || is_public(view)) return secret_warning(view.is_secret);
  const bool is_written = view.offer == MeetingOffer::minutes || view.offer == MeetingOffer::reservation;
  return view.side == Side::owner && is_written
             ? "The decision’s text is secret: the author’s side reads what you write here, and may not be "
               "among those who read that text."
             : "";
}

// Where nobody recorded that it was held, nothing else can be said.
Option not_held() {
  return {"not_held", "It was not held",
          "Say why. If it was, go back and record that first: this stays in the log for good."};
}

void add_fields(Form& form, const MeetingFormView& view) {
  const Typed& all = view.typed;
  switch (view.offer) {
    case MeetingOffer::schedule:
    case MeetingOffer::move:
      if (view.needs_mandate) add_mandate(form, all, on_a_dissent());
      return add_venue(form, all);
    case MeetingOffer::decline:
    case MeetingOffer::cancel:
      form.fields = {area(all, "reason", "Reason", "Public, in the log, for good.")};
      return;
    case MeetingOffer::minutes:
      form.hidden = {{"id", typed(all, "id")}};
      form.fields = {area(all, "text", "Minutes", "", 14)};
      return;
    case MeetingOffer::sign:
      form.hidden = {{"hash", typed(all, "hash")}};
      return;
    case MeetingOffer::reservation:
      form.hidden = {{"id", typed(all, "id")}};
      form.fields = {area(all, "text", "Your reservation", "")};
      return;
    case MeetingOffer::read_out:
      form.fields = {area(all, "text", "Read-out", "Do not repeat what could tell who the author is.", 6)};
      return;
    case MeetingOffer::agree_read_out:
      form.hidden = {{"text", view.about}};
      return;
    case MeetingOffer::say_change:
      form.fields = {
          {.kind = FieldKind::radios,
           .name = "changed",
           .label = "Did something change?",
           .value = typed(all, "changed"),
           .options = {{"yes", "Yes", "Say what, and where it can be read."}, {"no", "No", "Say why not."}}},
          area(all, "text", "What changed, or why nothing did", "At least 40 characters.", 8)};
      if (!view.was_held) form.fields.front().options = {not_held()};
      return;
    case MeetingOffer::question:
      form.hidden = {{"id", typed(all, "id")}};
      form.fields = {area(all, "text", "Your question", "Your way of writing can tell who you are.")};
      return;
    case MeetingOffer::hold:
      return;
  }
}

}  // namespace

json::object to_json(const AskMeetingView& view) {
  const std::string subject = path(view.dissent.id);
  FormPage page{.title = "Ask for a meeting",
                .back = Back{subject, view.dissent.title.empty() ? "The dissent" : view.dissent.title},
                .form = {.action = subject + "/meet",
                         .submit = "Ask for it",
                         .cancel = subject,
                         .hidden = {{"id", typed(view.typed, "id")}},
                         .errors = view.errors}};
  if (view.standing == Standing::anonymous) {
    page.intro = {
        "You ask for the author, who has written to you whom they trust to speak for them. That member "
        "meets the office and signs the minutes; the author stays unknown."};
    page.happens = {
        "The office answers by " + core::to_words(view.reply_by) +
            " with a day, or declines with a reason that everybody can read.",
        "The log says that the author asked, through a proxy. It holds no name.",
        "The office and the proxy read the points and who the proxy is. Write to the author that you "
        "asked: nothing else tells them."};
    page.warning = "Ask the proxy first. That the author trusts this member can tell who the author is.";
  } else if (view.side == Side::author) {
    page.intro = {"You ask the office that owns the decision to meet you on your dissent."};
    page.happens = {"The office answers by " + core::to_words(view.reply_by) +
                        " with a day, or declines with a reason that everybody can read.",
                    "The log says that the author of a dissent asked for a meeting. It holds no name."};
    if (view.standing != Standing::named)
      page.warning = "Asking tells the office nothing about who you are. Coming to the meeting does.";
  } else {
    page.intro = {"You ask the author to meet you. They may decline, with a reason."};
    page.warning = secret_warning(view.is_secret);
    page.happens = {"The mandate goes into the log in full, and everybody may read it.",
                    "The author finds your request on this dissent's page. No mail is sent to them."};
  }
  const bool by_custodian = view.standing == Standing::anonymous;
  page.form.fields = {area(
      view.typed, "points",
      by_custodian ? "What the author wants to speak about" : "What you want to speak about",
      by_custodian ? "As they wrote it to you, without what could tell who they are. For the two sides only."
                   : "For the two sides only.",
      6)};
  if (view.standing == Standing::anonymous)
    page.form.fields.insert(page.form.fields.begin(), {.kind = FieldKind::choice,
                                                       .name = "proxy",
                                                       .label = "Who speaks for the author",
                                                       .value = typed(view.typed, "proxy"),
                                                       .options = view.proxies});
  if (view.side == Side::owner) add_mandate(page.form, view.typed, on_a_dissent());
  return to_json(page);
}

json::object to_json(const AnnounceView& view) {
  FormPage page{.title = "Announce a session",
                .section = Section::meetings,
                .back = Back{"/meetings", "Meetings"},
                .form = {.action = "/meetings/new",
                         .submit = "Announce it",
                         .cancel = "/meetings",
                         .hidden = {{"id", typed(view.typed, "id")}},
                         .errors = view.errors}};
  page.intro = {"A session in which an office listens, or, where nothing may change, a briefing."};
  page.happens = {
      "The mandate goes into the log before anybody is invited.",
      "Every member may ask three questions and vote for those of others, up to the day before; by "
      "token, at a drop, until some days before.",
      "What changed, or why nothing did, is owed by the day that you name."};
  add_mandate(page.form, view.typed, in_a_session(view.has_tokens));
  page.form.fields.push_back({.kind = FieldKind::choice,
                              .name = "office",
                              .label = "The office that listens",
                              .value = typed(view.typed, "office"),
                              .options = view.offices});
  page.form.fields.push_back(line(view.typed, "title", "Title", "Public, in the log."));
  Field series = line(view.typed, "series", "Series", "Where it is one of several.");
  series.optional = true;
  page.form.fields.push_back(series);
  add_venue(page.form, view.typed);
  return to_json(page);
}

json::object to_json(const MeetingFormView& view) {
  const Words words = words_of(view);
  const std::string subject = path(view.id);
  FormPage page{.title = words.title,
                .section = Section::meetings,
                .back = Back{subject, view.title},
                .intro = words.intro,
                .happens = words.happens,
                .warning = warning_of(view),
                .about_heading = view.about.empty() ? "" : "The text",
                .about_text = view.about,
                .form = {.action = subject + "/" + words.act,
                         .submit = words.submit,
                         .careful = view.offer == MeetingOffer::cancel || view.offer == MeetingOffer::decline,
                         .cancel = subject,
                         .errors = view.errors}};
  add_fields(page.form, view);
  return to_json(page);
}

}  // namespace demur::web
