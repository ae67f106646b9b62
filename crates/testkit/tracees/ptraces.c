// A program that uses ptrace itself. Prints "CALL RESULT" for each attempt, and a line for what it could see of a child
// that nobody else traces.
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/wait.h>
#include <unistd.h>

static void tell(const char *what, long result) {
    printf("%s %s\n", what, result < 0 ? strerrorname_np(errno) : "ok");
}

int main(void) {
    setvbuf(stdout, NULL, _IONBF, 0);
    // Its arrival would interrupt a wait, or not.
    sigset_t sigchld;
    sigemptyset(&sigchld), sigaddset(&sigchld, SIGCHLD);
    sigprocmask(SIG_BLOCK, &sigchld, NULL);
    tell("PTRACE_TRACEME", ptrace(PTRACE_TRACEME, 0, NULL, NULL));
    pid_t child = fork();
    if (child == 0) {
        tell("child PTRACE_TRACEME", ptrace(PTRACE_TRACEME, 0, NULL, NULL));
        raise(SIGSTOP);
        _exit(6);
    }
    int status;
    if (waitpid(child, &status, WUNTRACED) != child || !WIFSTOPPED(status)) abort();
    printf("stopped by %d\n", WSTOPSIG(status));
    tell("PTRACE_ATTACH", ptrace(PTRACE_ATTACH, child, NULL, NULL));
    tell("PTRACE_SEIZE", ptrace(PTRACE_SEIZE, child, NULL, NULL));
    tell("PTRACE_CONT", ptrace(PTRACE_CONT, child, NULL, NULL));
    tell("PTRACE_ATTACH self", ptrace(PTRACE_ATTACH, getpid(), NULL, NULL));
    kill(child, SIGCONT);
    if (waitpid(child, &status, 0) != child || !WIFEXITED(status)) abort();
    printf("ended with %d\n", WEXITSTATUS(status));
    return 0;
}
