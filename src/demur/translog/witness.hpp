// The witness protocol: a log shows a witness its newest checkpoint with a proof that it extends the
// one that the witness cosigned last, and gets a cosignature. Both sides, without I/O.
// C2SP tlog-witness v1.0.0, with the answers of main, July 2026.
//
//   POST <prefix>/add-checkpoint
//     old <size>\n                     what the witness cosigned last; 0 where that is nothing
//     <base64 of a hash>\n ...         the consistency proof, at most 63; none from size 0
//     \n
//     <signed checkpoint>
//   answer 200: signature lines; 409: the size to prove from, and \n
//
//   // the witness
//   AddCheckpoint request = DEMUR_TRY(parse_add_checkpoint(body));
//   Note cosigned = DEMUR_TRY(decide(request, cosigned_last, log_keys));
//   // ... sign, keep, and only then answer
//   // the log
//   std::string body = DEMUR_TRY(format_add_checkpoint({old_size, proof, note}));
//   JudgedAnswer judged = judge_answer(status, answer, text, witness_key);
//
// The code of an error is the protocol's status (core/result.hpp): invalid 400 for what is malformed
// or goes back, forbidden 403 for signatures, not_found 404 for an unknown log, conflict 409 for
// another old size, unproven 422 for a fork.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "demur/translog/checkpoint.hpp"

namespace demur::translog {

struct AddCheckpoint {
  std::uint64_t old_size = 0;
  std::vector<Hash> proof = {};
  std::string checkpoint = {};  // the signed note, verbatim

  bool operator==(const AddCheckpoint&) const = default;
};

[[nodiscard]] Result<std::string> format_add_checkpoint(const AddCheckpoint& request);
[[nodiscard]] Result<AddCheckpoint> parse_add_checkpoint(std::string_view body);

// What a witness cosigned last for a log; as it stands here, nothing yet.
struct Witnessed {
  std::uint64_t size = 0;
  Hash root = empty_root();
};

// Whether to cosign, and what: the checkpoint with the signatures of the log's known keys alone.
// `last` is of the log that the checkpoint names. Whoever acts on it must see to it that nothing else
// was cosigned for that log since `last` was read.
[[nodiscard]] Result<Note> decide(const AddCheckpoint& request, const Witnessed& last,
                                  std::span<const VerifierKey> logs);

struct Cosignature {
  NoteSignature signature;
  core::Time time{};
};

// The witness's cosignature out of its answer. Lines by other keys are passed over.
[[nodiscard]] Result<Cosignature> read_cosignature(std::string_view answer, std::string_view checkpoint_text,
                                                   const VerifierKey& witness);

// The body of a 409.
[[nodiscard]] std::string format_size_answer(std::uint64_t size);
[[nodiscard]] Result<std::uint64_t> parse_size_answer(std::string_view body);

// What became of a request, by the status and the body of its answer. Nothing of the body is believed
// but a cosignature that holds, and a size to ask again from.
enum class WitnessVerdict {
  cosigned,   // 200, and the cosignature holds
  elsewhere,  // 409: it stands at another size
  refused,    // 422: what it cosigned is not extended. Any other 4xx: it does not want the request
  busy,       // 429, 5xx
  wrong,      // what it answered is not of the protocol, or does not hold
};

struct JudgedAnswer {
  WitnessVerdict verdict = WitnessVerdict::wrong;
  std::optional<Cosignature> cosignature = {};  // where it cosigned
  std::uint64_t size = 0;                       // where it stands elsewhere
};

// A longer answer is none: about twice what a hundred signature lines need.
inline constexpr std::size_t kMostAnswerBytes = std::size_t{64} * 1024;

[[nodiscard]] JudgedAnswer judge_answer(int status, std::string_view body, std::string_view checkpoint_text,
                                        const VerifierKey& witness);

}  // namespace demur::translog
