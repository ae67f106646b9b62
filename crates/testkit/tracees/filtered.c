// A program with seccomp filters of its own, one answer for each of a few calls. Prints "NAME RESULT" for calls that
// return, and "PID HOW" for processes.
#include <errno.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <pthread.h>
#include <signal.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#define ANSWER(nr, action) BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, nr, 0, 1), BPF_STMT(BPF_RET | BPF_K, action)

static void install(void) {
    struct sock_filter code[] = {
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
        ANSWER(SYS_getppid, SECCOMP_RET_ERRNO | EXDEV),
        ANSWER(SYS_getpgrp, SECCOMP_RET_ERRNO),
        ANSWER(SYS_getuid, SECCOMP_RET_TRAP | 99),
        ANSWER(SYS_getgid, SECCOMP_RET_TRACE),
        ANSWER(SYS_geteuid, SECCOMP_RET_LOG),
        ANSWER(SYS_sethostname, SECCOMP_RET_KILL_THREAD),
        ANSWER(SYS_setdomainname, SECCOMP_RET_KILL_PROCESS),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
    };
    struct sock_fprog program = {sizeof code / sizeof *code, code};
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) || prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program)) abort();
}

static volatile int trapped;

static void on_sigsys(int signal, siginfo_t *info, void *context) {
    trapped = info->si_syscall == SYS_getuid && info->si_code == 1 /* SYS_SECCOMP */ && info->si_errno == 99;
    (void)signal, (void)context;
}

static void *killed(void *unused) { return syscall(SYS_sethostname, "x", 1), unused; }

static void child(int how) {
    struct rlimit none = {0, 0};
    setrlimit(RLIMIT_CORE, &none);
    install();
    if (how == 0) syscall(SYS_setdomainname, "x", 1);
    pthread_t thread;
    pthread_create(&thread, NULL, killed, NULL);
    pthread_join(thread, NULL);
    _exit(5);
}

static void tell(const char *name, long result) {
    printf("%s %ld\n", name, result < 0 ? (long)-errno : result);
}

int main(void) {
    setvbuf(stdout, NULL, _IONBF, 0);
    for (int how = 0; how < 2; how++) {
        pid_t pid = fork();
        if (pid == 0) child(how);
        int status;
        waitpid(pid, &status, 0);
        if (WIFSIGNALED(status)) printf("%d signal %d\n", pid, WTERMSIG(status));
        else printf("%d exit %d\n", pid, WEXITSTATUS(status));
    }
    struct sigaction action = {.sa_sigaction = on_sigsys, .sa_flags = SA_SIGINFO};
    sigaction(SIGSYS, &action, NULL);
    install();
    tell("getppid", syscall(SYS_getppid));
    tell("getpgrp", syscall(SYS_getpgrp));
    tell("getgid", syscall(SYS_getgid));
    tell("geteuid", syscall(SYS_geteuid));
    // The handler decides what it returns; this one leaves it at the number of the call.
    tell("getuid", syscall(SYS_getuid));
    if (!trapped) abort();
    // A second filter that lets no further one in.
    struct sock_filter code[] = {
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
        ANSWER(SYS_seccomp, SECCOMP_RET_ERRNO | EBUSY),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
    };
    struct sock_fprog program = {sizeof code / sizeof *code, code};
    tell("seccomp", syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_TSYNC, &program));
    tell("seccomp", syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, &program));
    return 0;
}
