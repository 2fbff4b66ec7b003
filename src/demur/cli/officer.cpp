#include <fmt/core.h>

#include <algorithm>
#include <filesystem>

#include "demur/anonymity/hashing.hpp"
#include "demur/anonymity/reply.hpp"
#include "demur/anonymity/statement.hpp"
#include "demur/cli/conversation.hpp"
#include "demur/cli/custody.hpp"
#include "demur/cli/secret_terminal.hpp"
#include "demur/cli/terminal.hpp"

namespace demur::cli {
namespace {

using anonymity::BoxKey;
using anonymity::SignKey;
using core::Code;
using core::fail;
using core::Result;
using core::Status;
using core::json::array;
using core::json::object;

// Other keys' strength, not ours: a person's passphrase deserves four times the memory.
constexpr anonymity::BoxCost kCost{.passes = 3, .memory = 256ULL << 20U};

Status keygen(const OfficerOptions& options) {
  if (options.key.empty()) return fail(Code::invalid, "--key says where the key file shall be");
  if (std::filesystem::exists(options.key))
    return fail(Code::conflict, options.key.string() + " is there already: a key is never written over");
  Custody custody = DEMUR_TRY(Custody::begin(options, Custody::Needs::session));
  const object page = DEMUR_TRY(get_json(custody.client(), "/settings/officer-key"));
  const auto keys = anonymity::make_officer_keys(
      custody.seen().view.origin, DEMUR_TRY(core::string_member(page, "member")), core::system_random());
  const auto passphrase = DEMUR_TRY(ask_new_secret("A new passphrase for the key file"));
  return write_file(options.key.string(), DEMUR_TRY(anonymity::seal_officer_keys(
                                              keys, passphrase.bytes(), kCost, core::system_random())));
}

Result<std::string> publish(const OfficerOptions& options) {
  Custody custody = DEMUR_TRY(Custody::begin(options, Custody::Needs::key));
  const anonymity::OfficerKeys& keys = custody.keys();
  const object page = DEMUR_TRY(get_json(custody.client(), "/settings/officer-key"));
  if (DEMUR_TRY(core::string_member(page, "member")) != keys.member)
    return fail(Code::forbidden, "the key file is another custodian's");
  const auto box = BoxKey(keys.box_seed).public_key();
  const SignKey sign(keys.sign_seed);
  const auto proof =
      sign.sign(anonymity::tagged("demur/officer-key-proof/v1",
                                  {anonymity::instance_id(keys.instance), core::bytes_of(keys.member), box}));
  const object answer = DEMUR_TRY(post_json(custody.client(), "/settings/officer-key",
                                            {{"box", core::to_base64(box)},
                                             {"sign", core::to_base64(sign.public_key())},
                                             {"proof", core::to_base64(proof)}}));
  return core::string_member(answer, "key_id");
}

Result<std::vector<SealedCase>> all_cases(Custody& custody) {
  const object list = DEMUR_TRY(get_json(custody.client(), "/drop/filings.json"));
  std::vector<SealedCase> cases;
  for (const auto& line : DEMUR_TRY(core::array_member(list, "filings"))) {
    if (!line.is_object()) continue;
    auto one = custody.read(DEMUR_TRY(core::string_member(line.get_object(), "id")));
    if (one)
      cases.push_back(std::move(*one));
    else if (one.error().code != Code::not_found)  // not for a custodian who is recused
      return std::unexpected(one.error());
  }
  return cases;
}

Result<std::size_t> agree(const OfficerOptions& options) {
  Custody custody = DEMUR_TRY(Custody::begin(options, Custody::Needs::key));
  const SealedCase one = DEMUR_TRY(custody.read(options.filing));
  array shares = DEMUR_TRY(custody.shares_for_others(one, one.envelope, anonymity::Purpose::filing));
  for (const SealedMessage& message : one.messages)
    for (auto& share :
         DEMUR_TRY(custody.shares_for_others(one, message.envelope, anonymity::Purpose::thread)))
      shares.push_back(std::move(share));
  const std::size_t count = shares.size();
  DEMUR_TRY(post_json(custody.client(), "/dissents/" + one.id + "/agree", {{"shares", std::move(shares)}}));
  return count;
}

// ---- handing over

struct HandedOver {
  std::size_t filings = 0;
  std::size_t shares = 0;
  std::vector<std::string> refused = {};  // why not, each with its filing
};

// One filing that cannot be handed over keeps no other back.
Result<HandedOver> hand_over(const OfficerOptions& options) {
  Custody custody = DEMUR_TRY(Custody::begin(options, Custody::Needs::key));
  HandedOver handed;
  for (const SealedCase& one : DEMUR_TRY(all_cases(custody))) {
    if (one.state == "withdrawn") continue;
    const auto hand = [&]() -> Result<std::size_t> {
      const OtherOfficer successor = DEMUR_TRY(custody.successor_in(one, options.successor));
      array records = DEMUR_TRY(custody.shares_for_successor(one, successor));
      const std::size_t count = records.size();
      if (count == 0) return count;
      DEMUR_TRY(
          post_json(custody.client(), "/dissents/" + one.id + "/hand-over",
                    {{"successor", core::to_base64(successor.key_id)}, {"records", std::move(records)}}));
      return count;
    };
    const auto count = hand();
    if (!count && count.error().code == Code::unproven) return std::unexpected(count.error());
    if (!count) handed.refused.push_back(one.id + ": " + count.error().what);
    handed.filings += count && *count > 0 ? 1 : 0;
    handed.shares += count.value_or(0);
  }
  return handed;
}

// ---- opening

std::string file_name(std::size_t number, const std::string& name) {
  std::string clean = printable(name);
  for (char& c : clean)
    if (c == '/' || c == '\\') c = '_';
  return fmt::format("{}-{}", number, clean);
}

Status save_attachment(Custody& custody, const SealedCase& one, const OpenedCase& opened, std::size_t index,
                       const std::filesystem::path& folder) {
  const anonymity::AttachmentEntry& entry = opened.body.attachments[index];
  const std::string sealed = DEMUR_TRY(get_bytes(
      custody.client(), fmt::format("/dissents/{}/sealed/attachments/{}", one.id, index + 1), 64U << 20U));
  auto opener = DEMUR_TRY(anonymity::AttachmentOpener::start(opened.key, index, entry));
  const core::Bytes bytes = DEMUR_TRY(opener.add(core::bytes_of(sealed)));
  DEMUR_TRY(opener.finish());
  return write_file((folder / file_name(index + 1, entry.name)).string(), core::text_of(bytes));
}

struct Read {
  SealedCase one;
  OpenedCase opened;
  std::vector<std::pair<SealedMessage, std::optional<anonymity::FilingBody>>> messages;
};

Result<Read> open(const OfficerOptions& options) {
  Custody custody = DEMUR_TRY(Custody::begin(options, Custody::Needs::key));
  SealedCase one = DEMUR_TRY(custody.read(options.filing));
  if (!one.has_opened) {
    if (options.reason.empty())
      return fail(Code::invalid, "--reason is needed: it stands in the log beside your opening");
    DEMUR_TRY(
        post_json(custody.client(), "/dissents/" + one.id + "/open-text", {{"reason", options.reason}}));
    one = DEMUR_TRY(custody.read(options.filing));
  }
  Read read{.one = std::move(one), .opened = {}, .messages = {}};
  read.opened = DEMUR_TRY(custody.open(read.one));
  for (const SealedMessage& message : read.one.messages)
    read.messages.emplace_back(message, custody.open_message(read.one, message));
  if (options.out.empty()) return read;
  std::error_code failed;
  std::filesystem::create_directories(options.out, failed);
  std::filesystem::permissions(options.out, std::filesystem::perms::owner_all, failed);
  if (failed) return fail(Code::invalid, "cannot make the folder " + options.out.string());
  for (std::size_t i = 0; i < read.opened.body.attachments.size(); ++i)
    DEMUR_TRY(save_attachment(custody, read.one, read.opened, i, options.out));
  return read;
}

Status release(const OfficerOptions& options) {
  Custody custody = DEMUR_TRY(Custody::begin(options, Custody::Needs::session));
  const std::string text = DEMUR_TRY(read_file(options.text.string(), 1U << 20U));
  DEMUR_TRY(post_json(custody.client(), "/dissents/" + options.filing + "/release",
                      {{"title", options.title}, {"text", text}}));
  return {};
}

Status write(const OfficerOptions& options) {
  Custody custody = DEMUR_TRY(Custody::begin(options, Custody::Needs::key));
  const SealedCase one = DEMUR_TRY(custody.read(options.filing));
  if (!one.has_opened)
    return fail(Code::conflict, "open it first: the key by which its author is written to is inside");
  const OpenedCase opened = DEMUR_TRY(custody.open(one));
  const std::string text = DEMUR_TRY(read_file(options.text.string(), anonymity::kMaxReplyText));
  const anonymity::Context context{anonymity::instance_id(custody.seen().view.origin), one.key_id};
  const auto sealed = DEMUR_TRY(anonymity::seal_reply(
      context, opened.body.reply_box, DEMUR_TRY(custody.own_key_id()), SignKey(custody.keys().sign_seed),
      anonymity::filing_leaf(one.id), text, core::system_random()));
  DEMUR_TRY(
      post_json(custody.client(), "/dissents/" + one.id + "/write", {{"reply", core::to_base64(sealed)}}));
  return {};
}

// ---- what is said

// Custodians who serve, are not recused, and keep a share of the filing.
std::int64_t keepers(const SealedCase& one) {
  const core::Digest filing = anonymity::hash(one.envelope);
  return std::ranges::count_if(one.officers, [&](const OtherOfficer& officer) {
    return std::ranges::find(officer.holds, filing) != officer.holds.end();
  });
}

object case_json(const SealedCase& one) {
  return {{"id", one.id},
          {"state", one.state},
          {"agreements", one.agreements},
          {"to_open", one.to_open},
          {"keepers", keepers(one)},
          {"has_agreed", one.has_agreed},
          {"has_opened", one.has_opened},
          {"released", one.is_released},
          {"messages", one.messages.size()},
          {"attachments", one.attachments}};
}

object body_json(const Read& read) {
  const anonymity::FilingBody& body = read.opened.body;
  array attachments;
  for (const auto& entry : body.attachments)
    attachments.push_back(object{{"name", entry.name}, {"size", entry.size}});
  array messages;
  for (const auto& [sealed, message] : read.messages)
    messages.push_back(
        object{{"kind", sealed.kind},
               {"day", sealed.day},
               {"text", message ? core::json::value(message->body) : core::json::value(nullptr)}});
  return {{"id", read.one.id},
          {"kind", body.kind},
          {"decision", body.decision},
          {"title", body.title},
          {"text", body.body},
          {"remedy", body.remedy},
          {"attachments", std::move(attachments)},
          {"messages", std::move(messages)}};
}

void say_body(const Read& read, const std::filesystem::path& out) {
  const anonymity::FilingBody& body = read.opened.body;
  say(body.title);
  say("");
  say(body.body);
  if (!body.remedy.empty()) say("\nWhat would change its author's mind:\n" + body.remedy);
  for (const auto& entry : body.attachments)
    say(fmt::format("Attachment: {} ({} bytes)", printable(entry.name), entry.size));
  if (!out.empty() && !body.attachments.empty())
    say(fmt::format("The attachments are in {}: open them where nothing else is open.", out.string()));
  for (const auto& [sealed, message] : read.messages) {
    const char* what = sealed.kind == "last_word" ? "Last word"
                       : sealed.kind == "review"  ? "Looking back"
                                                  : "Message";
    say(fmt::format("\n{}, {}:", what, sealed.day));
    say(message ? message->body : "Sealed still: another custodian must agree again (demur officer agree).");
  }
}

int done(const Status& status, const OfficerOptions& options, std::string_view words) {
  if (!status) return refuse(status.error(), options.json);
  if (options.json)
    say_json({{"done", true}});
  else
    say(words);
  return 0;
}

}  // namespace

int officer_keygen(const OfficerOptions& options) {
  return done(
      keygen(options), options,
      "The key file is made. Keep two copies apart from each other and from the passphrase: where too few "
      "custodians have their keys, nothing opens any more. Next: demur officer publish");
}

int officer_publish(const OfficerOptions& options) {
  const auto id = publish(options);
  if (!id) return refuse(id.error(), options.json);
  if (options.json)
    say_json({{"key_id", *id}});
  else
    say(fmt::format("Published as {}. What is filed from now on is sealed to this key too.", *id));
  return 0;
}

int officer_list(const OfficerOptions& options) {
  const auto list = [&]() -> Result<std::vector<SealedCase>> {
    Custody custody = DEMUR_TRY(Custody::begin(options, Custody::Needs::session));
    return all_cases(custody);
  };
  const auto cases = list();
  if (!cases) return refuse(cases.error(), options.json);
  array listed;
  for (const SealedCase& one : *cases) {
    listed.push_back(case_json(one));
    if (!options.json)
      say(fmt::format("{}  {}: {} of {} agreed; {} custodians keep a share{}{}", one.id, printable(one.state),
                      one.agreements, one.to_open, keepers(one), one.has_opened ? ", opened by you" : "",
                      one.is_released ? ", released" : ""));
  }
  if (options.json) say_json({{"filings", std::move(listed)}});
  return 0;
}

int officer_agree(const OfficerOptions& options) {
  const auto shares = agree(options);
  if (!shares) return refuse(shares.error(), options.json);
  if (options.json)
    say_json({{"shares", *shares}});
  else
    say(fmt::format("Agreed, and recorded. {} shares were sealed for the others.", *shares));
  return 0;
}

int officer_hand_over(const OfficerOptions& options) {
  const auto handed = hand_over(options);
  if (!handed) return refuse(handed.error(), options.json);
  array refused;
  for (const std::string& why : handed->refused) refused.emplace_back(why);
  if (options.json) {
    say_json({{"filings", handed->filings}, {"shares", handed->shares}, {"refused", std::move(refused)}});
  } else {
    say(fmt::format("Handed over, and recorded: {} shares, of {} filings.", handed->shares, handed->filings));
    for (const std::string& why : handed->refused) say("Not handed over: " + why);
  }
  return handed->refused.empty() ? 0 : core::exit_code(Code::conflict);
}

int officer_open(const OfficerOptions& options) {
  const auto read = open(options);
  if (!read) return refuse(read.error(), options.json);
  if (options.json)
    say_json(body_json(*read));
  else
    say_body(*read, options.out);
  return 0;
}

int officer_release(const OfficerOptions& options) {
  return done(release(options), options, "Released: those who must answer read this text, and no other.");
}

int officer_write(const OfficerOptions& options) {
  return done(write(options), options, "Sealed and sent. Its author finds it with the phrase.");
}

}  // namespace demur::cli
