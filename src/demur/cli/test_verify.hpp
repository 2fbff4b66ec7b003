// For tests: `demur verify` of a file of what was sent to a drop that the house's keys log knows, on its log,
// exported anew each time.
#pragma once

#include <gmock/gmock.h>

#include "demur/cli/sending.hpp"
#include "demur/service/test_anonymity.hpp"

namespace demur::cli {

template <class House>
class VerifyOfAFile : public ::testing::Test {
 protected:
  VerifyOfAFile() {
    EXPECT_TRUE(service::register_drop(
        *house_.house, house_.member("keeper"),
        {.public_key = drop_.public_key(), .name = "Staff association", .url = "https://drop.example"}));
  }

  [[nodiscard]] std::string promised(const std::string& item, const anonymity::SignKey& drop,
                                     std::string_view by, std::string_view format) const {
    service::drop::Receipt receipt{.digest = anonymity::hash(core::bytes_of(item)),
                                   .day = core::day_of(house_.now),
                                   .by = service::testing::day(by),
                                   .promise = {},
                                   .drop = drop.public_key()};
    receipt.promise = drop.sign(service::drop::promise_bytes(receipt.digest, receipt.day, receipt.by));
    return format_item_receipt({"https://drop.example", key(), receipt, item}, format).value();
  }
  [[nodiscard]] std::string key() const { return house_.house->log_key().verifier().text(); }

  // What it says, and its exit code.
  int verify(int (*command)(std::string_view, const VerifyOptions&), const std::string& file, bool is_pinned,
             bool as_json, std::vector<std::filesystem::path> with = {}) {
    const auto log = house_.folder / ("log" + std::to_string(++exports_));
    ::testing::internal::CaptureStdout();
    EXPECT_EQ(log_export({house_.folder / "data", log}), 0);
    (void)::testing::internal::GetCapturedStdout();
    const VerifyOptions options{.receipt = {},
                                .key = is_pinned ? key() : std::string(),
                                .log = log.string(),
                                .with = std::move(with),
                                .json = as_json};
    ::testing::internal::CaptureStdout();
    ::testing::internal::CaptureStderr();
    const int code = command(file, options);
    said_ = ::testing::internal::GetCapturedStdout();
    warned_ = ::testing::internal::GetCapturedStderr();
    return code;
  }
  [[nodiscard]] core::json::object json() const { return core::parse_json(said_).value().as_object(); }

  House house_;
  anonymity::SignKey drop_ = anonymity::SignKey::generate(house_.random);
  int exports_ = 0;
  std::string said_;
  std::string warned_;
};

}  // namespace demur::cli
