#include <fmt/core.h>

#include <algorithm>

#include "demur/anonymity/attachment.hpp"
#include "demur/anonymity/hashing.hpp"
#include "demur/anonymity/phrase.hpp"
#include "demur/cli/anonymous_session.hpp"
#include "demur/cli/clean_attachment.hpp"
#include "demur/cli/reserved_file.hpp"
#include "demur/cli/secret_terminal.hpp"
#include "demur/cli/terminal.hpp"

namespace demur::cli {
namespace {

using anonymity::Purpose;
using core::Bytes;
using core::Code;
using core::fail;
using core::Result;
using core::Status;
using core::json::array;
using core::json::object;

// Everything but the token and the phrase: what is going to be told to whom.
struct Plan {
  service::drop::OpenDecision decision;
  const KeptToken* token = nullptr;
  anonymity::IssuerKeyRecord group;
  std::vector<anonymity::TrustedOfficer> officers;
  anonymity::FilingBody body;
  std::vector<CleanFile> files;
};

Result<Plan> plan_of(const AnonymousOptions& options, AnonymousSession& session) {
  const auto& view = session.seen().view;
  const auto decision =
      std::ranges::find(view.decisions, options.decision, &service::drop::OpenDecision::number);
  if (decision == view.decisions.end())
    return fail(Code::not_found, fmt::format("there is no decision {} to file on", options.decision));
  if (std::ranges::find(view.kinds, options.kind) == view.kinds.end())
    return fail(Code::invalid, fmt::format("this channel takes no dissent of the kind {}", options.kind));
  Plan plan{.decision = *decision,
            .token = DEMUR_TRY(session.token_for("file:", options.show)),
            .group = {},
            .officers = DEMUR_TRY(officers_of(session.seen(), decision->id, today_here())),
            .body = {.kind = options.kind,
                     .decision = decision->id,
                     .title = options.title,
                     .body = DEMUR_TRY(read_file(options.text.string(), anonymity::kMaxBodyBytes)),
                     .remedy = options.remedy,
                     .reply_box = {},
                     .reply_sign = {},
                     .attachments = {}},
            .files = {}};
  plan.group = DEMUR_TRY(anonymity::Issuer::from_record(plan.token->record)).record();
  if (!core::is_utf8_text(plan.body.body))
    return fail(Code::invalid, "the text is not UTF-8, or is empty", "text");
  if (options.attachments.size() > anonymity::kMaxAttachments)
    return fail(Code::too_large, "a filing has 32 attachments at most");
  for (const auto& path : options.attachments) plan.files.push_back(DEMUR_TRY(clean_attachment(path)));
  return plan;
}

std::string group_words(const Plan& plan, const SeenHouse& seen) {
  const auto words = seen.classes.find(plan.group.klass);
  return fmt::format("one of {} people: {}", plan.group.class_size,
                     words == seen.classes.end() ? plan.group.klass : words->second);
}

std::string posts_words(const Plan& plan) {
  std::string words;
  for (const auto& officer : plan.officers)
    words += fmt::format("{}{}, {}", words.empty() ? "" : "; ", officer.record.office, officer.record.post);
  return words;
}

void say_plan(const Plan& plan, const AnonymousSession& session) {
  const auto& seen = session.seen();
  say(fmt::format("Everybody will be able to see, in the log of {}:", seen.view.institution));
  say(fmt::format("    that {} filed, under decision {}, a dissent of the kind {}", group_words(plan, seen),
                  plan.decision.number, plan.body.kind));
  say(fmt::format("Any {} of these {} custodians together, and nobody else, will be able to read:",
                  seen.view.to_open, plan.officers.size()));
  say(fmt::format("    {}", posts_words(plan)));
  say("    the title, the text, what would change your mind, and the attachments with their names");
  for (const CleanFile& file : plan.files)
    say(fmt::format("    {} ({} bytes; {})", file.name, file.bytes.size(), file.done));
  say(fmt::format("The drop at {} is told the same as everybody, and today's date.", session.drop()));
  say("    Your machine's address reaches it while you are connected: file from another network if that "
      "matters.");
  say("Nobody is told your name. It may still be guessed from what you write, from when and where you send "
      "it,");
  say("or from a small group.");
}

Result<NewFiling> seal(Plan& plan, const SeenHouse& seen, const anonymity::ReplyKeys& keys) {
  NewFiling sealed{.decision = plan.decision.id, .kind = plan.body.kind, .author = keys.sign.public_key()};
  const anonymity::ContentKey key = anonymity::new_content_key(core::system_random());
  plan.body.reply_box = keys.box.public_key();
  plan.body.reply_sign = keys.sign.public_key();
  std::size_t total = 0;
  for (std::size_t i = 0; i < plan.files.size(); ++i) {
    const CleanFile& file = plan.files[i];
    auto sealer = DEMUR_TRY(anonymity::AttachmentSealer::start(key, i, file.bytes.size()));
    Bytes bytes = DEMUR_TRY(sealer.add(file.bytes));
    const Bytes last = DEMUR_TRY(sealer.finish());
    bytes.insert(bytes.end(), last.begin(), last.end());
    total += bytes.size();
    if (total > service::drop::kMostAttachmentBytes)
      return fail(Code::too_large, "the attachments together are more than the 8 MiB that a drop takes");
    plan.body.attachments.push_back({file.name, file.bytes.size(), sealer.padded_size(), sealer.digest()});
    sealed.attachments.push_back(std::move(bytes));
  }
  auto body = DEMUR_TRY(seal_to_officers(seen, key, Purpose::filing, plan.token->token.credential.key_id,
                                         plan.body, plan.decision.id));
  sealed.envelope = std::move(body.envelope);
  return sealed;
}

// The phrase is seen before anything is sent: a filing whose author cannot return is half a filing.
Result<anonymity::ReplyKeys> show_phrase(const SeenHouse& seen, int descriptor) {
  const anonymity::Phrase phrase = anonymity::make_phrase(core::system_random());
  if (descriptor < 0)
    DEMUR_TRY(show_once(
        "The phrase by which you come back, for this filing alone. It is shown once, and kept nowhere:",
        descriptor));
  DEMUR_TRY(show_once(phrase.text(), descriptor));
  if (descriptor < 0) wait_until_written_down();
  return anonymity::derive_reply_keys(phrase, anonymity::instance_id(seen.view.origin));
}

object plan_json(const Plan& plan, const AnonymousSession& session) {
  array posts;
  for (const auto& officer : plan.officers)
    posts.push_back(object{{"office", officer.record.office}, {"post", officer.record.post}});
  array files;
  for (const CleanFile& file : plan.files)
    files.push_back(object{{"name", file.name}, {"size", file.bytes.size()}, {"cleaned", file.done}});
  return {{"decision", plan.decision.number},
          {"kind", plan.body.kind},
          {"shown_as", group_words(plan, session.seen())},
          {"class", plan.group.klass},
          {"class_size", plan.group.class_size},
          {"to_open", session.seen().view.to_open},
          {"custodians", std::move(posts)},
          {"attachments", std::move(files)},
          {"drop", session.drop()}};
}

int show_dry_run(const AnonymousOptions& options, const Plan& plan, const AnonymousSession& session) {
  if (options.json) {
    say_json(plan_json(plan, session));
  } else {
    say_plan(plan, session);
    say("Nothing was sent.");
  }
  return 0;
}

Result<AnonymousReceipt> send(const AnonymousOptions& options, AnonymousSession& session, Plan& plan) {
  if (!options.json) say_plan(plan, session);
  const auto keys = DEMUR_TRY(show_phrase(session.seen(), options.phrase_fd));
  const NewFiling sealed = DEMUR_TRY(seal(plan, session.seen(), keys));
  return session.spend({.drop = session.drop(),
                        .filing = anonymity::filing_id(anonymity::hash(sealed.envelope)),
                        .item = DEMUR_TRY(filing_item(plan.token->token, sealed)),
                        .holder = holder_of(*plan.token),
                        .receipt_path = path_from_anywhere(options.receipt)});
}

int again(const AnonymousOptions& options) {
  auto session = AnonymousSession::open(options);
  if (!session) return refuse(session.error(), options.json);
  const auto [count, status] = session->send_what_waits();
  if (!status) {
    core::Error error = status.error();
    error.what = fmt::format("{} sent. {}", count, error.what);
    return refuse(error, options.json);
  }
  if (options.json)
    say_json({{"sent", count}});
  else
    say(fmt::format("{} sent.", count));
  return 0;
}

Status check_options(const AnonymousOptions& options) {
  if (options.decision.empty() || options.title.empty() || options.text.empty())
    return fail(Code::invalid, "--decision, --title and --text are needed");
  if (options.text == "-")
    return fail(Code::invalid, "--text takes a file here: standard input is for the passphrase");
  return options.dry_run ? Status() : can_show(options.phrase_fd);
}

}  // namespace

int file_anonymous(const AnonymousOptions& options) {
  if (options.again) return again(options);
  if (const Status usable = check_options(options); !usable) return refuse(usable.error(), options.json);
  auto session = AnonymousSession::open(options);
  if (!session) return refuse(session.error(), options.json);
  auto plan = plan_of(options, *session);
  if (!plan) return refuse(plan.error(), options.json);
  if (options.dry_run) return show_dry_run(options, *plan, *session);
  const auto receipt = send(options, *session, *plan);
  if (!receipt) {
    const int code = refuse(receipt.error(), options.json);
    if (!session->wallet().unsent.empty())
      warn(
          "It is in the wallet and waits, with the phrase that you were shown: demur file --anonymous "
          "--again");
    else
      warn("Nothing was filed. The phrase that you were shown is for nothing.");
    return code;
  }
  if (options.json) {
    say_json({{"filing", receipt->filing},
              {"receipt", options.receipt.string()},
              {"by", core::to_string(receipt->receipt.by)}});
    return 0;
  }
  say(fmt::format("The drop has it. It will be in the log by {}.", core::to_string(receipt->receipt.by)));
  say(fmt::format(
      "The receipt is in {}. It proves that somebody filed, and whoever finds it may think that it was "
      "you.",
      options.receipt.string()));
  say(fmt::format("Come back with the phrase, from any machine: demur reply --drop {}", session->drop()));
  return 0;
}

}  // namespace demur::cli
