#include "demur/translog/note.hpp"

#include "demur/translog/cosignature.hpp"
#include "demur/translog/test_support.hpp"

namespace demur::translog {
namespace {

using namespace test;

TEST(Key, IsWrittenAsTheSpecificationHasIt) {
  const SigningKey log = key_named("example.com/testlog");
  EXPECT_EQ(log.verifier().text(), text_at(vectors(), "log_vkey"));
  EXPECT_EQ(core::to_hex(log.verifier().public_key), text_at(vectors(), "log_public"));
  EXPECT_EQ(key_named("example.com/witness", KeyType::witness).verifier().text(),
            text_at(vectors(), "witness_vkey"));
  EXPECT_EQ(VerifierKey::parse(log.verifier().text()).value(), log.verifier());
}

TEST(Key, IsRefusedUnlessItIsWhole) {
  const std::string good = text_at(vectors(), "log_vkey");
  for (const std::string& bad :
       {std::string(), std::string("+"), std::string("a+b+c"), good + "=", good.substr(0, good.size() - 1),
        "x" + good, " " + good, good + "\n",
        std::string("example.com/testlog+429a3a48+Ae0ai1Sp1pxqWLtOIFvOO9NsK4CXLxMxWaqL1lGrXHTL"),
        std::string("example.com/testlog+429A3A49+Ae0ai1Sp1pxqWLtOIFvOO9NsK4CXLxMxWaqL1lGrXHTL"),
        std::string("example.com/testlog+429a3a49+Au0ai1Sp1pxqWLtOIFvOO9NsK4CXLxMxWaqL1lGrXHTL")})
    EXPECT_FALSE(VerifierKey::parse(bad)) << bad;
}

TEST(Key, NamesHaveNeitherSpacesNorPlusSigns) {
  for (const char* bad : {"", "a b", "a+b", "a\tb", "a\nb",
                          "a\xc2\xa0"
                          "b",
                          "a\xe3\x80\x80"
                          "b",
                          "\xff"})
    EXPECT_FALSE(VerifierKey::create(bad, KeyType::log, {})) << bad;
  EXPECT_TRUE(VerifierKey::create("müller.example/log", KeyType::log, {}));
  EXPECT_FALSE(SigningKey::create("a", KeyType::log, Bytes(31)));
}

TEST(Note, OpensTheKnownCheckpointAndMakesItAgain) {
  const std::string note = text_at(vectors(), "checkpoint_1000");
  const SigningKey log = key_named("example.com/testlog");
  const SigningKey witness = key_named("example.com/witness", KeyType::witness);
  const std::vector keys{log.verifier(), witness.verifier()};
  const OpenedNote opened = open_note(note, keys).value();
  const core::Time time{std::chrono::seconds{1'700'000'000}};
  EXPECT_EQ(opened.signers, (std::vector<Signer>{{keys[0]}, {keys[1], time}}));
  EXPECT_EQ(cosigned_message(opened.text, time), text_at(vectors(), "cosigned_message_1000"));
  EXPECT_EQ(cosign_note(sign_note(opened.text, log).value(), witness, time).value(), note);
}

TEST(Note, SplitsAtTheLastEmptyLine) {
  const SigningKey key = key_named("a");
  const std::string text = "one\n\n\xe2\x80\x94 two\n\nthree\n";
  EXPECT_EQ(open_note(sign_note(text, key).value(), {{key.verifier()}}).value().text, text);
}

TEST(Note, IgnoresUnknownKeysAndRefusesBadSignaturesOfKnownOnes) {
  const SigningKey key = key_named("a");
  const SigningKey other = key_named("b");
  const std::string note = sign_note("text\n", key).value();
  const std::string greased = add_signature(note, {"grease", 0x01020304, Bytes(100, 7)}).value();
  EXPECT_EQ(open_note(greased, {{key.verifier()}}).value().signers.size(), 1U);
  const std::string forged = add_signature(note, {"b", other.verifier().id, Bytes(64, 7)}).value();
  EXPECT_TRUE(open_note(forged, {{key.verifier()}}));
  EXPECT_EQ(open_note(forged, {{key.verifier(), other.verifier()}}).error().code, Code::unproven);
  EXPECT_EQ(open_note(note, {{other.verifier()}}).error().code, Code::unproven);
  EXPECT_EQ(open_note(note, {}).error().code, Code::unproven);
}

TEST(Note, NoticesEveryFlippedByte) {
  const SigningKey key = key_named("a");
  const std::string note = sign_note("some text\nof two lines\n", key).value();
  for (std::size_t i = 0; i < note.size(); ++i)
    for (const int bit : {1, 0x20, 0x80}) {
      std::string bad = note;
      bad[i] = static_cast<char>(bad[i] ^ bit);
      EXPECT_FALSE(open_note(bad, {{key.verifier()}})) << i;
    }
}

TEST(Note, RefusesWhatIsMalformed) {
  const SigningKey key = key_named("a");
  const std::string note = sign_note("text\n", key).value();
  const std::string line = note.substr(note.find("\xe2\x80\x94"));
  for (const std::string& bad :
       {std::string(), std::string("text\n"), std::string("text\n\n"), "text\n" + line,
        "text\n\n" + line + "x", note + "\n", note.substr(0, note.size() - 1), "te\rxt\n\n" + line,
        "te\xff\n\n" + line, std::string("text\n\n\xe2\x80\x94 a\n"),
        std::string("text\n\n\xe2\x80\x94 a AAAA\n"), std::string("text\n\n\xe2\x80\x94 a  AAAAAAA=\n"),
        std::string("text\n\n- a AAAAAAA=\n")})
    EXPECT_FALSE(open_note(bad, {{key.verifier()}})) << bad;
  EXPECT_FALSE(sign_note("no newline", key));
  EXPECT_FALSE(sign_note("", key));
  EXPECT_FALSE(sign_note("bell\a\n", key));
}

// A.8.2: Go's decoder ignores the bits under the padding; here one signature has one spelling.
TEST(Note, RefusesBase64WithStrayBits) {
  const SigningKey key = key_named("a");
  const std::string note = sign_note("text\n", key).value();
  ASSERT_TRUE(note.ends_with("=\n"));
  std::string bad = note;
  char& last = bad[bad.size() - 3];
  last = static_cast<char>(last + 1);
  ASSERT_TRUE(open_note(note, {{key.verifier()}}));
  EXPECT_FALSE(open_note(bad, {{key.verifier()}}));
}

TEST(Note, HasAtMost100SignaturesAnd1Megabyte) {
  const SigningKey key = key_named("a");
  Note note{"text\n", parse_note(sign_note("text\n", key).value()).value().signatures};
  while (note.signatures.size() < 100) note.signatures.push_back({"grease", 1, {1}});
  const std::string full = format_note(note).value();
  EXPECT_TRUE(open_note(full, {{key.verifier()}}));
  EXPECT_FALSE(open_note(full + "\xe2\x80\x94 grease AAAAAQE=\n", {{key.verifier()}}));
  EXPECT_FALSE(sign_note(std::string(kMaxNoteBytes, 'a') + "\n", key));
}

// A.8.5 and A.8.6.
TEST(Note, AKeyOfOneTypeNeverCountsAsTheOther) {
  const SigningKey log = key_named("a");
  const SigningKey witness = key_named("a", KeyType::witness);
  ASSERT_EQ(log.verifier().public_key, witness.verifier().public_key);
  const core::Time time{std::chrono::seconds{1}};
  const std::string note = sign_note("text\n", log).value();
  EXPECT_FALSE(open_note(note, {{witness.verifier()}}));
  const std::string both = cosign_note(note, witness, time).value();
  EXPECT_EQ(open_note(both, {{log.verifier()}}).value().signers.size(), 1U);
  EXPECT_FALSE(sign_note("text\n", witness));
  EXPECT_FALSE(make_cosignature(log, "text\n", time));
  EXPECT_FALSE(verify_cosignature(log.verifier(), "text\n", Bytes(72)));
}

TEST(Note, TheSameSignerTwiceCountsOnce) {
  const SigningKey log = key_named("a");
  const SigningKey witness = key_named("w", KeyType::witness);
  std::string note = sign_note("text\n", log).value();
  for (int second : {1, 2, 3})
    note = cosign_note(note, witness, core::Time{std::chrono::seconds{second}}).value();
  EXPECT_EQ(open_note(note, {{log.verifier(), witness.verifier()}}).value().signers.size(), 2U);
}

TEST(Cosignature, HoldsForItsTextAndTimeOnly) {
  const SigningKey witness = key_named("w", KeyType::witness);
  const core::Time time{std::chrono::seconds{1'700'000'000}};
  Bytes cosignature = make_cosignature(witness, "text\n", time).value();
  EXPECT_EQ(verify_cosignature(witness.verifier(), "text\n", cosignature).value(), time);
  EXPECT_FALSE(verify_cosignature(witness.verifier(), "other\n", cosignature));
  EXPECT_FALSE(verify_cosignature(witness.verifier(), "text\n", ByteView(cosignature).first(71)));
  for (std::uint8_t& byte : cosignature) {
    byte ^= 1;
    EXPECT_FALSE(verify_cosignature(witness.verifier(), "text\n", cosignature));
    byte ^= 1;
  }
  cosignature[0] = 0x80;  // past 2^63 - 1
  EXPECT_FALSE(verify_cosignature(witness.verifier(), "text\n", cosignature));
  EXPECT_FALSE(make_cosignature(witness, "text\n", core::Time{std::chrono::seconds{-1}}));
}

}  // namespace
}  // namespace demur::translog
