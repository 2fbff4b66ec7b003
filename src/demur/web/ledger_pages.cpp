#include "demur/web/ledger_pages.hpp"

#include <algorithm>
#include <charconv>

#include "demur/service/reading.hpp"
#include "demur/web/pages.hpp"
#include "demur/web/say.hpp"
#include "demur/web/site.hpp"
#include "demur/web/views/figures.hpp"
#include "demur/web/views/ledger.hpp"

namespace demur::web {
namespace {

using namespace domain;

constexpr int kFirstYear = 1;
constexpr int kLastYear = 9998;
constexpr std::ptrdiff_t kMostRows = 1000;

template <typename Number>
std::optional<Number> number_in(const std::string& text) {
  Number number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (text.empty() || error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return number;
}

std::string asked_for(const Visit& visit, const char* name) {
  return std::string(visit.request.query_value(name).value_or(""));
}

template <typename Enum>
std::vector<Option> options_of(const std::set<Enum>& values) {
  std::vector<Option> options;
  for (const Enum value : values) options.push_back({.value = word(value), .label = say(value)});
  return options;
}

LedgerAsked asked_in(const Visit& visit) {
  return {.q = asked_for(visit, "q"),
          .office = asked_for(visit, "office"),
          .outcome = asked_for(visit, "outcome"),
          .kind = asked_for(visit, "kind"),
          .year = asked_for(visit, "year")};
}

service::LedgerQuestion question_of(const LedgerAsked& asked, const std::string& before) {
  service::LedgerQuestion question{.typed = asked.q,
                                   .outcome = from_word<Outcome>(asked.outcome),
                                   .kind = from_word<DissentKind>(asked.kind),
                                   .year = number_in<int>(asked.year),
                                   .before = number_in<std::int64_t>(before)};
  if (const auto office = OfficeId::parse(asked.office)) question.office = *office;
  if (question.year && (*question.year < kFirstYear || *question.year > kLastYear)) question.year.reset();
  return question;
}

}  // namespace

Reply show_ledger(const Visit& visit) {
  const std::string before = asked_for(visit, "before");
  LedgerView view{.asked = asked_in(visit),
                  .outcomes = options_of(visit.house.policy().outcomes),
                  .kinds = options_of(visit.house.policy().kinds),
                  .is_later_page = !before.empty()};
  for (const Office& office : DEMUR_TRY(service::read_offices(visit.house)))
    view.offices.push_back({.value = office.id.text, .label = office.name});
  auto reading =
      DEMUR_TRY(service::search_ledger(visit.house, visit.member, question_of(view.asked, before)));
  view.hits = std::move(reading.hits);
  view.older = reading.older;
  view.is_cut = reading.cut;
  return shown("ledger", to_json(view));
}

// All that the same search finds on its pages, the newest kMostRows of it.
Reply send_ledger(const Visit& visit) {
  service::LedgerQuestion question = question_of(asked_in(visit), {});
  std::vector<service::LedgerHit> hits;
  do {
    auto reading = DEMUR_TRY(service::search_ledger(visit.house, visit.member, question));
    std::ranges::move(reading.hits, std::back_inserter(hits));
    question.before = reading.older;
  } while (question.before && std::ssize(hits) < kMostRows);
  return Sent{.type = "text/csv; charset=utf-8", .body = ledger_csv(hits), .file_name = "ledger.csv"};
}

Reply show_figures(const Visit& visit) {
  return shown("ledger_figures", to_json(FiguresView{*DEMUR_TRY(visit.site.figures().read(visit.house))}));
}

Reply send_figures(const Visit& visit) {
  const std::string file(visit.request.parameter("table"));
  const auto reading = DEMUR_TRY(visit.site.figures().read(visit.house));
  for (const plots::Plot& plot : figure_plots(FiguresView{*reading}))
    if (plot.id + ".csv" == file)
      return Sent{.type = "text/csv; charset=utf-8", .body = plots::to_csv(plot), .file_name = file};
  return core::fail(core::Code::not_found, "There is no such table.");
}

}  // namespace demur::web
