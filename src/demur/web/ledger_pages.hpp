// The ledger's own pages beside its search: what was found as a table, and its figures.
#pragma once

#include "demur/web/visit.hpp"

namespace demur::web {

Reply send_ledger(const Visit& visit);  // CSV
Reply show_figures(const Visit& visit);
Reply send_figures(const Visit& visit);  // CSV, one table each

}  // namespace demur::web
