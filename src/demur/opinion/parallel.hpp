// Work in numbered pieces on some threads. Which thread takes which piece is left to chance, so a piece
// writes only what is its own; sums over pieces are made afterwards, in their order. Then the result does
// not depend on the number of threads.
#pragma once

#include <cstddef>
#include <functional>

namespace demur::opinion {

// `threads` as the options have it: 0 means one a core.
[[nodiscard]] unsigned thread_count(unsigned threads);

// Calls work(0) ... work(pieces - 1), each once, and returns when all are done. What a piece throws
// (memory may run out) is thrown from here, once no piece runs any more; those not begun are left out.
void in_parallel(unsigned threads, std::size_t pieces, const std::function<void(std::size_t piece)>& work);

// The same over [0, count) cut into ranges of `length`.
void in_ranges(unsigned threads, std::size_t count, std::size_t length,
               const std::function<void(std::size_t begin, std::size_t end)>& work);

}  // namespace demur::opinion
