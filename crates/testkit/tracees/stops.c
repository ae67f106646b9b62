// A process of three busy threads that is stopped in every way, stays so, and is continued; at last it is killed while it
// is stopped. Prints "stop PID SIGNAL" and "continue PID" as the parent saw them, and "ran" if it ever did while stopped.
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

enum { THREADS = 3 };
static volatile unsigned long *counters;

static void *count(void *own) {
    for (;;) ++*(volatile unsigned long *)own;
    return NULL;
}

static void wait_until_all_move(void) {
    for (int i = 0; i < THREADS; i++)
        for (unsigned long before = counters[i * 64]; counters[i * 64] == before;) {}
}

int main(void) {
    counters = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    pid_t child = fork();
    if (child == 0) {
        // In a process group of its own, whose parent is in another: in an orphaned one the terminal's stops have no effect.
        if (setpgid(0, 0) != 0) abort();
        pthread_t thread;
        for (int i = 1; i < THREADS; i++) pthread_create(&thread, NULL, count, (void *)&counters[i * 64]);
        count((void *)&counters[0]);
    }
    wait_until_all_move();
    int signals[] = {SIGSTOP, SIGTSTP, SIGTTIN, SIGTTOU, SIGSTOP}, status;
    for (int i = 0; i < 5; i++) {
        kill(child, signals[i]);
        if (waitpid(child, &status, WUNTRACED) != child || !WIFSTOPPED(status)) abort();
        printf("stop %d SIG%s\n", child, sigabbrev_np(WSTOPSIG(status)));
        unsigned long before[THREADS];
        for (int j = 0; j < THREADS; j++) before[j] = counters[j * 64];
        usleep(20000);
        for (int j = 0; j < THREADS; j++)
            if (counters[j * 64] != before[j]) puts("ran");
        if (i == 4) break;
        kill(child, SIGCONT);
        if (waitpid(child, &status, WCONTINUED) != child || !WIFCONTINUED(status)) abort();
        printf("continue %d\n", child);
        wait_until_all_move();
    }
    kill(child, SIGKILL);
    if (waitpid(child, &status, 0) != child || !WIFSIGNALED(status)) abort();
    return 0;
}
