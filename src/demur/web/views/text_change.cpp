#include "demur/web/views/text_change.hpp"

#include <fmt/core.h>

#include <algorithm>

#include "demur/core/text_diff.hpp"
#include "demur/web/say.hpp"

namespace demur::web {
namespace {

using core::Change;
using core::Piece;
using domain::TextVersion;

constexpr int kLinesBeside = 2;

json::object piece_json(const char* kind, std::string_view text) {
  const std::string_view name = kind;
  return {{"kind", name},
          {"text", text},
          {"is_kept", name == "kept"},
          {"is_added", name == "added"},
          {"is_removed", name == "removed"},
          {"is_left_out", name == "left_out"},
          {"is_blank", text.find_first_not_of(" \t\r\n") == std::string_view::npos}};
}

// Behind so many of its lines; all of it where it has no more.
std::size_t end_of_first_lines(std::string_view text) {
  std::size_t at = 0;
  for (int line = 0; line < kLinesBeside && at < text.size(); ++line)
    at = std::min(text.find('\n', at), text.size() - 1) + 1;
  return at;
}

// Where the last so many begin, the one that a change cuts beside them.
std::size_t begin_of_last_lines(std::string_view text) {
  std::size_t at = text.size();
  for (int line = 0; line <= kLinesBeside; ++line) {
    const std::size_t before = at == 0 ? std::string_view::npos : text.rfind('\n', at - 1);
    if (before == std::string_view::npos) return 0;
    at = before;
  }
  return at + 1;
}

int paragraphs_in(std::string_view text) {
  int count = 0;
  bool in_one = false;
  for (const char each : text) {
    if (each == '\n') in_one = false;
    if (each == '\n' || each == ' ' || in_one) continue;
    in_one = true;
    ++count;
  }
  return count;
}

void add_kept(json::array& all, std::string_view text, bool is_first, bool is_last) {
  const std::size_t head = is_first ? 0 : end_of_first_lines(text);
  const std::size_t tail = is_last ? text.size() : begin_of_last_lines(text);
  const int left_out = head < tail ? paragraphs_in(text.substr(head, tail - head)) : 0;
  if (left_out == 0) {
    all.push_back(piece_json("kept", text));
    return;
  }
  if (head > 0) all.push_back(piece_json("kept", text.substr(0, head)));
  all.push_back(piece_json(
      "left_out", fmt::format("{} the same", counted(left_out, "paragraph stayed", "paragraphs stayed"))));
  if (tail < text.size()) all.push_back(piece_json("kept", text.substr(tail)));
}

json::array pieces_json(const std::vector<Piece>& pieces) {
  json::array all;
  for (std::size_t at = 0; at < pieces.size(); ++at) {
    const Piece& piece = pieces[at];
    if (piece.change == Change::kept)
      add_kept(all, piece.text, at == 0, at + 1 == pieces.size());
    else
      all.push_back(piece_json(piece.change == Change::added ? "added" : "removed", piece.text));
  }
  return all;
}

}  // namespace

std::optional<TextChange> change_in(const std::vector<TextVersion>& versions, int from, int to) {
  const auto before = std::ranges::find(versions, from, &TextVersion::number);
  const auto after = std::ranges::find(versions, to, &TextVersion::number);
  if (from >= to || before == versions.end() || after == versions.end()) return std::nullopt;
  if (before->text.empty() || after->text.empty()) return std::nullopt;  // hidden: a decision has one
  return TextChange{*before, *after};
}

json::value to_json(const std::optional<TextChange>& change) {
  if (!change) return nullptr;
  return json::object{
      {"from", change->before.number},
      {"to", change->after.number},
      {"heading", fmt::format("What changed from version {} to version {}", change->before.number,
                              change->after.number)},
      {"pieces", pieces_json(core::changes_between(change->before.text, change->after.text))}};
}

}  // namespace demur::web
