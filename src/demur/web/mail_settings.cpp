// Settings: where notices go. The address is the member's own business: no list shows it.
#include "demur/service/mailing.hpp"
#include "demur/web/attempt.hpp"
#include "demur/web/pages.hpp"
#include "demur/web/views/mail.hpp"

namespace demur::web {

Reply mail_settings(const Visit& visit) {
  MailView view{.address = DEMUR_TRY(service::mail_address(visit.house, visit.member.id))};
  if (!is_post(visit)) return shown("form", to_json(view));
  view.address = visit.field("address");
  const auto kept = service::set_mail_address(visit.house, visit.member.id, view.address);
  if (!kept) return show_again("form", view, kept.error());
  return Moved{"/settings", Notice::mail_address_kept};
}

}  // namespace demur::web
