#include <gtest/gtest.h>

#include <boost/json/serialize.hpp>

#include <algorithm>
#include <set>

#include "demur/core/day.hpp"
#include "demur/web/plots/clock.hpp"
#include "demur/web/plots/lifeline.hpp"
#include "demur/web/views/figures.hpp"
#include "sample_parts.hpp"
#include "samples.hpp"

namespace demur::web {
namespace {

namespace json = core::json;

// ---- a walk over the tags of a template, as Mustache would make it, that notes what is missing

struct Walk {
  std::string template_name;
  std::vector<const json::value*> stack = {};
  std::set<std::string> missing = {};
  std::set<std::string> entered = {};  // sections that were rendered at least once
};

const json::value* look_up(const Walk& walk, std::string_view name) {
  if (name == ".") return walk.stack.back();
  for (auto scope = walk.stack.rbegin(); scope != walk.stack.rend(); ++scope) {
    const json::value* value = *scope;
    std::string_view rest = name;
    while (value != nullptr && !rest.empty()) {
      const auto dot = rest.find('.');
      value = value->is_object() ? value->get_object().if_contains(rest.substr(0, dot)) : nullptr;
      rest = dot == std::string_view::npos ? std::string_view() : rest.substr(dot + 1);
    }
    if (value != nullptr) return value;
  }
  return nullptr;
}

bool is_falsy(const json::value& value) {
  return value.is_null() || (value.is_bool() && !value.get_bool()) ||
         (value.is_string() && value.get_string().empty()) || (value.is_array() && value.get_array().empty());
}

// The text up to the end of the section `name`, and what follows it.
std::pair<std::string_view, std::string_view> split_section(std::string_view text, const std::string& name) {
  int depth = 1;
  std::size_t at = 0;
  for (;;) {
    at = text.find("{{", at);
    if (at == std::string_view::npos) return {text, {}};
    const auto close = text.find("}}", at);
    const auto tag = text.substr(at + 2, close - at - 2);
    if (tag == "#" + name || tag == "^" + name) ++depth;
    if (tag == "/" + name && --depth == 0) return {text.substr(0, at), text.substr(close + 2)};
    at = close + 2;
  }
}

void walk_text(Walk& walk, std::string_view text);

void walk_section(Walk& walk, std::string_view inside, const json::value& value) {
  const auto enter = [&](const json::value& scope) {
    walk.stack.push_back(&scope);
    walk_text(walk, inside);
    walk.stack.pop_back();
  };
  if (value.is_array())
    for (const auto& item : value.get_array()) enter(item);
  else
    enter(value);
}

void walk_text(Walk& walk, std::string_view text) {
  for (auto open = text.find("{{"); open != std::string_view::npos; open = text.find("{{")) {
    const auto close = text.find("}}", open);
    std::string_view tag = text.substr(open + 2, close - open - 2);
    text.remove_prefix(close + 2);
    const char kind = tag.front();
    if (kind == '#' || kind == '^' || kind == '{') tag.remove_prefix(1);
    if (kind == '{') text.remove_prefix(1);
    const std::string name(tag);
    const auto* value = look_up(walk, name);
    if (value == nullptr) walk.missing.insert(name);
    if (kind != '#' && kind != '^') continue;
    const auto [inside, after] = split_section(text, name);
    text = after;
    if (value == nullptr || is_falsy(*value) == (kind == '#')) continue;
    walk.entered.insert(kind + name);
    kind == '#' ? walk_section(walk, inside, *value) : walk_text(walk, inside);
  }
}

std::vector<samples::Sample> all_samples() {
  auto all = samples::full();
  for (auto& sample : samples::empty()) all.push_back(std::move(sample));
  return all;
}

std::string rendered(const samples::Sample& sample) {
  return render(samples::layout(sample), sample.template_name, sample.view);
}

std::size_t count(std::string_view text, std::string_view what) {
  std::size_t found = 0;
  for (auto at = text.find(what); at != std::string_view::npos; at = text.find(what, at + 1)) ++found;
  return found;
}

TEST(Templates, NameNoKeyThatTheirViewLacks) {
  for (const auto& sample : all_samples()) {
    const json::value context = page_context(samples::layout(sample), sample.view);
    Walk walk{sample.template_name, {&context}};
    const std::string text = template_text(sample.template_name);
    walk_text(walk, text);
    EXPECT_TRUE(walk.missing.empty()) << sample.name << " lacks " << *walk.missing.begin();
  }
}

TEST(Templates, HaveEverySectionReachedBySomeSample) {
  std::map<std::string, std::set<std::string>> entered;
  for (const auto& sample : all_samples()) {
    const json::value context = page_context(samples::layout(sample), sample.view);
    Walk walk{sample.template_name, {&context}};
    const std::string text = template_text(sample.template_name);
    walk_text(walk, text);
    entered["all"].merge(walk.entered);
  }
  for (const auto& file : templates::files()) {
    const std::string_view text = file.text();
    for (auto at = text.find("{{#"); at != std::string_view::npos; at = text.find("{{#", at + 1)) {
      const std::string name(text.substr(at + 2, text.find("}}", at) - at - 2));
      EXPECT_TRUE(entered["all"].contains(name)) << file.name << " " << name;
    }
  }
}

TEST(Templates, LetNothingThroughUnescapedButOurOwnPlots) {
  for (const auto& file : templates::files()) {
    const bool is_ours = file.name == "partials/plot.html" || file.name == "partials/map.html";
    EXPECT_EQ(count(file.text(), "{{{"), is_ours ? 1u : 0u) << file.name;
    EXPECT_EQ(count(file.text(), "{{&"), 0u) << file.name;
    EXPECT_EQ(count(file.text(), "style="), 0u) << file.name << ": the policy forbids inline style";
    for (const char* handler : {" onclick", " onload", " onerror", " onsubmit", " onchange"})
      EXPECT_EQ(count(file.text(), handler), 0u) << file.name << ": inline handler";
  }
}

TEST(Templates, AreEachShownFullAndEmpty) {
  std::set<std::string> full;
  std::set<std::string> empty;
  for (const auto& sample : samples::full()) full.insert(sample.template_name);
  for (const auto& sample : samples::empty()) empty.insert(sample.template_name);
  for (const auto& file : templates::files()) {
    if (file.name.starts_with("partials/")) continue;
    const std::string name(file.name.substr(0, file.name.size() - 5));
    EXPECT_TRUE(full.contains(name)) << name;
    EXPECT_TRUE(empty.contains(name)) << name;
  }
}

TEST(Templates, PutTheFormTokenIntoEveryFormThatPosts) {
  for (const auto& sample : all_samples()) {
    Layout layout = samples::layout(sample);
    layout.form_token = "the-token";
    const auto page = render(layout, sample.template_name, sample.view);
    EXPECT_EQ(count(page, "method=\"post\""), count(page, "value=\"the-token\"")) << sample.name;
  }
}

TEST(Pages, CloseWhatTheyOpen) {
  for (const auto& sample : all_samples()) {
    const auto page = rendered(sample);
    EXPECT_EQ(count(page, "{{"), 0u) << sample.name;
    for (const std::string tag : {"section", "div", "ul", "li", "dl", "form", "fieldset", "table", "details",
                                  "aside", "main", "a ", "p", "h1", "h2"}) {
      const std::string name = tag == "a " ? "a" : tag;
      const auto opened = count(page, "<" + name + ">") + count(page, "<" + name + " ");
      EXPECT_EQ(opened, count(page, "</" + name + ">")) << sample.name << " <" << name << ">";
    }
  }
}

TEST(Pages, HaveOneIdOnce) {
  for (const auto& sample : all_samples()) {
    const auto page = rendered(sample);
    std::set<std::string> seen;
    for (auto at = page.find(" id=\""); at != std::string::npos; at = page.find(" id=\"", at + 1)) {
      const auto id = page.substr(at + 5, page.find('"', at + 5) - at - 5);
      EXPECT_TRUE(seen.insert(id).second) << sample.name << " has two of " << id;
    }
  }
}

TEST(Pages, ShowWhatPeopleTypedAsTextOnly) {
  const std::string evil = "<script>alert(1)</script>\"' onload=x {{page.title}} {{> head}} {{{svg}}}";
  DissentView view = samples::answered_dissent();
  view.dissent.title = evil;
  view.dissent.decision.title = evil;
  view.text = evil;
  view.answer->reasons = evil;
  view.answer->by = evil;
  view.co_sign_link = evil;
  view.author = evil;
  view.signatures.names = {evil};
  const auto page = render(samples::layout({}), "dissent", to_json(view));
  EXPECT_EQ(page.find("<script>"), std::string::npos);
  EXPECT_EQ(page.find("\"' onload"), std::string::npos) << "a quote left an attribute";
  EXPECT_NE(page.find("{{page.title}} {{&gt; head}}"), std::string::npos) << "typed tags stay what was typed";

  DecisionView decision = samples::decision();
  decision.decision.title = evil;
  EXPECT_EQ(render(samples::layout({}), "decision", to_json(decision)).find("<script>"), std::string::npos);

  NewDecisionView form = {.new_id = evil, .offices = {}, .title = evil, .text = evil};
  const auto form_page = render(samples::layout({}), "form", to_json(form));
  EXPECT_EQ(form_page.find("<script>"), std::string::npos);
  EXPECT_NE(form_page.find("value=\"&lt;script&gt;alert(1)&lt;/script&gt;&quot;&apos; onload=x"),
            std::string::npos);
}

TEST(Pages, SayOverdueInWords) {
  const auto page = rendered({"x", "today", to_json(samples::today())});
  EXPECT_NE(page.find("overdue by 12 days: it was due on 11 November 2026"), std::string::npos);
  EXPECT_NE(page.find("3 things are due from you, 1 overdue."), std::string::npos);
  EXPECT_NE(page.find("due tomorrow, 24 November 2026"), std::string::npos);
}

TEST(Pages, SayAtTheTopAndAtTheFieldWhatIsWrong) {
  const auto page = render(samples::layout({}), "form", to_json(samples::answer_form()));
  EXPECT_NE(page.find("<title>Error: Answer this dissent"), std::string::npos);
  EXPECT_NE(page.find("<a href=\"#what_changed\">An answer that adopts must say what changed.</a>"),
            std::string::npos);
  EXPECT_NE(page.find("id=\"what_changed-error\""), std::string::npos);
  EXPECT_NE(page.find("aria-describedby=\"what_changed-hint what_changed-error\""), std::string::npos);
  EXPECT_NE(page.find("value=\"adopted\" checked"), std::string::npos) << "what was chosen is kept";
}

TEST(Pages, NeverGiveAPasswordBack) {
  Form form;
  form.fields = {
      {.kind = FieldKind::password, .name = "password", .label = "Password", .value = "correct horse"}};
  EXPECT_EQ(json::serialize(to_json(form)).find("horse"), std::string::npos);
}

TEST(Pages, HideCountsUnderTheFloorNoneIncluded) {
  EXPECT_EQ(to_json(Count{}, "dissent", "dissents").at("words").as_string(), "Fewer than 10 dissents");
  EXPECT_EQ(to_json(Count{.number = 12}, "dissent", "dissents").at("words").as_string(), "12 dissents");
  EXPECT_EQ(to_json(Count{.number = 10, .is_exact = false}, "dissent", "dissents").at("words").as_string(),
            "10 or more dissents");
  EXPECT_TRUE(to_json(Count{}, "dissent", "dissents").at("number").is_null());
}

TEST(Pages, SayWhatIsNotProtectedBeforeAnythingIsWritten) {
  for (const auto& sample : samples::full())
    if (sample.template_name == "filing_protection") {
      EXPECT_NE(rendered(sample).find(
                    "The people who run this server can read what you write and could find out who you are. "
                    "Filed on this page, by name or in confidence, a dissent does not hide you from them."),
                std::string::npos);
    }
}

TEST(Pages, OfASessionFromBeforeQuestionsByTokenOfferNoVoteInOnesOwnNameAndSayWhy) {
  int seen = 0;
  for (const auto& sample : samples::empty()) {
    if (sample.name != "meeting-from-before-tokens") continue;
    ++seen;
    const std::string page = rendered(sample);
    EXPECT_TRUE(page.contains("Who pays for the dredging?"));
    EXPECT_TRUE(page.contains("nobody asks or votes here any more"));
    for (const char* untrue : {"I want this asked", "can find out who voted", "at a drop"})
      EXPECT_FALSE(page.contains(untrue)) << untrue;
  }
  EXPECT_EQ(seen, 1);
}

TEST(Pages, ShowThatAPromiseOfTheLogWasBroken) {
  const LogPlace place = {.promised_by = samples::day("2026-11-21")};
  EXPECT_TRUE(to_json(place, samples::kToday).at("is_broken").as_bool());
  EXPECT_FALSE(to_json(place, samples::day("2026-11-21")).at("is_broken").as_bool());
}

TEST(Pages, SayOfARecordThatItWaitsForItsWitnessesAndNotThatThePromiseWasBroken) {
  const LogPlace place{.promised_by = samples::day("2026-10-13"), .index = 117};
  const auto said = to_json(place, samples::day("2026-10-20"));
  EXPECT_FALSE(said.at("is_broken").as_bool());
  const std::string words(said.at("words").as_string());
  EXPECT_NE(words.find("In the log as record 117. Not enough witnesses have cosigned"), std::string::npos)
      << words;
}

TEST(Pages, SayWhoCosignedTheLogAndHowMuchOfItWaits) {
  VerifyView view{.head = samples::log_head()};
  const auto words = [&] {
    const auto said = to_json(view);
    return std::string(said.at("head").at("witness_words").as_string());
  };
  EXPECT_EQ(words(),
            "Cosigned by university (23 November 2026) and union (22 November 2026). Since then the log has "
            "grown by "
            "3 records, shown once enough witnesses have cosigned.");
  view.head->witnesses = Cosigned{};
  EXPECT_EQ(words(), "Cosigned by nobody. This server asks for more.");
  view.head->witnesses.reset();
  EXPECT_EQ(words().substr(0, 23), "No witness signs along.");
}

TEST(ViewJson, OfADueItemIsThis) {
  const DueItem item = samples::today().due_from_me.front();
  EXPECT_EQ(
      json::serialize(to_json(item, samples::kToday)),
      R"({"kind":{"word":"answer","words":"Answer"},"state":{"word":"missed","words":"Missed"},)"
      R"("due_on":{"date":"2026-11-11","words":"11 November 2026"},)"
      R"("due_words":"overdue by 12 days: it was due on 11 November 2026","is_overdue":true,"is_soon":false,)"
      R"("owner":"respondents of the Directorate of Waterways","about":{"ref":"dissent:eeeeeeeeeeeeeeeeeeeeeeeeee",)"
      R"("path":"/dissents/eeeeeeeeeeeeeeeeeeeeeeeeee","title":"Eleven villages were never asked",)"
      R"("title_words":"Eleven villages were never asked"},"decision":{"id":"aaaaaaaaaaaaaaaaaaaaaaaaaa",)"
      R"("path":"/decisions/aaaaaaaaaaaaaaaaaaaaaaaaaa","number":"2026/14","title":"Raising the Kelvar barrage"},"waive_path":null})");
}

// ---- plots: caption, picture, table and CSV are of one mind

TEST(ClockPlot, SaysTheSameInCaptionPictureAndTable) {
  plots::ReplyClock clock = {.filed = samples::day("2026-10-12"),
                             .acknowledged = samples::day("2026-10-15"),
                             .answer_due = samples::day("2026-11-11"),
                             .extended_due = samples::day("2026-11-18"),
                             .today = samples::kToday};
  const auto plot = plots::plot(clock);
  EXPECT_EQ(plot.caption, "Not answered: 5 days overdue. The answer was due on 18 November 2026.");
  EXPECT_NE(plot.svg.find("url(#clock-plot-hatch)"), std::string::npos);
  EXPECT_NE(plot.svg.find(">" + plot.caption + "</desc>"), std::string::npos);
  for (const auto& row : plot.rows)
    EXPECT_NE(plot.svg.find(">" + row[0] + "</tspan> " + row[1] + "<"), std::string::npos) << row[0];
  EXPECT_EQ(plots::to_csv(plot),
            "Event,Day,Days after filing\r\nFiled,2026-10-12,0\r\nAcknowledged,2026-10-15,3\r\nAnswer first "
            "due,2026-11-11,30\r\n"
            "Answer due after extension,2026-11-18,37\r\nToday,2026-11-23,42\r\n");
}

TEST(ClockPlot, HatchesNothingThatIsInTime) {
  plots::ReplyClock clock = {.filed = samples::day("2026-10-12"),
                             .answer_due = samples::day("2026-11-11"),
                             .today = samples::day("2026-11-11")};
  EXPECT_EQ(plots::plot(clock).caption, "Not answered yet: the answer is due today.");
  EXPECT_EQ(plots::plot(clock).svg.find("fill=\"url"), std::string::npos);
  clock.answered = samples::day("2026-11-12");
  EXPECT_EQ(plots::plot(clock).caption, "Answered on 12 November 2026, 31 days after filing: 1 day late.");
  EXPECT_NE(plots::plot(clock).svg.find("fill=\"url"), std::string::npos);
}

TEST(FigurePlots, SayTheSameInCaptionPictureAndTableAndHideWhatIsFew) {
  const domain::OfficeId desk{"desk"};
  FiguresView view{{.offices = {{desk, "Desk <North>"}}, .floor = 10}};
  domain::Release release{.as_of = samples::day("2026-09-30"),
                          .answers = {{desk, 44, {}, true, {0, 10, 20, 30, 30}}}};
  release.waits =
      domain::WaitBlock{samples::day("2026-04-01"), samples::day("2026-06-30"), 60, {0, 20, 40, 40, 50}};
  release.missed = {{domain::DutyKind::acknowledge, 10}, {domain::DutyKind::answer, 0}};
  release.missed_by_office = {{desk, domain::DutyKind::report, 3}, {desk, domain::DutyKind::reply, 10}};
  view.reading.figures.releases = {release};
  const auto all = figure_plots(view);
  EXPECT_EQ(all[0].caption,
            "Of 44 answers, Desk <North> adopted 0 to 9 wholly or in part: between 0 and 35 in a hundred, in "
            "the long run.");
  EXPECT_NE(all[0].svg.find(">0 to 9 of 44 answers<"), std::string::npos);
  EXPECT_NE(all[0].svg.find(">Desk &lt;North&gt;<"), std::string::npos);
  EXPECT_EQ(all[0].rows,
            (std::vector<std::vector<std::string>>{{"Desk <North>", "44", "0", "9", "0", "35"}}));
  EXPECT_NE(
      all[1].caption.find("Of 60 to 69 dissents filed from 1 April 2026 to 30 June 2026, between 57 and 82 "
                          "in a hundred were answered within 60 days."),
      std::string::npos)
      << all[1].caption;
  EXPECT_NE(all[1].svg.find(">57 to 82 in a hundred<"), std::string::npos);
  EXPECT_NE(all[2].caption.find(
                "Of 44 answers of Desk <North>, between 68 and 89 in a hundred came within 60 days"),
            std::string::npos)
      << all[2].caption;
  EXPECT_EQ(all[3].caption, "No decision was taken yet.");
  EXPECT_EQ(all[5].caption, "In 2026 Q3, fewer than 10 answers were not given in time.");
  EXPECT_NE(plots::to_csv(all[5]).find("2026 Q3,Answer,fewer than 10\r\n"), std::string::npos);
  EXPECT_NE(plots::to_csv(all[5]).find("2026 Q3,Acknowledge,10 to 19\r\n"), std::string::npos);
  EXPECT_NE(all[6].caption.find("Desk <North> missed 13 duties at least"), std::string::npos)
      << all[6].caption;
  EXPECT_NE(plots::to_csv(all[6]).find("2026 Q3,Desk <North>,Reply to the request,10 to 19\r\n"),
            std::string::npos)
      << plots::to_csv(all[6]);
}

TEST(LifelinePlot, SaysTheSameInCaptionPictureAndTable) {
  const auto plot = lifeline(samples::decision());
  EXPECT_EQ(plot.caption, "4 dissents, 2 waiting for an answer, 1 overdue.");
  EXPECT_EQ(count(plot.svg, "fill=\"url(#lifeline-plot-hatch)\""), 1u);
  for (const auto& row : plot.rows) {
    EXPECT_NE(plot.svg.find(">" + row[0]), std::string::npos) << row[0];
    const auto words = core::to_words(core::parse_day(row[1]).value());
    EXPECT_NE(plot.svg.find(words), std::string::npos) << words;
  }
  EXPECT_EQ(plot.rows.back().back(), "0");
  const auto second = std::ranges::find(plot.rows, "Dissent 2", [](const auto& row) { return row.front(); });
  ASSERT_NE(second, plot.rows.end());
  EXPECT_EQ(second->back(), "12") << "Dissent 2 is 12 days overdue";
}

TEST(LifelinePlot, HasRoundsMeetingsAndReviewsAmongWhatHappened) {
  DecisionView view = samples::decision();
  view.clearance = samples::clearance();
  view.meetings.push_back(view.meetings.front());
  view.meetings.back().state = domain::MeetingState::cancelled;
  view.meetings.back().was_held = false;
  view.meetings.front().state = domain::MeetingState::not_agreed;  // it was held all the same
  view.opinion.push_back(view.opinion.front());
  view.opinion.back().state = domain::RoundState::voided;
  view.opinion.push_back(view.opinion.front());
  view.opinion.back().state = domain::RoundState::reported;
  std::multiset<std::string> what;
  for (const auto& row : lifeline(view).rows) what.insert(row[0]);
  EXPECT_EQ(what.count("Clearance round 1"), 1u);
  EXPECT_EQ(what.count("Round 1 reported"), 1u);
  EXPECT_EQ(what.count("Opinion round"), 3u);
  EXPECT_EQ(what.count("Votes closed"), 1u) << "one is open, and one is void";
  EXPECT_EQ(what.count("Meeting"), 1u) << "what was called off is none";
  EXPECT_EQ(what.count("Review: too early"), 1u);
  EXPECT_EQ(what.count("Review due"), 1u) << "it was missed";
  view.review.duty->state = domain::DutyState::open;
  what.clear();
  for (const auto& row : lifeline(view).rows) what.insert(row[0]);
  EXPECT_EQ(what.count("Review due"), 0u);
}

TEST(LifelinePlot, SaysHowManyBarsItDoesNotDraw) {
  plots::Lifeline line = {
      .today = samples::kToday, .events = {{samples::day("2026-10-01"), "Registered"}}, .spans = {}};
  for (int i = 0; i < plots::kLanes + 2; ++i)
    line.spans.push_back({.label = "Dissent " + std::to_string(i + 1), .from = samples::day("2026-10-02")});
  const auto plot = plots::plot(line);
  EXPECT_NE(plot.caption.find("2 bars are not drawn; the table has all."), std::string::npos) << plot.caption;
  EXPECT_EQ(plot.rows.size(), 1u + plots::kLanes + 2u);
}

TEST(PlotCsv, GivesASpreadsheetNoFormula) {
  const plots::Plot plot = {.id = "x",
                            .title = {},
                            .caption = {},
                            .svg = {},
                            .columns = {"a,b", "=1+1"},
                            .rows = {{"say \"no\"", "-3"}}};
  EXPECT_EQ(plots::to_csv(plot), "\"a,b\",'=1+1\r\n\"say \"\"no\"\"\",'-3\r\n");
  plots::Plot split = plot;
  split.columns = {"boats;=1+1", "ports; \"@x", "a-b; c=d", "\t=1"};
  split.rows.clear();
  EXPECT_EQ(plots::to_csv(split), "\"boats;'=1+1\",\"ports; \"\"'@x\",\"a-b; c=d\",\"'\t'=1\"\r\n");
}

}  // namespace
}  // namespace demur::web
