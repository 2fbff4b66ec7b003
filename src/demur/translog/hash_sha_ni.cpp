#include "demur/translog/hash_sha_ni.hpp"

#if defined(__x86_64__)

#include <cpuid.h>
#include <immintrin.h>

#include <algorithm>
#include <array>

// Only what is marked so may use the instructions: the rest of the program runs anywhere.
#define DEMUR_SHA_NI [[gnu::target("sha,sse4.1")]]
// A step whose values stay in registers when it is a part of what calls it, and only then.
#define DEMUR_SHA_NI_STEP [[gnu::target("sha,sse4.1"), gnu::always_inline]] inline

namespace demur::translog::sha_ni {
namespace {

constexpr std::size_t kBlockBytes = 64;

alignas(16) constexpr std::array<std::uint32_t, 64> kRoundConstants = {
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
    0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
    0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
    0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
    0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
    0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
    0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
    0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2};

// One message: its state, in the order that the instructions want, and the last sixteen words of its
// schedule.
struct Lane {
  __m128i abef;
  __m128i cdgh;
  __m128i words[4];
};

DEMUR_SHA_NI_STEP __m128i load(const void* bytes) {
  return _mm_loadu_si128(static_cast<const __m128i*>(bytes));
}

// Between bytes and big-endian words.
DEMUR_SHA_NI_STEP __m128i swap_words(__m128i bytes) {
  return _mm_shuffle_epi8(bytes, _mm_set_epi8(12, 13, 14, 15, 8, 9, 10, 11, 4, 5, 6, 7, 0, 1, 2, 3));
}

DEMUR_SHA_NI_STEP void begin(Lane& lane) {
  lane.abef =
      _mm_set_epi32(0x6a09e667, static_cast<int>(0xbb67ae85), 0x510e527f, static_cast<int>(0x9b05688c));
  lane.cdgh = _mm_set_epi32(0x3c6ef372, static_cast<int>(0xa54ff53a), 0x1f83d9ab, 0x5be0cd19);
}

DEMUR_SHA_NI_STEP void store(const Lane& lane, Hash& hash) {
  const __m128i reverse_halves = _mm_set_epi8(8, 9, 10, 11, 12, 13, 14, 15, 0, 1, 2, 3, 4, 5, 6, 7);
  const __m128i badc = _mm_unpackhi_epi64(lane.abef, lane.cdgh);
  const __m128i fehg = _mm_unpacklo_epi64(lane.abef, lane.cdgh);
  auto* out = reinterpret_cast<__m128i*>(hash.data());
  _mm_storeu_si128(out, _mm_shuffle_epi8(badc, reverse_halves));
  _mm_storeu_si128(out + 1, _mm_shuffle_epi8(fehg, reverse_halves));
}

// Rounds t to t + 3, where `Quad` is t / 4 mod 4; then words t to t + 3 become words t + 16 to t + 19.
template <std::size_t Quad>
DEMUR_SHA_NI_STEP void four_rounds(Lane& lane, __m128i constants) {
  const __m128i sum = _mm_add_epi32(lane.words[Quad], constants);
  lane.cdgh = _mm_sha256rnds2_epu32(lane.cdgh, lane.abef, sum);
  lane.abef = _mm_sha256rnds2_epu32(lane.abef, lane.cdgh, _mm_shuffle_epi32(sum, 0x0e));
}

template <std::size_t Quad>
DEMUR_SHA_NI_STEP void extend(Lane& lane) {
  __m128i& words = lane.words[Quad];
  const __m128i newest = lane.words[(Quad + 3) % 4];
  const __m128i seven_back = _mm_alignr_epi8(newest, lane.words[(Quad + 2) % 4], 4);
  words = _mm_sha256msg1_epu32(words, lane.words[(Quad + 1) % 4]);
  words = _mm_sha256msg2_epu32(_mm_add_epi32(words, seven_back), newest);
}

enum class Schedule { extended, used_up };

template <Schedule kSchedule, std::size_t Quad>
DEMUR_SHA_NI_STEP void four_rounds_each(Lane& one, Lane& two, std::size_t round) {
  const __m128i constants = load(&kRoundConstants[round + 4 * Quad]);
  four_rounds<Quad>(one, constants);
  if constexpr (kSchedule == Schedule::extended) extend<Quad>(one);
  four_rounds<Quad>(two, constants);
  if constexpr (kSchedule == Schedule::extended) extend<Quad>(two);
}

template <Schedule kSchedule>
DEMUR_SHA_NI_STEP void sixteen_rounds_each(Lane& one, Lane& two, std::size_t round) {
  four_rounds_each<kSchedule, 0>(one, two, round);
  four_rounds_each<kSchedule, 1>(one, two, round);
  four_rounds_each<kSchedule, 2>(one, two, round);
  four_rounds_each<kSchedule, 3>(one, two, round);
}

// A block of each message, whose words the lanes hold and lose.
DEMUR_SHA_NI_STEP void compress(Lane& one, Lane& two) {
  const __m128i before[] = {one.abef, one.cdgh, two.abef, two.cdgh};
  for (std::size_t round = 0; round < 48; round += 16)
    sixteen_rounds_each<Schedule::extended>(one, two, round);
  sixteen_rounds_each<Schedule::used_up>(one, two, 48);
  one.abef = _mm_add_epi32(one.abef, before[0]);
  one.cdgh = _mm_add_epi32(one.cdgh, before[1]);
  two.abef = _mm_add_epi32(two.abef, before[2]);
  two.cdgh = _mm_add_epi32(two.cdgh, before[3]);
}

// The two blocks of 0x01 || left || right: all but the last byte of the children, then that byte, the
// padding and the length in bits.
DEMUR_SHA_NI_STEP void load_first_block(Lane& lane, const std::uint8_t* children) {
  lane.words[0] = swap_words(_mm_alignr_epi8(load(children), _mm_set1_epi8(1), 15));
  lane.words[1] = swap_words(load(children + 15));
  lane.words[2] = swap_words(load(children + 31));
  lane.words[3] = swap_words(load(children + 47));
}

DEMUR_SHA_NI_STEP void load_second_block(Lane& lane, const std::uint8_t* children) {
  lane.words[0] = _mm_set_epi32(0, 0, 0, children[63] << 24 | 0x80 << 16);
  lane.words[1] = _mm_setzero_si128();
  lane.words[2] = _mm_setzero_si128();
  lane.words[3] = _mm_set_epi32(65 * 8, 0, 0, 0);
}

DEMUR_SHA_NI_STEP void load_block(Lane& lane, const std::uint8_t* block) {
  for (std::size_t i = 0; i < 4; ++i) lane.words[i] = swap_words(load(block + 16 * i));
}

// A leaf's message on its way through a lane.
struct Message {
  Bytes padded = {};
  std::size_t done = 0;
  Hash* hash = nullptr;  // where to; null: the lane is idle
};

// 0x00 || entry || 0x80 || zeroes || length in bits.
void pad(ByteView entry, Bytes& padded) {
  const std::uint64_t bits = 8 * (1 + entry.size());
  padded.assign((1 + entry.size() + 1 + sizeof bits + kBlockBytes - 1) / kBlockBytes * kBlockBytes, 0);
  std::ranges::copy(entry, padded.begin() + 1);
  padded[1 + entry.size()] = 0x80;
  for (std::size_t i = 0; i < sizeof bits; ++i)
    padded[padded.size() - 1 - i] = static_cast<std::uint8_t>(bits >> 8 * i);
}

}  // namespace

bool is_available() {
  constexpr unsigned kShaBit = 1U << 29;
  unsigned a = 0;
  unsigned b = 0;
  unsigned c = 0;
  unsigned d = 0;
  if (__get_cpuid(1, &a, &b, &c, &d) == 0 || (c & bit_SSE4_1) == 0) return false;
  return __get_cpuid_count(7, 0, &a, &b, &c, &d) != 0 && (b & kShaBit) != 0;
}

DEMUR_SHA_NI void two_node_hashes(const Hash* children, Hash* parents) {
  const std::uint8_t* first = children[0].data();
  const std::uint8_t* second = children[2].data();
  Lane one;
  Lane two;
  begin(one);
  begin(two);
  load_first_block(one, first);
  load_first_block(two, second);
  compress(one, two);
  load_second_block(one, first);
  load_second_block(two, second);
  compress(one, two);
  store(one, parents[0]);
  store(two, parents[1]);
}

// A lane that is through with its message takes the next: entries may be of any length.
DEMUR_SHA_NI void leaf_hashes(std::span<const ByteView> entries, std::span<Hash> hashes) {
  Lane lanes[kLanes] = {};
  Message messages[kLanes];
  std::size_t next = 0;
  for (bool busy = true; busy;) {
    busy = false;
    for (std::size_t i = 0; i < kLanes; ++i) {
      Message& message = messages[i];
      if (message.done == message.padded.size()) {
        if (message.hash != nullptr) store(lanes[i], *message.hash);
        message.hash = nullptr;
        if (next == entries.size()) continue;
        pad(entries[next], message.padded);
        message.done = 0;
        message.hash = &hashes[next++];
        begin(lanes[i]);
      }
      load_block(lanes[i], &message.padded[message.done]);
      message.done += kBlockBytes;
      busy = true;
    }
    if (busy) compress(lanes[0], lanes[1]);
  }
}

}  // namespace demur::translog::sha_ni

#else

namespace demur::translog::sha_ni {

bool is_available() {
  return false;
}
void two_node_hashes(const Hash*, Hash*) {}
void leaf_hashes(std::span<const ByteView>, std::span<Hash>) {}

}  // namespace demur::translog::sha_ni

#endif
