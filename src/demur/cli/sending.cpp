#include "demur/cli/sending.hpp"

#include <fmt/core.h>

#include <algorithm>

#include "demur/anonymity/hashing.hpp"
#include "demur/cli/conversation.hpp"
#include "demur/core/fixed_bytes.hpp"

namespace demur::cli {
namespace {

using core::Code;
using core::fail;
using core::Result;
using core::json::array;
using core::json::object;
using service::drop::Receipt;

constexpr int kTries = 3;

Result<Receipt> promise_in(const object& from) {
  return Receipt{.digest = DEMUR_TRY(core::bytes_member<32>(from, "digest")),
                 .day = DEMUR_TRY(core::parse_day(DEMUR_TRY(core::string_member(from, "day")))),
                 .by = DEMUR_TRY(core::parse_day(DEMUR_TRY(core::string_member(from, "by")))),
                 .promise = DEMUR_TRY(core::bytes_member<64>(from, "promise")),
                 .drop = DEMUR_TRY(core::bytes_member<32>(from, "drop"))};
}

core::Status check_promise(const Receipt& receipt, const std::string& drop, const std::string& item,
                           const SeenHouse& seen) {
  const auto known = std::ranges::any_of(seen.keys.drops(), [&](const anonymity::DropKeyRecord& record) {
    return record.url == drop && record.sign_key == receipt.drop;
  });
  if (!known)
    return fail(Code::unproven,
                "the receipt is signed by a key that the keys log does not have for this drop");
  if (receipt.digest != anonymity::hash(core::bytes_of(item)))
    return fail(Code::unproven, "the receipt is for something else than what was sent");
  const auto bytes = service::drop::promise_bytes(receipt.digest, receipt.day, receipt.by);
  if (!anonymity::check_signature(receipt.drop, bytes, receipt.promise))
    return fail(Code::unproven, "the signature of the drop's receipt does not hold");
  return {};
}

// In its own words: what stands before it, such as a proxy, answers otherwise.
bool is_the_drops(const Answer& answer) {
  const auto body = core::parse_json(answer.body);
  if (answer.status < 400 || answer.status > 499 || !body || !body->is_object()) return false;
  const auto error = core::object_member(body->get_object(), "error");
  return error && !core::string_member(*error, "code").value_or("").empty();
}

Result<object> post_patiently(HttpClient& client, const std::string& item, bool& is_refused) {
  for (int tries = 1;; ++tries) {
    auto answer = client.post("/items", item);
    if (!answer && tries < kTries) continue;
    if (!answer) return std::unexpected(answer.error());
    is_refused = tries == 1 && is_the_drops(*answer);
    if (answer->status != 200) return refusal_of(*answer);
    auto body = DEMUR_TRY(core::parse_json(answer->body));
    if (!body.is_object()) return fail(Code::unavailable, "the drop's answer is not a JSON object");
    return std::move(body.get_object());
  }
}

// A receipt's file: what is its own, and the drop's promise.
Result<std::string> with_promise(object all, const Receipt& receipt) {
  all["by"] = core::to_string(receipt.by);
  all["day"] = core::to_string(receipt.day);
  all["digest"] = core::to_base64(receipt.digest);
  all["drop"] = core::to_base64(receipt.drop);
  all["promise"] = core::to_base64(receipt.promise);
  return DEMUR_TRY(core::canonical_json(std::move(all))) + "\n";
}

}  // namespace

Result<std::string> filing_item(const anonymity::Token& token, const NewFiling& filing) {
  array attachments;
  std::vector<core::Digest> digests;
  for (const core::Bytes& attachment : filing.attachments) {
    attachments.emplace_back(core::to_base64(attachment));
    digests.push_back(anonymity::hash(attachment));
  }
  const anonymity::FilingStatement statement{.envelope = anonymity::hash(filing.envelope),
                                             .attachments_root = anonymity::attachments_root(digests),
                                             .author = filing.author,
                                             .about = anonymity::about_hash(filing.decision, filing.kind)};
  const auto signature =
      anonymity::sign_statement(anonymity::SignKey(token.holder_seed), token.credential.key_id, statement);
  return core::canonical_json(
      object{{"kind", "filing"},
             {"decision", filing.decision},
             {"dissent_kind", filing.kind},
             {"envelope", core::to_base64(filing.envelope)},
             {"attachments", std::move(attachments)},
             {"author", core::to_base64(filing.author)},
             {"credential", core::to_base64(anonymity::encode_credential(token.credential))},
             {"statement", core::to_base64(signature)}});
}

Result<std::string> cosign_item(const anonymity::Token& token, const std::string& filing) {
  const anonymity::CosignStatement statement{anonymity::filing_leaf(filing)};
  const auto signature =
      anonymity::sign_statement(anonymity::SignKey(token.holder_seed), token.credential.key_id, statement);
  return core::canonical_json(
      object{{"kind", "cosign"},
             {"filing", filing},
             {"credential", core::to_base64(anonymity::encode_credential(token.credential))},
             {"statement", core::to_base64(signature)}});
}

namespace {

Result<Receipt> send_and_check(HttpClient& client, const std::string& drop, const std::string& item,
                               const SeenHouse& seen, bool& is_refused) {
  const Receipt receipt = DEMUR_TRY(promise_in(DEMUR_TRY(post_patiently(client, item, is_refused))));
  DEMUR_TRY(check_promise(receipt, drop, item, seen));
  return receipt;
}

}  // namespace

Sending try_to_send(HttpClient& client, const std::string& drop, const std::string& item,
                    const SeenHouse& seen) {
  bool is_refused = false;
  auto receipt = send_and_check(client, drop, item, seen, is_refused);
  return {.receipt = std::move(receipt), .is_refused = is_refused};
}

Result<Receipt> send_item(HttpClient& client, const std::string& drop, const std::string& item,
                          const SeenHouse& seen) {
  return try_to_send(client, drop, item, seen).receipt;
}

Result<std::string> format_receipt(const AnonymousReceipt& kept) {
  object all{{"format", kDropReceiptFormat},
             {"filing", kept.filing},
             {"url", kept.drop},
             {"log_key", kept.log_key},
             {"messages", kept.messages}};
  return with_promise(std::move(all), kept.receipt);
}

Result<AnonymousReceipt> parse_receipt(std::string_view json) {
  const auto value = DEMUR_TRY(core::parse_json(json));
  if (!value.is_object() ||
      core::string_member(value.get_object(), "format").value_or("") != kDropReceiptFormat)
    return fail(Code::invalid, "this is no receipt of an anonymous filing");
  const object& from = value.get_object();
  return AnonymousReceipt{.filing = DEMUR_TRY(core::string_member(from, "filing")),
                          .drop = DEMUR_TRY(core::string_member(from, "url")),
                          .log_key = DEMUR_TRY(core::string_member(from, "log_key")),
                          .receipt = DEMUR_TRY(promise_in(from)),
                          .messages = DEMUR_TRY(core::integer_member(from, "messages"))};
}

std::string receipt_format(std::string_view json) {
  const auto value = core::parse_json(json);
  if (!value || !value->is_object()) return {};
  return core::string_member(value->get_object(), "format").value_or("");
}

Result<std::string> format_item_receipt(const ItemReceipt& kept, std::string_view format) {
  object all{{"format", format},
             {"url", kept.drop},
             {"log_key", kept.log_key},
             {"item", DEMUR_TRY(core::parse_json(kept.item))}};
  if (!kept.receipt) return DEMUR_TRY(core::canonical_json(all)) + "\n";
  return with_promise(std::move(all), *kept.receipt);
}

Result<ItemReceipt> parse_item_receipt(std::string_view json, std::string_view format) {
  if (receipt_format(json) != format)
    return fail(Code::invalid, fmt::format("this is no receipt in the format {}", format));
  const auto value = DEMUR_TRY(core::parse_json(json));
  const object& from = value.get_object();
  return ItemReceipt{
      .drop = DEMUR_TRY(core::string_member(from, "url")),
      .log_key = DEMUR_TRY(core::string_member(from, "log_key")),
      .receipt = from.contains("promise") ? std::optional(DEMUR_TRY(promise_in(from))) : std::nullopt,
      .item = DEMUR_TRY(core::canonical_json(DEMUR_TRY(core::object_member(from, "item"))))};
}

Result<SealedBody> seal_to_officers(const SeenHouse& seen, const anonymity::ContentKey& key,
                                    anonymity::Purpose purpose, const anonymity::KeyId& key_id,
                                    const anonymity::FilingBody& body, const std::string& decision) {
  if (seen.view.to_open < 2)
    return fail(Code::unproven, "the server asks for an envelope that one person alone can open: refused");
  std::vector<anonymity::BoxPublicKey> recipients;
  for (const auto& officer : DEMUR_TRY(officers_of(seen, decision, today_here())))
    recipients.push_back(officer.record.box_key);
  std::string text = DEMUR_TRY(anonymity::format_filing_body(body));
  const anonymity::Context context{anonymity::instance_id(seen.view.origin), key_id};
  auto envelope =
      anonymity::seal_envelope(key, purpose, context, recipients, static_cast<std::size_t>(seen.view.to_open),
                               core::bytes_of(text), core::system_random());
  anonymity::wipe({reinterpret_cast<std::uint8_t*>(text.data()), text.size()});
  SealedBody sealed{.envelope = DEMUR_TRY(std::move(envelope)), .digest = {}};
  sealed.digest = anonymity::hash(sealed.envelope);
  return sealed;
}

}  // namespace demur::cli
