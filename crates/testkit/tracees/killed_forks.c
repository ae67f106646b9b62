// Processes that are killed while they make others, often between the birth of a child and what a tracer would be told of
// it. Prints "killed N", and "survivors N": how many of the last children lived on, and ended by themselves.
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static void busy(long ns) {
    struct timespec begun, now;
    clock_gettime(CLOCK_MONOTONIC, &begun);
    do clock_gettime(CLOCK_MONOTONIC, &now);
    while ((now.tv_sec - begun.tv_sec) * 1000000000L + now.tv_nsec - begun.tv_nsec < ns);
}

int main(void) {
    // Orphans are this process's to wait for.
    prctl(PR_SET_CHILD_SUBREAPER, 1);
    int killed = 0, ended = 0;
    for (int i = 0; i < 600; i++) {
        pid_t pid = fork();
        if (pid == 0)
            for (;;) {
                pid_t child = fork();
                if (child == 0) _exit(7);
                waitpid(child, NULL, 0);
            }
        busy(200000 + i * 1000);
        kill(pid, SIGKILL);
        int status;
        for (pid_t gone; (gone = wait(&status)) > 0;)
            if (gone == pid) killed += WIFSIGNALED(status);
            else ended += WIFEXITED(status) && WEXITSTATUS(status) == 7;
    }
    printf("killed %d\nsurvivors %d\n", killed, ended);
    return 0;
}
