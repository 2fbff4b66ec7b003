#include "demur/service/audit.hpp"

#include <fmt/core.h>

#include <algorithm>

#include "demur/cli/commands.hpp"
#include "demur/cli/log_source.hpp"
#include "demur/cli/quorum.hpp"
#include "demur/cli/terminal.hpp"
#include "demur/service/anonymous_audit.hpp"
#include "demur/translog/audit.hpp"
#include "demur/translog/directory_source.hpp"

namespace demur::cli {
namespace {

using core::Code;
using core::Result;
using core::json::array;
using core::json::object;
using core::json::value;
using service::AuditFigures;

struct Audited {
  translog::AuditedTree tree;
  AuditFigures figures;
  service::AnonymousFigures anonymous = {};
  std::vector<service::AuditFinding> findings;
  std::optional<translog::TrustPolicy> policy = {};
  std::vector<translog::Signer> cosigners = {};

  [[nodiscard]] bool has_quorum() const { return !policy || translog::weigh(*policy, cosigners).met; }
  [[nodiscard]] bool holds() const { return findings.empty() && has_quorum(); }
};

Result<translog::VerifierKey> key_of(const AuditOptions& options, const translog::TrustPolicy& policy) {
  if (options.key.empty() && policy.logs.size() == 1) return policy.logs.front().key;
  if (options.key.empty())
    return core::fail(Code::invalid,
                      "--key is needed: the log's verifier key, unless a --policy names one log and no more");
  auto key = DEMUR_TRY(translog::VerifierKey::parse(options.key));
  if (!policy.logs.empty() &&
      std::ranges::find(policy.logs, key, &translog::TrustPolicy::Log::key) == policy.logs.end())
    return core::fail(Code::unproven, "--key is none of the logs that the policy believes");
  return key;
}

Result<Audited> run(const AuditOptions& options) {
  const auto policy = DEMUR_TRY(read_trust_policy(options.policy));
  const auto key = DEMUR_TRY(key_of(options, policy));
  translog::StaticSource source = log_source(options.log);
  service::RecordAudit records;
  service::AnonymousAudit anonymous(key.name, DEMUR_TRY(read_keys_log(options.log, key)));
  Progress progress("auditing");
  Audited audited;
  audited.tree = DEMUR_TRY(translog::audit_tree(
      source, key,
      [&](std::uint64_t index, core::ByteView leaf) -> core::Status {
        DEMUR_TRY(records.read(index, leaf));
        return anonymous.read(index, leaf);
      },
      [&](std::uint64_t done, std::uint64_t total) { progress.show(done, total); }));
  if (!options.policy.empty()) {
    audited.policy = policy;
    audited.cosigners =
        DEMUR_TRY(translog::open_checkpoint(audited.tree.note, key, policy.witness_keys())).cosigners;
  }
  if (!is_url(options.log)) DEMUR_TRY(translog::check_leftovers(options.log, audited.tree.checkpoint.size));
  if (!options.since.empty()) {
    const std::string old = DEMUR_TRY(read_file(options.since.string(), 1 << 20));
    DEMUR_TRY(translog::check_extends(old, key, source));
  }
  audited.figures = records.finish(core::day_of(core::system_clock()()));
  audited.findings = records.findings();
  audited.anonymous = anonymous.finish(service::rule_of(records.policy()));
  audited.findings.insert(audited.findings.end(), anonymous.findings().begin(), anonymous.findings().end());
  return audited;
}

object counts(const std::map<std::string, int>& by_word) {
  object out;
  for (const auto& [word, count] : by_word) out[word] = count;
  return out;
}

object ledger_json(const service::LedgerFigures& figures) {
  return {{"answers_with_precedents", figures.answers_with_precedents},
          {"precedents", figures.precedents},
          {"precedents_applied", figures.precedents_applied},
          {"cited_by_decisions", figures.cited_by_decisions},
          {"reviews", figures.reviews},
          {"late_reviews", figures.late_reviews},
          {"missed_reviews", figures.missed_reviews},
          {"reviews_owed", figures.reviews_owed},
          {"verdicts", counts(figures.verdicts)},
          {"looks_back", counts(figures.looks_back)}};
}

object opinion_json(const service::OpinionFigures& figures) {
  return {{"rounds", figures.rounds},
          {"briefings", figures.briefings},
          {"open", figures.open},
          {"reported", figures.reported},
          {"late_reports", figures.late_reports},
          {"missed_reports", figures.missed_reports},
          {"void", figures.voided},
          {"statements", figures.statements},
          {"rejected", figures.rejected},
          {"retired", figures.retired},
          {"by_token", figures.by_token},
          {"voters", figures.voters}};
}

object anonymous_json(const service::AnonymousFigures& figures) {
  return {{"keys", figures.keys},
          {"issuer_keys", figures.issuer_keys},
          {"issued", figures.issued},
          {"filed", figures.filed},
          {"cosigned", figures.cosigned},
          {"voted", figures.voted},
          {"proposed", figures.proposed},
          {"messages", figures.messages},
          {"looks_back", figures.looks_back},
          {"opened", figures.opened},
          {"handed_over", figures.handed_over},
          {"unanchored", figures.unanchored}};
}

object meetings_json(const service::MeetingFigures& figures) {
  return {{"requested", figures.requested},
          {"held", figures.held},
          {"agreed", figures.agreed},
          {"not_agreed", figures.not_agreed},
          {"declined", figures.declined},
          {"cancelled", figures.cancelled},
          {"late_replies", figures.late_replies},
          {"sessions", figures.sessions},
          {"briefings", figures.briefings},
          {"reported", figures.reported},
          {"changed", figures.changed},
          {"late_reports", figures.late_reports},
          {"missed", figures.missed},
          {"by_token", figures.by_token},
          {"asked", figures.asked},
          {"unlimited", figures.unlimited},
          {"by_name", figures.by_name},
          {"voters", figures.voters}};
}

void print_meetings(const service::MeetingFigures& figures) {
  if (figures.requested + figures.sessions == 0) return;
  say(fmt::format(
      "  meetings       {} asked for on dissents, {} declined, {} replies late; minutes agreed {}, "
      "not agreed {}",
      figures.requested, figures.declined, figures.late_replies, figures.agreed, figures.not_agreed));
  say(fmt::format(
      "                 {} sessions announced, {} of them briefings; {} held in all, {} called off",
      figures.sessions, figures.briefings, figures.held, figures.cancelled));
  say(
      fmt::format("                 what changed was said {} times, {} of them late; {} times something did; "
                  "duties missed {}",
                  figures.reported, figures.late_reports, figures.changed, figures.missed));
  if (figures.by_token > 0)
    say(fmt::format("                 {} sessions by token; {} questions were gathered, and {} tokens voted",
                    figures.by_token, figures.asked, figures.voters));
  if (figures.unlimited > 0)
    say(fmt::format("                 {} of them do not say how many might vote: nothing holds their numbers",
                    figures.unlimited));
  if (figures.by_name > 0)
    say(
        fmt::format("                 {} sessions promised that nothing is recorded, and were asked about in "
                    "the members' own names",
                    figures.by_name));
}

object clearance_json(const service::ClearanceFigures& figures) {
  return {{"rounds", figures.rounds},
          {"reported", figures.reported},
          {"positions", figures.positions},
          {"objections", figures.objections},
          {"comments_answered", figures.comments_answered},
          {"objections_answered", figures.objections_answered},
          {"missed", figures.missed},
          {"basis", counts(figures.basis)}};
}

void print_json(const Audited& audited) {
  const AuditFigures& figures = audited.figures;
  array findings;
  for (const auto& finding : audited.findings)
    findings.push_back({{"index", finding.index}, {"what", finding.what}});
  array overdue;
  for (const auto& id : figures.overdue) overdue.emplace_back(id);
  say_json({{"holds", audited.holds()},
            {"size", audited.tree.checkpoint.size},
            {"root", core::to_base64(audited.tree.checkpoint.root)},
            {"checkpoint", audited.tree.note},
            {"witnesses",
             audited.policy ? value(quorum_json(*audited.policy, audited.cosigners)) : value(nullptr)},
            {"figures",
             {{"records", figures.records},
              {"sealed", figures.sealed},
              {"decisions", figures.decisions},
              {"acknowledged", figures.acknowledged},
              {"late_acknowledgements", figures.late_acknowledgements},
              {"answered", figures.answered},
              {"late_answers", figures.late_answers},
              {"open", figures.open},
              {"withdrawn", figures.withdrawn},
              {"extended", figures.extended},
              {"missed", figures.missed},
              {"waived", figures.waived},
              {"identities_opened", figures.identities_opened},
              {"ledger", ledger_json(figures.ledger)},
              {"published", service::to_json(figures.published)},
              {"opinion_rounds", opinion_json(figures.opinion)},
              {"outcomes", counts(figures.outcomes)},
              {"last_words", counts(figures.last_words)},
              {"clearance", clearance_json(figures.clearance)},
              {"overdue", std::move(overdue)}}},
            {"meetings", meetings_json(figures.meetings)},
            {"anonymous", anonymous_json(audited.anonymous)},
            {"findings", std::move(findings)}});
}

std::string listed(const std::map<std::string, int>& by_word) {
  std::string out;
  for (const auto& [word, count] : by_word)
    out += fmt::format("{}{} {}", out.empty() ? "" : ", ", count, word);
  std::ranges::replace(out, '_', ' ');
  return out.empty() ? "none" : out;
}

void print_words(const Audited& audited) {
  const AuditFigures& figures = audited.figures;
  say(fmt::format("The log holds together: {} records, every hash, the root and the signature.",
                  figures.records));
  if (audited.policy)
    say("  witnesses      the checkpoint " + quorum_words(*audited.policy, audited.cosigners));
  say(fmt::format("  sealed         {} (filings, co-signatures and padding, which nobody can tell apart)",
                  figures.sealed));
  say(fmt::format("  decisions      {}", figures.decisions));
  say(fmt::format("  acknowledged   {}, {} of them late", figures.acknowledged,
                  figures.late_acknowledgements));
  say(fmt::format("  answered       {}, {} of them late: {}", figures.answered, figures.late_answers,
                  listed(figures.outcomes)));
  say(fmt::format("  last words     {}", listed(figures.last_words)));
  say(fmt::format("  waiting        {}, {} of them overdue", figures.open, figures.overdue.size()));
  say(fmt::format("  withdrawn {}, extended {}, duties missed {}, waived {}, names opened {}",
                  figures.withdrawn, figures.extended, figures.missed, figures.waived,
                  figures.identities_opened));
  if (const auto& ledger = figures.ledger;
      ledger.reviews + ledger.reviews_owed + ledger.precedents + ledger.cited_by_decisions > 0)
    say(fmt::format(
        "  reviews {}, {} of them late; {} owed; {} missed; {} precedents considered in {} "
        "answers, {} applied; {} cited by decisions",
        ledger.reviews, ledger.late_reviews, ledger.reviews_owed, ledger.missed_reviews, ledger.precedents,
        ledger.answers_with_precedents, ledger.precedents_applied, ledger.cited_by_decisions));
  if (const auto& opinion = figures.opinion; opinion.rounds > 0)
    say(fmt::format(
        "  opinion rounds {}, {} open; {} reported, {} of them late; {} reports missed; {} statements "
        "shown, {} rejected, {} retired",
        opinion.rounds, opinion.open, opinion.reported, opinion.late_reports, opinion.missed_reports,
        opinion.statements, opinion.rejected, opinion.retired));
  if (const auto& opinion = figures.opinion; opinion.by_token > 0)
    say(fmt::format("  by token       {} rounds, in which {} tokens voted", opinion.by_token,
                    opinion.voters));
  print_meetings(figures.meetings);
  const service::ClearanceFigures& clearance = figures.clearance;
  say(fmt::format("  basis          {}, of the decisions taken", listed(clearance.basis)));
  say(fmt::format(
      "  clearance      {} rounds, {} reported; {} positions, {} objections; answered {} comments, {} "
      "objections; duties missed {}",
      clearance.rounds, clearance.reported, clearance.positions, clearance.objections,
      clearance.comments_answered, clearance.objections_answered, clearance.missed));
  if (const auto& unknown = audited.anonymous; unknown.keys > 0) {
    say(
        fmt::format("  without names  {} filed, {} co-signed, {} voted, {} proposed, {} messages, {} looked "
                    "back, {} opened; "
                    "each by a token under a logged key,",
                    unknown.filed, unknown.cosigned, unknown.voted, unknown.proposed, unknown.messages,
                    unknown.looks_back, unknown.opened));
    if (unknown.handed_over > 0)
      say(fmt::format("                 {} shares handed over to successors", unknown.handed_over));
    say(fmt::format(
        "                 none spent twice; {} tokens issued under {} keys; {} entries in the keys log{}",
        unknown.issued, unknown.issuer_keys, unknown.keys,
        unknown.unanchored == 0 ? "" : ", the newest not yet in this log"));
  }
  for (const auto& id : figures.overdue) say(fmt::format("  overdue: the answer to dissent {}", id));
  for (const auto& finding : audited.findings)
    say(fmt::format("  CONTRADICTION at {}: {}", finding.index, finding.what));
  if (!audited.findings.empty()) say(fmt::format("{} contradictions.", audited.findings.size()));
  say("Keep the checkpoint: a later audit with --since shows that nothing was rewritten.");
}

}  // namespace

int audit(const AuditOptions& options) {
  const auto audited = run(options);
  if (!audited) return refuse(audited.error(), options.json);
  if (options.json)
    print_json(*audited);
  else
    print_words(*audited);
  return audited->holds() ? 0 : core::exit_code(Code::unproven);
}

}  // namespace demur::cli
