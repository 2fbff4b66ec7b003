// The opinion map as people read it: one struct from which the page, the terminal's text, JSON, the CSV
// tables and the picture are written, so that they cannot disagree.
//
//   Report report = DEMUR_TRY(make_report(shown, placing, about, 10));
//   page(report, style)   text(report)   to_json(report)   tables(report)   picture(report)
//
// It holds nothing about a single person, and of counts only what a Release shows (opinion/release.hpp);
// so nothing that is written from it can hold more. Thread-safe: plain values and pure functions.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "demur/core/json.hpp"
#include "demur/core/result.hpp"
#include "demur/opinion/conversation.hpp"
#include "demur/opinion/evidence.hpp"
#include "demur/opinion/map.hpp"
#include "demur/opinion/release.hpp"

namespace demur::web::map {

// Where people stand and in which group, whoever computed it.
struct Placing {
  bool classic = false;             // the method of Polis; else the vote model
  bool has_map = true;              // false: people's places would tell no more than their style does
  std::vector<std::uint8_t> group;  // by person; beyond `groups`: in none
  std::size_t groups = 1;
  struct Place {
    float x = 0;
    float y = 0;
  };
  std::vector<Place> places = {};     // by person
  std::vector<float> stability = {};  // by group; empty where it was not measured
  std::vector<float> stability_low = {};
  std::vector<float> axes = {};  // shares of variance, where known
  bool distinct = true;          // groups are heaps with a valley between them, not stretches of a continuum
  std::optional<opinion::HiddenVotes> hidden = {};
};

[[nodiscard]] Placing placing_of(const opinion::Map& model);

// What else the reader has to know.
struct About {
  std::string topic = {};
  std::size_t rejected = 0;               // statements that moderation rejected
  std::string sign = {};                  // "1 means agreement, by the counts of comments.csv"
  std::vector<std::string> remarks = {};  // of the import
};

struct GroupView {
  std::string name;  // "A"
  std::uint32_t people = 0;
  std::optional<double> stability = {};
  std::optional<double> stability_low = {};
  // Where it is in the picture: centre, and the spread of its people about it.
  double x = 0, y = 0, xx = 0, xy = 0, yy = 0;
};

// What a direction of the picture means: people who agree with these stand towards it.
struct Direction {
  std::string name;  // "right", "left"
  std::vector<std::size_t> agree = {};
  std::vector<std::size_t> disagree = {};
};

struct Report {
  About about;
  bool classic = false;
  bool has_map = true;
  bool distinct = true;
  std::optional<opinion::HiddenVotes> hidden = {};
  std::uint32_t votes_per_person = 0;  // half of the people cast at least so many
  std::vector<opinion::Statement> statements;
  opinion::Release release;
  opinion::Evidence evidence;
  std::vector<std::size_t> bridging;  // statements, strongest first
  std::vector<std::size_t> divisive;
  std::vector<GroupView> groups;  // as Release::kept
  std::vector<Direction> directions = {};
};

[[nodiscard]] core::Result<Report> make_report(const opinion::Conversation& shown, const Placing& placing,
                                               About about, std::uint32_t floor);

struct File {
  std::string name;
  std::string text;
};

[[nodiscard]] std::string page(const Report& report,
                               std::string_view style);  // one HTML file, needs no other
// What stands in it under the title, for a page of the site: with hatching() of html.hpp before it.
[[nodiscard]] std::string article(const Report& report);
[[nodiscard]] std::string text(const Report& report);  // for a terminal
[[nodiscard]] core::json::object to_json(const Report& report);
[[nodiscard]] std::vector<File> tables(const Report& report);  // statements.csv, groups.csv
enum class Where : std::uint8_t { page, file };
// The picture as SVG, inside a page or as a file of its own. Where there is none to be drawn: nothing, or a
// file that says so.
[[nodiscard]] std::string picture(const Report& report, Where where);
[[nodiscard]] std::string picture_caption(const Report& report);

}  // namespace demur::web::map
