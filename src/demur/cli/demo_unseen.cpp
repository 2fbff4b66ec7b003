#include "demur/cli/demo_unseen.hpp"

#include <algorithm>

#include "demur/anonymity/filing_body.hpp"
#include "demur/anonymity/handover.hpp"
#include "demur/anonymity/hashing.hpp"
#include "demur/anonymity/reply.hpp"
#include "demur/anonymity/statement.hpp"
#include "demur/cli/demo_story.hpp"
#include "demur/cli/sending.hpp"
#include "demur/cli/terminal.hpp"
#include "demur/service/drop/ballot.hpp"
#include "demur/service/drop/proposal.hpp"
#include "demur/service/meetings.hpp"
#include "demur/service/quarter.hpp"
#include "demur/service/taking_in.hpp"
#include "demur/store/decisions.hpp"

namespace demur::cli {
namespace {

using namespace domain;
using anonymity::BoxKey;
using anonymity::SignKey;
using core::Code;
using core::fail;
using core::Result;
using core::Status;

constexpr std::size_t kCollectors = 13;
constexpr std::size_t kCosigners = 3;  // fewer than the policy shows

Result<DecisionId> decision_numbered(service::Institution& house, std::string_view number) {
  const auto all = DEMUR_TRY(house.store().read(store::list_decisions));
  const auto found = std::ranges::find(all, number, &Decision::number);
  if (found == all.end()) return fail(Code::internal, "the story has no decision " + std::string(number));
  return found->id;
}

Result<anonymity::Issuer> issuer_of(service::Institution& house, std::string_view scope, Day today) {
  const auto live = DEMUR_TRY(
      house.store().read([&](const store::Reader& reader) { return service::live_issuers(reader, today); }));
  for (const service::IssuerEntry& entry : live)
    if (entry.record.scope == scope && entry.record.klass == service::kEverybody)
      return anonymity::Issuer::from_record(entry.text);
  return fail(Code::internal, "the story has no key for " + std::string(scope));
}

Status take(service::Institution& house, std::string_view text) {
  DEMUR_TRY(service::take_item(house, DEMUR_TRY(service::drop::parse_item(text))));
  return {};
}

std::string quarter_scope(Day day) {
  return "file:" + service::quarter_of(day);
}

}  // namespace

struct DemoUnseen::Words {
  const char* decision;  // its number
  DissentKind kind;
  const char* title;
  const char* text;
  const char* remedy;
};

DemoUnseen::DemoUnseen(Teller& story, std::filesystem::path keys, const service::IssuerKeySource& new_key)
    : story_(story), house_(story.house()), keys_(std::move(keys)), new_key_(new_key), desk_(house_, {}) {}

std::string DemoUnseen::instance() const {
  return house_.log_key().verifier().name;
}

const core::Random& DemoUnseen::random() const {
  return house_.environment().random;
}

anonymity::Context DemoUnseen::context() const {
  return {anonymity::instance_id(instance()), first_key_};
}

Status DemoUnseen::publish_keys() {
  std::error_code failed;
  std::filesystem::create_directories(keys_, failed);
  std::filesystem::permissions(keys_, std::filesystem::perms::owner_all, failed);
  if (failed) return fail(Code::internal, "cannot make the folder " + keys_.string());
  std::vector<std::string> logins{kDemoCustodian};
  for (const Person& person : demo_custodians()) logins.push_back(person.login);
  for (const std::string& login : logins) {
    const Member who = DEMUR_TRY(story_.member(login));
    auto keys = anonymity::make_officer_keys(instance(), who.id.text, random());
    const auto box = BoxKey(keys.box_seed).public_key();
    const SignKey sign(keys.sign_seed);
    const auto id = DEMUR_TRY(service::register_officer_key(
        house_, who, {box, sign.public_key(), sign.sign(service::officer_key_proof(house_, who.id, box))}));
    const auto file =
        DEMUR_TRY(anonymity::seal_officer_keys(keys, core::bytes_of(kDemoPassphrase), {}, random()));
    DEMUR_TRY(write_file(keys_ / (login + ".demur-key"), file));
    custodians_.push_back({login, std::move(keys), id});
  }
  return {};
}

// One token each, under the key of everybody: a token can be spent once as many were issued as the policy's
// floor of people must share, three to each.
Status DemoUnseen::collect(const std::string& scope, std::vector<anonymity::Token>& tokens) {
  DEMUR_TRY(service::open_scopes(house_, new_key_));
  const auto issuer = DEMUR_TRY(issuer_of(house_, scope, story_.today()));
  for (std::size_t i = 0; i < kCollectors; ++i) {
    const auto request = DEMUR_TRY(anonymity::make_token_request(issuer, random()));
    const auto body = DEMUR_TRY(anonymity::format_issue_request(
        {.tokens = {{request.key_id, 0, request.parts.front().blinded_message}}, .assertion = {}}));
    const auto answer = DEMUR_TRY(desk_.issue(DEMUR_TRY(story_.member(demo_colleagues().at(i).login)), body));
    tokens.push_back(DEMUR_TRY(
        anonymity::finish_token(issuer, request, DEMUR_TRY(anonymity::parse_issue_answer(answer)))));
  }
  return service::publish_counts(house_);
}

Result<DissentId> DemoUnseen::file(const Words& words, const anonymity::Token& token,
                                   const anonymity::ReplyKeys& author) {
  const DecisionId decision = DEMUR_TRY(decision_numbered(house_, words.decision));
  const anonymity::FilingBody body{.kind = word(words.kind),
                                   .decision = decision.text,
                                   .title = words.title,
                                   .body = words.text,
                                   .remedy = words.remedy,
                                   .reply_box = author.box.public_key(),
                                   .reply_sign = author.sign.public_key(),
                                   .attachments = {}};
  std::vector<anonymity::BoxPublicKey> recipients;
  for (const Custodian& custodian : custodians_)
    recipients.push_back(BoxKey(custodian.keys.box_seed).public_key());
  const anonymity::Context context{anonymity::instance_id(instance()), token.credential.key_id};
  const auto text = DEMUR_TRY(anonymity::format_filing_body(body));
  const auto key = anonymity::new_content_key(random());
  auto envelope = DEMUR_TRY(anonymity::seal_envelope(
      key, anonymity::Purpose::filing, context, recipients,
      static_cast<std::size_t>(house_.policy().anonymous->to_open), core::bytes_of(text), random()));
  const DissentId id{anonymity::filing_id(anonymity::hash(envelope))};
  DEMUR_TRY(take(house_, DEMUR_TRY(filing_item(token, {.decision = decision.text,
                                                       .kind = body.kind,
                                                       .envelope = std::move(envelope),
                                                       .author = author.sign.public_key()}))));
  return id;
}

Status DemoUnseen::file_first() {
  first_scope_ = quarter_scope(story_.today());
  DEMUR_TRY(collect(first_scope_, to_file_));
  const auto phrase = anonymity::make_phrase(random());
  DEMUR_TRY(write_file(keys_ / "phrase.txt", std::string(phrase.text()) + "\n"));
  const auto author = DEMUR_TRY(anonymity::derive_reply_keys(phrase, anonymity::instance_id(instance())));
  first_key_ = to_file_.back().credential.key_id;
  first_author_ = author.box.public_key();
  first_ = DEMUR_TRY(
      file({.decision = "2026/11",
            .kind = DissentKind::implementation,
            .title = "The list of flooded districts leaves out the camps",
            .text = "The visas go to families who can show an address in a flooded district. I was at the "
                    "border: whoever lived in the camps on the lower dam has no address there, and is sent "
                    "back to get one. We turned away forty people on the second day.",
            .remedy = "A visa on the word of the camp's own register, which the relief society keeps."},
           to_file_.back(), author));
  to_file_.pop_back();
  return {};
}

Result<std::vector<service::AgreedShare>> DemoUnseen::shares_of(const Custodian& giver,
                                                                core::ByteView envelope) const {
  const auto share = DEMUR_TRY(
      anonymity::open_slot(envelope, anonymity::Purpose::filing, context(), BoxKey(giver.keys.box_seed)));
  std::vector<service::AgreedShare> shares;
  for (const Custodian& other : custodians_) {
    if (other.login == giver.login) continue;
    const auto box = BoxKey(other.keys.box_seed).public_key();
    shares.push_back({.recipient = other.key_id,
                      .envelope = DEMUR_TRY(anonymity::seal_release(
                          envelope, context(), share, box, SignKey(giver.keys.sign_seed), random()))});
  }
  return shares;
}

Status DemoUnseen::write_to_author(const Custodian& from, std::string_view text) {
  const auto reply =
      DEMUR_TRY(anonymity::seal_reply(context(), first_author_, from.key_id, SignKey(from.keys.sign_seed),
                                      anonymity::filing_leaf(first_.text), text, random()));
  DEMUR_TRY(service::reply_to_author(house_, DEMUR_TRY(story_.member(from.login)), first_, reply));
  return {};
}

// What is released says less than what was sealed: where its author stood, and when, would name them.
Status DemoUnseen::open_first() {
  const Custodian& reader = custodians_.at(0);
  const Custodian& other = custodians_.at(1);
  const Member agrees = DEMUR_TRY(story_.member(other.login));
  const auto sealed = DEMUR_TRY(service::read_sealed(house_, agrees, first_));
  DEMUR_TRY(
      service::agree_to_open(house_, agrees, first_, DEMUR_TRY(shares_of(other, sealed.filing.envelope))));
  DEMUR_TRY(story_.act(reader.login, OpenText{first_, "To acknowledge it and have it answered."}));
  DEMUR_TRY(story_.act(
      reader.login,
      ReleaseText{
          first_, "The list of flooded districts leaves out the camps",
          "The visas go to families who can show an address in a flooded district. Whoever lived in the "
          "camps on the lower dam has none, and is sent back to get one.\n\nA visa should be given on "
          "the word of the camps' own register."}));
  DEMUR_TRY(story_.act(reader.login, Acknowledge{first_}));
  return write_to_author(
      reader,
      "Thank you. It is acknowledged, and with the Consular Directorate. We left out where you were and "
      "what you counted there. Is there a copy of the register that we may name?");
}

Status DemoUnseen::answer_first() {
  DEMUR_TRY(story_.act(
      "pia.holloway",
      domain::Answer{
          .dissent = first_,
          .id = story_.new_disposition(),
          .outcome = Outcome::deferred,
          .reasons = "The dissent is right that the list knows districts and not camps. Whether the camps' "
                     "register can stand for an address is being asked of those who keep it; until they "
                     "answer, posts let families from the lower dam wait on this side of the border.",
          .deferred_until = story_.in_working_days(20)}));
  return {};
}

Status DemoUnseen::file_second() {
  const anonymity::ReplyKeys author{BoxKey::generate(random()), SignKey::generate(random())};
  const auto second = DEMUR_TRY(
      file({.decision = "2026/12",
            .kind = DissentKind::procedure,
            .title = "We were told what to say about the telephone call",
            .text = "Those who took part in the call of the delegation were asked to describe it as a pause "
                    "that both sides wanted. It was not. The instruction to describe it so is in writing.",
            .remedy = "That the instruction is put beside the decision."},
           to_file_.back(), author));
  to_file_.pop_back();
  std::vector<anonymity::Token> to_sign;
  DEMUR_TRY(collect("cosign:" + second.text, to_sign));
  for (std::size_t i = 0; i < kCosigners; ++i)
    DEMUR_TRY(take(house_, DEMUR_TRY(cosign_item(to_sign.at(i), second.text))));
  return {};
}

constexpr const char* kQuestions[] = {
    "May somebody who is posted to the coast say no, and is it written down what then happens to them?",
    "Why did those who sail hear of the new rules from the newspaper?",
    "Who reads the monthly reports of the posts, and when was one of them last answered?"};

Status DemoUnseen::ask_before_session(const OfficeId& office) {
  session_ = {core::random_id_text(random())};
  const AnnounceSession session{
      .id = session_,
      .office = office,
      .title = "Posted to the coast",
      .series = "Open hours of the Bureau",
      .venue = {.starts = core::Time(story_.in_working_days(17)) + std::chrono::hours{10},
                .minutes = 90,
                .place = "Room 2.14"},
      .mandate = {.level = Level::consult,
                  .fixed = "The posts stay where they are.",
                  .may_change = "How long somebody is posted there, and what they are told before.",
                  .decides = "The Director of the Bureau of Northern Affairs",
                  .hear_by = story_.in_working_days(25),
                  .attribution = Attribution::not_recorded}};
  const Member host = DEMUR_TRY(story_.member("respondent"));
  DEMUR_TRY(service::perform(house_, host.id, MeetingAct(session)));
  std::vector<anonymity::Token> to_ask;
  DEMUR_TRY(collect("propose:" + session_.text, to_ask));
  for (std::size_t i = 0; i < std::size(kQuestions); ++i) {
    const auto text = DEMUR_TRY(service::drop::make_proposal(
        to_ask.at(i),
        {.round = session_.text, .nonce = service::drop::new_nonce(random()), .text = kQuestions[i]}));
    questions_.push_back(DEMUR_TRY(service::drop::parse_item(text)).filing);
    DEMUR_TRY(take(house_, text));
  }
  return {};
}

Status DemoUnseen::vote_before_session() {
  std::vector<anonymity::Token> to_vote;
  DEMUR_TRY(collect("vote:" + session_.text, to_vote));
  for (std::size_t voter = 0; voter < 7; ++voter) {
    std::vector<service::drop::ChosenVote> votes;
    for (std::size_t i = 0; i <= voter % questions_.size(); ++i)
      votes.push_back({questions_.at(i), kQuestions[i], 1});
    DEMUR_TRY(take(house_, DEMUR_TRY(service::drop::make_ballot(
                               to_vote.at(voter),
                               {.round = session_.text,
                                .sequence = service::drop::ballot_sequence(story_.today(), 1),
                                .nonce = service::drop::new_nonce(random())},
                               std::move(votes)))));
  }
  return {};
}

// Without it a visitor would be alone with this quarter's tokens, and could not spend one.
Status DemoUnseen::collect_again() {
  const std::string scope = quarter_scope(story_.today());
  return scope == first_scope_ ? Status() : collect(scope, to_file_);
}

}  // namespace demur::cli
