/* Preloaded into the server: while the file that DEMUR_FAIL_SYNC names exists, fsync and fdatasync fail
 * as on a disk that died. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

static int sync_or_fail(int file, const char *name) {
  const char *flag = getenv("DEMUR_FAIL_SYNC");
  if (flag != NULL && access(flag, F_OK) == 0) {
    errno = EIO;
    return -1;
  }
  int (*real)(int) = NULL;
  *(void **)&real = dlsym(RTLD_NEXT, name);
  return real(file);
}

int fsync(int file) { return sync_or_fail(file, "fsync"); }
int fdatasync(int file) { return sync_or_fail(file, "fdatasync"); }
