#include "demur/web/views/verify.hpp"

#include <fmt/core.h>

#include "demur/service/cosigners.hpp"
#include "demur/service/stored_log.hpp"
#include "demur/translog/checkpoint.hpp"
#include "demur/translog/receipt.hpp"
#include "demur/web/attempt.hpp"
#include "demur/web/pages.hpp"

namespace demur::web {
namespace {

using Cosigning = std::optional<service::Cosigning>;

core::Result<Cosigning> cosigning_of(const Visit& visit) {
  return visit.house.store().read([&](const store::Reader& reader) {
    return service::cosigning_of(reader, visit.house.log_key().verifier());
  });
}

std::vector<Cosigned::By> names_of(const translog::TrustPolicy& policy,
                                   const std::vector<translog::Signer>& cosigners) {
  std::vector<Cosigned::By> by;
  for (const auto& signer : cosigners)
    if (const auto* witness = policy.find_witness(signer.key))
      by.push_back({witness->name, core::day_of(signer.time)});
  return by;
}

std::optional<Cosigned> cosigned(const Cosigning& state) {
  if (!state) return std::nullopt;
  return Cosigned{.by = names_of(state->policy, state->cosigners),
                  .has_quorum = translog::weigh(state->policy, state->cosigners).met,
                  .waiting = state->newest - state->shown};
}

core::Result<VerifyView> view_of(const Visit& visit, const Cosigning& state) {
  service::ShownLog log(visit.house);
  const auto& key = visit.house.log_key().verifier();
  const std::string note = DEMUR_TRY(log.checkpoint());
  const auto opened = DEMUR_TRY(translog::open_checkpoint(note, key));
  VerifyView view;
  view.head = LogHead{.origin = opened.checkpoint.origin,
                      .size = opened.checkpoint.size,
                      .root = core::to_base64(opened.checkpoint.root),
                      .checkpoint = note,
                      .vkey = key.text(),
                      .witnesses = cosigned(state)};
  return view;
}

// Of the witnesses that this server names; whom to believe is the reader's own affair.
Check witness_check(const translog::ProvenInclusion& included, const translog::TrustPolicy& policy) {
  const auto by = names_of(policy, included.cosigners);
  if (by.empty())
    return {CheckOutcome::unknown, "Witnesses",
            "No witness that this server knows has cosigned its checkpoint."};
  return {CheckOutcome::holds, "Witnesses",
          fmt::format("Its checkpoint is cosigned {}, as this server names them.", in_words(by))};
}

ProofVerdict in_words(const translog::Verdict& verdict, const translog::VerifierKey& ours,
                      const translog::TrustPolicy& policy) {
  ProofVerdict words{.holds = true, .summary = {}, .checks = {}};
  const bool is_ours = verdict.key == ours;
  words.checks.push_back({is_ours ? CheckOutcome::holds : CheckOutcome::unknown, "The log that signed it",
                          is_ours ? "It is signed by the key of this institution's log."
                                  : "It is signed by another log: " + verdict.key.text()});
  if (verdict.promised_by)
    words.checks.push_back(
        {CheckOutcome::holds, "The promise",
         "The log signed that this record is in it by " + core::to_words(*verdict.promised_by) + "."});
  if (verdict.included)
    words.checks.push_back(
        {CheckOutcome::holds, "The place in the log",
         fmt::format("The record stands at index {}, under a signed checkpoint of size {}.",
                     verdict.included->index, verdict.included->size)});
  else
    words.checks.push_back(
        {CheckOutcome::unknown, "The place in the log",
         "This receipt holds a promise only. Download it again after its day for the proof."});
  if (verdict.included && !policy.witnesses.empty())
    words.checks.push_back(witness_check(*verdict.included, policy));
  if (verdict.opening == translog::OpeningState::matches)
    words.checks.push_back(
        {CheckOutcome::holds, "The content", "The text in it is exactly what was recorded."});
  words.summary = verdict.included ? fmt::format("This record of {} is in the log, unaltered.",
                                                 core::to_words(verdict.leaf.day))
                                   : fmt::format("The log has promised to publish this record of {}.",
                                                 core::to_words(verdict.leaf.day));
  return words;
}

ProofVerdict refused(const core::Error& error) {
  return {.holds = false,
          .summary = "This receipt does not hold.",
          .checks = {{CheckOutcome::fails, "What is wrong", error.what}}};
}

}  // namespace

Reply show_verify(const Visit& visit) {
  return shown("verify", to_json(DEMUR_TRY(view_of(visit, DEMUR_TRY(cosigning_of(visit))))));
}

Reply check_receipt(const Visit& visit) {
  const Cosigning state = DEMUR_TRY(cosigning_of(visit));
  VerifyView view = DEMUR_TRY(view_of(visit, state));
  view.receipt = visit.field("receipt");
  if (view.receipt.empty())
    return show_again("verify", view,
                      {core::Code::invalid, "Paste a receipt, or choose its file.", "receipt"});
  const auto receipt = translog::parse_receipt(view.receipt);
  if (!receipt) {
    view.verdict = refused(receipt.error());
    return shown("verify", to_json(view), http::status_of(core::Code::unproven));
  }
  // Who cosigned, and not whether that is enough: an older receipt may have been given before.
  translog::TrustPolicy policy;
  if (state) policy.witnesses = state->policy.witnesses;
  const auto verdict = translog::verify_receipt(*receipt, {.policy = policy});
  view.verdict =
      verdict ? in_words(*verdict, visit.house.log_key().verifier(), policy) : refused(verdict.error());
  return shown("verify", to_json(view), verdict ? 200 : http::status_of(core::Code::unproven));
}

Reply send_log_file(const Visit& visit) {
  const auto path = visit.request.parameter("file");
  service::ShownLog log(visit.house);
  const auto bytes = DEMUR_TRY(service::log_file(log, path));
  const bool is_checkpoint = path == "checkpoint";
  return Sent{.type = is_checkpoint ? "text/plain; charset=utf-8" : "application/octet-stream",
              .body = std::string(core::text_of(bytes)),
              .file_name = {},
              .cache = is_checkpoint ? "no-store" : "public, max-age=604800, immutable"};
}

}  // namespace demur::web
