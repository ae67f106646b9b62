// Memory of other kinds than strings that ends where a page does. Prints "NAME RESULT STATUS LENGTH" for each call: how
// much of the argument's memory can be read, and whether that is all (ok) or not (fault); or how much of its payload (data).
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

static void *tail(const void *bytes, size_t length) {
    char *pages = mmap(NULL, 8192, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    munmap(pages + 4096, 4096);
    return memcpy(pages + 4096 - length, bytes, length);
}

static void tell(const char *name, long ret, const char *status, long length) {
    printf("%s %ld %s %ld\n", name, ret < 0 ? -errno : ret, status, length);
}

int main(void) {
    int fd = open("out", O_CREAT | O_RDWR | O_TRUNC, 0600);
    char bytes[8192];
    memset(bytes, 'p', sizeof bytes);
    // I/O payload: the kernel writes as far as it can read; the rest of the buffer is not there.
    tell("write", write(fd, tail(bytes, 100), 100), "ok", 100);
    tell("write", write(fd, tail(bytes, 100), 4000), "fault", 100);
    void *volatile nowhere = (void *)16;
    tell("write", write(fd, nowhere, 10), "fault", 0);
    // Arrays and structures.
    struct iovec two[] = {{bytes, 3}, {bytes, 4}};
    tell("writev", writev(fd, tail(two, sizeof two), 2), "ok", 32);
    tell("writev", writev(fd, tail(two, sizeof two), 3), "fault", 32);
    // What follows an unreadable piece in one read is there.
    struct iovec cut[] = {{tail(bytes, 100), 4000}, {bytes, 4}};
    tell("writev", writev(fd, cut, 2), "data", 104);
    struct timespec past = {0, 1};
    tell("nanosleep", syscall(SYS_nanosleep, tail(&past, sizeof past), NULL), "ok", 16);
    tell("nanosleep", syscall(SYS_nanosleep, tail(&past, 8), NULL), "fault", 8);
    struct sockaddr_un name = {.sun_family = AF_UNIX, .sun_path = "nobody-there"};
    int unix_socket = socket(AF_UNIX, SOCK_STREAM, 0);
    tell("connect", connect(unix_socket, tail(&name, 14), 14), "ok", 14);
    tell("connect", connect(unix_socket, tail(&name, 14), 40), "fault", 14);
    // argv: pointers up to the edge, one of which leads to an edge.
    char *words[] = {"/no/such/program", tail("last", 5), tail("cut", 3), "after it", NULL};
    execve(words[0], tail(words, sizeof words), NULL);
    tell("execve", -1, "fault", 3);
    execve(words[0], tail(words, sizeof words), NULL);
    tell("execve", -1, "ok", 8);
    execve(words[0], tail(words, sizeof words - sizeof *words), NULL);
    tell("execve", -1, "fault", 32);
    return 0;
}
