// The example of README.md, compiled and run; the README must show exactly these lines.
#include <gmock/gmock.h>

#include <sstream>

#include "demur/anonymity/envelope.hpp"
#include "demur/anonymity/hashing.hpp"
#include "demur/anonymity/keys_view.hpp"
#include "demur/anonymity/phrase.hpp"
#include "demur/anonymity/reply.hpp"
#include "demur/anonymity/statement.hpp"
#include "demur/anonymity/test_support.hpp"
#include "demur/anonymity/token.hpp"

namespace demur::anonymity {
namespace {

Status worked_example() {
  const core::Random random = core::system_random();
  const core::Day today = DEMUR_TRY(core::parse_day("2026-11-25"));
  const BoxKey first = BoxKey::generate(random);
  const BoxKey second = BoxKey::generate(random);
  const BoxKey third = BoxKey::generate(random);
  const SignKey office = SignKey::generate(random);
  const KeyId office_key_id = core::sha256(office.public_key());
  // begin of the example
  // The house: a key for this quarter's filings of the staff, published in the keys log.
  const IssuerKey issuer_key = DEMUR_TRY(IssuerKey::generate());
  const std::string record = DEMUR_TRY(format_record(IssuerKeyRecord{"example.org/dissent",
                                                                     "file:2026q4",
                                                                     "staff",
                                                                     2'000,
                                                                     1,
                                                                     DEMUR_TRY(core::parse_day("2026-10-01")),
                                                                     DEMUR_TRY(core::parse_day("2026-12-31")),
                                                                     core::sha256(core::bytes_of("roster")),
                                                                     {issuer_key.modulus()}}));
  const std::string count =
      DEMUR_TRY(format_record(IssuedRecord{"example.org/dissent", today, key_id(record), 1'200}));

  // A member: is everybody given this key, and are there enough of us? Then a token, signed unseen.
  const auto view = read_keys(std::vector{record, count}, {.instance = "example.org/dissent"});
  const auto trusted = view->issuer("file:2026q4", "staff", today, Use::fetch);
  const Issuer issuer = DEMUR_TRY(Issuer::from_record(trusted->text));
  const TokenRequest request = DEMUR_TRY(make_token_request(issuer, random));
  const std::vector<Bytes> answer{DEMUR_TRY(issuer_key.blind_sign(request.parts[0].blinded_message))};
  const Token token = DEMUR_TRY(finish_token(issuer, request, answer));

  // Another day, signed out: a mailbox that only this phrase opens, and a text for any two of three
  // custodians.
  const InstanceId instance = instance_id("example.org/dissent");
  const Context context{instance, issuer.id()};
  const Phrase phrase = make_phrase(random);
  const ReplyKeys author = DEMUR_TRY(derive_reply_keys(phrase, instance));
  const std::vector<BoxPublicKey> custodians{first.public_key(), second.public_key(), third.public_key()};
  const Bytes envelope =
      DEMUR_TRY(seal_envelope(new_content_key(random), Purpose::filing, context, custodians, 2,
                              core::bytes_of("We disagree, because ..."), random));
  const FilingStatement filing{hash(envelope), attachments_root({}), author.sign.public_key(),
                               about_hash("k3j5", "change")};
  const Signature signature = sign_statement(SignKey(token.holder_seed), issuer.id(), filing);

  // The server, and any auditor: a member of this class, once, and these very bytes. It can read nothing.
  DEMUR_TRY(check_credential(issuer, token.credential, today));
  DEMUR_TRY(check_statement(token.credential.holder, issuer.id(), filing, signature));
  const core::Digest tag = spent_tag(token.credential);  // kept, so that it is spent once

  // Two custodians.
  std::vector<Share> shares;
  shares.push_back(DEMUR_TRY(open_slot(envelope, Purpose::filing, context, first)));
  shares.push_back(DEMUR_TRY(open_slot(envelope, Purpose::filing, context, third)));
  const Opened opened = DEMUR_TRY(open_envelope(envelope, Purpose::filing, context, shares));

  // Their answer, and the author, back with the phrase: the whole feed is fetched, one reply opens.
  const core::Digest leaf = filing_leaf(filing_id(hash(envelope)));
  const Bytes feed = DEMUR_TRY(seal_reply(context, author.box.public_key(), office_key_id, office, leaf,
                                          "Thank you. We change the second paragraph.", random));
  for (const FoundReply& found : DEMUR_TRY(open_feed(feed, context, author.box)))
    DEMUR_TRY(check_reply(found.reply, office.public_key()));
  // end of the example
  EXPECT_EQ(core::text_of(opened.body.bytes()), "We disagree, because ...");
  EXPECT_NE(tag, core::Digest{});
  EXPECT_EQ(DEMUR_TRY(open_feed(feed, context, author.box)).size(), 1U);
  return {};
}

TEST(Readme, ShowsTheExampleThatRuns) {
  const Status status = worked_example();
  EXPECT_TRUE(status) << status.error().what;
  std::istringstream source(test::read_text(DEMUR_ROOT "/src/demur/anonymity/readme_test.cpp"));
  std::string example;
  bool inside = false;
  for (std::string line; std::getline(source, line);) {
    if (line == "  // end of the example") break;
    if (inside) example += line.empty() ? "\n" : line.substr(2) + "\n";
    if (line == "  // begin of the example") inside = true;
  }
  EXPECT_GT(example.size(), 1'000U);
  EXPECT_THAT(test::read_text(DEMUR_ROOT "/src/demur/anonymity/README.md"),
              ::testing::HasSubstr("```cpp\n" + example + "```"));
}

}  // namespace
}  // namespace demur::anonymity
