#include "demur/opinion/conversation.hpp"

namespace demur::opinion {

Conversation shown_statements(const Conversation& conversation) {
  std::vector<std::uint16_t> chosen;
  Conversation shown{
      .topic = conversation.topic, .people = conversation.people, .statements = {}, .votes = {}};
  for (std::size_t at = 0; at < conversation.statements.size(); ++at) {
    if (conversation.statements[at].moderation == Moderation::rejected) continue;
    chosen.push_back(static_cast<std::uint16_t>(at));
    shown.statements.push_back(conversation.statements[at]);
  }
  shown.votes = select_statements(conversation.votes, chosen);
  return shown;
}

}  // namespace demur::opinion
