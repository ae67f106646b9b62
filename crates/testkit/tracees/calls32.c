// Calls by all ways into the kernel: syscall, int 0x80, x32. Prints the results of those that a filter must not change.
#include <stdio.h>
#include <sys/syscall.h>
#include <unistd.h>

static long i386(long nr) {
    long result;
    __asm__ volatile("int $0x80" : "=a"(result) : "a"(nr) : "memory", "r8", "r9", "r10", "r11");
    return result;
}

int main(void) {
    long ids[3] = {syscall(SYS_getpid), i386(20), 0};
    printf("getpid %d\n", ids[0] == ids[1]);
    for (int i = 0; i < 5; i++) i386(64);
    long x32 = syscall(0x40000000 | SYS_getppid);
    printf("x32 getppid %s\n", x32 == -1 ? "failed" : "succeeded");
    return 0;
}
