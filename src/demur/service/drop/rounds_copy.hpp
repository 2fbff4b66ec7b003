// The opinion rounds and sessions that take votes by token, as the institution shows them to every drop:
// signed, and apart from its view, for they are large and change often, and nothing else is to wait for them.
//
//   <origin>/rounds \n <SHA-256 of the JSON, hex> \n \n — <origin>/rounds <signature> \n \n <JSON> \n
//
//   const std::string text = DEMUR_TRY(sign_rounds(json, log_key));
//   const std::vector<OpenRound> rounds = DEMUR_TRY(open_rounds(text, verifier));
//
// Signed by the log's key under a name of its own, as the keys log is. Whoever shows other statements than
// the institution asks must forge that; and a vote is signed for the words that were shown (ballot.hpp).
// Errors: Code::invalid for forms, Code::unproven for the signature and the hash.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "demur/core/day.hpp"
#include "demur/core/json.hpp"
#include "demur/core/result.hpp"
#include "demur/translog/key.hpp"

namespace demur::service::drop {

// Of as many rounds as may be open at once, each as full as it may be, in the longest spelling.
inline constexpr std::size_t kMostRoundsBytes = 32U << 20U;

// An opinion round asks statements, a listening session gathers questions.
enum class AskedKind : std::uint8_t { round, session };

struct OpenStatement {
  std::string id;
  int number = 0;
  std::string text;
  bool retired = false;  // not asked any more; who was shown it before may still send a vote
  bool operator==(const OpenStatement&) const = default;
};
struct OpenRound {
  std::string id;
  std::string title;
  std::string owner;
  core::Day closes{};  // the last day for votes
  AskedKind kind = AskedKind::round;
  std::optional<core::Day> proposals_until = {};  // the last day for proposals; none: it takes none
  std::vector<OpenStatement> statements;
  bool operator==(const OpenRound&) const = default;
};

[[nodiscard]] core::Result<std::string> sign_rounds(const core::json::object& rounds,
                                                    const translog::SigningKey& log_key);
// `log_key`: of the main log, or of another log of that owner.
[[nodiscard]] core::Result<std::vector<OpenRound>> open_rounds(std::string_view text,
                                                               const std::string& origin,
                                                               const translog::PublicKey& log_key);

}  // namespace demur::service::drop
