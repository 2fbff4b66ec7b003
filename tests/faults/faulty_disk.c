/* Preloaded into the server: a disk under one folder that fails at a chosen call, or that ends the
 * process there, and that keeps a record of all that was written to it. And a wall clock that is off.
 *
 *   DEMUR_DISK_FOLDER   the folder; calls on other files pass
 *   DEMUR_DISK_CONTROL  a file that holds a struct Control: shared with the test, which may change it at
 *                       any time (disk.mjs)
 *   DEMUR_DISK_RECORD   optional: what was done, call after call (power.mjs reads it)
 *
 * It stands between the program and the C library: a call that the C library makes by itself, such as
 * fwrite's, passes unseen. syscalls.mjs has strace count that there is none. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

enum How {
  kRefused = 0,    /* not done, and told */
  kDoneAndRefused, /* done, and told that it was not */
  kTornAndRefused, /* half of the bytes were written */
  kKilledBefore,   /* the process ends before the call */
  kKilledAfter,    /* ... after it */
  kKilledTorn,     /* ... when half of the bytes were written */
};

enum Kind { kWrite = 1, kSync = 2, kName = 4, kSize = 8 };

struct Control {
  int64_t seen;  /* write-side calls on the folder since the test set this to 0 */
  int64_t first; /* the fault befalls calls first to last, counted from 1 */
  int64_t last;
  int32_t kinds; /* ... of these kinds */
  int32_t how;
  int32_t error; /* errno */
  int32_t befell;
  char call[64];         /* the first that it befell */
  int64_t clock_seconds; /* what the wall clock is off */
};

struct Call {
  enum Kind kind;
  const char* name;
  long number; /* of the system call */
  long arguments[5];
  const char* to; /* rename's */
  const void* data;
  size_t size;
  int64_t at;
};

static struct Control* control;
static char folder[PATH_MAX];
static size_t folder_length;
static int record = -1;
static pthread_mutex_t one_at_a_time = PTHREAD_MUTEX_INITIALIZER;

__attribute__((constructor)) static void begin(void) {
  const char* of = getenv("DEMUR_DISK_FOLDER");
  const char* by = getenv("DEMUR_DISK_CONTROL");
  if (of == NULL || by == NULL) return;
  int file = (int)syscall(SYS_openat, AT_FDCWD, by, O_RDWR | O_CLOEXEC, 0);
  void* shared = mmap(NULL, sizeof(struct Control), PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
  if (shared == MAP_FAILED) abort();
  const char* into = getenv("DEMUR_DISK_RECORD");
  if (into != NULL)
    record = (int)syscall(SYS_openat, AT_FDCWD, into, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  folder_length = (size_t)snprintf(folder, sizeof folder, "%s", of);
  control = shared;
}

/* The name within the folder ("." is the folder itself), or null. */
static const char* within(const char* path) {
  if (control == NULL || strncmp(path, folder, folder_length) != 0) return NULL;
  if (path[folder_length] == '\0') return ".";
  return path[folder_length] == '/' ? path + folder_length + 1 : NULL;
}

/* A line of words between tabs, and the bytes that were written. */
static void write_record(const struct Call* call, const char* name, size_t size) {
  char line[2 * PATH_MAX];
  const int length = snprintf(line, sizeof line, "%lld\t%s\t%s\t%s\t%lld\t%zu\n", (long long)control->seen,
                              call->name, name, call->to != NULL ? call->to : "", (long long)call->at, size);
  if (syscall(SYS_write, record, line, (size_t)length) != length ||
      (size > 0 && syscall(SYS_write, record, call->data, size) != (long)size))
    abort();
}

static long carry_out(struct Call* call, const char* name, size_t size) {
  const long* a = call->arguments;
  if (call->data != NULL) call->arguments[2] = (long)size;
  const long done = syscall(call->number, a[0], a[1], a[2], a[3], a[4]);
  if (record >= 0 && done >= 0) write_record(call, name, call->data != NULL ? (size_t)done : 0);
  return done;
}

static void die(void) {
  syscall(SYS_kill, syscall(SYS_getpid), SIGKILL);
  for (;;) pause();
}

static long with_fault(struct Call* call, const char* name) {
  if (control->befell++ == 0) snprintf(control->call, sizeof control->call, "%s %s", call->name, name);
  const int how = control->how;
  const int is_torn = (how == kTornAndRefused || how == kKilledTorn) && call->data != NULL;
  if (how == kKilledBefore) die();
  if (is_torn)
    carry_out(call, name, call->size / 2);
  else if (how != kRefused && how != kTornAndRefused)
    carry_out(call, name, call->size);
  if (how == kKilledAfter || how == kKilledTorn) die();
  errno = control->error;
  return -1;
}

static long on_path(const char* path, struct Call call) {
  const char* name = within(path);
  const long* a = call.arguments;
  if (name == NULL) return syscall(call.number, a[0], a[1], a[2], a[3], a[4]);
  pthread_mutex_lock(&one_at_a_time);
  const int64_t number = ++control->seen;
  const int befalls =
      number >= control->first && number <= control->last && (control->kinds & call.kind) != 0;
  const long done = befalls ? with_fault(&call, name) : carry_out(&call, name, call.size);
  const int error = errno;
  pthread_mutex_unlock(&one_at_a_time);
  errno = error;
  return done;
}

static const char* path_of(int file, char path[PATH_MAX]) {
  char link[64];
  snprintf(link, sizeof link, "/proc/self/fd/%d", file);
  const int error = errno;
  const ssize_t length = readlink(link, path, PATH_MAX - 1);
  errno = error;
  path[length < 0 ? 0 : length] = '\0';
  return path;
}

static long on_file(int file, struct Call call) {
  char path[PATH_MAX] = "";
  return on_path(control != NULL ? path_of(file, path) : path, call);
}

/* ---- the calls */

static struct Call plain(enum Kind kind, const char* name, long number, long a, long b, long c, long d) {
  struct Call call = {0};
  call.kind = kind;
  call.name = name;
  call.number = number;
  const long arguments[] = {a, b, c, d};
  memcpy(call.arguments, arguments, sizeof arguments);
  return call;
}

static ssize_t write_at(const char* name, long number, int file, const void* data, size_t size, int64_t at) {
  struct Call call = plain(kWrite, name, number, file, (long)data, (long)size, at);
  call.data = data;
  call.size = size;
  call.at = at;
  return on_file(file, call);
}
ssize_t write(int file, const void* data, size_t size) {
  const int64_t place = control == NULL ? 0 : syscall(SYS_lseek, file, 0, SEEK_CUR);
  return write_at("write", SYS_write, file, data, size, place);
}
ssize_t pwrite64(int file, const void* data, size_t size, off64_t at) {
  return write_at("pwrite64", SYS_pwrite64, file, data, size, at);
}
ssize_t pwrite(int file, const void* data, size_t size, off_t at) {
  return pwrite64(file, data, size, at);
}

int fsync(int file) {
  return (int)on_file(file, plain(kSync, "fsync", SYS_fsync, file, 0, 0, 0));
}
int fdatasync(int file) {
  return (int)on_file(file, plain(kSync, "fdatasync", SYS_fdatasync, file, 0, 0, 0));
}

int ftruncate64(int file, off64_t size) {
  struct Call call = plain(kSize, "ftruncate", SYS_ftruncate, file, size, 0, 0);
  call.at = size;
  return (int)on_file(file, call);
}
int ftruncate(int file, off_t size) {
  return ftruncate64(file, size);
}

int rename(const char* from, const char* to) {
  struct Call call = plain(kName, "rename", SYS_rename, (long)from, (long)to, 0, 0);
  call.to = control == NULL ? NULL : within(to);
  return (int)on_path(from, call);
}
int unlink(const char* path) {
  return (int)on_path(path, plain(kName, "unlink", SYS_unlink, (long)path, 0, 0, 0));
}
int rmdir(const char* path) {
  return (int)on_path(path, plain(kName, "rmdir", SYS_rmdir, (long)path, 0, 0, 0));
}
int mkdir(const char* path, mode_t mode) {
  return (int)on_path(path, plain(kName, "mkdir", SYS_mkdir, (long)path, mode, 0, 0));
}
int fchmod(int file, mode_t mode) {
  return (int)on_file(file, plain(kName, "fchmod", SYS_fchmod, file, mode, 0, 0));
}
int fchown(int file, uid_t user, gid_t group) {
  return (int)on_file(file, plain(kName, "fchown", SYS_fchown, file, user, group, 0));
}

static int is_within(int file) {
  char path[PATH_MAX];
  return control != NULL && within(path_of(file, path)) != NULL;
}

/* One after another. */
ssize_t writev(int file, const struct iovec* parts, int count) {
  if (!is_within(file)) return syscall(SYS_writev, file, parts, count);
  ssize_t all = 0;
  for (int i = 0; i < count; ++i) {
    const ssize_t done = write(file, parts[i].iov_base, parts[i].iov_len);
    if (done < 0) return all > 0 ? all : done;
    all += done;
  }
  return all;
}

/* Not on this disk: whoever copies a file by it writes instead, and that is seen. */
ssize_t sendfile64(int to, int from, off64_t* at, size_t size) {
  if (!is_within(to)) return syscall(SYS_sendfile, to, from, at, size);
  errno = EINVAL;
  return -1;
}
ssize_t sendfile(int to, int from, off_t* at, size_t size) {
  return sendfile64(to, from, at, size);
}

static int open_any(const char* path, int flags, mode_t mode) {
  const struct Call call = plain(kName, "openat", SYS_openat, AT_FDCWD, (long)path, flags, mode);
  if ((flags & (O_CREAT | O_TRUNC)) != 0) return (int)on_path(path, call);
  return (int)syscall(SYS_openat, AT_FDCWD, path, flags, mode);
}
int open64(const char* path, int flags, ...) {
  va_list more;
  va_start(more, flags);
  const mode_t mode = (flags & (O_CREAT | O_TMPFILE)) != 0 ? va_arg(more, mode_t) : 0;
  va_end(more);
  return open_any(path, flags, mode);
}
int open(const char* path, int flags, ...) {
  va_list more;
  va_start(more, flags);
  const mode_t mode = (flags & (O_CREAT | O_TMPFILE)) != 0 ? va_arg(more, mode_t) : 0;
  va_end(more);
  return open_any(path, flags, mode);
}

int clock_gettime(clockid_t clock, struct timespec* time) {
  const int code = (int)syscall(SYS_clock_gettime, clock, time);
  if (code == 0 && clock == CLOCK_REALTIME && control != NULL) time->tv_sec += control->clock_seconds;
  return code;
}
