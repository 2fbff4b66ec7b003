// For tests: an anonymous house with one filing unseen, and what its author says when it is long answered.
//
//   AnsweredLongAgo test;
//   test.answer_and_take();
//   ASSERT_TRUE(take_item(*test.house, test.review(1, anonymity::Hindsight::right)).value());
#pragma once

#include "demur/service/anonymous_audit.hpp"
#include "demur/service/keys_log.hpp"
#include "demur/service/test_anonymity.hpp"
#include "demur/store/reviews.hpp"

namespace demur::service::testing {

// Filed unseen, answered and taken, and two years gone by.
struct AnsweredLongAgo : AnonymousHouse {
  anonymity::ReplyKeys author = author_keys();
  anonymity::KeyId key_id{};
  domain::DissentId filed;

  AnsweredLongAgo() {
    everybody_collects(file_scope());
    key_id = spare.front().credential.key_id;
    const drop::Item item = filing(spare.front(), author);
    filed = domain::DissentId{item.filing};
    EXPECT_TRUE(take_item(*house, item).value());
  }

  void answer_and_take() {
    auto act = answer(filed);
    act.confidential_note.clear();  // it would reach nobody
    must("respondent", act);
    must("respondent", domain::TakeDecision{decision, core::day_of(now)});
  }

  [[nodiscard]] core::Bytes words() {
    return anonymity::seal_envelope(anonymity::new_content_key(random), anonymity::Purpose::thread,
                                    context(spare.front()), recipients(), 2,
                                    core::bytes_of("HINDSIGHT-CANARY"), random)
        .value();
  }

  [[nodiscard]] drop::Item review(int number, anonymity::Hindsight verdict, const core::Bytes& envelope = {},
                                  const anonymity::SignKey* signer = nullptr) const {
    const anonymity::ReviewStatement statement{.leaf = anonymity::filing_leaf(filed.text),
                                               .number = static_cast<std::uint32_t>(number),
                                               .verdict = verdict,
                                               .envelope = anonymity::hash(envelope)};
    const anonymity::SignKey& key = signer != nullptr ? *signer : author.sign;
    return parsed({{"kind", "review"},
                   {"filing", filed.text},
                   {"number", number},
                   {"verdict", word(static_cast<domain::Hindsight>(verdict))},
                   {"envelope", core::to_base64(envelope)},
                   {"statement", core::to_base64(anonymity::sign_statement(key, key_id, statement))}});
  }
  core::Code refused(const drop::Item& item) {
    const auto taken = take_item(*house, item);
    return taken ? core::Code::internal
                 : taken.error().code;  // internal: it was taken, which no test expects
  }

  [[nodiscard]] std::optional<domain::LookBack> kept() {
    return house->store()
        .read([&](const store::Reader& reader) { return store::look_back_of(reader, filed); })
        .value();
  }
  std::vector<std::string> findings() {
    const auto log = house->store().read(KeysLog::read).value();
    AnonymousAudit unseen(instance(), log.records());
    RecordAudit records;
    std::uint64_t index = 0;
    for (const std::string& leaf : leaf_texts()) {
      EXPECT_TRUE(unseen.read(index, core::bytes_of(leaf)));
      EXPECT_TRUE(records.read(index++, core::bytes_of(leaf)));
    }
    figures = unseen.finish({.floor = 12, .to_open = 2});
    ledger = records.finish(core::day_of(now)).ledger;
    std::vector<std::string> found;
    for (const auto& finding : unseen.findings()) found.push_back(finding.what);
    for (const auto& finding : records.findings()) found.push_back(finding.what);
    return found;
  }
  AnonymousFigures figures;
  LedgerFigures ledger;
};

}  // namespace demur::service::testing
