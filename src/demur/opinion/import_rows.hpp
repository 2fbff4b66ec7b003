// Inside the importer: votes.csv as rows, and the ids that stand in them.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "demur/core/result.hpp"
#include "demur/opinion/conversation.hpp"
#include "demur/opinion/csv.hpp"

namespace demur::opinion {

// -1, 0 or 1, also as "1.0" or "+1".
[[nodiscard]] std::optional<int> read_sign(std::string_view cell);

// Numbers ids in the order in which they come.
class IdIndex {
 public:
  [[nodiscard]] std::uint32_t index_of(std::string_view id);
  [[nodiscard]] std::size_t size() const { return ids_.size(); }
  [[nodiscard]] std::size_t memory_bytes() const;
  // The ids in canonical order; `rank` becomes the place of each there, by number.
  [[nodiscard]] Ids sorted(std::vector<std::uint32_t>& rank) const;

 private:
  struct Hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view id) const { return std::hash<std::string_view>{}(id); }
  };
  std::vector<std::string> ids_;
  std::vector<std::uint32_t> by_number_;  // plus one; 0: none. For small numbers, which most ids are
  std::unordered_map<std::string, std::uint32_t, Hash, std::equal_to<>> by_text_;
};

// The rows of votes.csv in their order, eight bytes each.
class VoteRows {
 public:
  void add(std::uint32_t person, std::uint16_t statement, int sign);
  [[nodiscard]] std::uint64_t size() const { return size_; }

  template <typename Use>
  void each(Use use) const {  // use(person, statement, sign)
    for (const auto& chunk : chunks_)
      for (const std::uint64_t row : chunk)
        use(static_cast<std::uint32_t>(row >> 32), static_cast<std::uint16_t>(row >> 8),
            static_cast<int>(row & 0xff) - 1);
  }

 private:
  std::vector<std::vector<std::uint64_t>> chunks_;  // so that growing copies nothing
  std::uint64_t size_ = 0;
};

struct VotesFile {
  IdIndex people;
  IdIndex statements;
  VoteRows rows;
  std::vector<std::int64_t> first_vote;  // by person: the earliest time stamp; empty where one is no number
};

[[nodiscard]] core::Result<VotesFile> read_votes(CsvReader& reader, std::size_t memory_bytes);

}  // namespace demur::opinion
