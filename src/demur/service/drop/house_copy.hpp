// What the drop knows of its institution: copies of what that publishes, read and checked. Nothing in it is
// about a person.
//
//   GET /drop/view.json       HouseView      GET /drop/filings.json   Filings
//   GET /keys/...             KeysCopy       GET /drop/rounds         rounds_copy.hpp
//
// A copy lasts: an institution that is away stops nobody from filing. Errors: Code::invalid with the member.
#pragma once

#include <expected>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "demur/anonymity/keys_view.hpp"
#include "demur/core/day.hpp"
#include "demur/service/drop/keys_copy.hpp"
#include "demur/service/drop/rounds_copy.hpp"
#include "demur/translog/key.hpp"

namespace demur::service::drop {

inline constexpr std::size_t kMostViewBytes = 4U << 20U;
// Filings stay in the list for good, so that their authors find them years after; an answer has 16 kB at
// most.
inline constexpr std::size_t kMostFilingsBytes = 64U << 20U;

struct OpenDecision {
  std::string id;
  std::string number;
  std::string title;
  std::string owner;
  bool operator==(const OpenDecision&) const = default;
};

struct HouseView {
  std::string institution;
  std::string channel;
  std::string origin;              // of the main log: "instance" in hashes and records
  translog::VerifierKey keys_key;  // of the keys log
  int to_open = 2;                 // custodians who must agree
  int floor = 20;                  // the smallest class
  bool passkey = true;             // tokens are given to a passkey only
  std::string quarter;             // "2026q4"
  int promise_days = 1;            // until what was taken is in the log
  int relay_hour = 17;             // UTC; when the drop hands in
  std::vector<OpenDecision> decisions;
  std::vector<std::string> kinds;  // of dissent: domain words
  bool operator==(const HouseView&) const = default;
};
[[nodiscard]] core::Result<HouseView> parse_view(std::string_view json);

// A filing as the institution shows it: enough to know who may follow it up.
struct Filed {
  core::Digest key_id{};
  anonymity::SignPublicKey author{};
  std::optional<std::int64_t> reviews =
      {};  // how often its author looked back on it; none while it is too early
};
using Filings = std::map<std::string, Filed, std::less<>>;
[[nodiscard]] core::Result<Filings> parse_filings(std::string_view json);

using Shared = std::shared_ptr<const std::string>;

// All of it at one moment, shared by the requests that read it: they copy nothing.
struct HouseCopy {
  HouseView view;
  Shared view_json;
  KeysCopy keys;
  std::expected<anonymity::KeysView, anonymity::Refused> keys_view;
  Filings filings;
  Shared filings_json;
  std::map<std::string, Shared, std::less<>> replies = {};  // by quarter
  std::vector<OpenRound> rounds = {};                       // that take votes by token
  Shared rounds_text = {};                                  // null of a house that shows none
};

[[nodiscard]] anonymity::KeysRule rule_of(const HouseView& view);

// "2026q4" and those before it, newest first. Empty where it is no quarter.
[[nodiscard]] std::vector<std::string> quarters_until(std::string_view newest, std::size_t count);

}  // namespace demur::service::drop
