#include "demur/translog/witness.hpp"

#include "demur/translog/test_log.hpp"

namespace demur::translog {
namespace {

using namespace test;

const core::Time kNow{std::chrono::seconds{1'700'000'000}};

std::string stray_bits(const Hash& hash) {
  std::string text = core::to_base64(hash);
  text[42] = static_cast<char>(text[42] + 1);
  return text;
}

// What the vectors' request is about: the log of 257 entries, which grew to 1,000.
Witnessed seen(std::size_t size) {
  return {size, size == 0 ? empty_root() : root_by_definition(numbered_leaves(size))};
}

MemoryLog log_of(std::size_t size) {
  MemoryLog log;
  log.add_numbered(size);
  return log;
}

AddCheckpoint request_from(std::uint64_t old_size, MemoryLog& log) {
  SourceTiles tiles(log);
  AddCheckpoint request{.old_size = old_size, .checkpoint = log.checkpoint().value()};
  if (old_size > 0) request.proof = prove_consistency(tiles, old_size, log.entries.size()).value();
  return request;
}

std::string signed_by(const SigningKey& key, std::string_view origin, std::string_view size,
                      std::string_view root) {
  return sign_note(std::string(origin) + "\n" + std::string(size) + "\n" + std::string(root) + "\n", key)
      .value();
}

// The code of the answer to a body; nothing: it is cosigned.
std::optional<Code> answer_to(std::string_view body, const Witnessed& last,
                              std::span<const VerifierKey> logs) {
  const auto request = parse_add_checkpoint(body);
  if (!request) return request.error().code;
  const auto decided = decide(*request, last, logs);
  return decided ? std::nullopt : std::optional(decided.error().code);
}

TEST(AddCheckpoint, ReadsAnswersAndWritesTheKnownOne) {
  const std::string body = text_at(vectors(), "witness_request_257_to_1000");
  const AddCheckpoint request = parse_add_checkpoint(body).value();
  EXPECT_EQ(request.old_size, 257U);
  EXPECT_EQ(format_add_checkpoint(request).value(), body);
  MemoryLog log = log_of(1'000);
  EXPECT_EQ(request_from(257, log).proof, request.proof);

  const VerifierKey key = VerifierKey::parse(text_at(vectors(), "log_vkey")).value();
  const Note note = decide(request, seen(257), {{key}}).value();
  const SigningKey witness = key_named("example.com/witness", KeyType::witness);
  const NoteSignature cosignature = cosign(note.text, witness, kNow).value();
  const std::string known = text_at(vectors(), "checkpoint_1000");
  EXPECT_EQ(format_note({note.text, {note.signatures.at(0), cosignature}}).value(), known);

  const std::string answer = format_signature(cosignature);
  EXPECT_TRUE(known.ends_with("\n" + answer));
  const Cosignature got = read_cosignature(answer, note.text, witness.verifier()).value();
  EXPECT_EQ(got.signature, cosignature);
  EXPECT_EQ(got.time, kNow);
}

struct Row {
  const char* what;
  std::string body;
  Witnessed last = {};
  std::optional<Code> answer = {};  // nothing: cosigned
};

// Each row of the protocol's table of statuses, by the code that stands for it.
TEST(Witness, AnswersEveryRowOfTheProtocolsTable) {
  MemoryLog log = log_of(1'000);
  const SigningKey other = key_named("example.com/another");
  MemoryLog fork = log_of(256);
  fork.add({"a different history"});
  fork.add_numbered(743);
  MemoryLog none;
  const std::string root = core::to_base64(log.root);
  const auto body = [&](std::uint64_t old_size, MemoryLog& of) {
    return format_add_checkpoint(request_from(old_size, of)).value();
  };
  const auto asking = [](std::string_view old_size, std::string_view proof, std::string_view note) {
    return "old " + std::string(old_size) + "\n" + std::string(proof) + "\n" + std::string(note);
  };
  const std::string note = log.checkpoint().value();
  const std::string one_line = root + "\n";
  const std::string proof_257 = body(257, log).substr(8, body(257, log).find("\n\n") - 7);
  std::string bad_signature = note;
  bad_signature[bad_signature.size() - 10] ^= 1;
  std::string too_long;
  for (int i = 0; i < 64; ++i) too_long += one_line;

  const Row rows[] = {
      {"the first time", body(0, log)},
      {"grown since", body(257, log), seen(257)},
      {"grown from a perfect tree", body(256, log), seen(256)},
      {"as it was: a refresh", body(1'000, log), seen(1'000)},
      {"the empty log, seen for the first time", body(0, none)},
      {"grown from the empty log", body(0, log), seen(0)},

      {"nothing", "", {}, Code::invalid},
      {"no old size", "\n" + note, {}, Code::invalid},
      {"another word", "Old 0\n\n" + note, {}, Code::invalid},
      {"a leading zero", asking("00", "", note), {}, Code::invalid},
      {"a leading zero before the right size", asking("0257", proof_257, note), seen(257), Code::invalid},
      {"a plus sign", asking("+0", "", note), {}, Code::invalid},
      {"two spaces", asking(" 0", "", note), {}, Code::invalid},
      {"a size of 2^63", asking("9223372036854775808", "", note), {}, Code::invalid},
      {"carriage returns", "old 0\r\n\r\n" + note, {}, Code::invalid},
      {"no empty line", "old 0\n" + note, {}, Code::invalid},
      {"no checkpoint", "old 0\n\n", {}, Code::invalid},
      {"no signature", asking("0", "", note.substr(0, note.find("\n\n") + 1)), {}, Code::invalid},
      {"a hash with stray bits", asking("257", stray_bits(log.root) + "\n", note), seen(257), Code::invalid},
      {"a hash that is too short", asking("257", root.substr(4) + "\n", note), seen(257), Code::invalid},
      {"64 hashes", asking("257", too_long, note), seen(257), Code::invalid},
      {"a checkpoint size with a leading zero",
       asking("0", "", signed_by(log.key, log.key.verifier().name, "01000", root)),
       {},
       Code::invalid},
      {"a root with stray bits",
       asking("0", "", signed_by(log.key, log.key.verifier().name, "1000", stray_bits(log.root))),
       {},
       Code::invalid},
      {"an empty origin", asking("0", "", signed_by(log.key, "", "1000", root)), {}, Code::invalid},
      {"an old size above the checkpoint's", asking("1001", "", note), seen(1'001), Code::invalid},
      {"the same, and not what was cosigned last", asking("1001", "", note), seen(257), Code::invalid},

      {"an unknown log",
       asking("0", "", signed_by(other, other.verifier().name, "1000", root)),
       {},
       Code::not_found},
      {"another log's origin under a known key",
       asking("0", "", signed_by(log.key, other.verifier().name, "1000", root)),
       {},
       Code::not_found},
      {"signed by another key alone",
       asking("0", "", signed_by(other, log.key.verifier().name, "1000", root)),
       {},
       Code::forbidden},
      {"a bad signature by the log's key", asking("0", "", bad_signature), {}, Code::forbidden},
      {"a bad signature beside a good one",
       asking("0", "", add_signature(note, parse_note(bad_signature).value().signatures[0]).value()),
       {},
       Code::forbidden},

      {"an old size that is not the last", body(256, log), seen(257), Code::conflict},
      {"old 0 of a log that was cosigned", body(0, log), seen(257), Code::conflict},
      {"a log that was never cosigned", body(257, log), {}, Code::conflict},
      {"a log that shrank", body(0, log), seen(1'001), Code::conflict},

      {"a fork", body(257, fork), seen(257), Code::unproven},
      {"a fork of the same size", body(1'000, fork), seen(1'000), Code::unproven},
      {"another proof", asking("257", one_line, note), seen(257), Code::unproven},
      {"no proof", asking("257", "", note), seen(257), Code::unproven},
      {"a proof with a hash too many", asking("257", proof_257 + one_line, note), seen(257), Code::unproven},
      {"a proof from nothing", asking("0", one_line, note), {}, Code::unproven},
      {"a proof of a refresh", asking("1000", one_line, note), seen(1'000), Code::unproven},
      {"size 0 with a wrong root",
       asking("0", "", signed_by(log.key, log.key.verifier().name, "0", root)),
       {},
       Code::unproven},
  };
  const std::vector<VerifierKey> logs{key_named("example.com/third").verifier(), log.key.verifier()};
  for (const Row& row : rows) EXPECT_EQ(answer_to(row.body, row.last, logs), row.answer) << row.what;
}

TEST(Witness, KnowsALogByAnyOfItsKeysAndKeepsNoOtherSignature) {
  MemoryLog log = log_of(3);
  const SigningKey second =
      SigningKey::create(log.key.verifier().name, KeyType::log, core::sha256({})).value();
  AddCheckpoint request = request_from(0, log);
  request.checkpoint = add_signature(request.checkpoint, {"grease", 7, Bytes(500, 1)}).value();
  const std::string by_second = sign_note(parse_note(request.checkpoint).value().text, second).value();
  request.checkpoint = add_signature(request.checkpoint, parse_note(by_second).value().signatures[0]).value();
  const std::vector both{log.key.verifier(), second.verifier()};
  EXPECT_EQ(decide(request, {}, both).value().signatures.size(), 2U);
  EXPECT_EQ(decide(request, {}, {{second.verifier()}}).value().signatures.size(), 1U);
  EXPECT_EQ(decide(request, {}, {}).error().code, Code::not_found);
}

// A witness's key of the log's name vouches for nothing as a log: types 1 and 4 stand apart.
TEST(Witness, TakesNoCosignatureForALogsSignature) {
  MemoryLog log = log_of(3);
  const SigningKey witness = key_named(log.key.verifier().name, KeyType::witness);
  AddCheckpoint request = request_from(0, log);
  const Note note = parse_note(request.checkpoint).value();
  request.checkpoint = format_note({note.text, {cosign(note.text, witness, kNow).value()}}).value();
  EXPECT_EQ(decide(request, {}, {{witness.verifier()}}).error().code, Code::not_found);
  EXPECT_EQ(decide(request, {}, {{witness.verifier(), log.key.verifier()}}).error().code, Code::forbidden);
}

TEST(WitnessAnswer, IsWorthWhatItsOwnKeySigned) {
  const SigningKey witness = key_named("w", KeyType::witness);
  const SigningKey other = key_named("o", KeyType::witness);
  const std::string text = parse_note(log_of(3).checkpoint().value()).value().text;
  const std::string good = format_signature(cosign(text, witness, kNow).value());
  const std::string foreign = format_signature(cosign(text, other, kNow).value());
  EXPECT_TRUE(read_cosignature(foreign + good, text, witness.verifier()));
  EXPECT_EQ(read_cosignature(foreign, text, witness.verifier()).error().code, Code::unproven);
  EXPECT_EQ(read_cosignature(good, "another\n1\n", witness.verifier()).error().code, Code::unproven);
  for (const std::string& bad : {std::string(), good.substr(0, good.size() - 1), "\n" + good, good + "\n"})
    EXPECT_FALSE(read_cosignature(bad, text, witness.verifier())) << bad;
}

TEST(WitnessAnswer, NamesOneSizeInOneSpelling) {
  EXPECT_EQ(format_size_answer(0), "0\n");
  EXPECT_EQ(parse_size_answer("20852163\n").value(), 20'852'163U);
  for (const char* bad : {"", "\n", "1", "01\n", "+1\n", "-1\n", "1\n2\n", "1 \n", "9223372036854775808\n"})
    EXPECT_FALSE(parse_size_answer(bad)) << bad;
}

TEST(AddCheckpoint, IsWrittenOnlyAsItMayBeSent) {
  MemoryLog log = log_of(3);
  AddCheckpoint request = request_from(0, log);
  EXPECT_EQ(parse_add_checkpoint(format_add_checkpoint(request).value()).value(), request);
  request.proof.assign(64, Hash{});
  EXPECT_FALSE(format_add_checkpoint(request));
  request.proof.clear();
  request.old_size = kMaxTreeSize + 1;
  EXPECT_FALSE(format_add_checkpoint(request));
  EXPECT_FALSE(format_add_checkpoint({0, {}, "not a checkpoint"}));
}

// ---- what a log makes of an answer

TEST(AnAnswer, IsJudgedByItsStatusAndBelievedInNothingElse) {
  MemoryLog log = log_of(3);
  const SigningKey key = key_named("example.com/witness", KeyType::witness);
  const std::string text = parse_note(log.checkpoint().value())->text;
  const std::string line = format_signature(cosign(text, key, kNow).value());
  const std::string strange =
      format_signature(cosign(text, key_named("other", KeyType::witness), kNow).value());
  const auto judge = [&](int status, std::string_view body) {
    return judge_answer(status, body, text, key.verifier());
  };
  const JudgedAnswer good = judge(200, strange + line);
  ASSERT_EQ(good.verdict, WitnessVerdict::cosigned);
  EXPECT_EQ(good.cosignature->time, kNow);
  EXPECT_EQ(format_signature(good.cosignature->signature), line);
  const JudgedAnswer size = judge(409, "17\n");
  EXPECT_EQ(size.verdict, WitnessVerdict::elsewhere);
  EXPECT_EQ(size.size, 17U);

  std::string flood;
  while (flood.size() <= kMostAnswerBytes) flood += strange;
  const std::vector<std::tuple<int, std::string, WitnessVerdict>> cases = {
      {200, "", WitnessVerdict::wrong},         {200, strange, WitnessVerdict::wrong},
      {200, line + "x", WitnessVerdict::wrong}, {200, flood + line, WitnessVerdict::wrong},
      {200, "17\n", WitnessVerdict::wrong},     {201, line, WitnessVerdict::wrong},
      {302, line, WitnessVerdict::wrong},       {0, line, WitnessVerdict::wrong},
      {-1, line, WitnessVerdict::wrong},        {600, line, WitnessVerdict::wrong},
      {409, "", WitnessVerdict::wrong},         {409, "+17\n", WitnessVerdict::wrong},
      {409, "017\n", WitnessVerdict::wrong},    {409, "17", WitnessVerdict::wrong},
      {409, line, WitnessVerdict::wrong},       {409, "17\n17\n", WitnessVerdict::wrong},
      {400, line, WitnessVerdict::refused},     {403, "", WitnessVerdict::refused},
      {404, "", WitnessVerdict::refused},       {422, "17\n", WitnessVerdict::refused},
      {429, line, WitnessVerdict::busy},        {500, line, WitnessVerdict::busy},
      {599, "", WitnessVerdict::busy},
  };
  for (const auto& [status, body, verdict] : cases) {
    const JudgedAnswer judged = judge(status, body);
    EXPECT_EQ(judged.verdict, verdict) << status << " " << body.substr(0, 80);
    EXPECT_FALSE(judged.cosignature);
    EXPECT_EQ(judged.size, 0U);
  }
}

}  // namespace
}  // namespace demur::translog
