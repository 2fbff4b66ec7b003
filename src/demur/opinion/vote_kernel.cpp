#include "demur/opinion/vote_kernel_body.hpp"

namespace demur::opinion {

#if defined(__x86_64__)
// vote_kernel_avx2.cpp
const Kernels* avx2_kernels();
AddRows avx2_add_rows();

namespace {

bool wide() {
  static const bool has = __builtin_cpu_supports("avx2") != 0 && __builtin_cpu_supports("fma") != 0;
  return has;
}

}  // namespace
#endif

const Kernels& kernels(int dimensions) {
#if defined(__x86_64__)
  if (wide()) return avx2_kernels()[dimensions];
#endif
  return kTables[dimensions];
}

AddRows add_rows() {
#if defined(__x86_64__)
  if (wide()) return avx2_add_rows();
#endif
  return add_rows_here;
}

}  // namespace demur::opinion
