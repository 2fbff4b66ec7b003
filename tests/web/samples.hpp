// One invented institution, as every page would show it: full pages and empty ones. Used by the
// tests of the templates and by the gallery, which writes them for eyes and for axe.
#pragma once

#include <string>
#include <vector>

#include "demur/core/json.hpp"
#include "demur/web/render.hpp"

namespace demur::web::samples {

struct Sample {
  std::string name;           // "dissent-overdue"
  std::string template_name;  // "dissent"
  core::json::object view;
  bool signed_in = true;
};

[[nodiscard]] Layout layout(const Sample& sample);
[[nodiscard]] std::vector<Sample> full();   // every section of every template is reached by one of these
[[nodiscard]] std::vector<Sample> empty();  // every view as bare as it can be

// Of review_samples.cpp.
void add_reviews(std::vector<Sample>& all);
void add_reviews_empty(std::vector<Sample>& all);

// Of ledger_samples.cpp.
void add_ledger(std::vector<Sample>& all);
void add_ledger_empty(std::vector<Sample>& all);

// Of sealed_samples.cpp.
void add_sealed(std::vector<Sample>& all);
void add_sealed_empty(std::vector<Sample>& all);
void add_clearance(std::vector<Sample>& all);
void add_clearance_empty(std::vector<Sample>& all);

// Of meeting_samples.cpp.
void add_meetings(std::vector<Sample>& all);
void add_meetings_empty(std::vector<Sample>& all);

// Of opinion_samples.cpp.
void add_opinion(std::vector<Sample>& all);
void add_opinion_empty(std::vector<Sample>& all);

}  // namespace demur::web::samples
