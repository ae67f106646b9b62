// Calls with the bit that marks x32. Prints "NAME RESULT"; a kernel without x32 knows none of them (ENOSYS).
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/syscall.h>
#include <unistd.h>

#define X32(nr) (0x40000000 | (nr))

static void tell(const char *name, long ret) {
    printf("%s %d\n", name, ret < 0 ? -errno : ret > 0);
}

int main(void) {
    tell("getpid", syscall(X32(SYS_getpid)));
    tell("access", syscall(X32(SYS_access), "/no/such/x32", F_OK));
    tell("ioctl", syscall(X32(514), -1, 0, 0)); // a number that only x32 has
    tell("syscall_0x400003e7", syscall(X32(999)));
    return 0;
}
