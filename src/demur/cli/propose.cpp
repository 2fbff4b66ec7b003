#include <fmt/core.h>

#include <algorithm>
#include <filesystem>

#include "demur/cli/anonymous_session.hpp"
#include "demur/cli/reserved_file.hpp"
#include "demur/cli/terminal.hpp"
#include "demur/domain/fields.hpp"
#include "demur/domain/opinion_round.hpp"
#include "demur/service/drop/ballot.hpp"
#include "demur/service/drop/proposal.hpp"

namespace demur::cli {
namespace {

using core::Code;
using core::fail;
using core::Result;
using service::drop::OpenRound;

constexpr std::size_t kMostTextBytes = 1U << 14U;

Result<OpenRound> round_in(const std::vector<OpenRound>& rounds, const std::string& id) {
  const auto found = std::ranges::find(rounds, id, &OpenRound::id);
  if (found == rounds.end())
    return fail(Code::not_found, "there is no such round that takes proposals by token now", "round");
  if (found->proposals_until && today_here() <= *found->proposals_until) return *found;
  return fail(Code::conflict,
              "nothing more can be proposed there: somebody must look at it before the last day", "round");
}

// What an editor leaves at the end of a file is no part of it.
Result<std::string> text_in(const std::filesystem::path& path) {
  if (path.empty()) return fail(Code::invalid, "name the file with your words: --text statement.txt", "text");
  return domain::clean_text(
      DEMUR_TRY(read_file(path.string(), kMostTextBytes)),
      {"text", "what you propose, in a file", domain::kStatementBytes, domain::Lines::one});
}

// A wrong path or a full disk is said before anything leaves. The file is written once the drop has answered;
// what is sent waits in the wallet until then.
core::Status check_receipt_path(const std::filesystem::path& path) {
  if (path.empty()) return {};
  DEMUR_TRY(ReservedFile::at(path.string(), 2 * service::drop::kProposalBytes));
  return {};
}

struct Plan {
  std::string text;
  std::uint32_t size = 0;  // of the group
  bool is_question = false;
  Unsent unsent;
};

Result<Plan> plan_of(AnonymousSession& session, const AnonymousOptions& options) {
  const OpenRound round = DEMUR_TRY(round_in(DEMUR_TRY(session.rounds()), options.round));
  DEMUR_TRY(check_receipt_path(options.receipt));
  Plan plan{.text = DEMUR_TRY(text_in(options.text)), .unsent = {}};
  const KeptToken* kept = DEMUR_TRY(session.token_for("propose:" + round.id, options.show));
  plan.is_question = round.kind == service::drop::AskedKind::session;
  plan.size = DEMUR_TRY(anonymity::Issuer::from_record(kept->record)).record().class_size;
  plan.unsent = {
      .drop = session.drop(),
      .filing = {},
      .item = DEMUR_TRY(service::drop::make_proposal(
          kept->token,
          {.round = round.id, .nonce = service::drop::new_nonce(core::system_random()), .text = plan.text})),
      .holder = holder_of(*kept),
      .receipt_path = path_from_anywhere(options.receipt)};
  plan.unsent.filing = DEMUR_TRY(service::drop::parse_item(plan.unsent.item)).filing;
  return plan;
}

void show_plan(const Plan& plan) {
  if (plan.is_question) {
    say(fmt::format(
        "Every member would read \"{}\" from the day after it comes to the institution, as asked by one of "
        "{} "
        "members. Nobody is told by whom; who reads it may know you by how you write. Nothing was sent.",
        printable(plan.text), plan.size));
    return;
  }
  say(fmt::format(
      "Custodians would read \"{}\", and show it to everybody or reject it with a reason, as proposed by one "
      "of {} "
      "members. Nobody is told by whom; who reads it may know you by how you write. Nothing was sent.",
      printable(plan.text), plan.size));
}

void tell(const AnonymousReceipt& sent, const AnonymousOptions& options, bool is_question) {
  say(fmt::format(
      "The drop has it. It will be in the log by {}: that somebody proposed something here on that day. {} "
      "Nobody can take it back, you neither.",
      core::to_string(sent.receipt.by),
      is_question ? fmt::format("It is question {}, which every member reads from the day after it comes.",
                                sent.filing)
                  : fmt::format("Custodians look at it; if they show it, it is statement {}.", sent.filing)));
  if (options.receipt.empty()) return;
  say(fmt::format(
      "{} holds your words: whoever gets hold of it, and knows that it is yours, knows what you proposed. "
      "demur verify {} --log LOG tells what became of it.",
      options.receipt.string(), options.receipt.string()));
}

}  // namespace

int propose(const AnonymousOptions& options) {
  auto session = AnonymousSession::open(options);
  if (!session) return refuse(session.error(), options.json);
  const auto plan = plan_of(*session, options);
  if (!plan) return refuse(plan.error(), options.json);
  if (options.dry_run) {
    show_plan(*plan);
    return 0;
  }
  const auto sent = session->spend(plan->unsent);
  if (!sent) {
    const int code = refuse(sent.error(), options.json);
    if (!session->wallet().unsent.empty())
      warn("It is in the wallet and waits, with its token: demur file --anonymous --again");
    return code;
  }
  if (options.json)
    say_json(
        {{"round", options.round}, {"statement", sent->filing}, {"by", core::to_string(sent->receipt.by)}});
  else
    tell(*sent, options, plan->is_question);
  return 0;
}

}  // namespace demur::cli
