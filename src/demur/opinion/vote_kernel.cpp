#include "demur/opinion/vote_kernel_body.hpp"

namespace demur::opinion {

#if defined(__x86_64__)
const Kernels* avx2_kernels();  // vote_kernel_avx2.cpp
#endif

const Kernels& kernels(int dimensions) {
#if defined(__x86_64__)
  static const bool wide = __builtin_cpu_supports("avx2") != 0 && __builtin_cpu_supports("fma") != 0;
  if (wide) return avx2_kernels()[dimensions];
#endif
  return kTables[dimensions];
}

}  // namespace demur::opinion
