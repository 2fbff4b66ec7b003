// Compiled with -mavx2 -mfma, and called only where the processor has both.
#if defined(__x86_64__)
#include "demur/opinion/vote_kernel_body.hpp"

namespace demur::opinion {

const Kernels* avx2_kernels();
const Kernels* avx2_kernels() {
  return kTables;
}

AddRows avx2_add_rows();
AddRows avx2_add_rows() {
  return add_rows_here;
}

}  // namespace demur::opinion
#endif
