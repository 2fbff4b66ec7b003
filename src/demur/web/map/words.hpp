// Numbers of the map in words, the same on the page, the terminal and in captions.
#pragma once

#include <string>

#include "demur/opinion/evidence.hpp"
#include "demur/web/map/report.hpp"

namespace demur::web::map {

[[nodiscard]] std::string grouped(std::uint64_t number);           // 1,234,567
[[nodiscard]] std::string about_that_many(opinion::Range range);   // "1,204", or "5,100 to 5,900"
[[nodiscard]] std::string count(opinion::Range range);             // "60", "under 10", "76 to 94"
[[nodiscard]] std::string percent(double share);                   // "71 %"
[[nodiscard]] std::string at_least(double share);                  // rounded down
[[nodiscard]] std::string percent_range(double low, double high);  // "60 to 75 %", rounded outwards

// The share itself where the counts are exact, and else what it lies between; "≥ 90 %" where that is so of
// all of it, whether everybody said so or not.
[[nodiscard]] std::string share_of(const opinion::Shown& shown, opinion::Answer answer);
[[nodiscard]] opinion::Range votes_cast(const Report& report);

// Sentences.
[[nodiscard]] std::string participation(const Report& report);
[[nodiscard]] std::string common_finding(const Report& report, std::size_t statement);
[[nodiscard]] std::string divided_finding(const Report& report, std::size_t statement);
[[nodiscard]] std::string defining_finding(const Report& report, std::size_t group,
                                           const opinion::Defining& each);
[[nodiscard]] std::string stability_words(const GroupView& group);
[[nodiscard]] std::string groups_summary(const Report& report);
[[nodiscard]] std::vector<std::string> uncertainties(const Report& report);
[[nodiscard]] std::string method_words(const Report& report);

[[nodiscard]] std::string title(const Report& report);

}  // namespace demur::web::map
