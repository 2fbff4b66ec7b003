#include "demur/opinion/export.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <bit>
#include <iterator>
#include <numeric>
#include <utility>

#include "demur/opinion/csv.hpp"

namespace demur::opinion {
namespace {

using core::Code;
using core::fail;
using core::Result;

struct Counts {
  std::uint32_t agree = 0;
  std::uint32_t disagree = 0;
};

// Below `bound`, each equally likely: what would favour the first few is drawn again.
std::uint64_t draw(std::uint64_t bound, const core::Random& random) {
  const std::uint64_t fair = UINT64_MAX - UINT64_MAX % bound;
  for (;;) {
    std::array<std::uint8_t, 8> bytes{};
    random(bytes);
    const auto number = std::bit_cast<std::uint64_t>(bytes);
    if (number < fair) return number % bound;
  }
}

std::vector<std::uint32_t> inverse(const std::vector<std::uint32_t>& order) {
  std::vector<std::uint32_t> at(order.size());
  for (std::uint32_t n = 0; n < order.size(); ++n) at[order[n]] = n;
  return at;
}

// One export: what there is, and the ids that it gets.
class Writer {
 public:
  Writer(const Conversation& conversation, const ExportOptions& options)
      : all_(conversation),
        day_(core::to_string(options.day)),
        seconds_(std::chrono::duration_cast<std::chrono::seconds>(options.day.time_since_epoch()).count()),
        statement_ids_(order_by_chance(conversation.statements.size(), options.random)),
        people_ids_(order_by_chance(conversation.votes.people(), options.random)) {}

  [[nodiscard]] std::string summary() const {
    return fmt::format("topic,{}\nvoters,{}\ncomments,{}\n", csv_cell(all_.topic), all_.votes.people(),
                       all_.statements.size());
  }

  [[nodiscard]] std::string comments() const {
    std::vector<Counts> counts(all_.statements.size());
    for (std::size_t k = 0; k < all_.votes.count(); ++k) {
      Counts& one = counts[all_.votes.all_statements()[k]];
      one.agree += all_.votes.all_votes()[k] == Vote::agree ? 1 : 0;
      one.disagree += all_.votes.all_votes()[k] == Vote::disagree ? 1 : 0;
    }
    std::string text =
        "timestamp,datetime,comment-id,author-id,agrees,disagrees,moderated,is-meta,comment-body\n";
    for (const std::uint32_t at : inverse(statement_ids_)) {
      const Statement& one = all_.statements[at];
      fmt::format_to(std::back_inserter(text), "{},{},{},,{},{},{},{},{}\n", seconds_, day_,
                     statement_ids_[at], counts[at].agree, counts[at].disagree,
                     static_cast<int>(one.moderation), one.meta, csv_cell(one.text));
    }
    return text;
  }

  [[nodiscard]] std::string votes() const {
    std::string text = "timestamp,datetime,comment-id,voter-id,vote\n";
    for_each_person([&](std::uint32_t id, const std::vector<Cell>& row) {
      for (const Cell& cell : row)
        fmt::format_to(std::back_inserter(text), "{},{},{},{},{}\n", seconds_, day_, cell.first, id,
                       static_cast<int>(cell.second));
    });
    return text;
  }

  [[nodiscard]] std::string participants() const {
    std::string text = "participant,group-id,n-comments,n-votes,n-agree,n-disagree";
    for (std::size_t id = 0; id < all_.statements.size(); ++id)
      fmt::format_to(std::back_inserter(text), ",{}", id);
    text += '\n';
    for_each_person([&](std::uint32_t id, const std::vector<Cell>& row) { add_participant(text, id, row); });
    return text;
  }

 private:
  using Cell = std::pair<std::uint32_t, Vote>;  // a statement's new id

  // By their new ids, and each one's votes by those of the statements.
  void for_each_person(const auto& use) const {
    std::vector<Cell> row;
    for (const std::uint32_t person : inverse(people_ids_)) {
      row.clear();
      const auto on = all_.votes.statements_of(person);
      for (std::size_t k = 0; k < on.size(); ++k)
        row.emplace_back(statement_ids_[on[k]], all_.votes.votes_of(person)[k]);
      std::ranges::sort(row);
      use(people_ids_[person], row);
    }
  }

  void add_participant(std::string& text, std::uint32_t id, const std::vector<Cell>& row) const {
    Counts counts;
    for (const auto& [statement, vote] : row) {
      counts.agree += vote == Vote::agree ? 1 : 0;
      counts.disagree += vote == Vote::disagree ? 1 : 0;
    }
    fmt::format_to(std::back_inserter(text), "{},,0,{},{},{}", id, row.size(), counts.agree, counts.disagree);
    std::size_t at = 0;
    for (std::uint32_t statement = 0; statement < all_.statements.size(); ++statement) {
      text += ',';
      if (at < row.size() && row[at].first == statement)
        fmt::format_to(std::back_inserter(text), "{}", static_cast<int>(row[at++].second));
    }
    text += '\n';
  }

  const Conversation& all_;
  std::string day_;
  std::int64_t seconds_;
  std::vector<std::uint32_t> statement_ids_;  // by column
  std::vector<std::uint32_t> people_ids_;     // by row
};

}  // namespace

std::vector<std::uint32_t> order_by_chance(std::size_t count, const core::Random& random) {
  std::vector<std::uint32_t> order(count);
  std::iota(order.begin(), order.end(), 0U);
  for (std::size_t left = count; left > 1; --left) std::swap(order[left - 1], order[draw(left, random)]);
  return order;
}

Result<PolisExport> export_polis(const Conversation& conversation, const ExportOptions& options) {
  std::size_t voters = 0;
  for (std::size_t person = 0; person < conversation.votes.people(); ++person)
    voters += conversation.votes.count_of(person) > 0 ? 1 : 0;
  if (voters < options.floor)
    return fail(Code::conflict,
                fmt::format("Fewer than {} people voted: nothing is given out of so few.", options.floor));
  const Writer writer(conversation, options);
  return PolisExport{.summary = writer.summary(),
                     .comments = writer.comments(),
                     .votes = writer.votes(),
                     .participants = writer.participants()};
}

}  // namespace demur::opinion
