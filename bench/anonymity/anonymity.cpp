// Anonymous filing against what the libraries beneath it allow: ./dev bench anonymity
//
//   bench_anonymity [ROUNDS]      5 rounds
//
// Each round goes through everything, so that a shared machine slows both sides of a ratio alike; the figures
// are medians of processor time of one core. A token issued (blind signature with its fault check) and one
// checked (RSASSA-PSS and the holder's key) stand against EVP_PKEY_sign and EVP_PKEY_verify of the same
// RSA-3072 key over 36 bytes, which is what `openssl speed rsa3072` runs; chunks of attachments against bare
// secretstream. Opening a phrase is Argon2id and little else. A feed of 5,000 replies has 5 for its reader;
// the same feed is also opened as if none of its tags helped: a sealed box tried for each.
#include <fmt/core.h>
#include <openssl/rsa.h>
#include <sodium.h>

#include <cstdlib>
#include <map>

#include "demur/anonymity/attachment.hpp"
#include "demur/anonymity/openssl.hpp"
#include "demur/anonymity/phrase.hpp"
#include "demur/anonymity/reply.hpp"
#include "demur/anonymity/token.hpp"
#include "measure.hpp"

namespace demur::bench {
namespace {

using namespace anonymity;

constexpr int kSigned = 60;
constexpr int kVerified = 1'500;
constexpr int kEnvelopes = 300;
constexpr std::size_t kAttachment = 16U << 20U;
constexpr std::size_t kReplies = 5'000;
constexpr std::size_t kMine = 5;

struct Stage {
  core::Random random = core::system_random();
  core::Day today = core::parse_day("2026-11-25").value();
  IssuerKey key = IssuerKey::generate().value();
  Issuer issuer = Issuer::from_record(format_record(record()).value()).value();
  SharedKey openssl = openssl_key();
  Token token = issue();
  Context context{instance_id("example.org/dissent"), issuer.id()};
  BoxKey author = BoxKey::generate(random);
  Bytes feed = make_feed();

  [[nodiscard]] IssuerKeyRecord record() const {
    return {.instance = "example.org/dissent",
            .scope = "file:2026q4",
            .klass = "staff",
            .class_size = 2'000,
            .quota = 1,
            .not_before = today,
            .not_after = today,
            .roster_root = {},
            .moduli = {key.modulus()}};
  }
  [[nodiscard]] SharedKey openssl_key() const {
    const SecretBytes der = key.pkcs8().value();
    const std::uint8_t* next = der.bytes().data();
    return share(d2i_AutoPrivateKey(nullptr, &next, static_cast<long>(der.size())));
  }
  [[nodiscard]] Token issue() const {
    const TokenRequest request = make_token_request(issuer, random).value();
    return finish_token(issuer, request,
                        std::vector<Bytes>{key.blind_sign(request.parts[0].blinded_message).value()})
        .value();
  }
  [[nodiscard]] Bytes make_feed() const {
    const SignKey office = SignKey::generate(random);
    Bytes all;
    for (std::size_t i = 0; i < kReplies; ++i) {
      const BoxPublicKey to =
          i % (kReplies / kMine) == 0 ? author.public_key() : BoxKey::generate(random).public_key();
      const Bytes reply = seal_reply(context, to, {}, office, {}, "Thank you.", random).value();
      all.insert(all.end(), reply.begin(), reply.end());
    }
    return all;
  }
};

void require(bool held) {
  if (!held) std::abort();  // a benchmark of what fails is none
}

// Named medians, in the order in which they first came.
class Figures {
 public:
  void add(const std::string& name, double value) { all_[name].push_back(value); }
  [[nodiscard]] double median(const std::string& name) const { return percentile(all_.at(name), 0.5); }

 private:
  std::map<std::string, std::vector<double>> all_;
};

template <typename Work>
double each(int count, Work&& work) {
  return cpu_seconds([&] {
           for (int i = 0; i < count; ++i) work();
         }) /
         count;
}

void measure_tokens(const Stage& stage, Figures& figures) {
  const TokenRequest request = make_token_request(stage.issuer, stage.random).value();
  figures.add("issue", each(kSigned, [&] {
                require(stage.key.blind_sign(request.parts[0].blinded_message).has_value());
              }));
  const Bytes digest(36, 1);
  Bytes signature(stage.key.modulus().size());
  std::size_t size = signature.size();
  const KeyContext signing(EVP_PKEY_CTX_new_from_pkey(nullptr, stage.openssl.get(), nullptr));
  require(EVP_PKEY_sign_init(signing.get()) == 1);
  figures.add(
      "openssl sign", each(kSigned, [&] {
        size = signature.size();
        require(EVP_PKEY_sign(signing.get(), signature.data(), &size, digest.data(), digest.size()) == 1);
      }));
  figures.add("check", each(kVerified, [&] {
                require(check_credential(stage.issuer, stage.token.credential, stage.today).has_value());
              }));
  const Bytes input =
      token_input(stage.issuer.id(), stage.token.credential.prefix, stage.token.credential.holder);
  figures.add(
      "signature", each(kVerified, [&] {
        require(stage.issuer.keys()[0].verify(kSuite, input, stage.token.credential.signatures).has_value());
      }));
  const KeyContext verifying(EVP_PKEY_CTX_new_from_pkey(nullptr, stage.openssl.get(), nullptr));
  require(EVP_PKEY_verify_init(verifying.get()) == 1);
  figures.add(
      "openssl verify", each(kVerified, [&] {
        require(EVP_PKEY_verify(verifying.get(), signature.data(), size, digest.data(), digest.size()) == 1);
      }));
  figures.add("ask",
              each(kSigned, [&] { require(make_token_request(stage.issuer, stage.random).has_value()); }));
}

void measure_envelopes(const Stage& stage, Figures& figures) {
  std::vector<BoxKey> keys;
  std::vector<BoxPublicKey> recipients;
  for (int i = 0; i < 3; ++i)
    recipients.push_back(keys.emplace_back(BoxKey::generate(stage.random)).public_key());
  const Bytes body(3'000, 'a');
  Bytes envelope;
  figures.add("seal", each(kEnvelopes, [&] {
                envelope = seal_envelope(new_content_key(stage.random), Purpose::filing, stage.context,
                                         recipients, 2, body, stage.random)
                               .value();
              }));
  figures.add("open", each(kEnvelopes, [&] {
                std::vector<Share> shares;
                for (const BoxKey* one : {&keys[0], &keys[2]})
                  shares.push_back(open_slot(envelope, Purpose::filing, stage.context, *one).value());
                require(open_envelope(envelope, Purpose::filing, stage.context, shares).has_value());
              }));
}

void measure_attachments(const Stage& stage, Figures& figures) {
  const ContentKey key = new_content_key(stage.random);
  const Bytes file(kAttachment - 1, 'a');
  Bytes sealed;
  AttachmentEntry entry{.name = "annex", .size = file.size()};
  figures.add("attachment sealed", cpu_seconds([&] {
                AttachmentSealer sealer = AttachmentSealer::start(key, 0, file.size()).value();
                sealed = sealer.add(file).value();
                const Bytes rest = sealer.finish().value();
                sealed.insert(sealed.end(), rest.begin(), rest.end());
                entry.padded = sealer.padded_size();
                entry.digest = sealer.digest();
              }));
  figures.add("attachment opened", cpu_seconds([&] {
                AttachmentOpener opener = AttachmentOpener::start(key, 0, entry).value();
                require(opener.add(sealed).value() == file && opener.finish().has_value());
              }));
  crypto_secretstream_xchacha20poly1305_state state;
  Bytes header(24);
  Bytes out(65'553);
  figures.add("secretstream", cpu_seconds([&] {
                crypto_secretstream_xchacha20poly1305_init_push(&state, header.data(), key.bytes().data());
                for (std::size_t at = 0; at + 65'536 <= file.size(); at += 65'536)
                  crypto_secretstream_xchacha20poly1305_push(&state, out.data(), nullptr, &file[at], 65'536,
                                                             nullptr, 0, 0);
              }));
}

void measure_mailbox(const Stage& stage, Figures& figures) {
  const Phrase phrase = make_phrase(stage.random);
  figures.add("phrase",
              cpu_seconds([&] { require(derive_reply_keys(phrase, stage.context.instance).has_value()); }));
  figures.add("feed", cpu_seconds([&] {
                require(open_feed(stage.feed, stage.context, stage.author)->size() == kMine);
              }));
  figures.add("feed, untagged", cpu_seconds([&] {
                std::size_t found = 0;
                Bytes plain(kSealedShareBytes - crypto_box_SEALBYTES);
                for (std::size_t at = 0; at < stage.feed.size(); at += kReplyBytes) {
                  const auto header = parse_envelope(ByteView(stage.feed).subspan(at, kReplyBytes));
                  found += crypto_box_seal_open(plain.data(), header->slots[0].sealed.data(),
                                                kSealedShareBytes, stage.author.public_key().data(),
                                                stage.author.secret_key().bytes().data()) == 0;
                }
                require(found == kMine);
              }));
}

void print(const Figures& figures) {
  const auto micro = [&](const char* name) { return figures.median(name) * 1e6; };
  const auto ratio = [&](const char* limit, const char* ours) {
    return figures.median(limit) / figures.median(ours);
  };
  const auto speed = [&](const char* name) {
    return static_cast<double>(kAttachment >> 20U) / figures.median(name);
  };
  fmt::print("token issued         {:8.0f} us   {:.2f} of openssl's sign ({:.0f} us)\n", micro("issue"),
             ratio("openssl sign", "issue"), micro("openssl sign"));
  fmt::print("credential checked   {:8.1f} us   {:.2f} of openssl's verify ({:.1f} us)\n", micro("check"),
             ratio("openssl verify", "check"), micro("openssl verify"));
  fmt::print("  its signature alone{:8.1f} us   {:.2f}\n", micro("signature"),
             ratio("openssl verify", "signature"));
  fmt::print("token asked for      {:8.0f} us\n", micro("ask"));
  fmt::print("envelope 2 of 3, 4 KiB: sealed {:.0f} us, opened {:.0f} us\n", micro("seal"), micro("open"));
  fmt::print(
      "attachment sealed    {:8.0f} MiB/s {:.2f} of secretstream alone ({:.0f} MiB/s); opened {:.0f} MiB/s\n",
      speed("attachment sealed"), ratio("secretstream", "attachment sealed"), speed("secretstream"),
      speed("attachment opened"));
  fmt::print("phrase opened        {:8.0f} ms\n", figures.median("phrase") * 1e3);
  fmt::print("feed of {} replies: {:.0f} ms; {:.0f} ms if each sealed box is tried\n", kReplies,
             figures.median("feed") * 1e3, figures.median("feed, untagged") * 1e3);
}

}  // namespace
}  // namespace demur::bench

int main(int argc, char** argv) {
  using namespace demur::bench;
  const int rounds = argc > 1 ? std::atoi(argv[1]) : 5;
  const Stage stage;
  Figures figures;
  for (int round = 0; round < rounds; ++round) {
    measure_tokens(stage, figures);
    measure_envelopes(stage, figures);
    measure_attachments(stage, figures);
    measure_mailbox(stage, figures);
  }
  print(figures);
}
