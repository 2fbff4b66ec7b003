#include "demur/service/institution.hpp"

#include <algorithm>

#include "demur/domain/fields.hpp"
#include "demur/service/key_file.hpp"
#include "demur/service/log_leaves.hpp"
#include "demur/service/publishing.hpp"
#include "demur/service/records.hpp"
#include "demur/service/sequencer.hpp"
#include "demur/store/log_rows.hpp"
#include "demur/store/members.hpp"
#include "demur/store/offices.hpp"
#include "demur/store/settings.hpp"
#include "demur/translog/leaf.hpp"

namespace demur::service {
namespace {

using core::Code;
using core::fail;
using core::Result;
using core::Status;

constexpr const char* kName = "institution";
constexpr const char* kFounder = "founder";

// In place, by the rules that hold for every name and office later.
Status clean_names(Founding& founding) {
  using domain::Lines;
  using domain::TextRule;
  const auto clean = [](std::string& text, const TextRule& rule) -> Status {
    text = DEMUR_TRY(domain::clean_text(text, rule));
    return {};
  };
  DEMUR_TRY(clean(founding.name, {"name", "the institution's name", domain::kNameBytes, Lines::one}));
  DEMUR_TRY(clean(founding.office, {"office", "the office's name", domain::kNameBytes, Lines::one}));
  DEMUR_TRY(clean(founding.custodian, {"custodian", "the custodian's name", domain::kNameBytes, Lines::one}));
  founding.login = DEMUR_TRY(domain::clean_login(founding.login));
  if (founding.origin.empty() || founding.origin.find("://") != std::string::npos)
    return fail(Code::invalid, "The log's origin is a name such as dissent.example.org/log, without http://.",
                "origin");
  return {};
}

// The key of a founding under way: gone again where that fails, so that it can be tried again.
class NewKey {
 public:
  explicit NewKey(std::filesystem::path folder) : folder_(std::move(folder)) {}
  NewKey(const NewKey&) = delete;
  NewKey& operator=(const NewKey&) = delete;
  ~NewKey() {
    if (!kept_) remove_key(folder_, translog::KeyType::log);
  }
  void keep() { kept_ = true; }

 private:
  std::filesystem::path folder_;
  bool kept_ = false;
};

domain::Entry policy_entry(const domain::ChannelPolicy& policy, const std::string& toml) {
  return {.type = "policy.in_force",
          .public_part = {{"policy", policy.id}, {"version", policy.version}, {"toml", toml}}};
}

}  // namespace

Status Institution::attach(const std::filesystem::path& folder) {
  last_checkpoint_ = std::make_unique<LastCheckpoint>(folder, key_->verifier());
  auto sign = [sequencer = std::make_shared<Sequencer>(*key_)](store::Transaction& transaction) {
    return sequencer->sign_new_leaves(transaction);
  };
  auto tell = [this] {
    const std::lock_guard lock(on_commit_mutex_);
    if (on_commit_) on_commit_();
  };
  store_ = DEMUR_TRY(
      store::Store::open({.directory = folder,
                          .writer = {.before_commit = std::move(sign), .after_commit = std::move(tell)},
                          .log = environment_.log}));
  return {};
}

Status Institution::load_settings() {
  return store_->read([&](const store::Reader& reader) -> Status {
    name_ = DEMUR_TRY(institution_name(reader));
    const auto policy = DEMUR_TRY(store::policy_in_force(reader, core::day_of(environment_.clock())));
    if (!policy)
      return fail(Code::unavailable,
                  "No policy is in force yet: the server's clock stands before the day of founding. Set it "
                  "right.");
    policy_toml_ = policy->text;
    policy_ = DEMUR_TRY(domain::parse_policy(policy_toml_));
    // Batches hold leaves of the day before too: the newest day is among the last few.
    const std::uint64_t size = DEMUR_TRY(store::next_leaf_index(reader));
    for (const core::Bytes& leaf : DEMUR_TRY(leaves(reader, size < 64 ? 0 : size - 64, size)))
      last_day_ =
          std::max(last_day_.load(),
                   DEMUR_TRY(translog::parse_leaf(core::text_of(leaf))).day.time_since_epoch().count());
    return {};
  });
}

Result<std::unique_ptr<Institution>> Institution::found(const std::filesystem::path& folder,
                                                        Founding founding, Environment environment) {
  DEMUR_TRY(clean_names(founding));
  auto house = std::unique_ptr<Institution>(new Institution(std::move(environment)));
  house->name_ = founding.name;
  house->policy_toml_ = founding.policy_toml;
  house->policy_ = DEMUR_TRY(domain::parse_policy(founding.policy_toml));
  if (std::filesystem::exists(folder / LastCheckpoint::kFile))
    return fail(Code::conflict, "This folder holds the last checkpoint of another log: name a new folder.");
  DEMUR_TRY(make_private_folder(folder));
  house->key_ =
      DEMUR_TRY(create_key(folder, translog::KeyType::log, founding.origin, house->environment_.random));
  NewKey key(folder);
  DEMUR_TRY(house->attach(folder));

  const core::Random& random = house->environment_.random;
  const domain::Office office{.id = domain::OfficeId::make(random), .name = founding.office};
  const domain::Member founder{.id = domain::MemberId::make(random),
                               .login = founding.login,
                               .name = founding.custodian,
                               .office = office.id,
                               .state = domain::MemberState::active,
                               .appointments = {{office.id, domain::Role::custodian}}};
  const core::Day today = DEMUR_TRY(house->today());
  DEMUR_TRY(house->store_->write([&](store::Transaction& transaction) -> Status {
    if (DEMUR_TRY(store::setting(transaction, kName)))
      return fail(Code::conflict, "This folder's database holds an institution, whose log.key is missing.");
    DEMUR_TRY(store::save_setting(transaction, kName, founding.name));
    DEMUR_TRY(store::add_policy(transaction, {.id = house->policy_.id,
                                              .version = house->policy_.version,
                                              .text = founding.policy_toml,
                                              .in_force_from = today}));
    DEMUR_TRY(store::save_setting(transaction, kFounder, founder.id.text));
    DEMUR_TRY(store::save_office(transaction, office));
    DEMUR_TRY(store::save_member(transaction, founder));
    DEMUR_TRY(record(*house, transaction, policy_entry(house->policy_, founding.policy_toml), {}, today));
    const domain::Entry created{.type = "office.created",
                                .refs = {"office:" + office.id.text},
                                .public_part = {{"name", office.name}}};
    DEMUR_TRY(record(*house, transaction, created, {}, today));
    DEMUR_TRY(begin_publishing(*house, transaction));
    house->recorded(today);
    return {};
  }));
  key.keep();
  return house;
}

Result<std::unique_ptr<Institution>> Institution::open(const std::filesystem::path& folder,
                                                       Environment environment) {
  auto house = std::unique_ptr<Institution>(new Institution(std::move(environment)));
  house->key_ = DEMUR_TRY(read_key(folder, translog::KeyType::log));
  if (!store::holds_database(folder)) return store::no_institution();
  DEMUR_TRY(house->attach(folder));
  DEMUR_TRY(house->load_settings());
  DEMUR_TRY(house->store_->read([&](const store::Reader& reader) -> Status {
    DEMUR_TRY(check_signed_tree(*house->key_, reader));
    return house->last_checkpoint_->check(reader);
  }));
  return house;
}

Status Institution::remember_newest() {
  const auto newest =
      DEMUR_TRY(store_->read([](const store::Reader& reader) { return store::latest_checkpoint(reader); }));
  return newest ? last_checkpoint_->remember(*newest) : Status{};
}

void Institution::on_commit(std::function<void()> hook) {
  const std::lock_guard lock(on_commit_mutex_);
  on_commit_ = std::move(hook);
}

Result<core::Day> Institution::today() const {
  const core::Day today = core::day_of(environment_.clock());
  if (today.time_since_epoch().count() < last_day_.load()) {
    environment_.log.write(core::Event::clock_went_back);
    return fail(Code::unavailable,
                "The server's clock stands before the day of the newest record. Nothing can be recorded "
                "until it is right.");
  }
  return today;
}

void Institution::recorded(core::Day day) {
  const auto made = day.time_since_epoch().count();
  auto last = last_day_.load();
  while (made > last && !last_day_.compare_exchange_weak(last, made)) {
  }
}

Result<std::string> institution_name(const store::Reader& reader) {
  const auto name = DEMUR_TRY(store::setting(reader, kName));
  if (!name) return store::no_institution();
  return *name;
}

Result<domain::Member> founder(Institution& house) {
  return house.store().read([](const store::Reader& reader) -> Result<domain::Member> {
    const auto id = DEMUR_TRY(store::setting(reader, kFounder));
    if (!id) return fail(Code::not_found, "no founder");
    auto member = DEMUR_TRY(store::find_member(reader, domain::MemberId{*id}));
    if (!member) return fail(Code::not_found, "no founder");
    return *member;
  });
}

}  // namespace demur::service
