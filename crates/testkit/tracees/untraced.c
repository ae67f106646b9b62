// Children that ask not to be traced (CLONE_UNTRACED). Prints "PID access PATH" for the call that each makes. Aborts where
// the program could notice that the flag was taken away: neither the register nor the structure may change.
#include <fcntl.h>
#include <linux/sched.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

static void child(const char *path) {
    access(path, F_OK);
    _exit(0);
}

static void done(long pid, const char *path) {
    int status;
    if (pid <= 0 || waitpid(pid, &status, 0) != pid || status) abort();
    printf("%ld access %s\n", pid, path);
}

int main(void) {
    setvbuf(stdout, NULL, _IONBF, 0);
    struct clone_args args = {.flags = CLONE_UNTRACED, .exit_signal = SIGCHLD}, before = args;
    long pid = syscall(SYS_clone3, &args, sizeof args);
    if (memcmp(&args, &before, sizeof args)) abort();
    if (pid == 0) child("/untraced/clone3");
    done(pid, "/untraced/clone3");
#ifdef __x86_64__
    // One that shares memory and stack, like vfork: it must not return from a function that made it.
    args.flags = CLONE_UNTRACED | CLONE_VM | CLONE_VFORK, before = args;
    __asm__ volatile("syscall" : "=a"(pid) : "a"(SYS_clone3), "D"(&args), "S"(sizeof args) : "rcx", "r11", "memory");
    if (pid == 0) child(args.flags == before.flags ? "/untraced/vfork" : "/untraced/changed");
    if (memcmp(&args, &before, sizeof args)) abort();
    done(pid, "/untraced/vfork");
    uint64_t flags = CLONE_UNTRACED | SIGCHLD, after = flags;
    register long r10 __asm__("r10") = 0, r8 __asm__("r8") = 0;
    __asm__ volatile("syscall" : "=a"(pid), "+D"(after)
                     : "a"(SYS_clone), "S"(0), "d"(0), "r"(r10), "r"(r8) : "rcx", "r11", "memory");
    if (after != flags) abort();
    if (pid == 0) child("/untraced/clone");
    done(pid, "/untraced/clone");
    // clone (120) of the i386 table. The child's stack is this one, copied.
    uint64_t low = flags;
    __asm__ volatile("int $0x80" : "=a"(pid), "+b"(low) : "a"(120), "c"(0), "d"(0), "S"(0), "D"(0)
                     : "memory", "r8", "r9", "r10", "r11");
    if (low != flags) abort();
    if (pid == 0) child("/untraced/i386");
    done(pid, "/untraced/i386");
#endif
    // In memory that the program itself may not write to.
    struct clone_args *sealed = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    *sealed = (struct clone_args){.flags = CLONE_UNTRACED, .exit_signal = SIGCHLD};
    mprotect(sealed, 4096, PROT_READ);
    pid = syscall(SYS_clone3, sealed, sizeof *sealed);
    if (sealed->flags != CLONE_UNTRACED) abort();
    if (pid == 0) child("/untraced/sealed");
    done(pid, "/untraced/sealed");
    // A call that fails leaves them as they were, too.
    args.flags = CLONE_UNTRACED | CLONE_THREAD, before = args;
    if (syscall(SYS_clone3, &args, sizeof args) != -1 || memcmp(&args, &before, sizeof args)) abort();
    return 0;
}
