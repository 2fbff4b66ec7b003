#include "demur/service/custody.hpp"

#include "demur/anonymity/keys_view.hpp"
#include "demur/anonymity/phrase.hpp"
#include "demur/service/keys_log.hpp"
#include "demur/store/sealed.hpp"

namespace demur::service {
namespace {

using core::Result;

// The signed part of a note ends before its empty line.
std::string words_of_note(const std::string& note) {
  return anonymity::checkpoint_words(std::string_view(note).substr(0, note.rfind("\n\n") + 1));
}

}  // namespace

Result<Custody> read_custody(Institution& house) {
  const core::Day today = DEMUR_TRY(house.today());
  return house.store().read([&](const store::Reader& reader) -> Result<Custody> {
    Custody custody;
    for (const store::DropSite& drop : DEMUR_TRY(store::drop_sites(reader)))
      if (drop.trusted) custody.drops.push_back({drop.name, drop.url, drop.public_key});
    auto log = DEMUR_TRY(KeysLog::read(reader));
    custody.entries = log.records().size();
    if (custody.entries == 0) return custody;
    custody.words = words_of_note(DEMUR_TRY(log.checkpoint()));
    const auto view = anonymity::read_keys(log.records(), {.instance = house.log_key().verifier().name});
    if (!view) return core::fail(core::Code::internal, "the keys log is broken: " + view.error().text);
    for (const auto& [office, post] : view->posts())
      if (const auto officer = view->officer(office, post, today))
        custody.officers.push_back({office, post, officer->id, officer->record.not_after});
    return custody;
  });
}

}  // namespace demur::service
