// Whether anything can be sealed to a key: not where every shared secret would be zero, and so known to
// everybody (the points of small order of X25519). Sealing to one fails, and with it the whole envelope.
#pragma once

#include "demur/anonymity/key_pair.hpp"

namespace demur::anonymity {

[[nodiscard]] bool may_be_recipient(const BoxPublicKey& key);

}  // namespace demur::anonymity
