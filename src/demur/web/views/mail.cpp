#include "demur/web/views/mail.hpp"

#include "demur/web/views/form_page.hpp"

namespace demur::web {

json::object to_json(const MailView& view) {
  FormPage page{.title = "Mail address for notices",
                .section = Section::settings,
                .back = Back{"/settings", "My account"},
                .form = {.action = "/settings/mail",
                         .submit = "Keep this address",
                         .cancel = "/settings",
                         .errors = view.errors}};
  page.intro = {
      "Where the institution sends mail, you get a notice when something is due from a role that you hold, "
      "and "
      "invitations to sessions. Without an address you get none, and miss nothing: all of it is on your "
      "pages."};
  page.happens = {
      "A notice says that there is something, and not what. Each is the same, once a day at one hour.",
      "You get none about what you file, by name, in confidence or unseen.",
      "Mail servers on the way see that you get mail from this channel.",
      "The address is kept in the database and never in the log. No other member sees it."};
  page.form.fields = {{.name = "address",
                       .label = "Mail address",
                       .hint = "Leave it empty to get no mail.",
                       .value = view.address,
                       .autocomplete = "email",
                       .optional = true}};
  return to_json(page);
}

}  // namespace demur::web
