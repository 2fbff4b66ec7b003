# SQLite, from the amalgamation in npm's better-sqlite3: Debian 12's 3.40.1 has the WAL-reset bug
# (3.7.0 to 3.51.2), which loses committed writes when two connections write and checkpoint at once.
set(sqlite_dir ${PROJECT_SOURCE_DIR}/node_modules/better-sqlite3/deps/sqlite3)
if(NOT EXISTS ${sqlite_dir}/sqlite3.c)
  message(FATAL_ERROR "SQLite's source is missing: run ./dev setup (it runs npm ci)")
endif()
file(STRINGS ${sqlite_dir}/sqlite3.h version_line REGEX "^#define SQLITE_VERSION_NUMBER")
string(REGEX MATCH "[0-9]+$" sqlite_version "${version_line}")
if(sqlite_version LESS 3051003)
  message(FATAL_ERROR "SQLite ${sqlite_version} has the WAL-reset bug; 3.51.3 or newer is needed")
endif()

add_library(sqlite STATIC ${sqlite_dir}/sqlite3.c)
target_include_directories(sqlite SYSTEM PUBLIC ${sqlite_dir})
target_compile_options(sqlite PRIVATE -w -O2)
# HAVE_FDATASYNC: of a log that is written in place, a commit flushes the content and not the file's time.
# SQLite flushes a new file's folder so too, which need not keep its name: Store::open does.
target_compile_definitions(sqlite PRIVATE
  HAVE_FDATASYNC=1 SQLITE_DQS=0 SQLITE_THREADSAFE=2 SQLITE_OMIT_LOAD_EXTENSION SQLITE_OMIT_DEPRECATED
  SQLITE_OMIT_SHARED_CACHE SQLITE_ENABLE_FTS5 SQLITE_LIKE_DOESNT_MATCH_BLOBS
  SQLITE_DEFAULT_FOREIGN_KEYS=1 SQLITE_MAX_EXPR_DEPTH=100 SQLITE_USE_ALLOCA
  SQLITE_DEFAULT_MEMSTATUS=0)
target_link_libraries(sqlite PRIVATE Threads::Threads)
