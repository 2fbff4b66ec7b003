// Pages of anonymous filing at the house: tokens, custodians' keys, drops, what is sealed.
#include "demur/web/views/custody.hpp"
#include "demur/web/views/sealed.hpp"
#include "demur/web/views/tokens.hpp"

#include "sample_parts.hpp"
#include "samples.hpp"

namespace demur::web::samples {
namespace {

TokensView tokens() {
  return {.origin = "dissent.example.org/log",
          .passkey = true,
          .house = "https://dissent.example.org",
          .has_passkey = true,
          .next = "/decisions",
          .tokens = {{"demur/issuer-key/v1\n", 3}, {"demur/issuer-key/v1\n", 1}},
          .drops = {{"the staff association", "https://drop.example.org"},
                    {"the ombuds office", "https://unseen.example.org"}}};
}

service::Custody custody() {
  return {.officers = {{"Office of the Inspector", "custodian 1", {1}, day("2027-11-23")},
                       {"Office of the Inspector", "custodian 2", {2}, day("2027-11-23")}},
          .drops = {{"Staff association", "https://drop.example.org", {3}}},
          .entries = 12,
          .words = "abacus abdomen abdominal abide abiding ability ablaze able"};
}

SealedView sealed() {
  SealedView view{.dissent = dissent_ref().id,
                  .decision = decision_ref(),
                  .origin = "dissent.example.org/log",
                  .quarter = "2026q4",
                  .state = domain::DissentState::acknowledged,
                  .filed_on = day("2026-11-20"),
                  .released_title = "The survey was not read",
                  .released_text = "The survey of the river was not read before the decision.",
                  .is_released = true};
  view.reading.cosigners = 6;
  view.reading.agreements = 1;
  view.reading.messages = {{.digest = {}, .dissent = dissent_ref().id, .kind = "message", .envelope = {}}};
  view.reading.officers = {{.key_id = {1}, .member = {}, .box_key = {}, .sign_key = {}}};
  view.reading.held = {{}};
  return view;
}

service::ShareTaker taker(const char* name, std::uint8_t key, bool is_self) {
  return {.key = {.key_id = {key}, .member = {}, .box_key = {}, .sign_key = {}},
          .name = name,
          .is_self = is_self,
          .shares = is_self ? 1 : 3};
}

HandOverView hand_over() {
  const service::KeptFiling kept{.dissent = dissent_ref().id,
                                 .decision = decision_ref().id,
                                 .decision_number = decision_ref().number,
                                 .decision_title = decision_ref().title,
                                 .filed_on = day("2026-11-20"),
                                 .shares = 3,
                                 .left = 3,
                                 .older = 1};
  service::KeptFiling handed = kept;
  handed.left = handed.older = 0;
  return {.origin = "dissent.example.org/log",
          .is_custodian = true,
          .key = store::OfficerKey{.key_id = {1}, .member = {}, .not_after = day("2027-11-23")},
          .keeping = {.filings = {kept, handed},
                      .takers = {taker("Edda Ekman", 1, true), taker("Hana Holt", 4, false)}},
          .posts = {"", "Office of the Inspector, custodian 4"}};
}

}  // namespace

void add_sealed(std::vector<Sample>& all) {
  all.push_back({"tokens", "tokens", to_json(tokens())});
  TokensView without_passkey = tokens();
  without_passkey.has_passkey = false;
  all.push_back({"tokens-no-passkey", "tokens", to_json(without_passkey)});
  TokensView without_drop = tokens();
  without_drop.drops.clear();
  all.push_back({"tokens-no-drop", "tokens", to_json(without_drop)});
  all.push_back({"custody", "custody",
                 to_json(CustodyView{.custody = custody(),
                                     .to_open = 2,
                                     .is_custodian = true,
                                     .line = "Staff association",
                                     .errors = {{core::Code::invalid, "Paste the whole line.", "line"}}})});
  all.push_back({"custody-too-few", "custody", to_json(CustodyView{.custody = {}, .to_open = 2})});
  all.push_back({"officer-key", "officer_key",
                 to_json(OfficerKeyView{.origin = "dissent.example.org/log",
                                        .member = {},
                                        .is_custodian = true,
                                        .key = store::OfficerKey{
                                            .key_id = {1}, .member = {}, .not_after = day("2027-11-23")}})});
  all.push_back({"officer-key-first", "officer_key",
                 to_json(OfficerKeyView{.origin = "dissent.example.org/log", .is_custodian = true})});
  all.push_back({"sealed", "sealed", to_json(sealed())});
  all.push_back({"hand-over", "hand_over", to_json(hand_over())});
  HandOverView stuck = hand_over();
  stuck.key.reset();
  stuck.keeping.takers.clear();
  all.push_back({"hand-over-stuck", "hand_over", to_json(stuck)});
}

void add_sealed_empty(std::vector<Sample>& all) {
  all.push_back({"tokens-empty", "tokens", to_json(TokensView{})});
  all.push_back({"custody-empty", "custody", to_json(CustodyView{})});
  all.push_back({"officer-key-empty", "officer_key", to_json(OfficerKeyView{.to_open = 0})});
  all.push_back(
      {"officer-key-needless", "officer_key", to_json(OfficerKeyView{.is_custodian = true, .to_open = 0})});
  all.push_back({"hand-over-empty", "hand_over", to_json(HandOverView{.is_custodian = true})});
  all.push_back({"hand-over-of-no-custodian", "hand_over", to_json(HandOverView{})});
  all.push_back({"sealed-empty", "sealed",
                 to_json(SealedView{.dissent = dissent_ref().id, .decision = decision_ref()})});
}

}  // namespace demur::web::samples
