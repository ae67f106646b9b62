// A 64-bit program that makes calls of the i386 table. Prints "NAME RESULT PATH" for each of them, PATH being - where the
// call has none; a process is made, a program executed, and sockets are used through socketcall.
#include <fcntl.h>
#include <netinet/in.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

static char *low, cwd[4096];

static long int80(long nr, long a, long b, long c, long d, long e) {
    long ret;
    __asm__ volatile("int $0x80" : "=a"(ret) : "a"(nr), "b"(a), "c"(b), "d"(c), "S"(d), "D"(e)
                     : "memory", "r8", "r9", "r10", "r11");
    return (int)ret;
}

// Below 4 GiB, where these calls can read it.
static long at(const void *bytes, size_t length) {
    static size_t used;
    char *copy = memcpy(low + used, bytes, length);
    used += (length + 15) / 16 * 16;
    return (long)copy;
}

static long str(const char *text) { return at(text, strlen(text) + 1); }

static long tell(const char *name, long ret, const char *path) {
    printf("%s %ld %s%s\n", name, ret, strcmp(path, "/made") ? "" : cwd, path);
    return ret;
}

static long socketcall(long call, long a, long b, long c, long d, long e) {
    uint32_t args[] = {a, b, c, d, e, 0};
    return int80(102, call, at(args, sizeof args), 0, 0, 0);
}

int main(int argc, char **argv) {
    if (argc > 1) return 4;
    setvbuf(stdout, NULL, _IONBF, 0);
    if (!getcwd(cwd, sizeof cwd)) abort();
    low = mmap(NULL, 65536, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_32BIT, -1, 0);
    long fd = tell("open", int80(5, str("made"), O_CREAT | O_RDWR, 0600, 0, 0), "/made");
    tell("write", int80(4, fd, str("12345"), 5, 0, 0), "/made");
    tell("pread64", int80(180, fd, at(cwd, 16), 3, 2, 0), "/made");
    tell("dup2", int80(63, fd, 77, 0, 0, 0), "/made");
    tell("close", int80(6, 77, 0, 0, 0, 0), "/made");
    tell("write", int80(4, 77, str("x"), 1, 0, 0), "-");
    tell("chdir", int80(12, str("/usr"), 0, 0, 0, 0), "/usr");
    tell("access", int80(33, str("bin"), 0, 0, 0, 0), "/usr/bin");
    // Sockets: socket, bind, listen, connect, accept, getsockname, send, shutdown (linux/net.h).
    struct sockaddr_in any = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    uint32_t size = sizeof any;
    long listener = socketcall(1, AF_INET, SOCK_STREAM, 0, 0, 0), own = at(&any, sizeof any), length = at(&size, 4);
    if (socketcall(2, listener, own, sizeof any, 0, 0) || socketcall(4, listener, 5, 0, 0, 0)) abort();
    if (socketcall(6, listener, own, length, 0, 0)) abort();
    char address[64];
    snprintf(address, sizeof address, "127.0.0.1:%d", ntohs(((struct sockaddr_in *)own)->sin_port));
    long client = socketcall(1, AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0, 0, 0);
    if (socketcall(3, client, own, sizeof any, 0, 0)) abort();
    long server = socketcall(5, listener, 0, 0, 0, 0);
    printf("listener %ld %s\nclient %ld %s\n", listener, address, client, address);
    // Their descriptors are known to other calls.
    if (write(client, "abc", 3) != 3 || read(server, cwd, 3) != 3) abort();
    long pair = at("\0\0\0\0\0\0\0", 8);
    if (socketcall(8, AF_UNIX, SOCK_DGRAM, 0, pair, 0)) abort();
    int *ends = (int *)pair;
    printf("pair %d %d\n", ends[0], ends[1]);
    if (write(ends[1], "x", 1) != 1) abort();
    // fork and execve.
    long pid = int80(2, 0, 0, 0, 0, 0);
    if (pid == 0) {
        char *self = realpath("/proc/self/exe", NULL);
        uint32_t words[] = {str(self), str("an argument"), 0}, none[] = {0};
        int80(11, words[0], at(words, sizeof words), at(none, sizeof none), 0, 0);
        abort();
    }
    int status;
    if (waitpid(pid, &status, 0) != pid || WEXITSTATUS(status) != 4) abort();
    printf("fork %ld -\n", pid);
    return 0;
}
