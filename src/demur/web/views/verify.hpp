// Verify: what the log stands at, how to check it without us, and the verdict on a pasted receipt.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "demur/web/views/form.hpp"
#include "demur/web/views/parts.hpp"

namespace demur::web {

enum class CheckOutcome { holds, fails, unknown };

struct Check {
  CheckOutcome outcome = CheckOutcome::unknown;
  std::string what;  // "The log's signature"
  std::string why;   // "It is by the key 429a3a49 of example.org/log."
};

struct ProofVerdict {
  bool holds = false;
  std::string summary;  // "This dissent is in the log, unaltered, as record 17."
  std::vector<Check> checks;
};

// Who signed along, of the witnesses that this server asks.
struct Cosigned {
  struct By {
    std::string witness;
    core::Day day{};
  };
  std::vector<By> by = {};
  bool has_quorum = false;
  std::uint64_t waiting = 0;  // newer records, which are shown once they have a quorum
};

// "by university (23 November 2026) and union (23 November 2026)"; "by nobody"
[[nodiscard]] std::string in_words(const std::vector<Cosigned::By>& by);

struct LogHead {
  std::string origin;
  std::uint64_t size = 0;
  std::string root;        // base64
  std::string checkpoint;  // the signed note, whole
  std::string vkey;
  std::optional<Cosigned> witnesses = {};  // none: nobody is asked to cosign
};

// POST /verify: receipt.
struct VerifyView {
  std::optional<LogHead> head = {};  // none: nothing is published yet
  std::string receipt = {};
  std::optional<ProofVerdict> verdict = {};
  Errors errors = {};
};

[[nodiscard]] json::object to_json(const VerifyView& view);  // template "verify"

}  // namespace demur::web
