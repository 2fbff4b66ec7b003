#include "demur/service/sealed_bodies.hpp"

#include <string_view>

#include "demur/anonymity/hashing.hpp"
#include "demur/anonymity/statement.hpp"
#include "demur/core/fixed_bytes.hpp"
#include "demur/core/json.hpp"
#include "demur/store/sealed.hpp"
#include "demur/translog/leaf.hpp"

namespace demur::service {
namespace {

using core::Digest;
using core::Result;
using core::Status;
using domain::DissentId;
using Faults = std::vector<std::string>;

DissentId dissent_of(const translog::Leaf& leaf) {
  constexpr std::string_view kRef = "dissent:";
  for (const std::string& ref : leaf.refs)
    if (ref.starts_with(kRef)) return DissentId{ref.substr(kRef.size())};
  return {};
}

// Whatever else it speaks of, most of a log is not about this: it is not parsed.
bool concerns_us(std::string_view text) {
  return text.find("\"envelope\"") != std::string_view::npos ||
         text.find("\"sealed.replied\"") != std::string_view::npos;
}

Status check_rows(const store::Reader& reader, Faults& faults) {
  for (const store::SealedFiling& known : DEMUR_TRY(store::sealed_filings(reader))) {
    const auto filing = DEMUR_TRY(store::find_sealed_filing(reader, known.dissent));
    if (!filing || anonymity::filing_id(anonymity::hash(filing->envelope)) != known.dissent.text)
      faults.push_back("what is sealed is not what was filed: " + known.dissent.text);
    for (const store::SealedMessage& message : DEMUR_TRY(store::sealed_messages(reader, known.dissent)))
      if (anonymity::hash(message.envelope) != message.digest)
        faults.push_back("what is sealed is not the message " + core::to_hex(message.digest) + " to " +
                         known.dissent.text);
  }
  return {};
}

Result<Digest> root_of_attachments(const store::Reader& reader, const DissentId& dissent) {
  std::vector<Digest> digests;
  for (int number = 1;; ++number) {
    const auto attachment = DEMUR_TRY(store::sealed_attachment(reader, dissent, number));
    if (!attachment) return anonymity::attachments_root(digests);
    digests.push_back(anonymity::hash(*attachment));
  }
}

}  // namespace

void SealedBodies::read(core::ByteView bytes) {
  const std::string_view text = core::text_of(bytes);
  if (!concerns_us(text)) return;
  const auto leaf = translog::parse_leaf(text);
  if (!leaf || !leaf->public_part) return;
  if (leaf->type == "anonymous.filed") {
    const auto attachments = core::bytes_member<32>(*leaf->public_part, "attachments");
    if (attachments) filings_.push_back({DissentId{leaf->id}, *attachments});
    return;
  }
  if (const auto envelope = core::bytes_member<32>(*leaf->public_part, "envelope"))
    messages_.push_back({dissent_of(*leaf), *envelope});
  const auto reply = core::from_hex(core::string_member(*leaf->public_part, "reply").value_or(""));
  Digest digest{};
  if (!reply || reply->size() != digest.size()) return;
  std::ranges::copy(*reply, digest.begin());
  replies_.push_back({dissent_of(*leaf), digest});
}

Result<Faults> SealedBodies::faults(const store::Reader& reader) const {
  Faults faults;
  DEMUR_TRY(check_rows(reader, faults));
  for (const Filed& filed : filings_) {
    if (!DEMUR_TRY(store::find_sealed_filing(reader, filed.dissent)))
      faults.push_back("what was filed is gone: " + filed.dissent.text);
    else if (DEMUR_TRY(root_of_attachments(reader, filed.dissent)) != filed.attachments)
      faults.push_back("the sealed attachments are not those that were filed: " + filed.dissent.text);
  }
  for (const Followed& message : messages_)
    if (!DEMUR_TRY(store::has_sealed_message(reader, message.digest)))
      faults.push_back("the message " + core::to_hex(message.digest) + " to " + message.dissent.text +
                       " is gone");
  for (const Followed& reply : replies_) {
    const auto kept = DEMUR_TRY(store::find_sealed_reply(reader, reply.digest));
    if (!kept || anonymity::hash(*kept) != reply.digest)
      faults.push_back("the reply " + core::to_hex(reply.digest) + " to the author of " + reply.dissent.text +
                       (kept ? " is not what was sent" : " is gone"));
  }
  return faults;
}

}  // namespace demur::service
