// For tests: what both audits say of a round or a session by token, and of what is forged in its log; and all
// that its house keeps but who collected tokens.
#pragma once

#include <gmock/gmock.h>

#include <algorithm>
#include <functional>

#include "demur/service/anonymous_audit.hpp"
#include "demur/service/audit.hpp"
#include "demur/service/test_ballots.hpp"

namespace demur::service::testing {

struct Read {
  OpinionFigures opinion;
  MeetingFigures meetings;
  AnonymousFigures anonymous;
  std::vector<std::string> findings;
};

// A forgery changes leaves on their way, or leaves them out: false.
using Forging = std::function<bool(translog::Leaf&)>;

inline std::vector<std::string> leaf_texts_with(AnonymousHouse& test, Forging keep) {
  std::vector<std::string> texts;
  for (translog::Leaf leaf : test.leaves())
    if (!keep || keep(leaf)) texts.push_back(translog::format_leaf(leaf).value());
  return texts;
}

inline std::vector<std::string> keys_log_of(AnonymousHouse& test) {
  return test.house->store().read(store::key_records).value();
}

// What is held of records by themselves.
inline Read audit_records(AnonymousHouse& test, const std::vector<std::string>& leaves) {
  RecordAudit records;
  std::uint64_t index = 0;
  for (const std::string& text : leaves) EXPECT_TRUE(records.read(index++, core::bytes_of(text)));
  const AuditFigures figures = records.finish(core::day_of(test.now));
  Read read{.opinion = figures.opinion, .meetings = figures.meetings, .anonymous = {}, .findings = {}};
  for (const auto& finding : records.findings()) read.findings.push_back(finding.what);
  return read;
}

// What is held of the tokens in them.
inline Read audit_tokens(AnonymousHouse& test, const std::vector<std::string>& leaves,
                         const std::vector<std::string>& keys) {
  AnonymousAudit unknown(test.instance(), keys);
  std::uint64_t index = 0;
  for (const std::string& text : leaves) EXPECT_TRUE(unknown.read(index++, core::bytes_of(text)));
  Read read{.opinion = {},
            .meetings = {},
            .anonymous = unknown.finish({.floor = 12, .to_open = 2}),
            .findings = {}};
  for (const auto& finding : unknown.findings()) read.findings.push_back(finding.what);
  return read;
}

inline Read audit(AnonymousHouse& test, const Forging& keep = {}) {
  const auto leaves = leaf_texts_with(test, keep);
  Read read = audit_records(test, leaves);
  Read tokens = audit_tokens(test, leaves, keys_log_of(test));
  read.anonymous = tokens.anonymous;
  std::ranges::move(tokens.findings, std::back_inserter(read.findings));
  return read;
}

struct Forgery {
  const char* what;
  const char* finding;  // what must be found of it
  Forging change;
};

// Made on the first of the leaves of this type.
inline Forging on_first(const char* type, const Forging& change) {
  return
      [=, seen = 0](translog::Leaf& leaf) mutable { return leaf.type != type || seen++ > 0 || change(leaf); };
}

// Made on each of them.
inline Forging on_each(const std::vector<std::string>& types,
                       const std::function<void(translog::Leaf&)>& change) {
  return [=](translog::Leaf& leaf) {
    if (std::ranges::find(types, leaf.type) != types.end()) change(leaf);
    return true;
  };
}

// As if so many might vote, or propose.
inline Forging with_eligible(int people) {
  return [=](translog::Leaf& leaf) {
    if (leaf.public_part && leaf.public_part->contains("eligible")) (*leaf.public_part)["eligible"] = people;
    return true;
  };
}

// What is forged of the ballots in a poll of four voters, whose end is the record of type `closing`.
inline std::vector<Forgery> forged_ballots(const std::string& closing) {
  const auto changed = [](const std::function<void(translog::Leaf&)>& change) {
    return on_first("anonymous.voted", [=](translog::Leaf& leaf) {
      change(leaf);
      return true;
    });
  };
  return {
      {"a vote left out", "3 tokens did", on_first("anonymous.voted", [](translog::Leaf&) { return false; })},
      {"a ballot changed", "its one hash is not over", changed([](translog::Leaf& leaf) {
         (*leaf.public_part)["ballot"] = core::to_base64(core::Digest{});
       })},
      {"another number of voters", "it says that 5 voted",
       on_each({closing}, [](translog::Leaf& leaf) { (*leaf.public_part)["voters"] = 5; })},
      {"told before its end", "recorded apart",
       changed([](translog::Leaf& leaf) { leaf.day -= std::chrono::days{1}; })},
      {"of another poll", "3 tokens did", changed([](translog::Leaf& leaf) {
         leaf.refs.front().replace(leaf.refs.front().find(':') + 1, 26, std::string(26, 'a'));
       })},
      {"ended too early", "last day had passed",
       on_each({closing, "anonymous.voted"}, [](translog::Leaf& leaf) { leaf.day -= std::chrono::days{1}; })},
      {"more voters than people", "4 voted, and 3 were eligible", with_eligible(3)}};
}

inline void expect_each_is_found(AnonymousHouse& test, const std::vector<Forgery>& forgeries) {
  for (const auto& [what, finding, change] : forgeries)
    EXPECT_THAT(audit(test, change).findings, ::testing::Contains(::testing::HasSubstr(finding))) << what;
}

// Everything in the database but who collected a token, which everybody does. SQLite itself draws, anew in
// each run, where the search has a decision: nothing of a vote is there.
inline std::vector<std::string> rows_outside_the_issuing(AnonymousHouse& test) {
  return test.house->store()
      .read([&](const store::Reader& reader) -> core::Result<std::vector<std::string>> {
        std::vector<std::string> all;
        for (const auto& table : DEMUR_TRY(reader.all<std::string>(
                 "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name "
                 "NOT "
                 "IN ('issued', 'issue_batch') AND name NOT LIKE 'public_%' AND sql NOT LIKE 'CREATE "
                 "VIRTUAL%' ORDER BY name"))) {
          std::string row = "''";
          for (const auto& column : DEMUR_TRY(reader.all<std::string>("SELECT name FROM pragma_table_info('" +
                                                                      table + "') ORDER BY cid")))
            row += " || quote(\"" + column + "\") || ' '";
          for (const auto& text :
               DEMUR_TRY(reader.all<std::string>("SELECT " + row + " FROM \"" + table + "\"")))
            all.push_back(table + " " + text);
        }
        std::ranges::sort(all);
        return all;
      })
      .value();
}

// Two runs of the same, in which other members have the tokens.
inline void expect_the_same_but_who_has_which_token(AnonymousHouse& one, AnonymousHouse& other) {
  const auto issued = [](AnonymousHouse& test) {
    return test.house->store()
        .read([](const store::Reader& reader) {
          return reader.all<std::string>("SELECT member FROM issued ORDER BY blinded");
        })
        .value();
  };
  EXPECT_NE(issued(one), issued(other)) << "who has which token must differ, or the test proves nothing";
  EXPECT_EQ(one.leaf_texts(), other.leaf_texts());
  std::vector<std::string> different;
  std::ranges::set_symmetric_difference(rows_outside_the_issuing(one), rows_outside_the_issuing(other),
                                        std::back_inserter(different));
  EXPECT_THAT(different, ::testing::IsEmpty());
}

}  // namespace demur::service::testing
