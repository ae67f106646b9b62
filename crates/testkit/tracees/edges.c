// Memory that ends where a page ends, addresses that are not mapped, names that are no UTF-8, other numberings.
// Prints "syscall ret path" for each call that must be recorded; the path escaped as the format says.
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

static char *tail(const void *bytes, size_t length) {
    char *pages = mmap(NULL, 8192, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    munmap(pages + 4096, 4096);
    return memcpy(pages + 4096 - length, bytes, length);
}

static void tell(const char *name, long ret, const char *path) {
    dprintf(1, "%s %ld %s\n", name, ret < 0 ? -errno : ret, path);
}

int main(void) {
    tell("access", access(tail("/no/such/edge", 14), 0), "/no/such/edge");
    tell("access", access(tail("/unended", 8), 0), "-");
    tell("access", access((char *)1, 0), "-");
    tell("access", access(tail("/\xff\\x", 5), 0), "/\\xff\\\\x");
    tell("access", access("/tmp/../tmp//./", 0), "/tmp/../tmp");
    char longest[4096];
    memset(longest, 'a', sizeof longest);
    for (int at = 0; at < 4095; at += 100) longest[at] = '/';
    longest[4095] = 0;
    tell("access", access(tail(longest, 4096), 0), longest);
    tell("openat", syscall(SYS_openat, -1, "relative", O_RDONLY), "relative");
#ifdef __x86_64__
    // getpid (20) and access (33) of the i386 table; the path must lie below 4 GiB.
    char *low = mmap((void *)0x10000000, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0);
    strcpy(low, "/no/such/i386");
    long ret;
    __asm__ volatile("int $0x80" : "=a"(ret) : "a"(33), "b"(low), "c"(0) : "memory", "r8", "r9", "r10", "r11");
    errno = (int)-ret;
    tell("access", ret, "/no/such/i386");
#endif
    tell("syscall_0x270f", syscall(9999), "-");
    return 0;
}
