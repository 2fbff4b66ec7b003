#include <fmt/core.h>

#include "demur/core/json.hpp"
#include "demur/domain/words.hpp"
#include "demur/service/drop/copies.hpp"
#include "demur/web/drop/answers.hpp"
#include "demur/web/drop/views.hpp"
#include "demur/web/render.hpp"

namespace demur::web::drop {
namespace {

using http::Response;

DropView view_of(Drop& drop) {
  DropView view{
      .name = drop.founding().name, .house = drop.founding().house, .notice = drop.environment().notice};
  const auto copy = drop.house_copy();
  if (!copy) {
    view.trouble = "This site has not reached the institution yet, and cannot check tokens.";
    return view;
  }
  view.institution = copy->view.institution;
  view.channel = copy->view.channel;
  view.to_open = copy->view.to_open;
  view.promise_days = copy->view.promise_days;
  view.passkey = copy->view.passkey;
  view.checkpoint = copy->keys.note();
  view.decisions = copy->view.decisions;
  view.kinds = copy->view.kinds;
  if (!copy->keys_view) view.trouble = "The institution’s keys do not hold: " + copy->keys_view.error().text;
  const auto trouble = drop.store().read(service::drop::last_trouble);
  if (trouble && *trouble && (*trouble)->fork)
    view.trouble =
        "The institution has shown two different lists of keys. Somebody may be given other keys than you, "
        "so "
        "that they can be told apart.";
  return view;
}

Response page(Drop& drop, PageName name, int status = 200) {
  const DropView view = view_of(drop);
  const Layout layout{.institution = view.institution.empty() ? view.house : view.institution,
                      .channel = view.channel.empty() ? "Dissent Channel" : view.channel};
  return http::html(status, render(layout, template_of(name), to_json(view, name)));
}

}  // namespace

Response show_home(Drop& drop, const Question&) {
  return page(drop, PageName::home);
}
Response show_file(Drop& drop, const Question&) {
  return page(drop, PageName::file);
}
Response show_return(Drop& drop, const Question&) {
  return page(drop, PageName::come_back);
}
Response show_wallet(Drop& drop, const Question&) {
  return page(drop, PageName::wallet);
}
Response show_cosign(Drop& drop, const Question&) {
  return page(drop, PageName::cosign);
}
Response show_vote(Drop& drop, const Question&) {
  return page(drop, PageName::vote);
}
Response show_no_page(Drop& drop) {
  return page(drop, PageName::missing, 404);
}

}  // namespace demur::web::drop
