#include "demur/service/custody_audit.hpp"

#include <fmt/core.h>

#include <algorithm>

#include "demur/anonymity/handover.hpp"
#include "demur/core/fixed_bytes.hpp"

namespace demur::service {
namespace {

using anonymity::custodian_of;
using core::Code;
using core::fail;
using core::Result;
using core::Status;
using core::json::object;
using translog::Leaf;

object said_in(const Leaf& leaf) {
  return leaf.public_part.value_or(object{});
}

Result<anonymity::KeyTag> tag_in(const core::json::value& value) {
  const auto bytes =
      core::from_hex(value.is_string() ? std::string_view(value.get_string()) : std::string_view());
  anonymity::KeyTag tag{};
  if (!bytes || bytes->size() != tag.size()) return fail(Code::unproven, "its recipients are no keys' tags");
  std::ranges::copy(*bytes, tag.begin());
  return tag;
}

}  // namespace

bool CustodyAudit::Officer::in_force(core::Day day) const {
  return usable(day) && day <= record.not_after;
}

bool CustodyAudit::Officer::usable(core::Day day) const {
  return record.not_before <= day && (!revoked || day <= *revoked);
}

// What cannot be read is said by who reads all of the keys log.
void CustodyAudit::know(const std::string& entry) {
  const auto record = anonymity::parse_record(entry);
  if (!record) return;
  if (const auto* officer = std::get_if<anonymity::OfficerKeyRecord>(&*record)) {
    tags_.emplace(anonymity::key_tag(officer->box_key), anonymity::key_id(entry));
    officers_.emplace(anonymity::key_id(entry), Officer{*officer});
  } else if (const auto* revoked = std::get_if<anonymity::RevokeRecord>(&*record)) {
    if (const auto known = officers_.find(revoked->key_id); known != officers_.end())
      known->second.revoked = revoked->day;
  }
}

Status CustodyAudit::read(std::uint64_t index, const Leaf& leaf, const std::string& dissent) {
  if (leaf.type == "sealed.rewrapped") return handed(leaf, dissent);
  if (leaf.type == "sealed.agreed") return agreed(leaf, dissent);
  if (leaf.type == "sealed.opened") return opened_by(index, leaf, dissent);
  return came(leaf, dissent);
}

const CustodyAudit::Officer* CustodyAudit::officer_by_tag(const anonymity::KeyTag& tag) const {
  const auto id = tags_.find(tag);
  return id == tags_.end() ? nullptr : &officers_.at(id->second);
}

Result<const CustodyAudit::Officer*> CustodyAudit::officer_in(const Leaf& leaf) const {
  const auto id = core::bytes_member<32>(said_in(leaf), "key");
  const auto officer = id ? officers_.find(*id) : officers_.end();
  if (officer == officers_.end())
    return fail(Code::unproven, "it names no custodian's key that is in the keys log");
  if (!officer->second.usable(leaf.day))
    return fail(Code::unproven, "the custodian's key that it names was not in force on that day");
  return &officer->second;
}

Result<const CustodyAudit::Envelope*> CustodyAudit::filing_of(const std::string& dissent) const {
  const auto filing = filings_.find(dissent);
  if (filing == filings_.end()) return fail(Code::unproven, "it is about a filing that is not in the log");
  return &envelopes_.at(filing->second);
}

Status CustodyAudit::came(const Leaf& leaf, const std::string& dissent) {
  const object said = said_in(leaf);
  if (said_text(said, "envelope").empty()) return {};  // a last word without a text
  const auto digest = DEMUR_TRY(core::bytes_member<32>(said, "envelope"));
  const auto recipients = core::array_member(said, "recipients");
  if (!recipients) return fail(Code::unproven, "it does not say to whom it was sealed");
  Envelope envelope{.dissent = dissent, .holders = {}};
  for (const auto& value : *recipients) {
    const auto tag = DEMUR_TRY(tag_in(value));
    const Officer* officer = officer_by_tag(tag);
    if (officer != nullptr && !envelope.holders.address(tag, custodian_of(officer->record)))
      return fail(Code::unproven, "it was sealed to two keys of one custodian, who could open it alone");
  }
  envelopes_.insert_or_assign(digest, std::move(envelope));
  if (leaf.type == "anonymous.filed") filings_.emplace(dissent, digest);
  return {};
}

Status CustodyAudit::handed(const Leaf& leaf, const std::string& dissent) {
  ++handed_over_;
  const auto record =
      DEMUR_TRY(anonymity::parse_rewrap(DEMUR_TRY(core::string_member(said_in(leaf), "record"))));
  const auto envelope = envelopes_.find(record.envelope);
  if (record.instance != instance_ || envelope == envelopes_.end() || envelope->second.dissent != dissent)
    return fail(Code::unproven, "a share was handed over of an envelope that is not in the log");
  const Officer* giver = DEMUR_TRY(officer_in(leaf));
  if (!anonymity::check_rewrap(record, giver->record.sign_key))
    return fail(Code::unproven, "the custodian who is named did not hand this share over");
  const Officer* successor = officer_by_tag(record.to);
  if (successor == nullptr || !successor->in_force(leaf.day))
    return fail(Code::unproven, "a share was handed over to a key that is not in force");
  const Status done = envelope->second.holders.hand_over(record.from, custodian_of(giver->record),
                                                         custodian_of(successor->record));
  if (done) return {};
  return fail(Code::unproven,
              done.error().code == Code::conflict
                  ? "a custodian was handed a second share of one envelope, and could open it alone"
                  : "a custodian handed a share over that was not theirs");
}

Status CustodyAudit::agreed(const Leaf& leaf, const std::string& dissent) {
  const Envelope* filing = DEMUR_TRY(filing_of(dissent));
  const std::string custodian = custodian_of(DEMUR_TRY(officer_in(leaf))->record);
  if (!filing->holders.slot_of(custodian))
    return fail(Code::unproven, "it was agreed to by a custodian who had no share of it");
  agreements_[dissent].insert(custodian);
  return {};
}

// Counted also where something else is wrong with the record.
Status CustodyAudit::opened_by(std::uint64_t index, const Leaf& leaf, const std::string& dissent) {
  Opening& opening = openings_.emplace_back(index);
  const Envelope* filing = DEMUR_TRY(filing_of(dissent));
  std::set<std::string> there = agreements_[dissent];
  opening.shares = filing->holders.shares_of(there);
  there.insert(custodian_of(DEMUR_TRY(officer_in(leaf))->record));
  opening.shares = filing->holders.shares_of(there);
  return {};
}

std::vector<AuditFinding> CustodyAudit::finish(int to_open) const {
  std::vector<AuditFinding> findings;
  for (const Opening& opening : openings_)
    if (opening.shares < to_open)
      findings.push_back(
          {opening.index,
           fmt::format("a sealed text was opened on {} of the shares that custodians keep: {} are needed",
                       opening.shares, to_open)});
  return findings;
}

}  // namespace demur::service
