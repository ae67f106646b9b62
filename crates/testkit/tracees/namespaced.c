// Processes in a pid namespace, and in one within it, where they count from 1. Prints "PID NUMBER" for each, PID as seen
// from outside (the kernel translates credentials that come over a socket), and "sender PID" of a signal between two.
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

static int ends[2];

static void hello(void) {
    int number = getpid();
    if (send(ends[1], &number, sizeof number, 0) != sizeof number) abort();
}

static void heard(char *text, size_t size) {
    int number;
    char control[CMSG_SPACE(sizeof(struct ucred))];
    struct iovec iov = {&number, sizeof number};
    struct msghdr message = {.msg_iov = &iov, .msg_iovlen = 1, .msg_control = control, .msg_controllen = sizeof control};
    if (recvmsg(ends[0], &message, 0) != sizeof number) abort();
    struct ucred *sender = (struct ucred *)CMSG_DATA(CMSG_FIRSTHDR(&message));
    snprintf(text, size, "%d %d", sender->pid, number);
}

static pid_t in_new_namespace(void) {
    pid_t pid = syscall(SYS_clone, CLONE_NEWPID | SIGCHLD, NULL, NULL, NULL, NULL);
    if (pid < 0) _exit(77);
    return pid;
}

static void done(pid_t pid) {
    int status;
    if (waitpid(pid, &status, 0) != pid) abort();
    if (status) _exit(WEXITSTATUS(status));
}

static volatile int got;
static void handler(int signal, siginfo_t *info, void *context) { got = info->si_pid, (void)signal, (void)context; }

static void *says_hello(void *unused) { return hello(), unused; }

int main(void) {
    int on = 1;
    if (socketpair(AF_UNIX, SOCK_SEQPACKET, 0, ends)) abort();
    setsockopt(ends[0], SOL_SOCKET, SO_PASSCRED, &on, sizeof on);
    pid_t outer = in_new_namespace();
    if (outer == 0) {
        struct sigaction action = {.sa_sigaction = handler, .sa_flags = SA_SIGINFO};
        sigaction(SIGUSR1, &action, NULL);
        sigset_t usr1, none;
        sigemptyset(&none), sigemptyset(&usr1), sigaddset(&usr1, SIGUSR1);
        sigprocmask(SIG_BLOCK, &usr1, NULL);
        hello();
        pid_t second = fork();
        if (second == 0) {
            hello();
            kill(1, SIGUSR1);
            _exit(0);
        }
        sigsuspend(&none);
        if (got != second) abort();
        done(second);
        pid_t inner = in_new_namespace();
        if (inner == 0) {
            hello();
            pthread_t thread;
            pthread_create(&thread, NULL, says_hello, NULL);
            pthread_join(thread, NULL);
            _exit(0);
        }
        done(inner);
        _exit(0);
    }
    done(outer);
    char lines[4][32];
    for (int i = 0; i < 4; i++) heard(lines[i], sizeof *lines);
    for (int i = 0; i < 4; i++) puts(lines[i]);
    printf("sender %d\n", atoi(lines[1]));
    return 0;
}
