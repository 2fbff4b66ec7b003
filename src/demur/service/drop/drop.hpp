// A drop: where people file whom nobody knows. One folder, one institution, no cookie, no members; what it
// takes waits here until the day's hand-in (relay.hpp). It knows no request: what comes in is an item.
//
//   auto drop = DEMUR_TRY(Drop::open("/var/lib/demur-drop", environment));
//   const Receipt receipt = DEMUR_TRY(drop->take(body));       // on the disk when it returns
//
// The folder:  demur.db     items, spent tokens, copies of what the institution publishes
//              drop.key     the drop's signing key, mode 0600: for receipts and hand-ins
//
// Thread-safe. Errors of take(): those of parse_item() and check_item(); Code::conflict for a token spent on
// something else, and for a ballot that is not later than all before it by the same token; Code::unavailable
// before the institution was first reached, and when the day's share or the disk's is used up.
#pragma once

#include <filesystem>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>

#include "demur/core/clock.hpp"
#include "demur/core/random.hpp"
#include "demur/service/drop/check_item.hpp"
#include "demur/service/drop/house_copy.hpp"
#include "demur/store/drop_queue.hpp"
#include "demur/store/store.hpp"
#include "demur/translog/key.hpp"

namespace demur::service::drop {

struct DropLimits {
  std::int64_t items_a_day = 5'000;                    // beside ballots and proposals
  std::int64_t followups_a_day = 8;                    // on one filing; ballots by one token
  std::int64_t bytes = std::int64_t{2} << 30U;         // of all that waits, beside these
  std::int64_t ballot_bytes = std::int64_t{2} << 30U;  // of ballots and proposals
};

struct DropEnvironment {
  core::Clock clock = core::system_clock();
  core::Random random = core::system_random();
  DropLimits limits = {};
  std::string notice = {};  // at the top of every page: of a drop that is only for trying out
};

struct DropFounding {
  std::string name;     // of the drop: "Staff association"
  std::string house;    // the institution's origin: "https://dissent.example.org"
  std::string url;      // the drop's own
  std::string log_key;  // the institution's, known from elsewhere; empty: the first that it shows
};

// A drop's promise: signed, it proves that the item was here on that day and is to be in the log by the
// other.
struct Receipt {
  core::Digest digest{};
  core::Day day{};
  core::Day by{};
  translog::Signature promise{};
  translog::PublicKey drop{};
};
[[nodiscard]] std::string to_json(const Receipt& receipt);
// "demur/drop-promise/v1" 00 | digest | day | by
[[nodiscard]] core::Bytes promise_bytes(const core::Digest& digest, core::Day day, core::Day by);

class Drop {
 public:
  // Makes the folder, the key and the settings. Refuses a folder that holds a database.
  [[nodiscard]] static core::Result<std::unique_ptr<Drop>> found(const std::filesystem::path& folder,
                                                                 const DropFounding& founding,
                                                                 DropEnvironment environment);
  [[nodiscard]] static core::Result<std::unique_ptr<Drop>> open(const std::filesystem::path& folder,
                                                                DropEnvironment environment);

  [[nodiscard]] core::Result<Receipt> take(std::string_view body);

  // What is known of the institution; null until it was reached once.
  [[nodiscard]] std::shared_ptr<const HouseCopy> house_copy() const;
  void use(std::shared_ptr<const HouseCopy> copy);

  [[nodiscard]] const DropFounding& founding() const { return founding_; }
  [[nodiscard]] const translog::SigningKey& key() const { return *key_; }
  [[nodiscard]] const DropEnvironment& environment() const { return environment_; }
  [[nodiscard]] store::Store& store() { return *store_; }
  [[nodiscard]] core::Day today() const { return core::day_of(environment_.clock()); }

 private:
  explicit Drop(DropEnvironment environment) : environment_(std::move(environment)) {}
  [[nodiscard]] core::Status attach(const std::filesystem::path& folder);
  [[nodiscard]] core::Status load();
  [[nodiscard]] Receipt receipt_of(const store::DropItem& row) const;
  [[nodiscard]] core::Result<std::optional<Receipt>> given_before(const core::Digest& digest);
  [[nodiscard]] core::Result<std::optional<Filed>> filed(const HouseCopy& house, const Item& item);
  [[nodiscard]] core::Status check_room(const store::Reader& reader, const Item& item, core::Day today) const;

  DropEnvironment environment_;
  DropFounding founding_;
  std::unique_ptr<translog::SigningKey> key_;
  std::unique_ptr<store::Store> store_;
  mutable std::mutex copy_mutex_;
  std::shared_ptr<const HouseCopy> copy_;  // under copy_mutex_
};

}  // namespace demur::service::drop
