// The forms of a meeting, each one act: template "form". What was typed is kept by the name of its field.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "demur/web/views/form.hpp"
#include "demur/web/views/meeting.hpp"

namespace demur::web {

using Typed = std::map<std::string, std::string>;

// POST /dissents/ID/meet: id, points; from the office the fields of a mandate; from a custodian, for an
// author whom nobody knows, proxy.
struct AskMeetingView {
  DissentRef dissent;
  domain::Standing standing = domain::Standing::named;
  domain::Side side = domain::Side::author;
  core::Day reply_by{};
  std::vector<Option> proxies = {};  // of an anonymous dissent: the members
  bool is_secret = false;            // the text of the decision
  Typed typed = {};
  Errors errors = {};
};

// POST /meetings/new: id, office, title, series, on, at, minutes, place, and a mandate.
struct AnnounceView {
  std::vector<Option> offices;
  bool has_tokens = false;  // the channel has: only then can it be promised that nothing is recorded
  Typed typed = {};
  Errors errors = {};
};

// POST /meetings/ID/ACT. Which fields: schedule and move: on, at, minutes, place (and a mandate where
// `needs_mandate`); decline, cancel: reason; minutes, reservation: id, text; sign: hash; read-out: text;
// agree-read-out: text; say-change: changed, text; question: id, text; hold: none.
struct MeetingFormView {
  domain::MeetingId id;
  std::string title;
  MeetingOffer offer = MeetingOffer::hold;
  domain::MeetingKind kind = domain::MeetingKind::on_dissent;
  domain::Side side = domain::Side::owner;
  bool needs_mandate = false;
  bool was_held = true;
  bool is_secret = false;  // the text of the decision
  std::string about = {};  // the text that is signed, or agreed to
  Typed typed = {};
  Errors errors = {};
};

[[nodiscard]] json::object to_json(const AskMeetingView& view);
[[nodiscard]] json::object to_json(const AnnounceView& view);
[[nodiscard]] json::object to_json(const MeetingFormView& view);

}  // namespace demur::web
