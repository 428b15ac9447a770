/*
 * What a machine does to a process when it fails: a layer between Campfire and the C library, loaded
 * with LD_PRELOAD into the process under test only. Built by the tests themselves.
 *
 *   FAULT_DIR      the data folder; files elsewhere are left alone
 *   FAULT_SHADOW   what a power cut would leave: each sync copies what was written since the last
 *                  one into a file of the same name in this folder
 *   FAULT_TRIGGER  while this file exists, writes and syncs below the data folder fail. Its first
 *                  word says how: EIO, ENOSPC, EROFS, or OUT (reads fail as well, with EIO). Its
 *                  second word, when there is one, is a part of the names that are meant.
 *   FAULT_CLOCK    a file with seconds that are added to the time of day; time that only measures
 *                  (CLOCK_MONOTONIC) is left alone
 *
 * A name without its variable switches that part off.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

/* The C library's own function of this name. */
#define NEXT(name)                                                     \
  ({                                                                   \
    if (!next_##name) next_##name = dlsym(RTLD_NEXT, #name);           \
    next_##name;                                                       \
  })
#define DECLARE(type, name, ...) static type (*next_##name)(__VA_ARGS__)

DECLARE(ssize_t, read, int, void *, size_t);
DECLARE(ssize_t, write, int, const void *, size_t);
DECLARE(ssize_t, pread, int, void *, size_t, off_t);
DECLARE(ssize_t, pwrite, int, const void *, size_t, off_t);
DECLARE(int, fsync, int);
DECLARE(int, fdatasync, int);
DECLARE(int, unlink, const char *);
DECLARE(int, clock_gettime, clockid_t, struct timespec *);

static const char *setting(int which) {
  static const char *names[] = {"FAULT_DIR", "FAULT_SHADOW", "FAULT_TRIGGER", "FAULT_CLOCK"};
  static const char *known[4];
  static volatile int asked[4];
  if (!asked[which]) {
    known[which] = getenv(names[which]);
    asked[which] = 1;
  }
  return known[which];
}
enum { DIR_, SHADOW, TRIGGER, CLOCK };

/* The path of an open file below the data folder, relative to it; NULL for anything else. */
static const char *inside(int fd, char *path, size_t size) {
  const char *dir = setting(DIR_);
  char link[64];
  if (!dir || fd < 0) return NULL;
  snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
  ssize_t n = readlink(link, path, size - 1);
  if (n < 0) return NULL;
  path[n] = 0;
  size_t length = strlen(dir);
  return strncmp(path, dir, length) == 0 && path[length] == '/' ? path + length + 1 : NULL;
}

/* A small file's text; its length, or -1 when there is none. */
static ssize_t text_of(const char *path, char *text, size_t size) {
  int fd = path ? open(path, O_RDONLY | O_CLOEXEC) : -1;
  if (fd < 0) return -1;
  ssize_t n = NEXT(read)(fd, text, size - 1);
  close(fd);
  text[n > 0 ? n : 0] = 0;
  return n;
}

/* ---- failing ---------------------------------------------------------------------------------- */

/* The error with which this access must fail now; 0 for none. */
static int fault(int fd, int reading) {
  char text[128], path[4096], how[16] = "", only[96] = "";
  int kept = errno;
  if (text_of(setting(TRIGGER), text, sizeof text) <= 0) {
    errno = kept;
    return 0;
  }
  errno = kept;
  const char *name = inside(fd, path, sizeof path);
  if (!name || sscanf(text, "%15s %95s", how, only) < 1) return 0;
  if (only[0] && !strstr(name, only)) return 0;
  if (!strcmp(how, "OUT")) return EIO;
  if (reading) return 0;
  if (!strcmp(how, "EIO")) return EIO;
  if (!strcmp(how, "ENOSPC")) return ENOSPC;
  if (!strcmp(how, "EROFS")) return EROFS;
  return 0;
}
#define FAIL_IF_TOLD(fd, reading)       \
  do {                                  \
    int error = fault(fd, reading);     \
    if (error) {                        \
      errno = error;                    \
      return -1;                        \
    }                                   \
  } while (0)

/* ---- the shadow ------------------------------------------------------------------------------- */

/* What was written to a file since its last sync. */
static struct written {
  ino_t file;
  off_t from, to;
} table[256];
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

static struct written *entry(ino_t file) {
  struct written *free_one = NULL;
  for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
    if (table[i].file == file) return &table[i];
    if (!table[i].file && !free_one) free_one = &table[i];
  }
  if (!free_one) abort(); /* more files than a data folder has */
  *free_one = (struct written){file, 0, 0};
  return free_one;
}

static void note_write(int fd, off_t from, ssize_t n) {
  char path[4096];
  struct stat st;
  if (!setting(SHADOW) || n <= 0 || !inside(fd, path, sizeof path) || fstat(fd, &st)) return;
  pthread_mutex_lock(&lock);
  struct written *it = entry(st.st_ino);
  if (it->from == it->to) it->from = it->to = from;
  if (from < it->from) it->from = from;
  if (from + n > it->to) it->to = from + n;
  pthread_mutex_unlock(&lock);
}

/* Copies what the disk has now, and only that, to the shadow. */
static void note_sync(int fd) {
  char path[4096], shadow[8192], block[65536];
  struct stat st;
  const char *name = setting(SHADOW) ? inside(fd, path, sizeof path) : NULL;
  if (!name || fstat(fd, &st) || !S_ISREG(st.st_mode)) return;
  snprintf(shadow, sizeof shadow, "%s/%s", setting(SHADOW), name);
  pthread_mutex_lock(&lock);
  struct written *it = entry(st.st_ino);
  int in = open(path, O_RDONLY | O_CLOEXEC);
  int out = open(shadow, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
  for (off_t at = it->from; in >= 0 && out >= 0 && at < it->to;) {
    size_t left = (size_t)(it->to - at);
    ssize_t n = NEXT(pread)(in, block, left < sizeof block ? left : sizeof block, at);
    if (n <= 0 || NEXT(pwrite)(out, block, (size_t)n, at) != n) break;
    at += n;
  }
  if (out >= 0 && ftruncate(out, st.st_size)) abort();
  if (in >= 0) close(in);
  if (out >= 0) close(out);
  it->from = it->to = 0;
  pthread_mutex_unlock(&lock);
}

/* ---- the C library's names -------------------------------------------------------------------- */

ssize_t read(int fd, void *to, size_t size) {
  FAIL_IF_TOLD(fd, 1);
  return NEXT(read)(fd, to, size);
}

ssize_t pread(int fd, void *to, size_t size, off_t at) {
  FAIL_IF_TOLD(fd, 1);
  return NEXT(pread)(fd, to, size, at);
}
ssize_t pread64(int fd, void *to, size_t size, off_t at) { return pread(fd, to, size, at); }

ssize_t write(int fd, const void *from, size_t size) {
  FAIL_IF_TOLD(fd, 0);
  off_t at = lseek(fd, 0, SEEK_CUR);
  ssize_t n = NEXT(write)(fd, from, size);
  if (at >= 0) note_write(fd, at, n);
  return n;
}

ssize_t pwrite(int fd, const void *from, size_t size, off_t at) {
  FAIL_IF_TOLD(fd, 0);
  ssize_t n = NEXT(pwrite)(fd, from, size, at);
  note_write(fd, at, n);
  return n;
}
ssize_t pwrite64(int fd, const void *from, size_t size, off_t at) { return pwrite(fd, from, size, at); }

int fsync(int fd) {
  FAIL_IF_TOLD(fd, 0);
  int done = NEXT(fsync)(fd);
  if (!done) note_sync(fd);
  return done;
}

int fdatasync(int fd) {
  FAIL_IF_TOLD(fd, 0);
  int done = NEXT(fdatasync)(fd);
  if (!done) note_sync(fd);
  return done;
}

int unlink(const char *path) {
  const char *dir = setting(DIR_), *to = setting(SHADOW);
  char shadow[8192];
  struct stat st;
  size_t length = dir ? strlen(dir) : 0;
  if (to && length && !strncmp(path, dir, length) && path[length] == '/') {
    /* The number of a file that is gone is given to the next one. */
    if (!stat(path, &st)) {
      pthread_mutex_lock(&lock);
      entry(st.st_ino)->file = 0;
      pthread_mutex_unlock(&lock);
    }
    snprintf(shadow, sizeof shadow, "%s/%s", to, path + length + 1);
    NEXT(unlink)(shadow);
  }
  return NEXT(unlink)(path);
}

/* ---- the time of day -------------------------------------------------------------------------- */

int clock_gettime(clockid_t which, struct timespec *now) {
  char text[32];
  int kept = errno, done = NEXT(clock_gettime)(which, now);
  if (!done && which == CLOCK_REALTIME && text_of(setting(CLOCK), text, sizeof text) > 0)
    now->tv_sec += atol(text);
  errno = kept;
  return done;
}

int gettimeofday(struct timeval *restrict now, void *restrict zone) {
  struct timespec precise;
  (void)zone;
  clock_gettime(CLOCK_REALTIME, &precise);
  now->tv_sec = precise.tv_sec;
  now->tv_usec = precise.tv_nsec / 1000;
  return 0;
}

time_t time(time_t *to) {
  struct timespec now;
  clock_gettime(CLOCK_REALTIME, &now);
  if (to) *to = now.tv_sec;
  return now.tv_sec;
}
