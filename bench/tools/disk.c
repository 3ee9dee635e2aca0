/* A disk that fails on request, loaded before libc (LD_PRELOAD) into one process.

   Every file-system call on a path below `root` is counted, so are calls on descriptors of such
   files, SQLite's included. The call numbered `at` fails with an error (`fault` > 0: an errno; from
   then on every call that needs space, if it is ENOSPC), or the process is killed before it (KILL)
   or half-way through what it writes (TEAR). With a trace, what changes the disk is written down:
   one record a call, for `disk.py` to replay. Nothing happens before disk_arm; after it, `sync` is
   counted and written down but not passed on, since it would wait for every disk of the machine. */
#define _GNU_SOURCE
#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#undef open
#undef open64
enum { KILL = -1, TEAR = -2 };
enum { READS = 0, NEEDS_SPACE = 1 };

static char root[PATH_MAX];
static size_t root_length;
static long count, at = -1;
static int fault, armed, tracing = -1;

#define REAL(name) \
    static __typeof__(name) *real; \
    if (!real) real = (__typeof__(name) *)dlsym(RTLD_NEXT, #name)

void disk_arm(const char *below, long number, int what, const char *trace) {
    REAL(open);
    strncpy(root, below, sizeof root - 1);
    root_length = strlen(root);
    count = 0, at = number, fault = what;
    tracing = trace ? real(trace, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600) : -1;
    armed = 1;
}

long disk_count(void) { return count; }

static int below_root(const char *path) {
    return armed && path && !strncmp(path, root, root_length) &&
           (path[root_length] == '/' || !path[root_length]);
}

static const char *path_of(int fd) {
    static __thread char path[PATH_MAX];
    char link[64];
    ssize_t length;
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    REAL(readlink);
    length = real(link, path, sizeof path - 1);
    path[length < 0 ? 0 : length] = 0;
    return path;
}

static int of_root(int fd) { return armed && below_root(path_of(fd)); }

static void die(void) { kill(getpid(), SIGKILL), pause(); }

/* Count one call; return whether it has to fail, and `*half` whether it is torn. */
static int fails(int space, int *half) {
    long mine = count++;
    if (fault == ENOSPC ? at >= 0 && mine >= at && (space || mine == at) : mine == at) {
        if (fault == TEAR && half) return *half = 1, 0;
        if (fault < 0) die();
        errno = fault;
        return 1;
    }
    return 0;
}

static void put(const void *data, size_t length) {
    REAL(write);
    if (real(tracing, data, length) != (ssize_t)length) die();
}

static void record(char op, const char *path, const char *other, uint64_t offset, const void *data,
                   uint64_t length) {
    int before = errno;
    if (tracing >= 0) {
        uint64_t head[5] = {(uint64_t)op, strlen(path), strlen(other), offset, length};
        put(head, sizeof head), put(path, head[1]), put(other, head[2]);
        if (data) put(data, length);
    }
    errno = before;
}

#define CALL(type, name, space, op, ours, where, other, offset, parameters, arguments) \
    type name parameters { \
        REAL(name); \
        if (!(ours)) return real arguments; \
        if (fails(space, NULL)) return -1; \
        type result = real arguments; \
        if (op && !result) record(op, where, other, offset, NULL, 0); \
        return result; \
    }
#define PATH_CALL(type, name, space, op, other, parameters, arguments) \
    CALL(type, name, space, op, below_root(path), path, other, 0, parameters, arguments)
#define FD_CALL(type, name, space, op, offset, parameters, arguments) \
    CALL(type, name, space, op, of_root(fd), path_of(fd), "", offset, parameters, arguments)
#define OPEN_CALL(name) \
    int name(const char *path, int flags, ...) { \
        REAL(name); \
        va_list rest; \
        va_start(rest, flags); \
        int mode = flags & (O_CREAT | __O_TMPFILE) ? va_arg(rest, int) : 0; \
        va_end(rest); \
        if (!below_root(path)) return real(path, flags, mode); \
        if (fails(flags & O_CREAT ? NEEDS_SPACE : READS, NULL)) return -1; \
        int fd = real(path, flags, mode); \
        if (fd >= 0 && flags & O_CREAT) record('c', path, "", 0, NULL, 0); \
        if (fd >= 0 && flags & O_TRUNC) record('t', path, "", 0, NULL, 0); \
        return fd; \
    }
#define OPENAT_CALL(name) \
    int name(int fd, const char *path, int flags, ...) { \
        REAL(name); \
        va_list rest; \
        va_start(rest, flags); \
        int mode = flags & (O_CREAT | __O_TMPFILE) ? va_arg(rest, int) : 0; \
        va_end(rest); \
        if (below_root(path) && fails(flags & O_CREAT ? NEEDS_SPACE : READS, NULL)) return -1; \
        int result = real(fd, path, flags, mode); \
        if (below_root(path) && result >= 0 && flags & O_CREAT) record('c', path, "", 0, NULL, 0); \
        return result; \
    }
#define PWRITE_CALL(name) \
    ssize_t name(int fd, const void *data, size_t length, off_t offset) { \
        REAL(name); \
        int half = 0; \
        if (!of_root(fd)) return real(fd, data, length, offset); \
        if (fails(NEEDS_SPACE, &half)) return -1; \
        if (half) real(fd, data, length / 2, offset), die(); \
        ssize_t result = real(fd, data, length, offset); \
        if (result > 0) record('w', path_of(fd), "", (uint64_t)offset, data, (uint64_t)result); \
        return result; \
    }

OPEN_CALL(open)
OPEN_CALL(open64)
OPENAT_CALL(openat)
OPENAT_CALL(openat64)
PWRITE_CALL(pwrite)
PWRITE_CALL(pwrite64)
FD_CALL(ssize_t, read, READS, 0, 0, (int fd, void *data, size_t length), (fd, data, length))
FD_CALL(ssize_t, pread, READS, 0, 0, (int fd, void *d, size_t n, off_t o), (fd, d, n, o))
FD_CALL(ssize_t, pread64, READS, 0, 0, (int fd, void *d, size_t n, off_t o), (fd, d, n, o))
FD_CALL(int, fsync, NEEDS_SPACE, 's', 0, (int fd), (fd))
FD_CALL(int, fdatasync, NEEDS_SPACE, 's', 0, (int fd), (fd))
FD_CALL(int, syncfs, NEEDS_SPACE, 'S', 0, (int fd), (fd))
FD_CALL(int, fchmod, READS, 0, 0, (int fd, mode_t mode), (fd, mode))
FD_CALL(int, fchown, READS, 0, 0, (int fd, uid_t u, gid_t g), (fd, u, g))
FD_CALL(int, ftruncate, NEEDS_SPACE, 't', (uint64_t)size, (int fd, off_t size), (fd, size))
FD_CALL(int, ftruncate64, NEEDS_SPACE, 't', (uint64_t)size, (int fd, off_t size), (fd, size))
FD_CALL(int, fstat, READS, 0, 0, (int fd, struct stat *s), (fd, s))
FD_CALL(int, fstat64, READS, 0, 0, (int fd, struct stat64 *s), (fd, s))
FD_CALL(off_t, lseek, READS, 0, 0, (int fd, off_t o, int w), (fd, o, w))
FD_CALL(off_t, lseek64, READS, 0, 0, (int fd, off_t o, int w), (fd, o, w))
FD_CALL(int, flock, READS, 0, 0, (int fd, int what), (fd, what))
PATH_CALL(int, stat, READS, 0, "", (const char *path, struct stat *s), (path, s))
PATH_CALL(int, stat64, READS, 0, "", (const char *path, struct stat64 *s), (path, s))
PATH_CALL(int, lstat, READS, 0, "", (const char *path, struct stat *s), (path, s))
PATH_CALL(int, lstat64, READS, 0, "", (const char *path, struct stat64 *s), (path, s))
PATH_CALL(int, access, READS, 0, "", (const char *path, int mode), (path, mode))
PATH_CALL(int, chmod, READS, 0, "", (const char *path, mode_t mode), (path, mode))
PATH_CALL(ssize_t, readlink, READS, 0, "", (const char *path, char *d, size_t n), (path, d, n))
PATH_CALL(int, mkdir, NEEDS_SPACE, 'm', "", (const char *path, mode_t mode), (path, mode))
PATH_CALL(int, rmdir, READS, 'u', "", (const char *path), (path))
PATH_CALL(int, unlink, READS, 'u', "", (const char *path), (path))
PATH_CALL(int, rename, NEEDS_SPACE, 'r', to, (const char *path, const char *to), (path, to))
PATH_CALL(int, link, NEEDS_SPACE, 'l', to, (const char *path, const char *to), (path, to))

int linkat(int fd, const char *path, int fd2, const char *to, int flags) {
    REAL(linkat);
    if (!below_root(path)) return real(fd, path, fd2, to, flags);
    if (fails(NEEDS_SPACE, NULL)) return -1;
    int result = real(fd, path, fd2, to, flags);
    if (!result) record('l', path, to, 0, NULL, 0);
    return result;
}

ssize_t write(int fd, const void *data, size_t length) {
    REAL(write);
    int half = 0;
    if (!of_root(fd)) return real(fd, data, length);
    if (fails(NEEDS_SPACE, &half)) return -1;
    if (half) real(fd, data, length / 2), die();
    ssize_t result = real(fd, data, length);
    if (result > 0) {
        static __typeof__(lseek) *seek;
        if (!seek) seek = (__typeof__(lseek) *)dlsym(RTLD_NEXT, "lseek");
        off_t end = seek(fd, 0, SEEK_CUR);
        record('w', path_of(fd), "", (uint64_t)(end - result), data, (uint64_t)result);
    }
    return result;
}

void sync(void) {
    REAL(sync);
    if (!armed) return real();
    if (count++ == at && fault < 0) die();
    record('S', "", "", 0, NULL, 0);
}

static int locks(int command) {
    return command == F_SETLK || command == F_SETLKW || command == F_GETLK;
}

#define FCNTL_CALL(name) \
    int name(int fd, int command, ...) { \
        REAL(name); \
        va_list rest; \
        va_start(rest, command); \
        void *argument = va_arg(rest, void *); \
        va_end(rest); \
        if (locks(command) && of_root(fd) && fails(READS, NULL)) return -1; \
        return real(fd, command, argument); \
    }
FCNTL_CALL(fcntl)
FCNTL_CALL(fcntl64)

#define MMAP_CALL(name) \
    void *name(void *where, size_t n, int protection, int flags, int fd, off_t o) { \
        REAL(name); \
        if (fd >= 0 && of_root(fd) && fails(READS, NULL)) return MAP_FAILED; \
        return real(where, n, protection, flags, fd, o); \
    }
MMAP_CALL(mmap)
MMAP_CALL(mmap64)

int close(int fd) {
    REAL(close);
    int counted = of_root(fd);
    int bad = counted && fails(READS, NULL);
    int result = real(fd);
    if (bad) errno = fault;
    return bad ? -1 : result;
}

DIR *opendir(const char *path) {
    REAL(opendir);
    return below_root(path) && fails(READS, NULL) ? NULL : real(path);
}

#define READDIR_CALL(type, name) \
    struct type *name(DIR *folder) { \
        REAL(name); \
        return of_root(dirfd(folder)) && fails(READS, NULL) ? NULL : real(folder); \
    }
READDIR_CALL(dirent, readdir)
READDIR_CALL(dirent64, readdir64)
