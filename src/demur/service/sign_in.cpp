#include "demur/service/sign_in.hpp"

#include <algorithm>

#include "demur/store/members.hpp"

namespace demur::service {

using core::Code;
using core::Result;
using core::Status;
using domain::Member;
using domain::MemberId;
using store::PasskeyRow;
using store::Reader;
using store::Transaction;

struct SignIn::Claim {
  std::optional<Member> member;         // only if active
  std::optional<std::string> password;  // its hash
};

namespace {

constexpr std::size_t kMostPasskeys = 20;

bool is_active(const std::optional<Member>& member) {
  return member && member->state == domain::MemberState::active;
}

std::unexpected<core::Error> wrong_password() {
  return core::fail(Code::unauthenticated, "The sign-in name or the password is wrong", "password");
}

std::unexpected<core::Error> unknown_passkey() {
  return core::fail(Code::unauthenticated,
                    "This passkey is not known here. Use another, or sign in another way");
}

std::unexpected<core::Error> meanwhile() {
  return core::fail(Code::conflict, "Something changed while you were signing in. Try again");
}

core::Bytes user_handle(const MemberId& member) {
  const core::ByteView bytes = core::bytes_of(member.text);
  return {bytes.begin(), bytes.end()};
}

Passkey passkey_of(const PasskeyRow& row) {
  return Passkey{.credential_id = row.credential_id,
                 .public_key = row.public_key,
                 .algorithm = static_cast<PasskeyAlgorithm>(row.algorithm),
                 .sign_count = row.sign_count};
}

// The passkey and its owner, who must be active and be the one that the authenticator names.
Result<PasskeyRow> claimed_passkey(const Reader& reader, const PasskeyAssertion& sent) {
  const auto row = DEMUR_TRY(store::find_passkey(reader, sent.credential_id));
  if (!row || !is_active(DEMUR_TRY(store::find_member(reader, row->member)))) return unknown_passkey();
  if (!sent.user_handle.empty() && sent.user_handle != user_handle(row->member)) return unknown_passkey();
  return *row;
}

core::json::string base64url(core::ByteView bytes) {
  return core::json::string(core::to_base64url(bytes));
}

}  // namespace

SignIn::SignIn(store::Store& store, SignInOptions options)
    : store_(store),
      options_(std::move(options)),
      hasher_(options_.cost, gate_),
      challenges_(options_.challenge_key, options_.random),
      pace_(options_.random) {}

// ---- passwords

Result<SignIn::Claim> SignIn::claim_of(std::string_view login) {
  return store_.read([&](const Reader& reader) -> Result<Claim> {
    auto member = DEMUR_TRY(store::find_member_by_login(reader, login));
    if (!is_active(member)) return Claim{};
    auto password = DEMUR_TRY(store::find_password(reader, member->id));
    return Claim{std::move(member), std::move(password)};
  });
}

Result<NewSession> SignIn::open_session(const Claim& claim, std::string_view rehashed) {
  const MemberId& member = claim.member->id;
  NewSession made = make_session(member, options_.clock(), options_.random);
  const auto save = [&](Transaction& transaction) -> Status {
    if (!is_active(DEMUR_TRY(store::find_member(transaction, member)))) return meanwhile();
    if (DEMUR_TRY(store::find_password(transaction, member)) != claim.password) return meanwhile();
    if (!rehashed.empty()) DEMUR_TRY(store::save_password(transaction, member, rehashed));
    return store::add_session(transaction, made.session);
  };
  DEMUR_TRY(store_.write(save));
  return made;
}

Result<NewSession> SignIn::with_password(std::string_view login, std::string_view password) {
  DEMUR_TRY(pace_.admit(login, options_.clock()));
  const Claim claim = DEMUR_TRY(claim_of(login));
  const PasswordCheck check = DEMUR_TRY(hasher_.check(claim.password, password));
  if (check == PasswordCheck::wrong || !claim.member) return wrong_password();
  pace_.succeeded(login);
  std::string rehashed;
  if (check == PasswordCheck::right_but_stale) rehashed = DEMUR_TRY(hasher_.hash(password));
  return open_session(claim, rehashed);
}

Result<std::string> SignIn::new_password_hash(const Member& member, std::string_view password) const {
  DEMUR_TRY(check_password_rules(password, member.login, member.name));
  return hasher_.hash(password);
}

Result<NewSession> SignIn::change_password(const Member& member, std::string_view current,
                                           std::string_view password) {
  DEMUR_TRY(check_password_rules(password, member.login, member.name));
  DEMUR_TRY(pace_.admit(member.login, options_.clock()));
  const Claim claim = DEMUR_TRY(claim_of(member.login));
  if (!claim.member || claim.member->id != member.id) return meanwhile();
  if (claim.password && DEMUR_TRY(hasher_.check(claim.password, current)) == PasswordCheck::wrong)
    return core::fail(Code::invalid, "This is not your current password", "current");
  pace_.succeeded(member.login);
  const std::string hash = DEMUR_TRY(hasher_.hash(password));
  NewSession made = make_session(member.id, options_.clock(), options_.random);
  const auto save = [&](Transaction& transaction) -> Status {
    if (DEMUR_TRY(store::find_password(transaction, member.id)) != claim.password) return meanwhile();
    DEMUR_TRY(store::save_password(transaction, member.id, hash));
    DEMUR_TRY(store::end_sessions_of(transaction, member.id));
    return store::add_session(transaction, made.session);
  };
  DEMUR_TRY(store_.write(save));
  return made;
}

// ---- passkeys

core::json::object SignIn::passkey_options() const {
  return {{"challenge", challenges_.make(kSignInPurpose, options_.clock())}, {"rpId", options_.party.id}};
}

Result<NewSession> SignIn::with_passkey(std::string_view body) {
  const core::Time now = options_.clock();
  const PasskeyAssertion sent = DEMUR_TRY(parse_passkey_assertion(body));
  const std::string challenge = DEMUR_TRY(challenge_of(sent.client_data));
  DEMUR_TRY(challenges_.check(kSignInPurpose, challenge, now));
  const PasskeyRow row =
      DEMUR_TRY(store_.read([&](const Reader& reader) { return claimed_passkey(reader, sent); }));
  const auto count = DEMUR_TRY(verify_passkey_assertion(sent, passkey_of(row), options_.party, challenge));
  DEMUR_TRY(challenges_.spend(challenge, now));
  NewSession made = make_session(row.member, now, options_.random);
  const auto save = [&](Transaction& transaction) -> Status {
    if (DEMUR_TRY(claimed_passkey(transaction, sent)) != row) return meanwhile();
    DEMUR_TRY(store::save_sign_count(transaction, sent.credential_id, count));
    return store::add_session(transaction, made.session);
  };
  DEMUR_TRY(store_.write(save));
  return made;
}

Result<core::json::object> SignIn::register_options(const Member& member) {
  const auto known =
      DEMUR_TRY(store_.read([&](const Reader& reader) { return store::passkeys_of(reader, member.id); }));
  core::json::array exclude;
  for (const PasskeyRow& passkey : known) exclude.emplace_back(base64url(passkey.credential_id));
  return core::json::object{
      {"challenge", challenges_.make(register_purpose(member.id), options_.clock())},
      {"rp", {{"id", options_.party.id}, {"name", options_.party_name}}},
      {"user",
       {{"id", base64url(user_handle(member.id))}, {"name", member.login}, {"displayName", member.name}}},
      {"exclude", std::move(exclude)}};
}

Result<PasskeyRow> SignIn::verified_passkey(const Member& member, std::string_view body, core::Day today) {
  const core::Time now = options_.clock();
  const PasskeyRegistration sent = DEMUR_TRY(parse_passkey_registration(body));
  const std::string challenge = DEMUR_TRY(challenge_of(sent.client_data));
  DEMUR_TRY(challenges_.check(register_purpose(member.id), challenge, now));
  const Passkey made = DEMUR_TRY(verify_passkey_registration(sent, options_.party, challenge));
  DEMUR_TRY(challenges_.spend(challenge, now));
  return PasskeyRow{.credential_id = made.credential_id,
                    .member = member.id,
                    .public_key = made.public_key,
                    .algorithm = static_cast<std::int32_t>(made.algorithm),
                    .sign_count = made.sign_count,
                    .name = sent.name,
                    .created_day = today};
}

Status SignIn::add_passkey(const Member& member, std::string_view body, core::Day today) {
  const PasskeyRow row = DEMUR_TRY(verified_passkey(member, body, today));
  return store_.write([&](Transaction& transaction) -> Status {
    if (DEMUR_TRY(store::find_passkey(transaction, row.credential_id)))
      return core::fail(Code::conflict, "This passkey was added before");
    if (DEMUR_TRY(store::passkeys_of(transaction, member.id)).size() >= kMostPasskeys)
      return core::fail(Code::conflict, "You have 20 passkeys: remove one that you no longer use");
    return store::add_passkey(transaction, row);
  });
}

// ---- sessions

Result<std::optional<Member>> SignIn::who(std::string_view token) {
  const auto hash = hash_of_token(token);
  if (!hash) return std::nullopt;
  const core::Time now = options_.clock();
  return store_.read([&](const Reader& reader) -> Result<std::optional<Member>> {
    auto session = DEMUR_TRY(store::find_session(reader, *hash));
    if (!session) return std::nullopt;
    session->last_seen = touches_.last_seen(*session);
    if (!is_live(*session, now)) return std::nullopt;
    auto member = DEMUR_TRY(store::find_member(reader, session->member));
    if (!is_active(member)) return std::nullopt;
    touches_.touch(*session, now);
    return member;
  });
}

Result<bool> SignIn::signed_in_lately(std::string_view token) {
  const auto hash = hash_of_token(token);
  if (!hash) return false;
  const auto session =
      DEMUR_TRY(store_.read([&](const Reader& reader) { return store::find_session(reader, *hash); }));
  return session && is_fresh(*session, options_.clock());
}

Status SignIn::sign_out(std::string_view token) {
  const auto hash = hash_of_token(token);
  if (!hash) return {};
  DEMUR_TRY(store_.write([&](Transaction& transaction) { return store::end_session(transaction, *hash); }));
  touches_.forget(*hash);
  return {};
}

Status SignIn::sign_out_everywhere(const MemberId& member) {
  return store_.write([&](Transaction& transaction) { return store::end_sessions_of(transaction, member); });
}

Status SignIn::tidy() {
  const core::Time now = options_.clock();
  const SessionTouches::Batch batch = touches_.due(now);
  const auto save = [&](Transaction& transaction) -> Status {
    for (const auto& [hash, seen] : batch) DEMUR_TRY(store::touch_session(transaction, hash, seen));
    DEMUR_TRY(store::remove_dead_sessions(transaction, now, now - kSessionIdle));
    return {};
  };
  DEMUR_TRY(store_.write(save));
  touches_.written(batch);
  return {};
}

}  // namespace demur::service
