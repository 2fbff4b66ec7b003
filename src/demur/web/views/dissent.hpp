// The page of one dissent: four boxes (dissent, acknowledgement, answer, last word), its clock, its
// duties, who signed it, who looked at its author's name, and where it stands in the log.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "demur/web/plots/clock.hpp"
#include "demur/web/views/meeting_row.hpp"
#include "demur/web/views/parts.hpp"

namespace demur::web {

struct DutyRow {
  domain::DutyKind kind = domain::DutyKind::acknowledge;
  domain::DutyState state = domain::DutyState::open;
  std::string owner;
  core::Day due_on{};
  std::optional<core::Day> settled_on = {};
  std::string waived_reason = {};
};

// Co-signatures: below the threshold nobody learns how many there are.
struct Signatures {
  int threshold = 5;
  std::optional<int> count = {};        // none: hidden from the viewer
  std::vector<std::string> names = {};  // empty: hidden from the viewer
};

struct OpeningRow {
  core::Day day{};
  std::string by;
  std::string reason;
};

// Where the record of the filing is: promised by a day, in the log and not cosigned yet, or in the log
// under a checkpoint.
struct LogPlace {
  core::Day promised_by{};
  std::optional<std::uint64_t> index = {};  // counts from 0; none: not published yet
  std::uint64_t checkpoint_size = 0;        // of the checkpoint that holds it; 0: witnesses are asked for it
};

struct DissentView {
  core::Day today{};
  DissentRef dissent;
  domain::DissentKind kind = domain::DissentKind::change_of_policy;
  domain::Standing standing = domain::Standing::named;
  domain::DissentState state = domain::DissentState::filed;
  int text_version = 1;
  core::Day filed_on{};
  bool is_author = false;
  std::string author = {};            // empty: not for the viewer
  std::optional<std::string> text{};  // none: not for the viewer
  std::string would_change_my_mind = {};
  std::optional<core::Day> acknowledged_on = {};
  std::optional<core::Day> withdrawn_on = {};
  std::optional<domain::Extension> extension = {};
  std::optional<AnswerBox> answer = {};
  std::optional<domain::LastWord> last_word = {};
  std::optional<core::Day> last_word_by = {};
  std::vector<DutyRow> duties = {};
  Signatures signatures = {};
  bool show_openings = false;  // to the author, custodians and auditors
  std::vector<OpeningRow> identity_openings = {};
  LogPlace log = {};
  bool has_receipt = false;       // the viewer may download the receipt
  std::string co_sign_link = {};  // the whole URL, for the author to pass on
  std::vector<Offer> offers = {};
  bool may_open_sealed = false;  // a custodian, and it is anonymous
  std::vector<MeetingRow> meetings = {};
};

// The clock as the duties tell it; also /dissents/ID/clock.csv.
[[nodiscard]] plots::Plot clock(const DissentView& view);

[[nodiscard]] json::object to_json(const LogPlace& place, core::Day today);
[[nodiscard]] json::object to_json(const DissentView& view);  // template "dissent"

}  // namespace demur::web
