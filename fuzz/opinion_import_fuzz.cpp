// An export that is read holds together: people and statements each once and in order, at most one
// vote of a person on a statement, texts in UTF-8; and it reads the same a second time. The input is
// votes.csv, comments.csv and participants-votes.csv with a form feed between them.
#include <cstdlib>

#include "demur/core/bytes.hpp"
#include "demur/opinion/import.hpp"

namespace {

using namespace demur;

void require(bool holds) {
  if (!holds) std::abort();
}

opinion::PolisSources sources_of(std::string_view text) {
  opinion::PolisSources sources;
  const auto part = [&](std::string name) {
    const std::size_t end = text.find('\f');
    opinion::CsvSource source{std::move(name), opinion::read_text(text.substr(0, end))};
    text = end == std::string_view::npos ? std::string_view{} : text.substr(end + 1);
    return source;
  };
  sources.votes = part("votes.csv");
  if (!text.empty()) sources.comments = part("comments.csv");
  if (!text.empty()) sources.participants = part("participants-votes.csv");
  return sources;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text = core::text_of({data, size});
  const opinion::ImportOptions options{.agree = 1, .memory_bytes = std::size_t{64} << 20};
  const auto imported = opinion::import_polis(sources_of(text), options);
  if (!imported) {
    require(!imported.error().what.empty());
    return 0;
  }
  const opinion::Conversation& conversation = imported->conversation;
  require(conversation.votes.people() == conversation.people.size());
  require(conversation.votes.statements() == conversation.statements.size());
  require(conversation.votes.count() + imported->changed == imported->rows);
  for (std::size_t at = 1; at < conversation.people.size(); ++at)
    require(opinion::before(conversation.people[at - 1], conversation.people[at]));
  for (std::size_t at = 0; at < conversation.statements.size(); ++at) {
    const opinion::Statement& statement = conversation.statements[at];
    require(at == 0 || opinion::before(conversation.statements[at - 1].id, statement.id));
    require(statement.text.empty() || core::is_utf8_text(statement.text));
  }
  const auto again = opinion::import_polis(sources_of(text), options);
  require(again && again->conversation == conversation);
  return 0;
}
