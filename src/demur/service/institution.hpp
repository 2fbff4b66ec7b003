// One institution's Demur: its database, its log key and the policy in force, opened together from
// one folder. Everything else in this layer is a function of it.
//
//   auto house = Institution::open(folder, environment);
//   Result<Done> done = perform(**house, member, domain::Acknowledge{dissent});
//
// The folder:  demur.db          the only durable state
//              log.key           the log's signing key, mode 0600
//              last-checkpoint   the newest that was shown (last_checkpoint.hpp)
//
// Thread-safe: acts queue for the one writer, reads run beside it.
#pragma once

#include <atomic>
#include <filesystem>
#include <functional>
#include <memory>
#include <mutex>
#include <string>

#include "demur/core/clock.hpp"
#include "demur/core/log.hpp"
#include "demur/core/random.hpp"
#include "demur/core/result.hpp"
#include "demur/domain/policy.hpp"
#include "demur/service/last_checkpoint.hpp"
#include "demur/store/store.hpp"
#include "demur/translog/key.hpp"

namespace demur::service {

struct Environment {
  core::Clock clock = core::system_clock();
  core::Random random = core::system_random();
  core::Log log = core::silent_log();
};

// What `demur init` must be told. The first member is a custodian, and invites the others.
struct Founding {
  std::string name;         // of the institution
  std::string origin;       // of the log: "dissent.example.org/log", no scheme; {key}: create_key()
  std::string policy_toml;  // the channel's rules
  std::string office;       // where the custodian works
  std::string login;
  std::string custodian;  // their name
};

class Institution {
 public:
  // Makes the folder, the key and the first records. Refuses a folder that holds an institution; after
  // any other refusal it can be tried again.
  [[nodiscard]] static core::Result<std::unique_ptr<Institution>> found(const std::filesystem::path& folder,
                                                                        Founding founding,
                                                                        Environment environment);
  // Refuses when the log's last leaves do not hash to its last checkpoint, when the signed checkpoint
  // is not by log.key, or when this node has shown a newer one: the database is an older copy.
  [[nodiscard]] static core::Result<std::unique_ptr<Institution>> open(const std::filesystem::path& folder,
                                                                       Environment environment);

  [[nodiscard]] const std::string& name() const { return name_; }
  [[nodiscard]] const domain::ChannelPolicy& policy() const { return policy_; }
  [[nodiscard]] const std::string& policy_toml() const { return policy_toml_; }
  [[nodiscard]] const translog::SigningKey& log_key() const { return *key_; }
  [[nodiscard]] const Environment& environment() const { return environment_; }
  [[nodiscard]] store::Store& store() { return *store_; }

  // Whoever shows a checkpoint to the outside, in whatever form, has it remembered first.
  [[nodiscard]] LastCheckpoint& last_checkpoint() { return *last_checkpoint_; }
  // The newest one, though nobody asked for it: the clock's work, so that an older copy is known by more.
  [[nodiscard]] core::Status remember_newest();

  // Called whenever something became durable, on the writer's thread: it must not wait. An empty one ends
  // it, and when that returns none is under way.
  void on_commit(std::function<void()> hook);

  // Today, unless the clock stands before the last record's day: then nothing may be written. Whoever
  // writes asks inside the transaction, and says there that a record of that day was made.
  [[nodiscard]] core::Result<core::Day> today() const;
  void recorded(core::Day day);

 private:
  Institution(Environment environment) : environment_(std::move(environment)) {}
  [[nodiscard]] core::Status attach(const std::filesystem::path& folder);
  [[nodiscard]] core::Status load_settings();

  Environment environment_;
  std::string name_;
  std::string policy_toml_;
  domain::ChannelPolicy policy_;
  std::unique_ptr<translog::SigningKey> key_;
  std::unique_ptr<LastCheckpoint> last_checkpoint_;
  std::mutex on_commit_mutex_;
  std::function<void()> on_commit_;  // under on_commit_mutex_
  std::unique_ptr<store::Store> store_;
  std::atomic<core::Day::rep> last_day_ = 0;  // of the newest record
};

// not_found where the database holds none.
[[nodiscard]] core::Result<std::string> institution_name(const store::Reader& reader);

// The custodian who was named at founding.
[[nodiscard]] core::Result<domain::Member> founder(Institution& house);

}  // namespace demur::service
