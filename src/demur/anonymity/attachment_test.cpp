#include "demur/anonymity/attachment.hpp"

#include <gmock/gmock.h>

#include "demur/anonymity/filing_body.hpp"
#include "demur/anonymity/test_support.hpp"

namespace demur::anonymity {
namespace {

struct Sealed {
  AttachmentEntry entry;
  Bytes bytes;
};

Bytes some_bytes(std::size_t size) {
  Bytes bytes(size);
  core::seeded_random(size)(bytes);
  return bytes;
}

Sealed seal(const ContentKey& key, ByteView data, std::size_t piece, std::size_t index = 0) {
  AttachmentSealer sealer = AttachmentSealer::start(key, index, data.size()).value();
  Sealed sealed;
  for (std::size_t at = 0; at < data.size(); at += piece) {
    const Bytes out = sealer.add(data.subspan(at, std::min(piece, data.size() - at))).value();
    sealed.bytes.insert(sealed.bytes.end(), out.begin(), out.end());
  }
  const Bytes out = sealer.finish().value();
  sealed.bytes.insert(sealed.bytes.end(), out.begin(), out.end());
  sealed.entry = {"annex.txt", data.size(), sealer.padded_size(), sealer.digest()};
  return sealed;
}

Result<Bytes> open(const ContentKey& key, const AttachmentEntry& entry, ByteView sealed, std::size_t piece,
                   std::size_t index = 0) {
  AttachmentOpener opener = DEMUR_TRY(AttachmentOpener::start(key, index, entry));
  Bytes data;
  for (std::size_t at = 0; at < sealed.size(); at += piece) {
    const Bytes out = DEMUR_TRY(opener.add(sealed.subspan(at, std::min(piece, sealed.size() - at))));
    data.insert(data.end(), out.begin(), out.end());
  }
  DEMUR_TRY(opener.finish());
  return data;
}

TEST(Attachment, ComesBackWhateverItsLengthAndPieces) {
  const ContentKey key = new_content_key(core::system_random());
  for (const std::size_t size :
       {0U, 1U, 4'095U, 4'096U, 65'535U, 65'536U, 65'537U, 262'143U, 1'048'576U, 2'500'000U}) {
    const Bytes data = some_bytes(size);
    for (const std::size_t piece : {1'000U, 65'536U, 1'000'000U}) {
      const Sealed sealed = seal(key, data, piece);
      EXPECT_EQ(sealed.bytes.size(), sealed_attachment_size(sealed.entry.padded));
      EXPECT_EQ(open(key, sealed.entry, sealed.bytes, 1'777).value(), data) << size << ' ' << piece;
      EXPECT_EQ(open(key, sealed.entry, sealed.bytes, sealed.bytes.size()).value(), data);
    }
  }
}

TEST(Attachment, IsRefusedWithAnyByteChanged) {
  const ContentKey key = new_content_key(core::system_random());
  const Sealed good = seal(key, some_bytes(5'000), 5'000);
  for (std::size_t at = 0; at < good.bytes.size(); ++at) {
    Bytes changed = good.bytes;
    changed[at] ^= static_cast<std::uint8_t>(1U << (at % 8));
    EXPECT_FALSE(open(key, good.entry, changed, changed.size())) << at;
  }
}

TEST(Attachment, IsRefusedCutAddedToOrUnderAnotherName) {
  const ContentKey key = new_content_key(core::system_random());
  const Sealed good = seal(key, some_bytes(100'000), 100'000);
  for (const std::size_t less : {std::size_t{1}, std::size_t{17}, std::size_t{65'553}, good.bytes.size()})
    EXPECT_FALSE(open(key, good.entry, ByteView(good.bytes).first(good.bytes.size() - less), 4'096)) << less;
  Bytes longer = good.bytes;
  longer.push_back(0);
  EXPECT_FALSE(open(key, good.entry, longer, longer.size()));
  EXPECT_FALSE(open(key, good.entry, good.bytes, 4'096, 1)) << "as the second attachment";
  EXPECT_FALSE(open(new_content_key(core::system_random()), good.entry, good.bytes, 4'096));
  AttachmentEntry other = good.entry;
  other.digest[0] ^= 1;
  EXPECT_FALSE(open(key, other, good.bytes, 4'096)) << "another one sealed under the same key";
  other = good.entry;
  other.size -= 1;
  EXPECT_FALSE(open(key, other, good.bytes, 4'096)) << "a size that is not its own";
  other.size += 2;
  EXPECT_FALSE(open(key, other, good.bytes, 4'096));
}

TEST(Attachment, KeepsToTheSizeThatItWasSaidToHave) {
  const ContentKey key = new_content_key(core::system_random());
  AttachmentSealer sealer = AttachmentSealer::start(key, 0, 10).value();
  EXPECT_FALSE(sealer.add(Bytes(11)));
  EXPECT_TRUE(sealer.add(Bytes(9)));
  EXPECT_FALSE(sealer.finish()) << "a byte is missing";
  EXPECT_TRUE(sealer.add(Bytes(1)));
  EXPECT_FALSE(sealer.add(Bytes(1)));
  EXPECT_TRUE(sealer.finish());
  EXPECT_FALSE(sealer.finish()) << "it is finished";
  EXPECT_FALSE(AttachmentSealer::start(key, 32, 10));
  EXPECT_FALSE(AttachmentSealer::start(key, 0, kMaxPaddedAttachment));
}

TEST(Attachment, ShowsItsLengthOnlyAsABucket) {
  constexpr std::uint64_t kKi = 1'024;
  const std::vector<std::pair<std::uint64_t, std::uint64_t>> expected{
      {0, 4 * kKi},
      {4 * kKi - 1, 4 * kKi},
      {4 * kKi, 16 * kKi},
      {64 * kKi - 1, 64 * kKi},
      {1'024 * kKi - 1, 1'024 * kKi},
      {1'024 * kKi, 2'048 * kKi},
      {2'048 * kKi, 3'072 * kKi},
      {kMaxPaddedAttachment - 1, kMaxPaddedAttachment}};
  for (const auto& [size, padded] : expected) EXPECT_EQ(padded_attachment_size(size).value(), padded) << size;
  EXPECT_FALSE(padded_attachment_size(kMaxPaddedAttachment));
}

FilingBody body() {
  FilingBody made{.kind = "change",
                  .decision = "cccccccccccccccccccccccccc",
                  .title = "Against the move",
                  .body = "Because \u00e4 and \"quotes\"\n",
                  .remedy = "",
                  .reply_box = {1},
                  .reply_sign = {2},
                  .attachments = {}};
  made.attachments.push_back({"annex.txt", 5'000, 16'384, {3}});
  return made;
}

TEST(FilingBody, HasOneSpelling) {
  const std::string json = format_filing_body(body()).value();
  EXPECT_EQ(parse_filing_body(json).value(), body());
  EXPECT_FALSE(parse_filing_body(json + " "));
  std::string changed = json;
  changed.replace(changed.find("\"v\":1"), 5, "\"v\":2");
  EXPECT_FALSE(parse_filing_body(changed));
  changed = json;
  changed.insert(1, "\"aside\":1,");
  EXPECT_FALSE(parse_filing_body(changed)) << "a member that nobody shows";
  changed = json;
  changed.replace(changed.find("16384"), 5, "65536");
  EXPECT_FALSE(parse_filing_body(changed)) << "padded to another size than its own";
  EXPECT_FALSE(parse_filing_body("{}"));
  EXPECT_FALSE(parse_filing_body("[]"));
}

TEST(FilingBody, HasAsManyAttachmentsAsCanBeOpened) {
  FilingBody many = body();
  many.attachments.resize(33, many.attachments.front());
  EXPECT_FALSE(format_filing_body(many));
}

}  // namespace
}  // namespace demur::anonymity
