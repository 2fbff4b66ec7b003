# demur_embed(TARGET NAMESPACE FOLDER file...)
#
# Puts files into the program, read-only, with .incbin, and writes a table of them:
#   namespace NAMESPACE { std::span<const demur::core::EmbeddedFile> files(); }
# Names are relative to FOLDER. Changing a file rebuilds one .S, not the program.
function(demur_embed target namespace folder)
  set(dir ${CMAKE_CURRENT_BINARY_DIR}/embed/${target})
  set(asm "")
  set(externs "")
  set(rows "")
  set(index 0)
  foreach(file ${ARGN})
    file(RELATIVE_PATH name ${folder} ${file})
    set(symbol ${target}_embed_${index})
    string(APPEND asm ".balign 16\n.globl ${symbol}\n${symbol}:\n.incbin \"${file}\"\n.globl ${symbol}_end\n${symbol}_end:\n.byte 0\n")
    string(APPEND externs "extern \"C\" const char ${symbol}[];\nextern \"C\" const char ${symbol}_end[];\n")
    string(APPEND rows "    {\"${name}\", ${symbol}, ${symbol}_end},\n")
    math(EXPR index "${index} + 1")
  endforeach()
  file(CONFIGURE OUTPUT ${dir}/embed.S CONTENT ".section .rodata\n${asm}.section .note.GNU-stack,\"\",@progbits\n" @ONLY)
  file(CONFIGURE OUTPUT ${dir}/embed.cpp CONTENT
"#include \"demur/core/embedded.hpp\"
${externs}
namespace ${namespace} {
std::span<const demur::core::EmbeddedFile> files() {
  static const demur::core::EmbeddedFile table[] = {
${rows}  };
  return table;
}
}
" @ONLY)
  set_source_files_properties(${dir}/embed.S PROPERTIES OBJECT_DEPENDS "${ARGN}")
  set_source_files_properties(${dir}/embed.S ${dir}/embed.cpp PROPERTIES SKIP_PRECOMPILE_HEADERS ON)
  target_sources(${target} PRIVATE ${dir}/embed.S ${dir}/embed.cpp)
endfunction()
