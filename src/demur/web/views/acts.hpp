// The pages with one form each that stand under a dissent: what is owed, and what its author and
// colleagues may do. Each is template "form", but for CoSignView ("co_sign").
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "demur/web/views/form.hpp"
#include "demur/web/views/parts.hpp"

namespace demur::web {

// POST /dissents/ID/acknowledge, no field.
struct AcknowledgeView {
  DissentRef dissent;
  std::string text;  // shown to who acknowledges it, where they may read it
  Errors errors = {};
};

// POST /dissents/ID/extend: until (YYYY-MM-DD), reason.
struct ExtendView {
  DissentRef dissent;
  core::Day due_on{};
  core::Day latest_on{};
  std::string until = {};
  std::string reason = {};
  bool is_secret = false;  // the decision's text
  Errors errors = {};
};

// An earlier matter that is like this one: POST applies_ID (yes or no) and why_ID.
struct PrecedentAsked {
  std::string ref;
  std::string label;         // "2019/7, Close the port"
  std::string excerpt = {};  // of its text
  std::string applies = {};
  std::string why = {};
};

// POST /dissents/ID/answer: id, outcome, reasons, what_changed, changed_version, deferred_until,
// belongs_to, confidential_note, cite_ref, cite_why.
struct AnswerView {
  DissentRef dissent;
  std::string text;  // of the dissent
  std::string would_change_my_mind = {};
  std::string new_id;
  std::vector<domain::Outcome> outcomes;  // that the policy allows
  std::vector<domain::TextVersion> versions = {};
  std::vector<Option> precedents = {};     // refs that may be cited
  std::vector<PrecedentAsked> asked = {};  // of which the answerer must say whether they apply
  bool is_secret = false;                  // the decision's text
  std::string outcome = {};
  std::string reasons = {};
  std::string what_changed = {};
  std::string changed_version = {};
  std::string deferred_until = {};
  std::string belongs_to = {};
  std::string confidential_note = {};
  std::string cite_ref = {};
  std::string cite_why = {};
  Errors errors = {};
};

// POST /dissents/ID/last-word: verdict, text.
struct LastWordView {
  DissentRef dissent;
  AnswerBox answer;
  core::Day last_word_by{};
  std::string verdict = {};
  std::string text = {};
  Errors errors = {};
};

// POST /dissents/ID/withdraw, no field.
struct WithdrawDissentView {
  DissentRef dissent;
  Errors errors = {};
};

// POST /dissents/ID/open-identity: reason.
struct OpenIdentityView {
  DissentRef dissent;
  std::string reason = {};
  Errors errors = {};
};

// POST /dissents/ID/waive-{acknowledge,answer,decide}: reason.
struct WaiveDutyView {
  DissentRef dissent;
  domain::DutyKind kind = domain::DutyKind::answer;
  std::string reason = {};
  Errors errors = {};
};

// POST /dissents/ID/co-sign: invitation. Reached by the link that the author passed on.
struct CoSignView {
  DissentRef dissent;
  std::string text;
  std::string would_change_my_mind = {};
  std::string author = {};  // empty: in confidence
  std::string invitation;
  int threshold = 5;
  domain::Standing standing = domain::Standing::named;
  bool has_signed = false;
  bool may_sign = true;  // still open, and not its author
  Errors errors = {};
};

[[nodiscard]] json::object to_json(const AcknowledgeView& view);
[[nodiscard]] json::object to_json(const ExtendView& view);
[[nodiscard]] json::object to_json(const AnswerView& view);
[[nodiscard]] json::object to_json(const LastWordView& view);
[[nodiscard]] json::object to_json(const WithdrawDissentView& view);
[[nodiscard]] json::object to_json(const OpenIdentityView& view);
[[nodiscard]] json::object to_json(const WaiveDutyView& view);
[[nodiscard]] json::object to_json(const CoSignView& view);

}  // namespace demur::web
