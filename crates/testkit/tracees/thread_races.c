// Ends of threads that race with each other, with exit_group, with exec, and with their leader's end. Prints "PID HOW" for
// each process.
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

enum { THREADS = 8 };
static char *self[] = {NULL, "5", NULL};

static void *ends(void *unused) { return unused; }
static void *exits_the_process(void *unused) { _exit(3), (void)unused; }
static void *executes(void *unused) { execv(self[0], self), abort(), (void)unused; }
static void *kills(void *unused) { kill(getpid(), SIGKILL); return unused; }
static void *last(void *leader) { pthread_join(*(pthread_t *)leader, NULL), _exit(4); }

static void child(int how) {
    static pthread_t leader;
    leader = pthread_self();
    void *(*bodies[])(void *) = {ends, exits_the_process, executes, kills, last};
    pthread_t threads[THREADS];
    for (int i = 0; i < THREADS; i++) {
        // All of them do it, or the last one does while the others end.
        void *(*body)(void *) = how < 5 || i == THREADS - 1 ? bodies[how % 5] : ends;
        if (pthread_create(&threads[i], NULL, body, &leader)) for (;;) pause();
    }
    if (how % 5 == 0) _exit(2);
    if (how % 5 == 4) pthread_exit(NULL);
    for (;;) pause();
}

int main(int argc, char **argv) {
    if (argc > 1) return atoi(argv[1]);
    self[0] = argv[0];
    for (int i = 0; i < 60; i++) {
        pid_t pid = fork();
        if (pid == 0) child(i % 10);
        int status;
        if (waitpid(pid, &status, 0) != pid) abort();
        if (WIFSIGNALED(status)) printf("%d SIG%s\n", pid, sigabbrev_np(WTERMSIG(status)));
        else printf("%d exit %d\n", pid, WEXITSTATUS(status));
    }
    return 0;
}
