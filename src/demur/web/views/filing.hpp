// Filing a dissent, one thing a page, without script: who will know what, then what you have to say,
// then check it, then the receipt. What was typed travels in hidden fields; nothing is stored before
// the last step.
//
// All steps POST to /decisions/ID/dissent with `step`: protection -> write -> check -> file. The
// page shown next is the one named, or, when something is wrong, the page that holds the field.
// Fields: id, standing, kind, title, text, would_change_my_mind.
#pragma once

#include <optional>
#include <set>
#include <string>
#include <vector>

#include "demur/domain/policy.hpp"
#include "demur/service/ledger.hpp"
#include "demur/web/views/dissent.hpp"
#include "demur/web/views/form.hpp"
#include "demur/web/views/parts.hpp"
#include "demur/web/views/tokens.hpp"

namespace demur::web {

// What was chosen and typed so far, as text: it may be wrong, and is shown again as it was.
struct FilingDraft {
  std::string new_id;
  DecisionRef decision;
  std::string owner;       // the decision's office
  bool is_secret = false;  // the decision's text
  std::string standing = {};
  std::string kind = {};
  std::string title = {};
  std::string text = {};
  std::string would_change_my_mind = {};
};

struct FilingProtectionView {
  FilingDraft draft;
  std::set<domain::Standing> standings;
  domain::Readers named_readers = domain::Readers::recipients;
  int floor = 10;
  int cosign_threshold = 5;
  std::vector<DropLink> drops = {};  // where one can file unseen, if the policy allows that
  Errors errors = {};
};

struct FilingWriteView {
  FilingDraft draft;
  std::set<domain::DissentKind> kinds;
  Errors errors = {};
};

struct FilingCheckView {
  FilingDraft draft;
  core::Day acknowledge_by{};  // if it is filed today
  core::Day answer_by{};
  std::vector<service::LedgerHit> alike = {};  // earlier public matters that share its words
  Errors errors = {};
};

struct FiledView {
  core::Day today{};
  DissentRef dissent;
  std::string leaf_hash;  // hex
  LogPlace log;
  core::Day acknowledge_by{};
  std::string co_sign_link;  // the whole URL
  int cosign_threshold = 5;
};

[[nodiscard]] json::object to_json(const FilingProtectionView& view);  // template "filing_protection"
[[nodiscard]] json::object to_json(const FilingWriteView& view);       // template "form"
[[nodiscard]] json::object to_json(const FilingCheckView& view);       // template "filing_check"
[[nodiscard]] json::object to_json(const FiledView& view);             // template "filed"

}  // namespace demur::web
