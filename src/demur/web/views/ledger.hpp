// The ledger: search across years, and what was found. GET /ledger with q, office, outcome, kind, year and
// before; a filter that means nothing is passed over.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "demur/service/ledger.hpp"
#include "demur/web/views/form.hpp"
#include "demur/web/views/parts.hpp"

namespace demur::web {

// What was asked, as it came: it is shown again as it was typed.
struct LedgerAsked {
  std::string q = {};
  std::string office = {};
  std::string outcome = {};
  std::string kind = {};
  std::string year = {};
};

struct LedgerView {
  LedgerAsked asked = {};
  std::vector<Option> offices = {};
  std::vector<Option> outcomes = {};
  std::vector<Option> kinds = {};
  std::vector<service::LedgerHit> hits = {};  // newest first
  bool is_cut = false;                        // more words than are looked for
  bool is_later_page = false;
  std::optional<std::int64_t> older = {};
};

[[nodiscard]] json::object to_json(const LedgerView& view);  // template "ledger"

// A row for each: what, day, number, decision, office, outcome, kind, title, ref.
[[nodiscard]] std::string ledger_csv(const std::vector<service::LedgerHit>& hits);

// Of the ledger's list, and of earlier matters that are like something.
[[nodiscard]] json::object to_json(const service::LedgerHit& hit);

}  // namespace demur::web
