#include "demur/anonymity/officer_key_file.hpp"

#include <gtest/gtest.h>

#include "demur/anonymity/test_support.hpp"

namespace demur::anonymity {
namespace {

using test::error_is;

constexpr BoxCost kCheap{.passes = 1, .memory = 8ULL << 20U};
const ByteView kPassphrase = core::bytes_of("correct horse battery");

OfficerKeys some_keys() {
  return make_officer_keys("example.org/dissent", "aaaaaaaaaaaaaaaaaaaaaaaaaa", core::seeded_random(4));
}

std::string some_file() {
  return seal_officer_keys(some_keys(), kPassphrase, kCheap, core::seeded_random(5)).value();
}

TEST(OfficerKeyFile, OpensWithItsPassphraseAndNoOther) {
  const auto opened = open_officer_keys(some_file(), kPassphrase);
  ASSERT_TRUE(opened);
  EXPECT_EQ(opened->instance, "example.org/dissent");
  EXPECT_TRUE(std::ranges::equal(opened->box_seed.bytes(), some_keys().box_seed.bytes()));
  EXPECT_TRUE(std::ranges::equal(opened->sign_seed.bytes(), some_keys().sign_seed.bytes()));
  EXPECT_THAT(open_officer_keys(some_file(), core::bytes_of("correct horse batterz")).error(),
              error_is(Code::unproven));
}

TEST(OfficerKeyFile, SaysWhoseItIsWithoutThePassphrase) {
  const auto label = read_officer_key_label(some_file());
  ASSERT_TRUE(label);
  EXPECT_EQ(label->sign, SignKey(some_keys().sign_seed).public_key());
  EXPECT_EQ(label->member, "aaaaaaaaaaaaaaaaaaaaaaaaaa");
}

TEST(OfficerKeyFile, HoldsNoSecretInClear) {
  const std::string file = some_file();
  for (const Seed& seed : {some_keys().box_seed.copy(), some_keys().sign_seed.copy()})
    EXPECT_EQ(file.find(core::to_base64(seed.bytes())), std::string::npos);
}

TEST(OfficerKeyFile, IsRefusedWhereItsPublicPartWasExchanged) {
  core::json::object file = core::parse_json(some_file()).value().as_object();
  for (const char* name : {"box", "sign"}) {
    core::json::object altered = file;
    altered[name] = core::to_base64(BoxKey::generate(core::seeded_random(9)).public_key());
    const std::string text = core::canonical_json(altered).value() + "\n";
    EXPECT_THAT(open_officer_keys(text, kPassphrase).error(), error_is(Code::unproven)) << name;
  }
  file["instance"] = "example.org/other";
  const std::string text = core::canonical_json(file).value() + "\n";
  EXPECT_THAT(open_officer_keys(text, kPassphrase).error(), error_is(Code::unproven));
}

TEST(OfficerKeyFile, AsksForNoUnboundedMemory) {
  core::json::object file = core::parse_json(some_file()).value().as_object();
  file["memory"] = std::int64_t{1} << 40;
  EXPECT_THAT(open_officer_keys(core::canonical_json(file).value() + "\n", kPassphrase).error(),
              error_is(Code::invalid));
}

TEST(OfficerKeyFile, HasNoMemberBesideItsOwn) {
  core::json::object file = core::parse_json(some_file()).value().as_object();
  file["name"] = "Edda";
  EXPECT_THAT(open_officer_keys(core::canonical_json(file).value() + "\n", kPassphrase).error(),
              error_is(Code::invalid));
}

// Made by tests/anonymity/make_key_file_vector.mjs with libsodium alone.
TEST(OfficerKeyFile, IsReadAsOthersWriteIt) {
  const core::json::value vector = test::vectors("officer-key-file-v1.json");
  const auto opened =
      open_officer_keys(test::text(vector.at("file")), core::bytes_of(test::text(vector.at("passphrase"))));
  ASSERT_TRUE(opened) << opened.error().what;
  EXPECT_EQ(core::to_hex(opened->box_seed.bytes()), test::text(vector.at("box_seed")));
  EXPECT_EQ(core::to_hex(opened->sign_seed.bytes()), test::text(vector.at("sign_seed")));
}

}  // namespace
}  // namespace demur::anonymity
