#include "demur/web/views/today.hpp"

#include "demur/service/officers.hpp"
#include "demur/service/token_desk.hpp"
#include "demur/web/pages.hpp"
#include "demur/web/reading_views.hpp"

namespace demur::web {

Reply show_today(const Visit& visit) {
  const auto reading = DEMUR_TRY(service::read_today(visit.house, visit.member));
  TodayView view{.today = visit.today, .due_from_me = {}, .due_to_me = {}, .my_dissents = {}, .answered = {}};
  const bool audits = visit.member.has(domain::Role::auditor);
  for (const auto& line : audits ? reading.all_duties : reading.due_from_me)
    view.due_from_me.push_back(due_of(line));
  for (const auto& line : reading.due_to_me) view.due_to_me.push_back(due_of(line));
  for (const auto& seen : reading.mine) view.my_dissents.push_back(row_of(seen));
  for (const auto& seen : reading.signed_by_me) view.my_dissents.push_back(row_of(seen));
  for (const auto& answer : reading.answers) view.answered.push_back(box_of(answer));
  view.sees_all_duties = audits;
  const auto tokens = DEMUR_TRY(service::tokens_ready(visit.house, visit.member.id));
  view.has_tokens_ready = tokens.keys > 0 && tokens.has_drop;
  view.lacks_passkey = tokens.lacks_passkey;
  if (visit.house.policy().anonymous && visit.member.has(domain::Role::custodian))
    view.lacks_officer_key = !DEMUR_TRY(service::own_officer_key(visit.house, visit.member));
  view.may_file = !audits && !visit.member.has(domain::Role::custodian);
  return shown("today", to_json(view));
}

}  // namespace demur::web
