#include "demur/service/drop_feed.hpp"

#include <algorithm>

#include "demur/anonymity/statement.hpp"
#include "demur/domain/review.hpp"
#include "demur/domain/sight.hpp"
#include "demur/service/drop/rounds_copy.hpp"
#include "demur/service/keys_log.hpp"
#include "demur/service/polls.hpp"
#include "demur/service/quarter.hpp"
#include "demur/service/scopes.hpp"
#include "demur/store/decisions.hpp"
#include "demur/store/dispositions.hpp"
#include "demur/store/dissents.hpp"
#include "demur/store/members.hpp"
#include "demur/store/offices.hpp"
#include "demur/store/reviews.hpp"
#include "demur/store/sealed.hpp"

namespace demur::service {
namespace {

using core::Bytes;
using core::Code;
using core::fail;
using core::Result;
using core::json::array;
using core::json::object;

std::unexpected<core::Error> no_anonymous_channel() {
  return fail(Code::not_found, "This channel takes no anonymous dissents.");
}

object days_of(const domain::Dissent& dissent) {
  object days{{"filed", core::to_string(dissent.filed_on)}};
  const auto add = [&](const char* name, const std::optional<core::Day>& day) {
    if (day) days[name] = core::to_string(*day);
  };
  add("acknowledged", dissent.acknowledged_on);
  add("answered", dissent.answered_on);
  add("closed", dissent.closed_on);
  add("last_word_by", dissent.last_word_by);
  return days;
}

// Once it is time. How often its author has done it is what the next time is numbered by.
core::Status add_looking_back(const store::Reader& reader, const domain::Dissent& dissent, object& line) {
  const auto decision = DEMUR_TRY(store::find_decision(reader, dissent.decision));
  if (!decision || !domain::may_look_back(dissent, *decision)) return {};
  const auto look = DEMUR_TRY(store::look_back_of(reader, dissent.id));
  line["reviews"] = look ? look->number : 0;
  if (look) line["review"] = domain::word(look->verdict);
  return {};
}

Result<object> filing_json(const Institution& house, const store::Reader& reader,
                           const store::SealedFiling& filing) {
  const auto dissent = DEMUR_TRY(store::find_dissent(reader, filing.dissent));
  if (!dissent) return fail(Code::internal, "a sealed filing has no dissent");
  object line = days_of(*dissent);
  line["id"] = dissent->id.text;
  line["key"] = core::to_base64(filing.key_id);
  line["author"] = core::to_base64(filing.author_key);
  line["about"] = core::to_base64(anonymity::about_hash(dissent->decision.text, domain::word(dissent->kind)));
  line["state"] = domain::word(dissent->state);
  line["quarter"] = quarter_of(dissent->filed_on);
  line["messages"] = DEMUR_TRY(store::sealed_messages(reader, dissent->id)).size();
  if (dissent->last_word) line["last_word"] = domain::word(dissent->last_word->verdict);
  DEMUR_TRY(add_looking_back(reader, *dissent, line));
  const int cosigners = DEMUR_TRY(store::count_anonymous_signatures(reader, dissent->id));
  if (cosigners >= house.policy().cosign_threshold) line["cosigners"] = cosigners;
  if (const auto answer = DEMUR_TRY(store::published_disposition_of(reader, dissent->id))) {
    line["decision"] = dissent->decision.text;
    line["outcome"] = domain::word(answer->outcome);
    line["reasons"] = answer->reasons;
    line["what_changed"] = answer->what_changed;
    line["belongs_to"] = answer->belongs_to;
    if (answer->deferred_until) line["deferred_until"] = core::to_string(*answer->deferred_until);
  }
  return line;
}

// Custodians who would have a part in the decision: what is filed about it is not sealed to them.
Result<array> recused_from(const store::Reader& reader, const domain::Decision& decision) {
  array keys;
  for (const store::OfficerKey& key : DEMUR_TRY(store::officer_keys(reader))) {
    if (key.state != "current") continue;
    const auto holder = DEMUR_TRY(store::find_member(reader, key.member));
    if (holder && domain::bond(*holder, {}, decision, false, false).is_recused)
      keys.emplace_back(core::to_base64(key.key_id));
  }
  return keys;
}

Result<array> decisions_json(const store::Reader& reader) {
  array lines;
  for (const domain::Decision& decision : DEMUR_TRY(store::list_decisions(reader))) {
    if (decision.state == domain::DecisionState::withdrawn) continue;
    const auto owner = DEMUR_TRY(store::find_office(reader, decision.owner));
    lines.push_back(object{{"id", decision.id.text},
                           {"number", decision.number},
                           {"title", decision.title},
                           {"owner", owner ? owner->name : std::string()},
                           {"state", domain::word(decision.state)},
                           {"recused", DEMUR_TRY(recused_from(reader, decision))}});
  }
  return lines;
}

Result<array> statements_json(const store::Reader& reader, const domain::Poll& poll, core::Day today) {
  array lines;
  for (const Asked& each : DEMUR_TRY(all_asked(reader, poll, today)))
    lines.push_back(object{{"id", each.id},
                           {"number", each.number},
                           {"state", each.is_shown ? "shown" : "retired"},
                           {"text", each.text}});
  return lines;
}

// What votes are cast in by token, with all that somebody must know before they vote.
Result<array> rounds_json(const store::Reader& reader, core::Day today) {
  array lines;
  for (const domain::Poll& poll : DEMUR_TRY(open_polls(reader))) {
    if (today > poll.votes_until) continue;
    const auto owner = DEMUR_TRY(store::find_office(reader, poll.owner));
    lines.push_back(object{{"id", poll.id},
                           {"kind", domain::word(poll.kind)},
                           {"title", poll.title},
                           {"owner", owner ? owner->name : std::string()},
                           {"opened", core::to_string(poll.opened_on)},
                           {"closes", core::to_string(poll.votes_until)},
                           {"proposals_until", core::to_string(poll.proposals_until)},
                           {"mandate", domain::to_json(poll.mandate)},
                           {"statements", DEMUR_TRY(statements_json(reader, poll, today))}});
  }
  return lines;
}

Result<object> classes_json(const store::Reader& reader) {
  object names{{std::string(kEverybody), "any member of the institution"}};
  for (const domain::Office& office : DEMUR_TRY(store::list_offices(reader)))
    names[office_class(office.id)] = office.name;
  return names;
}

}  // namespace

Result<object> drop_view(Institution& house) {
  const domain::ChannelPolicy& policy = house.policy();
  if (!policy.anonymous) return no_anonymous_channel();
  const core::Day today = DEMUR_TRY(house.today());
  array kinds;
  for (const auto kind : policy.kinds) kinds.push_back(domain::word(kind));
  object view{{"institution", house.name()},
              {"channel", policy.title},
              {"purpose", policy.purpose},
              {"origin", house.log_key().verifier().name},
              {"log_key", house.log_key().verifier().text()},
              {"keys_origin", keys_origin(house)},
              {"keys_key", DEMUR_TRY(keys_log_key(house)).text()},
              {"to_open", policy.anonymous->to_open},
              {"floor", policy.anonymous->floor},
              {"passkey", policy.anonymous->passkey ? "required" : "optional"},
              {"cosign_threshold", policy.cosign_threshold},
              {"hour", policy.publishing.hour},
              {"relay_hour", (policy.publishing.hour + 23) % 24},
              {"every", domain::word(policy.publishing.every)},
              {"promise_days", policy.publishing.promise_days},
              {"today", core::to_string(today)},
              {"quarter", quarter_of(today)},
              {"kinds", std::move(kinds)}};
  return house.store().read([&](const store::Reader& reader) -> Result<object> {
    view["decisions"] = DEMUR_TRY(decisions_json(reader));
    view["classes"] = DEMUR_TRY(classes_json(reader));
    return std::move(view);
  });
}

Result<std::string> rounds_feed(Institution& house) {
  if (!house.policy().anonymous) return no_anonymous_channel();
  const core::Day today = DEMUR_TRY(house.today());
  const auto rounds =
      DEMUR_TRY(house.store().read([&](const store::Reader& reader) { return rounds_json(reader, today); }));
  return drop::sign_rounds({{"rounds", rounds}}, house.log_key());
}

Result<object> anonymous_filings(Institution& house) {
  if (!house.policy().anonymous) return no_anonymous_channel();
  return house.store().read([&](const store::Reader& reader) -> Result<object> {
    array lines;
    for (const store::SealedFiling& filing : DEMUR_TRY(store::sealed_filings(reader)))
      lines.push_back(DEMUR_TRY(filing_json(house, reader, filing)));
    return object{{"filings", std::move(lines)}};
  });
}

Result<Bytes> reply_feed(Institution& house, std::string_view quarter) {
  return house.store().read([&](const store::Reader& reader) -> Result<Bytes> {
    Bytes feed;
    for (const Bytes& reply : DEMUR_TRY(store::sealed_replies(reader, quarter)))
      feed.insert(feed.end(), reply.begin(), reply.end());
    return feed;
  });
}

}  // namespace demur::service
