#include <fmt/core.h>

#include <algorithm>
#include <filesystem>
#include <map>
#include <sstream>

#include "demur/cli/anonymous_session.hpp"
#include "demur/cli/reserved_file.hpp"
#include "demur/cli/terminal.hpp"
#include "demur/core/id.hpp"
#include "demur/service/drop/ballot.hpp"

namespace demur::cli {
namespace {

using core::Code;
using core::fail;
using core::Result;
using core::json::array;
using core::json::object;
using service::drop::ChosenVote;
using service::drop::OpenRound;
using service::drop::OpenStatement;

constexpr std::size_t kMostVotesBytes = 1U << 16U;
const std::map<std::string, std::int8_t, std::less<>> kWords{{"agree", 1}, {"disagree", -1}, {"pass", 0}};

Result<OpenRound> round_in(const std::vector<OpenRound>& rounds, const std::string& id) {
  const auto found = std::ranges::find(rounds, id, &OpenRound::id);
  if (found != rounds.end()) return *found;
  return fail(Code::not_found, "there is no such round that takes votes by token now", "round");
}

Result<ChosenVote> vote_in(const OpenRound& round, const std::string& line) {
  std::istringstream words(line);
  int number = 0;
  std::string word;
  std::string rest;
  const bool is_whole = words >> number >> word && !(words >> rest);
  const auto value = kWords.find(word);
  if (!is_whole || value == kWords.end())
    return fail(Code::invalid,
                fmt::format("a vote is a statement's number and agree, disagree or pass, not \"{}\"",
                            printable(line)));
  if (value->second < 0 && round.kind == service::drop::AskedKind::session)
    return fail(Code::invalid, "a question is wanted (agree), or the vote for it is taken back (pass)");
  const auto statement = std::ranges::find(round.statements, number, &OpenStatement::number);
  if (statement == round.statements.end() || statement->retired)
    return fail(Code::invalid, fmt::format("it shows no statement or question {}", number));
  return ChosenVote{statement->id, statement->text, value->second};
}

Result<std::vector<ChosenVote>> votes_in(const OpenRound& round, const std::string& text) {
  std::vector<ChosenVote> votes;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    if (line.find_first_not_of(" \t\r") == std::string::npos || line.front() == '#') continue;
    votes.push_back(DEMUR_TRY(vote_in(round, line)));
    const bool is_twice = std::ranges::count(votes, votes.back().statement, &ChosenVote::statement) > 1;
    if (is_twice) return fail(Code::invalid, "there are two votes on one statement");
  }
  if (votes.empty()) return fail(Code::invalid, "there is no vote in the file", "votes");
  return votes;
}

void list(const std::vector<OpenRound>& all, bool as_json) {
  array rounds;
  for (const OpenRound& round : all) {
    const bool is_session = round.kind == service::drop::AskedKind::session;
    array statements;
    for (const OpenStatement& each : round.statements)
      if (!each.retired) statements.push_back(object{{"number", each.number}, {"text", each.text}});
    rounds.push_back(object{{"id", round.id},
                            {"kind", is_session ? "session" : "round"},
                            {"title", round.title},
                            {"owner", round.owner},
                            {"closes", core::to_string(round.closes)},
                            {"statements", std::move(statements)}});
    if (as_json) continue;
    say(fmt::format("{}  {} ({}), {} until {}", round.id, printable(round.title), printable(round.owner),
                    is_session ? "a session: votes for questions" : "votes", core::to_words(round.closes)));
    for (const OpenStatement& each : round.statements)
      if (!each.retired) say(fmt::format("  {:4}  {}", each.number, printable(each.text)));
  }
  if (as_json)
    say_json({{"rounds", std::move(rounds)}});
  else if (all.empty())
    say("No round and no session takes votes by token now.");
}

// Made before the vote leaves: a vote that left cannot be sent again to have its receipt. An older receipt is
// needed beside a newer one, and is not written over.
Result<std::optional<ReservedFile>> place_for_receipt(const AnonymousOptions& options) {
  constexpr std::size_t kBesideTheBallot = 8U << 10U;
  if (options.receipt.empty() || options.dry_run) return std::nullopt;
  return DEMUR_TRY(
      ReservedFile::at(options.receipt.string(), 2 * service::drop::kMostBallotBytes + kBesideTheBallot));
}

// What was sent is in the file, unless nothing was, or the drop refused it: then there is none.
core::Error not_sent(core::Error error, const std::string& path) {
  std::error_code none;
  if (!path.empty() && std::filesystem::exists(path, none))
    error.what += " What was sent is in " + path + ": keep it, for it may have arrived.";
  return error;
}

struct Sent {
  std::size_t votes = 0;
  std::uint32_t size = 0;                   // of the group
  std::optional<ItemReceipt> receipt = {};  // none of a dry run
};

Result<Sent> cast(AnonymousSession& session, const std::vector<OpenRound>& rounds,
                  const AnonymousOptions& options) {
  const OpenRound round = DEMUR_TRY(round_in(rounds, options.round));
  if (options.votes.empty())
    return fail(Code::invalid, "name the file with your votes: --votes votes.txt", "votes");
  const auto votes =
      DEMUR_TRY(votes_in(round, DEMUR_TRY(read_file(options.votes.string(), kMostVotesBytes))));
  const KeptToken* kept = DEMUR_TRY(session.token_for("vote:" + options.round, options.show));
  const auto issuer = DEMUR_TRY(anonymity::Issuer::from_record(kept->record));
  Sent sent{.votes = votes.size(), .size = issuer.record().class_size};
  if (options.dry_run) return sent;
  auto place = DEMUR_TRY(place_for_receipt(options));
  const auto make = [&](const anonymity::Token& token, std::uint32_t sequence) {
    return service::drop::make_ballot(token,
                                      {.round = options.round,
                                       .sequence = sequence,
                                       .nonce = service::drop::new_nonce(core::system_random())},
                                      votes);
  };
  const auto keep = [&](const ItemReceipt& receipt) -> core::Status {
    if (!place) return {};
    return place->write(DEMUR_TRY(format_item_receipt(receipt, kBallotReceiptFormat)));
  };
  const auto refused = [&] {
    if (place) place->remove();
  };
  auto receipt = session.vote(*kept, make, {.keep = keep, .refused = refused});
  if (!receipt && place && !place->is_written()) place->remove();  // nothing was sent
  if (!receipt) return std::unexpected(not_sent(receipt.error(), options.receipt.string()));
  if (const core::Status kept_whole = keep(*receipt); !kept_whole)
    warn("The drop has your vote. Its receipt could not be added to the file, which holds what was sent: " +
         kept_whole.error().what);
  sent.receipt = std::move(*receipt);
  return sent;
}

}  // namespace

int vote(const AnonymousOptions& options) {
  auto session = AnonymousSession::open(options);
  if (!session) return refuse(session.error(), options.json);
  const auto rounds = session->rounds();
  if (!rounds) return refuse(rounds.error(), options.json);
  if (options.round.empty()) {
    list(*rounds, options.json);
    return 0;
  }
  const auto sent = cast(*session, *rounds, options);
  if (!sent) return refuse(sent.error(), options.json);
  if (!sent->receipt) {
    say(fmt::format(
        "The drop and the institution's server would hold {} votes of one of {} members, under a name "
        "that nobody knows. They are shown to nobody; how many voted is public when the round closes. "
        "Nothing was sent.",
        sent->votes, sent->size));
    return 0;
  }
  const std::string by = core::to_string(sent->receipt->receipt->by);
  if (options.json) {
    say_json({{"round", options.round}, {"votes", sent->votes}, {"by", by}});
    return 0;
  }
  say(fmt::format(
      "The drop has {} votes of yours. When the round closes, on {} or before, the log shows that "
      "your token voted. Send others to change them.",
      sent->votes, by));
  say(fmt::format(
      "Whoever finds the token in your wallet can vote with it while the round is open, and learns by that "
      "whether you voted since yesterday. Once it is closed they see that you voted; with the drop's or the "
      "institution's database from before the close also how. Delete it when you change nothing more:\n"
      "  demur member forget --scope vote:{}",
      options.round));
  if (!options.receipt.empty())
    say(fmt::format(
        "{} holds your votes: whoever gets hold of it, and knows that it is yours, knows how you voted. When "
        "the round is closed, demur verify {} --log LOG tells whether they were counted.",
        options.receipt.string(), options.receipt.string()));
  return 0;
}

}  // namespace demur::cli
