// The one door through which state changes: read, decide, write and log in one transaction.
//
//   Result<Done> done = perform(house, member, domain::FileDissent{...});
//
// When perform() returns a value, the change and its records are durable. When it returns an error,
// nothing of the act was kept.
#pragma once

#include <functional>
#include <span>
#include <string>
#include <vector>

#include "demur/core/result.hpp"
#include "demur/domain/decide.hpp"
#include "demur/service/institution.hpp"

namespace demur::service {

struct Done {
  bool already_done = false;  // the same act was carried out before
  std::string receipt;        // id of the leaf that a receipt can be had for; empty: none
};

// `also` runs in the same transaction, after the act was carried out: for what is not a noun, such as
// a password or an invitation. It does not run for an act that was carried out before.
using Also = std::function<core::Status(store::Transaction&)>;

[[nodiscard]] core::Result<Done> perform(Institution& house, const domain::MemberId& who,
                                         const domain::Act& act, const Also& also = {});

// The same door for nouns that are judged by themselves (clearance rounds, meetings, ...): their work runs
// in one transaction, on today's day, for a member who exists.
using Work =
    std::function<core::Result<Done>(store::Transaction&, const domain::Member& who, core::Day today)>;
[[nodiscard]] core::Result<Done> perform_as(Institution& house, const domain::MemberId& who,
                                            const Work& work);

// Acts judged and not carried out, each with the verdict it would get now: what a page asks before it
// offers a button. An act that was carried out already is a conflict.
[[nodiscard]] core::Result<std::vector<core::Status>> judge_all(Institution& house, const domain::Member& who,
                                                                std::span<const domain::Act> acts);
[[nodiscard]] core::Status would_allow(Institution& house, const domain::Member& who, const domain::Act& act);

// The clock's own acts on every dissent and every meeting that waits: duties missed, last words lapsed,
// minutes not agreed. Safe to repeat.
[[nodiscard]] core::Status settle_all(Institution& house);

}  // namespace demur::service
