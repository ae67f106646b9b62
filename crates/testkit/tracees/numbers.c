// Makes every system call by its number, of the ABI that the argument names (64, 32 or x32), and none is carried out:
// a seccomp filter answers each with ENOSYS. A tracer sees them all the same.
#include <errno.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

// The sixth argument of the call that is carried out.
#define REALLY 0x7a7a7a

static void int80(long nr) {
    long ret;
    __asm__ volatile("int $0x80"
                     : "=a"(ret)
                     : "a"(nr), "b"(0), "c"(0), "d"(0), "S"(0), "D"(0)
                     : "memory", "r8", "r9", "r10", "r11");
}

int main(int argc, char **argv) {
    if (argc != 2) return 2;
    struct sock_filter filter[] = {
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, args[5])),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, REALLY, 1, 0),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | ENOSYS),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
    };
    struct sock_fprog program = {sizeof filter / sizeof filter[0], filter};
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0 || prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) != 0) {
        perror("seccomp");
        return 1;
    }
    for (long nr = 0; nr < 548; nr++) {
        if (strcmp(argv[1], "32") == 0) {
            int80(nr);
        } else if (strcmp(argv[1], "x32") == 0) {
            syscall(nr | 0x40000000, 0, 0, 0, 0, 0, 0);
        } else if (nr != 335 && nr != 336) {
            // Those two belong to the kernel's own trampolines, and kill whoever else makes them.
            syscall(nr, 0, 0, 0, 0, 0, 0);
        }
    }
    syscall(SYS_exit_group, 0, 0, 0, 0, 0, REALLY);
}
