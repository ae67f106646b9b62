// clone3 in its variants. Prints "PID access PATH" for the call that each child makes, and "table SHARED" for whether
// the child has its parent's descriptor table; "pidfd FD" for the descriptor of the first child.
#include <fcntl.h>
#include <linux/sched.h>
#include <sched.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

static inline __attribute__((always_inline)) long clone3(struct clone_args *args, size_t size) {
#ifdef __x86_64__
    // In line: a child that shares memory and stack must not return from the function that made it.
    long ret;
    __asm__ volatile("syscall" : "=a"(ret) : "a"(SYS_clone3), "D"(args), "S"(size) : "rcx", "r11", "memory");
    return ret;
#else
    return syscall(SYS_clone3, args, size);
#endif
}

static int clone3_child(uint64_t flags, const char *path, int *pidfd) {
    struct clone_args args = {.flags = flags, .exit_signal = SIGCHLD, .pidfd = (uintptr_t)pidfd};
    int pid = clone3(&args, sizeof args);
    if (pid == 0) {
        access(path, F_OK);
        _exit(0);
    }
    if (pid < 0) abort();
    printf("%d access %s\ntable %s\n", pid, path, flags & CLONE_FILES ? "shared" : "own");
    return pid;
}

int main(void) {
    int pidfd = -1;
    waitpid(clone3_child(CLONE_PIDFD, "/clone3/plain", &pidfd), NULL, 0);
    printf("pidfd %d\n", pidfd);
    waitpid(clone3_child(CLONE_FILES | CLONE_FS, "/clone3/files", NULL), NULL, 0);
    waitpid(clone3_child(CLONE_VM | CLONE_VFORK, "/clone3/vfork", NULL), NULL, 0);
    struct clone_args bad = {.flags = CLONE_THREAD}; // a thread must share signal handlers
    if (clone3(&bad, sizeof bad) >= 0) abort();
    puts("clone3 EINVAL");
    return 0;
}
