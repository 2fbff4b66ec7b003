#include "demur/opinion/import.hpp"

#include <algorithm>
#include <cstdlib>
#include <system_error>

#include "demur/opinion/import_rows.hpp"
#include "demur/opinion/import_tables.hpp"

namespace demur::opinion {
namespace {

using core::Code;

// Rows in the file's order, as Votes: by person, the last vote on each statement.
class Assembly {
 public:
  Assembly(const VoteRows& rows, const std::vector<std::uint32_t>& person_rank,
           const std::vector<std::uint16_t>& statement_rank, std::size_t statements)
      : statements_(statements), starts_(person_rank.size() + 1) {
    rows.each([&](std::uint32_t person, std::uint16_t, int) { ++starts_[person_rank[person] + 1]; });
    for (std::size_t at = 1; at < starts_.size(); ++at) starts_[at] += starts_[at - 1];
    std::vector<std::uint32_t> next(starts_.begin(), starts_.end() - 1);
    statement_.resize(rows.size());
    vote_.resize(rows.size());
    rows.each([&](std::uint32_t person, std::uint16_t statement, int sign) {
      const std::uint32_t at = next[person_rank[person]]++;
      statement_[at] = statement_rank[statement];
      vote_[at] = static_cast<Vote>(sign);
    });
  }

  [[nodiscard]] core::Result<Votes> keep_last() && {
    constexpr std::uint32_t kNever = 0;
    std::vector<std::uint32_t> seen_by(statements_, kNever);  // person plus one
    std::vector<Vote> last(statements_);
    std::vector<std::uint16_t> distinct;
    std::uint32_t write = 0;
    std::uint32_t from = 0;
    for (std::size_t person = 0; person + 1 < starts_.size(); ++person) {
      const std::uint32_t to = starts_[person + 1];
      distinct.clear();
      for (std::uint32_t at = from; at < to; ++at) {
        if (seen_by[statement_[at]] != person + 1) distinct.push_back(statement_[at]);
        seen_by[statement_[at]] = static_cast<std::uint32_t>(person + 1);
        last[statement_[at]] = vote_[at];
      }
      std::sort(distinct.begin(), distinct.end());
      for (const std::uint16_t statement : distinct) {
        statement_[write] = statement;
        vote_[write++] = last[statement];
      }
      starts_[person + 1] = write;
      from = to;
    }
    statement_.resize(write);
    vote_.resize(write);
    return Votes::make(statements_, std::move(starts_), std::move(statement_), std::move(vote_));
  }

 private:
  std::size_t statements_;
  std::vector<std::uint32_t> starts_;
  std::vector<std::uint16_t> statement_;
  std::vector<Vote> vote_;
};

// Whether counts of agreement fit the rows' 1 better, or their -1. Only a clear case counts: a
// quarter of the other's misfit or less.
class SignCount {
 public:
  void add(std::int64_t ones, std::int64_t minus_ones, const Tally& told) {
    straight_ += std::abs(ones - told.agrees) + std::abs(minus_ones - told.disagrees);
    flipped_ += std::abs(minus_ones - told.agrees) + std::abs(ones - told.disagrees);
  }
  [[nodiscard]] int verdict() const {
    if (straight_ < flipped_ && 4 * straight_ <= flipped_) return 1;
    if (flipped_ < straight_ && 4 * flipped_ <= straight_) return -1;
    return 0;
  }

 private:
  std::int64_t straight_ = 0;
  std::int64_t flipped_ = 0;
};

struct Ones {
  std::int64_t ones = 0;
  std::int64_t minus_ones = 0;
  void count(int sign) {
    ones += sign == 1 ? 1 : 0;
    minus_ones += sign == -1 ? 1 : 0;
  }
};

int verdict_of(const std::vector<CommentRow>& comments, const std::vector<Statement>& statements,
               const std::vector<Ones>& cast) {
  SignCount count;
  for (const CommentRow& row : comments) {
    const auto at =
        std::lower_bound(statements.begin(), statements.end(), row.statement.id,
                         [](const Statement& a, const std::string& id) { return before(a.id, id); });
    if (row.tally && at != statements.end() && at->id == row.statement.id) {
      const Ones& of = cast[static_cast<std::size_t>(at - statements.begin())];
      count.add(of.ones, of.minus_ones, *row.tally);
    }
  }
  return count.verdict();
}

int verdict_of(const std::vector<ParticipantRow>& participants, const Ids& people, const Votes& votes) {
  SignCount count;
  for (const ParticipantRow& row : participants) {
    const auto person = people.find(row.id);
    if (!row.tally || !person) continue;
    Ones of;
    for (const Vote vote : votes.votes_of(*person)) of.count(static_cast<int>(vote));
    count.add(of.ones, of.minus_ones, *row.tally);
  }
  return count.verdict();
}

bool all_pass(const Votes& votes) {
  return std::ranges::all_of(votes.all_votes(), [](Vote vote) { return vote == Vote::pass; });
}

core::Status settle_sign(Imported& imported, std::optional<int> told, int by_participants, int by_comments) {
  const auto settle = [&](int sign, std::string because) {
    imported.agree = sign;
    imported.agree_because = std::move(because);
  };
  if (told) {
    settle(*told, "as --agree says");
    if (by_participants == -*told || by_comments == -*told)
      imported.remarks.emplace_back("The export's own counts say that " + std::to_string(-*told) +
                                    " means agreement, against --agree. --agree was followed.");
    return {};
  }
  if (by_participants != 0 && by_participants == -by_comments)
    return core::fail(Code::invalid,
                      "votes.csv: participants-votes.csv and comments.csv contradict each other on which "
                      "number means agreement; pass --agree 1 or --agree -1");
  if (by_participants != 0) {
    settle(by_participants, "by the counts of participants-votes.csv");
  } else if (by_comments != 0) {
    settle(by_comments, "by the counts of comments.csv");
  } else if (all_pass(imported.conversation.votes)) {
    settle(1, "for nobody agreed or disagreed");
  } else {
    return core::fail(Code::invalid,
                      "votes.csv: which number means agreement cannot be told. Polis's exports have 1, its "
                      "database and API have -1; comments.csv or participants-votes.csv beside it would "
                      "settle it. Pass --agree 1 or --agree -1");
  }
  return {};
}

Votes mirrored(const Votes& votes) {
  std::vector<Vote> vote(votes.all_votes().begin(), votes.all_votes().end());
  for (Vote& each : vote) each = static_cast<Vote>(-static_cast<int>(each));
  return Votes::make(votes.statements(), {votes.starts().begin(), votes.starts().end()},
                     {votes.all_statements().begin(), votes.all_statements().end()}, std::move(vote))
      .value();
}

// Statements of comments.csv and of votes.csv, by id, with what is known of each.
core::Result<std::vector<Statement>> all_statements(VotesFile& file, const std::vector<CommentRow>& comments,
                                                    std::vector<std::uint16_t>& rank,
                                                    std::vector<std::string>& remarks) {
  const std::size_t voted_on = file.statements.size();
  std::vector<const CommentRow*> known(voted_on, nullptr);
  std::size_t twice = 0;
  for (const CommentRow& row : comments) {
    const std::uint32_t at = file.statements.index_of(row.statement.id);
    if (at >= kMaxStatements) return core::fail(Code::too_large, "comments.csv: more than 65,535 statements");
    if (at >= known.size()) known.resize(at + 1, nullptr);
    if (known[at] != nullptr) ++twice;
    known[at] = &row;
  }
  std::vector<std::uint32_t> order;
  const Ids ids = file.statements.sorted(order);
  std::vector<Statement> statements(ids.size());
  std::size_t unknown = 0;
  for (std::size_t at = 0; at < known.size(); ++at) {
    rank.push_back(static_cast<std::uint16_t>(order[at]));
    Statement& statement = statements[order[at]];
    if (known[at] != nullptr) {
      statement = known[at]->statement;
    } else {
      statement.id = ids[order[at]];
      ++unknown;
    }
  }
  if (!comments.empty() && unknown > 0)
    remarks.push_back("Statements without a row in comments.csv: " + std::to_string(unknown) +
                      ". They are kept, without text.");
  if (twice > 0)
    remarks.push_back("Rows of comments.csv that repeat a statement: " + std::to_string(twice) +
                      ". The last one counts.");
  return statements;
}

std::vector<std::uint32_t> order_of_first_votes(const std::vector<std::int64_t>& first_vote,
                                                const std::vector<std::uint32_t>& rank) {
  std::vector<std::pair<std::int64_t, std::uint32_t>> times;
  times.reserve(first_vote.size());
  for (std::size_t person = 0; person < first_vote.size(); ++person)
    times.emplace_back(first_vote[person], rank[person]);
  std::sort(times.begin(), times.end());
  std::vector<std::uint32_t> order;
  order.reserve(times.size());
  for (const auto& [time, row] : times) order.push_back(row);
  return order;
}

std::vector<std::int16_t> published_groups(const std::vector<ParticipantRow>& participants,
                                           const Ids& people) {
  std::vector<std::int16_t> groups(people.size(), -1);
  for (const ParticipantRow& row : participants)
    if (const auto person = people.find(row.id)) groups[*person] = row.group;
  return groups;
}

core::Result<CsvSource> open_one(const std::filesystem::path& folder,
                                 std::initializer_list<const char*> names) {
  for (const char* name : names) {
    std::error_code error;
    if (std::filesystem::is_regular_file(folder / name, error))
      return CsvSource{name, read_file((folder / name).string())};
  }
  return core::fail(Code::not_found, folder.string() + ": has no " + *names.begin());
}

std::optional<CsvSource> open_if_there(const std::filesystem::path& folder,
                                       std::initializer_list<const char*> names) {
  auto found = open_one(folder, names);
  if (!found) return std::nullopt;
  return std::move(*found);
}

// Where the export lies one folder further down, says so: a copy beside the original must not be taken
// for it unasked.
core::Error not_here(const std::filesystem::path& folder, core::Error error) {
  std::error_code failed;
  for (const auto& entry : std::filesystem::directory_iterator(folder, failed))
    if (entry.is_directory(failed) && std::filesystem::is_regular_file(entry.path() / "votes.csv", failed))
      error.what += "; there is one in " + entry.path().string() + ": pass that folder";
  return error;
}

ReadBytes counted(ReadBytes read, const std::filesystem::path& file, const ImportOptions& options) {
  std::error_code error;
  const auto size = std::filesystem::file_size(file, error);
  if (!options.progress || error || size == 0) return read;
  return [read = std::move(read), size, done = std::uintmax_t{0},
          progress = options.progress](std::span<char> into) mutable -> core::Result<std::size_t> {
    const std::size_t got = DEMUR_TRY(read(into));
    done += got;
    progress("Reading votes", static_cast<double>(done) / static_cast<double>(size));
    return got;
  };
}

}  // namespace

core::Result<Imported> import_polis(PolisSources sources, const ImportOptions& options) {
  if (options.agree && *options.agree != 1 && *options.agree != -1)
    return core::fail(Code::invalid, "--agree is 1 or -1: the number that means agreement", "agree");
  Imported imported;
  std::vector<CommentRow> comments;
  std::vector<ParticipantRow> participants;
  if (sources.comments) {
    CsvReader reader(sources.comments->name, std::move(sources.comments->read));
    comments = DEMUR_TRY(read_comments(reader));
  }
  if (sources.participants) {
    CsvReader reader(sources.participants->name, std::move(sources.participants->read));
    participants = DEMUR_TRY(read_participants(reader));
  }
  Conversation& conversation = imported.conversation;
  if (sources.summary) {
    CsvReader reader(sources.summary->name, std::move(sources.summary->read));
    conversation.topic = DEMUR_TRY(read_topic(reader));
  }
  CsvReader reader(sources.votes.name, std::move(sources.votes.read));
  VotesFile file = DEMUR_TRY(read_votes(reader, options.memory_bytes));
  imported.rows = file.rows.size();

  std::vector<std::uint32_t> person_rank;
  conversation.people = file.people.sorted(person_rank);
  file.people = {};
  imported.first_votes = order_of_first_votes(file.first_vote, person_rank);
  std::vector<std::uint16_t> statement_rank;
  conversation.statements = DEMUR_TRY(all_statements(file, comments, statement_rank, imported.remarks));

  std::vector<Ones> cast(conversation.statements.size());
  file.rows.each(
      [&](std::uint32_t, std::uint16_t statement, int sign) { cast[statement_rank[statement]].count(sign); });
  Assembly assembly(file.rows, person_rank, statement_rank, conversation.statements.size());
  file.rows = {};
  conversation.votes = DEMUR_TRY(std::move(assembly).keep_last());
  imported.changed = imported.rows - conversation.votes.count();
  imported.published_group = published_groups(participants, conversation.people);

  DEMUR_TRY(settle_sign(imported, options.agree,
                        verdict_of(participants, conversation.people, conversation.votes),
                        verdict_of(comments, conversation.statements, cast)));
  if (imported.agree == -1) conversation.votes = mirrored(conversation.votes);
  return imported;
}

core::Result<Imported> import_polis(const std::filesystem::path& folder_or_file,
                                    const ImportOptions& options) {
  std::error_code error;
  if (!std::filesystem::exists(folder_or_file, error))
    return core::fail(Code::not_found, folder_or_file.string() + ": there is no such file or folder");
  if (!std::filesystem::is_directory(folder_or_file, error)) {
    CsvSource votes{folder_or_file.filename().string(), read_file(folder_or_file.string())};
    votes.read = counted(std::move(votes.read), folder_or_file, options);
    return import_polis(PolisSources{.votes = std::move(votes)}, options);
  }
  auto votes = open_one(folder_or_file, {"votes.csv"});
  if (!votes) return std::unexpected(not_here(folder_or_file, std::move(votes).error()));
  votes->read = counted(std::move(votes->read), folder_or_file / "votes.csv", options);
  return import_polis(PolisSources{.votes = std::move(*votes),
                                   .comments = open_if_there(folder_or_file, {"comments.csv"}),
                                   .participants = open_if_there(
                                       folder_or_file, {"participants-votes.csv", "participant-votes.csv"}),
                                   .summary = open_if_there(folder_or_file, {"summary.csv"})},
                      options);
}

core::Result<std::vector<Statement>> import_statements(const CsvSource& comments) {
  CsvReader reader(comments.name, comments.read);
  std::vector<Statement> statements;
  for (CommentRow& row : DEMUR_TRY(read_comments(reader))) statements.push_back(std::move(row.statement));
  return statements;
}

}  // namespace demur::opinion
