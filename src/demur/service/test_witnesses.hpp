// For tests: witnesses without a network. Each keeps to the protocol by the library's own judge, unless
// it is told to answer something else.
#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "demur/service/cosigners.hpp"
#include "demur/service/test_institution.hpp"
#include "demur/translog/test_support.hpp"

namespace demur::service::testing {

struct FakeWitness {
  using Instead = std::function<core::Result<WitnessReply>(const std::string& body)>;

  std::string name;
  std::unique_ptr<translog::SigningKey> key;
  translog::Witnessed last = {};
  Instead instead = {};                             // of its own answer
  std::vector<translog::AddCheckpoint> asked = {};  // what it was asked

  [[nodiscard]] std::string line() const {
    return "witness " + name + " " + key->verifier().text() + " http://" + name + ".example\n";
  }

  core::Result<WitnessReply> answer(const std::string& body, const translog::VerifierKey& log,
                                    core::Time now) {
    const auto request = translog::parse_add_checkpoint(body).value();
    asked.push_back(request);
    if (instead) return instead(body);
    const auto note = translog::decide(request, last, {&log, 1});
    if (!note && note.error().code == core::Code::conflict)
      return WitnessReply{409, translog::format_size_answer(last.size)};
    if (!note) return WitnessReply{note.error().code == core::Code::unproven ? 422 : 400, "no\n"};
    const auto checkpoint = translog::parse_checkpoint(note->text).value();
    last = {checkpoint.size, checkpoint.root};
    return WitnessReply{200, translog::format_signature(translog::cosign(note->text, *key, now).value())};
  }
};

// An institution and its two witnesses, both of which must cosign, unless another quorum is named.
class Witnessed : public ::testing::Test {
 protected:
  Witnessed() {
    for (const char* name : {"union", "press"})
      witnesses[name] = {.name = name,
                         .key = std::make_unique<translog::SigningKey>(translog::test::key_named(
                             std::string(name) + ".example/witness", translog::KeyType::witness))};
    open();
  }

  [[nodiscard]] std::string policy(const std::string& group = "all") const {
    std::string text;
    for (const auto& [name, witness] : witnesses) text += witness.line();
    return text + "group both " + group + " union press\nquorum both\n";
  }
  [[nodiscard]] const translog::VerifierKey& log_key() const { return test.house->log_key().verifier(); }

  core::Result<WitnessReply> ask(const std::string& url, const std::string& body) {
    for (auto& [name, witness] : witnesses)
      if (url == "http://" + name + ".example") return witness.answer(body, log_key(), test.now);
    return core::fail(core::Code::unavailable, "no such witness");
  }
  void open(const std::string& group = "all") {
    cosigners = Cosigners::open(*test.house, policy(group),
                                [this](const std::string& url, const std::string& body,
                                       const std::stop_token&) { return ask(url, body); })
                    .value();
  }
  std::optional<core::Time> round() { return cosigners->round().value(); }
  // Ten minutes later whoever failed is asked again.
  void later_round() {
    test.now += 10min;
    round();
  }
  void grow(int times = 1) {
    for (int i = 0; i < times; ++i)
      test.must("founder", domain::CreateOffice{domain::OfficeId::make(test.random),
                                                "Office " + std::to_string(++offices)});
  }
  Cosigning state() {
    return test.house->store()
        .read([&](const store::Reader& reader) { return cosigning_of(reader, log_key()); })
        .value()
        .value();
  }
  store::LogWitness last(const std::string& name) {
    for (const auto& witness : state().witnesses)
      if (witness.name == name) return witness.last;
    throw std::runtime_error("no witness " + name);
  }

  int offices = 0;
  TestInstitution test;
  std::map<std::string, FakeWitness> witnesses;
  std::unique_ptr<Cosigners> cosigners;
};

}  // namespace demur::service::testing
