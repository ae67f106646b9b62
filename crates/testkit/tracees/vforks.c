// Children that borrow their parent's memory. Prints "PID HOW PARENT-CALL" for each: how the child ended or went on, and
// the call whose return had to wait for that.
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

static char *self[] = {NULL, "child", NULL};

static int in_child(void *exec) {
    // Its own descriptors and directory, in spite of the shared memory.
    if (chdir("/") || open("etc/passwd", O_RDONLY) < 0) _exit(1);
    if (exec) execv(self[0], self);
    _exit(7);
}

static void done(pid_t pid, const char *how, const char *call) {
    int status;
    if (waitpid(pid, &status, 0) != pid || !WIFEXITED(status)) abort();
    printf("%d %s %s\n", pid, how, call);
}

int main(int argc, char **argv) {
    if (argc > 1) return 8;
    self[0] = realpath(argv[0], NULL);
    static char stack[65536] __attribute__((aligned(16)));
    extern char **environ;
    pid_t pid = vfork();
    if (pid == 0) in_child(NULL);
    done(pid, "exit", "vfork");
    pid = vfork();
    if (pid == 0) in_child(argv);
    done(pid, "exec", "vfork");
    pid = clone(in_child, stack + sizeof stack, CLONE_VM | CLONE_VFORK | SIGCHLD, argv);
    done(pid, "exec", "clone");
    if (posix_spawn(&pid, self[0], NULL, NULL, self, environ)) abort();
    done(pid, "exec", "clone3");
    pid = vfork();
    if (pid == 0) raise(SIGKILL), _exit(0);
    int status;
    if (waitpid(pid, &status, 0) != pid || !WIFSIGNALED(status)) abort();
    printf("%d killed vfork\n", pid);
    if (access("here", F_OK) != -1) abort();
    return 0;
}
