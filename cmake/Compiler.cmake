# What every target of ours is compiled with.
set(CMAKE_CXX_STANDARD 23)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_CXX_SCAN_FOR_MODULES OFF)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)

add_library(demur_options INTERFACE)
target_compile_options(demur_options INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wno-sign-conversion -Wnon-virtual-dtor
  -Wold-style-cast -Werror -Werror=unused-result)
if(CMAKE_CXX_COMPILER_ID STREQUAL "Clang")
  # ccache can share what is compiled on a precompiled header only when that carries no time stamp, and
  # when it sees the path to it: it does not look behind CMake's -Xclang.
  target_compile_options(demur_options INTERFACE "SHELL:-Xclang -fno-pch-timestamp")
  set(CMAKE_CXX_COMPILE_OPTIONS_USE_PCH -include-pch <PCH_FILE>)
else()
  # gcc 12 reports these inside libstdc++ and Boost at -O2, where nothing is wrong.
  target_compile_options(demur_options INTERFACE
    -Wno-maybe-uninitialized -Wno-restrict -Wno-stringop-overflow -Wno-stringop-overread
    -Wno-array-bounds -Wno-dangling-pointer -Wno-mismatched-new-delete)
endif()
if(CMAKE_BUILD_TYPE STREQUAL "Release")
  target_compile_options(demur_options INTERFACE -fstack-protector-strong)
  target_compile_definitions(demur_options INTERFACE _FORTIFY_SOURCE=3 _GLIBCXX_ASSERTIONS)
  target_link_options(demur_options INTERFACE -pie -Wl,-z,relro,-z,now)
endif()
if(DEMUR_SANITIZE)
  add_compile_options(-fsanitize=${DEMUR_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=all)
  add_link_options(-fsanitize=${DEMUR_SANITIZE})
endif()

find_package(Threads REQUIRED)
find_package(Boost 1.81 REQUIRED COMPONENTS json)
find_package(OpenSSL 3 REQUIRED)
find_package(fmt REQUIRED)
find_package(GTest REQUIRED)
find_package(benchmark REQUIRED)
find_package(ZLIB REQUIRED)
find_package(CURL REQUIRED)
find_path(SODIUM_INCLUDE sodium.h REQUIRED)
find_library(SODIUM_LIBRARY sodium REQUIRED)
add_library(sodium INTERFACE)
target_include_directories(sodium SYSTEM INTERFACE ${SODIUM_INCLUDE})
target_link_libraries(sodium INTERFACE ${SODIUM_LIBRARY})
