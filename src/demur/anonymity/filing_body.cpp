#include "demur/anonymity/filing_body.hpp"

#include <algorithm>

#include "demur/core/json.hpp"

namespace demur::anonymity {
namespace {

using core::json::object;

template <std::size_t N>
Result<std::array<std::uint8_t, N>> bytes_member(const object& from, std::string_view name) {
  const auto bytes = core::from_base64(DEMUR_TRY(core::string_member(from, name)));
  std::array<std::uint8_t, N> array{};
  if (!bytes || bytes->size() != N)
    return fail(Code::invalid, "the member is not the base64 of as many bytes as belong there",
                std::string(name));
  std::ranges::copy(*bytes, array.begin());
  return array;
}

Result<std::uint64_t> size_member(const object& from, std::string_view name) {
  const std::int64_t size = DEMUR_TRY(core::integer_member(from, name));
  if (size < 0) return fail(Code::invalid, "a size is not negative", std::string(name));
  return static_cast<std::uint64_t>(size);
}

Status check_attachments(const std::vector<AttachmentEntry>& entries) {
  if (entries.size() > kMaxAttachments)
    return fail(Code::too_large, "a filing has 32 attachments at most", "attachments");
  for (const AttachmentEntry& entry : entries)
    if (DEMUR_TRY(padded_attachment_size(entry.size)) != entry.padded)
      return fail(Code::invalid, "an attachment is padded to another size than its own", "padded");
  return {};
}

Result<AttachmentEntry> read_entry(const core::json::value& value) {
  const auto* const from = value.if_object();
  if (from == nullptr) return fail(Code::invalid, "an attachment is described by an object", "attachments");
  AttachmentEntry entry;
  entry.name = DEMUR_TRY(core::string_member(*from, "name"));
  entry.size = DEMUR_TRY(size_member(*from, "size"));
  entry.padded = DEMUR_TRY(size_member(*from, "padded"));
  entry.digest = DEMUR_TRY(bytes_member<32>(*from, "digest"));
  return entry;
}

}  // namespace

Result<std::string> format_filing_body(const FilingBody& body) {
  DEMUR_TRY(check_attachments(body.attachments));
  core::json::array attachments;
  for (const AttachmentEntry& entry : body.attachments)
    attachments.push_back({{"digest", core::to_base64(entry.digest)},
                           {"name", entry.name},
                           {"padded", entry.padded},
                           {"size", entry.size}});
  return core::canonical_json(object{
      {"v", 1},
      {"kind", body.kind},
      {"decision", body.decision},
      {"title", body.title},
      {"body", body.body},
      {"remedy", body.remedy},
      {"reply", {{"box", core::to_base64(body.reply_box)}, {"sign", core::to_base64(body.reply_sign)}}},
      {"attachments", std::move(attachments)}});
}

Result<FilingBody> parse_filing_body(std::string_view json) {
  const core::json::value value = DEMUR_TRY(core::parse_canonical_json(json));
  const auto* const from = value.if_object();
  if (from == nullptr) return fail(Code::invalid, "the inside of a filing is a JSON object");
  FilingBody body;
  body.kind = DEMUR_TRY(core::string_member(*from, "kind"));
  body.decision = DEMUR_TRY(core::string_member(*from, "decision"));
  body.title = DEMUR_TRY(core::string_member(*from, "title"));
  body.body = DEMUR_TRY(core::string_member(*from, "body"));
  body.remedy = DEMUR_TRY(core::string_member(*from, "remedy"));
  const object reply = DEMUR_TRY(core::object_member(*from, "reply"));
  body.reply_box = DEMUR_TRY(bytes_member<32>(reply, "box"));
  body.reply_sign = DEMUR_TRY(bytes_member<32>(reply, "sign"));
  for (const core::json::value& entry : DEMUR_TRY(core::array_member(*from, "attachments")))
    body.attachments.push_back(DEMUR_TRY(read_entry(entry)));
  // Written again it must be the same: no other version, no member beside these.
  if (DEMUR_TRY(format_filing_body(body)) != json)
    return fail(Code::invalid, "the inside of the filing has members that its format does not know");
  return body;
}

}  // namespace demur::anonymity
