# demur_layer(NAME [USES layer...] [LINKS library...])
#
# One folder = one namespace = one target. Every *.cpp of the folder belongs to it; every
# *_test.cpp to its test program. USES is both the link line and the rule that
# tools/check-arrows enforces on includes.
function(demur_layer name)
  cmake_parse_arguments(LAYER "" "" "USES;LINKS" ${ARGN})
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/${name}/*.cpp)
  list(FILTER sources EXCLUDE REGEX "/main\\.cpp$")
  set(tests ${sources})
  list(FILTER sources EXCLUDE REGEX "_test\\.cpp$")
  list(FILTER tests INCLUDE REGEX "_test\\.cpp$")

  set(uses ${LAYER_USES})
  list(TRANSFORM uses PREPEND demur_)
  add_library(demur_${name} STATIC ${sources})
  target_include_directories(demur_${name} PUBLIC ${PROJECT_SOURCE_DIR}/src)
  target_link_libraries(demur_${name} PUBLIC ${uses} ${LAYER_LINKS} fmt::fmt Threads::Threads PRIVATE demur_options)
  demur_precompile(demur_${name} pch.hpp)

  if(tests)
    demur_test(demur_${name}_test SOURCES ${tests} LINKS demur_${name} LABEL unit)
  endif()
endfunction()

# demur_test(NAME SOURCES file... [LINKS target...] [LABEL label])
function(demur_test name)
  cmake_parse_arguments(TEST "" "LABEL" "SOURCES;LINKS" ${ARGN})
  add_executable(${name} ${TEST_SOURCES})
  target_link_libraries(${name} PRIVATE ${TEST_LINKS} demur_options GTest::gmock GTest::gtest_main rapidcheck)
  # Tests run at the root of the sources: paths that name this machine would keep ccache from sharing.
  target_compile_definitions(${name} PRIVATE DEMUR_TESTS="tests" DEMUR_ROOT=".")
  if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    # EXPECT and ASSERT hold an if of their own: gcc asks for braces around them that clang does not.
    target_compile_options(${name} PRIVATE -Wno-dangling-else)
  endif()
  demur_precompile(${name} pch_test.hpp)
  add_test(NAME ${name} COMMAND ${name} WORKING_DIRECTORY ${PROJECT_SOURCE_DIR})
  set_tests_properties(${name} PROPERTIES LABELS "${TEST_LABEL}" TIMEOUT 900)
endfunction()

# demur_precompile(TARGET HEADER)
#
# A precompiled header differs from folder to folder by the paths inside it, so ccache would share
# nothing between two clones. What it is made of is written beside it, and ccache (CCACHE_PCH_EXTSUM)
# compares that: our header, the compiler, and every package that is installed.
function(demur_precompile target header)
  if(NOT DEMUR_PCH)
    return()
  endif()
  target_precompile_headers(${target} PRIVATE ${PROJECT_SOURCE_DIR}/cmake/${header})
  set(made_of "${CMAKE_CXX_COMPILER_ID} ${CMAKE_CXX_COMPILER_VERSION}")
  foreach(file IN ITEMS ${PROJECT_SOURCE_DIR}/cmake/pch.hpp ${PROJECT_SOURCE_DIR}/cmake/${header} /var/lib/dpkg/status)
    if(EXISTS ${file})
      file(SHA256 ${file} sum)
      string(APPEND made_of " ${sum}")
      set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${file})
    endif()
  endforeach()
  file(CONFIGURE OUTPUT CMakeFiles/${target}.dir/cmake_pch.hxx.pch.sum CONTENT "${made_of}\n")
endfunction()
