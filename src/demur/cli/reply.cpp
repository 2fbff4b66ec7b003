#include <fmt/core.h>

#include <algorithm>

#include "demur/anonymity/hashing.hpp"
#include "demur/anonymity/phrase.hpp"
#include "demur/anonymity/reply.hpp"
#include "demur/cli/anonymous_commands.hpp"
#include "demur/cli/conversation.hpp"
#include "demur/cli/reserved_file.hpp"
#include "demur/cli/secret_terminal.hpp"
#include "demur/cli/sending.hpp"
#include "demur/cli/terminal.hpp"
#include "demur/core/fixed_bytes.hpp"

namespace demur::cli {
namespace {

using anonymity::ReplyKeys;
using core::Code;
using core::fail;
using core::Result;
using core::Status;
using core::json::array;
using core::json::object;

constexpr std::int64_t kWarnFrom = 3;
constexpr std::size_t kMostFeedBytes = 256U << 20U;

// The author at the drop: what they proved by the phrase, and what everybody is shown.
struct Author {
  std::string drop;
  SeenHouse seen;
  ReplyKeys keys;
  object filing;  // the line of the whole list that is theirs
  std::string id;
  anonymity::KeyId key_id{};
};

struct Heard {
  std::string text;
  std::string from;  // office and post
};

// The whole list is fetched, as everybody fetches it: nothing tells whose line is looked for.
Result<object> own_filing(HttpClient& client, const anonymity::SignPublicKey& author) {
  const auto list = DEMUR_TRY(
      core::parse_json(DEMUR_TRY(get_bytes(client, "/filings.json", service::drop::kMostFilingsBytes))));
  if (!list.is_object()) return fail(Code::unavailable, "the drop's list of filings makes no sense");
  for (const auto& line : DEMUR_TRY(core::array_member(list.get_object(), "filings")))
    if (line.is_object() &&
        core::string_member(line.get_object(), "author").value_or("") == core::to_base64(author))
      return line.get_object();
  return fail(Code::not_found,
              "no filing in the log belongs to this phrase. A new one comes there within the days that its "
              "receipt says; after that: was the phrase typed right?");
}

Result<Author> come_back(HttpClient& client, const std::string& drop, const ReplyOptions& options,
                         const std::string& log_key) {
  const std::string held = options.keys.string();
  SeenHouse seen = DEMUR_TRY(see_house(
      client, Side::drop, {.log_key = log_key, .held = DEMUR_TRY(read_held(held)), .floor = options.floor}));
  DEMUR_TRY(write_held(held, held_of(seen)));
  const auto typed = DEMUR_TRY(ask_secret("The phrase of the filing"));
  const auto phrase = DEMUR_TRY(anonymity::parse_phrase(core::text_of(typed.bytes())));
  auto keys = DEMUR_TRY(anonymity::derive_reply_keys(phrase, anonymity::instance_id(seen.view.origin)));
  object filing = DEMUR_TRY(own_filing(client, keys.sign.public_key()));
  const auto key_id = DEMUR_TRY(core::bytes_member<32>(filing, "key"));
  std::string id = DEMUR_TRY(core::string_member(filing, "id"));
  return Author{drop, std::move(seen), std::move(keys), std::move(filing), std::move(id), key_id};
}

// All replies of the quarter are fetched, and all are tried.
Result<std::vector<Heard>> replies_to(HttpClient& client, const Author& author) {
  const std::string quarter = DEMUR_TRY(core::string_member(author.filing, "quarter"));
  if (service::drop::quarters_until(quarter, 1).empty())
    return fail(Code::unavailable, "the drop's list of filings makes no sense");
  // A drop keeps the replies of two years: whoever comes back later finds none.
  auto feed = get_bytes(client, "/replies/" + quarter, kMostFeedBytes);
  if (!feed && feed.error().code == Code::not_found) return std::vector<Heard>{};
  if (!feed) return std::unexpected(feed.error());
  const anonymity::Context context{anonymity::instance_id(author.seen.view.origin), author.key_id};
  std::vector<Heard> heard;
  for (const auto& found : DEMUR_TRY(anonymity::open_feed(core::bytes_of(*feed), context, author.keys.box))) {
    const auto* officer = author.seen.keys.officer_by_id(found.reply.office_key);
    if (officer == nullptr || found.reply.parent != anonymity::filing_leaf(author.id) ||
        !anonymity::check_reply(found.reply, officer->sign_key)) {
      warn(
          "One reply opens with your phrase and is signed by nobody whom the keys log knows: it is not "
          "shown.");
      continue;
    }
    heard.push_back({found.reply.text, officer->office + ", " + officer->post});
  }
  return heard;
}

// ---- what the author says

std::string signed_by(const Author& author, const anonymity::Statement& statement) {
  return core::to_base64(anonymity::sign_statement(author.keys.sign, author.key_id, statement));
}

// The decision that the filing is about: said once it is answered, and before that found by the hash that the
// log has of it. Empty where neither is there.
std::string decision_of(const Author& author) {
  if (const auto said = core::string_member(author.filing, "decision"); said && !said->empty()) return *said;
  const std::string about = core::string_member(author.filing, "about").value_or("");
  for (const auto& decision : author.seen.view.decisions)
    for (const std::string& kind : author.seen.view.kinds)
      if (core::to_base64(anonymity::about_hash(decision.id, kind)) == about) return decision.id;
  return {};
}

Result<SealedBody> sealed_words(const Author& author, const char* kind, const std::string& text) {
  const anonymity::FilingBody body{.kind = kind,
                                   .decision = {},
                                   .title = {},
                                   .body = text,
                                   .remedy = {},
                                   .reply_box = author.keys.box.public_key(),
                                   .reply_sign = author.keys.sign.public_key(),
                                   .attachments = {}};
  return seal_to_officers(author.seen, anonymity::new_content_key(core::system_random()),
                          anonymity::Purpose::thread, author.key_id, body, decision_of(author));
}

Result<object> message_item(const Author& author, const std::string& text) {
  const SealedBody sealed = DEMUR_TRY(sealed_words(author, "message", text));
  return object{{"kind", "message"},
                {"filing", author.id},
                {"envelope", core::to_base64(sealed.envelope)},
                {"statement", signed_by(author, anonymity::ThreadStatement{anonymity::filing_leaf(author.id),
                                                                           sealed.digest})}};
}

Result<object> last_word_item(const Author& author, const std::string& word, const std::string& text) {
  using anonymity::Verdict;
  const Verdict verdict = word == "satisfied" ? Verdict::satisfied
                          : word == "partly"  ? Verdict::partly
                                              : Verdict::maintained;
  SealedBody sealed{.envelope = {}, .digest = anonymity::hash({})};
  if (!text.empty()) sealed = DEMUR_TRY(sealed_words(author, "last_word", text));
  return object{
      {"kind", "last_word"},
      {"filing", author.id},
      {"verdict", word},
      {"envelope", core::to_base64(sealed.envelope)},
      {"statement", signed_by(author, anonymity::LastWordStatement{anonymity::filing_leaf(author.id), verdict,
                                                                   sealed.digest})}};
}

Result<anonymity::Hindsight> hindsight_in(std::string_view text) {
  using anonymity::Hindsight;
  for (const auto& [name, value] :
       {std::pair("right", Hindsight::right), std::pair("partly_right", Hindsight::partly_right),
        std::pair("wrong", Hindsight::wrong), std::pair("too_early", Hindsight::too_early)})
    if (text == name) return value;
  return fail(Code::invalid, "--review is right, partly_right, wrong or too_early");
}

Result<object> review_item(const Author& author, const std::string& word, const std::string& text) {
  const auto verdict = DEMUR_TRY(hindsight_in(word));
  const auto before = core::integer_member(author.filing, "reviews");
  if (!before)
    return fail(Code::conflict,
                "It is too early: look back once the decision is taken and your filing answered.");
  SealedBody sealed{.envelope = {}, .digest = anonymity::hash({})};
  if (!text.empty()) sealed = DEMUR_TRY(sealed_words(author, "review", text));
  const anonymity::ReviewStatement statement{.leaf = anonymity::filing_leaf(author.id),
                                             .number = static_cast<std::uint32_t>(*before + 1),
                                             .verdict = verdict,
                                             .envelope = sealed.digest};
  return object{{"kind", "review"},
                {"filing", author.id},
                {"number", statement.number},
                {"verdict", word},
                {"envelope", core::to_base64(sealed.envelope)},
                {"statement", signed_by(author, statement)}};
}

Result<std::optional<object>> item_to_send(const ReplyOptions& options, const Author& author) {
  std::string text;
  if (!options.write.empty()) {
    text = DEMUR_TRY(read_file(options.write.string(), anonymity::kMaxBodyBytes));
    if (!core::is_utf8_text(text) || text.empty())
      return fail(Code::invalid, "the text is not UTF-8, or is empty", "text");
  }
  if (options.withdraw)
    return object{
        {"kind", "withdraw"},
        {"filing", author.id},
        {"statement", signed_by(author, anonymity::WithdrawStatement{anonymity::filing_leaf(author.id)})}};
  if (!options.last_word.empty()) return DEMUR_TRY(last_word_item(author, options.last_word, text));
  if (!options.review.empty()) return DEMUR_TRY(review_item(author, options.review, text));
  if (!text.empty()) return DEMUR_TRY(message_item(author, text));
  return std::nullopt;
}

// ---- the receipt of the filing, where there is one

Result<std::optional<AnonymousReceipt>> receipt_of(const ReplyOptions& options) {
  if (options.receipt.empty()) return std::nullopt;
  return DEMUR_TRY(parse_receipt(DEMUR_TRY(read_file(options.receipt.string(), 1U << 16U))));
}

void warn_of_messages(std::int64_t number, bool is_counted) {
  if (number >= kWarnFrom)
    warn(fmt::format(
        "This is your message number {} on this filing. Each one tells more of when you write and how; "
        "from the third on it may be enough to find you. A meeting through somebody whom you trust "
        "may be safer.",
        number));
  else if (!is_counted)
    warn(
        "Each message tells more of when you write and how; from the third on it may be enough to find you. "
        "With "
        "--receipt they are counted.");
}

struct Outcome {
  std::vector<Heard> heard;
  object filing;
  std::string drop;
  std::string sent_by;  // the day by which what was sent is in the log; empty: nothing was
};

Status count_message(const ReplyOptions& options, std::optional<AnonymousReceipt> receipt) {
  if (!receipt) return {};
  ++receipt->messages;
  return write_file(options.receipt.string(), DEMUR_TRY(format_receipt(*receipt)));
}

// Where a file is kept of it, that is there before it leaves, and goes only where the drop itself refused it.
Result<service::drop::Receipt> send_kept(HttpClient& client, const Author& author, const std::string& item,
                                         const std::filesystem::path& path) {
  if (path.empty()) return send_item(client, author.drop, item, author.seen);
  constexpr std::size_t kMostBytes = 1U << 20U;
  auto place = DEMUR_TRY(ReservedFile::at(path.string(), kMostBytes));
  ItemReceipt kept{.drop = author.drop, .log_key = author.seen.log_key, .receipt = {}, .item = item};
  DEMUR_TRY(place.write(DEMUR_TRY(format_item_receipt(kept, kReviewReceiptFormat))));
  auto [receipt, is_refused] = try_to_send(client, author.drop, item, author.seen);
  if (is_refused) place.remove();
  if (!receipt) {
    if (!is_refused)
      receipt.error().what += " What was sent is in " + path.string() + ": keep it, for it may have arrived.";
    return receipt;
  }
  kept.receipt = *receipt;
  if (const Status whole = place.write(DEMUR_TRY(format_item_receipt(kept, kReviewReceiptFormat))); !whole)
    warn("The drop has it. Its receipt could not be added to the file, which holds what was sent: " +
         whole.error().what);
  return receipt;
}

Result<Outcome> run(const ReplyOptions& options) {
  leave_no_core();
  const auto receipt = DEMUR_TRY(receipt_of(options));
  const std::string address = options.drop.empty() && receipt ? receipt->drop : options.drop;
  const core::Origin drop = DEMUR_TRY(parse_server(address, "--drop"));
  const std::string log_key = options.log_key.empty() && receipt ? receipt->log_key : options.log_key;
  HttpClient client(drop.text());
  const Author author = DEMUR_TRY(come_back(client, drop.text(), options, log_key));
  if (receipt && receipt->filing != author.id)
    return fail(Code::invalid, "the receipt is of another filing than the phrase");
  Outcome outcome{.heard = DEMUR_TRY(replies_to(client, author)),
                  .filing = author.filing,
                  .drop = author.drop,
                  .sent_by = {}};
  const auto item = DEMUR_TRY(item_to_send(options, author));
  if (!item) return outcome;
  // Those that were handed in are counted by the house, those that wait at a drop by the receipt.
  const auto handed_in = core::integer_member(author.filing, "messages").value_or(0);
  const bool is_message = !options.write.empty() && options.last_word.empty() && options.review.empty();
  if (is_message)
    warn_of_messages(std::max(handed_in, receipt ? receipt->messages : 0) + 1, receipt.has_value());
  const auto promise =
      DEMUR_TRY(send_kept(client, author, DEMUR_TRY(core::canonical_json(*item)), options.keep));
  outcome.sent_by = core::to_string(promise.by);
  if (is_message) DEMUR_TRY(count_message(options, receipt));
  return outcome;
}

void say_status(const Outcome& outcome) {
  const auto line = [&](const char* name, const char* words) {
    if (const auto value = core::string_member(outcome.filing, name); value && !value->empty())
      say(fmt::format("  {:<16}{}", words, printable(*value)));
  };
  line("id", "filing");
  line("state", "state");
  line("filed", "filed on");
  line("acknowledged", "acknowledged on");
  line("answered", "answered on");
  line("outcome", "outcome");
  line("reasons", "reasons");
  line("what_changed", "what changed");
  line("deferred_until", "put off until");
  line("last_word", "your last word");
  line("last_word_by", "last word by");
  line("review", "looking back");
  if (const auto count = core::integer_member(outcome.filing, "cosigners"))
    say(fmt::format("  {:<16}{}", "co-signed by", *count));
  for (const Heard& heard : outcome.heard)
    say(fmt::format("\nFrom {}:\n{}", printable(heard.from), heard.text));
  if (outcome.heard.empty()) say("No custodian has written to you.");
  if (!outcome.sent_by.empty()) say(fmt::format("Sent. It will be in the log by {}.", outcome.sent_by));
}

Status check_options(const ReplyOptions& options) {
  const bool word = options.last_word.empty() || options.last_word == "satisfied" ||
                    options.last_word == "partly" || options.last_word == "maintained";
  if (!word) return fail(Code::invalid, "--last-word is satisfied, partly or maintained");
  if (!options.review.empty()) DEMUR_TRY(hindsight_in(options.review));
  if (options.withdraw && (!options.last_word.empty() || !options.review.empty() || !options.write.empty()))
    return fail(Code::invalid, "--withdraw stands alone");
  if (!options.last_word.empty() && !options.review.empty())
    return fail(Code::invalid, "--last-word and --review are two things: say one, and then the other");
  if (!options.keep.empty() && options.review.empty())
    return fail(Code::invalid, "--keep is for what --review sends");
  if (options.write == "-")
    return fail(Code::invalid, "--write takes a file: standard input is for the phrase");
  return {};
}

}  // namespace

int reply(const ReplyOptions& options) {
  if (const Status usable = check_options(options); !usable) return refuse(usable.error(), options.json);
  const auto outcome = run(options);
  if (!outcome) return refuse(outcome.error(), options.json);
  if (!options.json) {
    say_status(*outcome);
    return 0;
  }
  array replies;
  for (const Heard& heard : outcome->heard)
    replies.push_back(object{{"from", heard.from}, {"text", heard.text}});
  say_json({{"filing", outcome->filing}, {"replies", std::move(replies)}, {"sent_by", outcome->sent_by}});
  return 0;
}

}  // namespace demur::cli
