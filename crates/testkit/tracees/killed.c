// Processes that are killed at any moment of what they do, and while they stand still: each so many ns later than the one
// before as the argument says, or 60,000. Prints the id of each.
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static void *nothing(void *unused) { return unused; }

static void work(int what, char **argv) {
    char *again[] = {argv[0], "exec", NULL}, *ends[] = {"/bin/true", NULL};
    pthread_t thread;
    pid_t pid;
    for (;;) switch (what) {
        case 0: getppid(); break;
        case 1: close(open("/dev/null", O_RDONLY)); break;
        case 2:
            if ((pid = fork()) == 0) _exit(0);
            waitpid(pid, NULL, 0);
            break;
        case 3:
            if ((pid = vfork()) == 0) execv(ends[0], ends), _exit(1);
            waitpid(pid, NULL, 0);
            break;
        case 4:
            if (!pthread_create(&thread, NULL, nothing, NULL)) pthread_join(thread, NULL);
            break;
        case 5: execv(argv[0], again); abort();
        case 6: pause(); break;
        case 7: raise(SIGSTOP); break;
        }
}

int main(int argc, char **argv) {
    if (argc > 1 && !strcmp(argv[1], "exec")) work(5, argv);
    long step = argc > 1 ? atol(argv[1]) : 60000;
    for (int i = 0; i < 80; i++) {
        pid_t pid = fork();
        if (pid == 0) {
            prctl(PR_SET_PDEATHSIG, SIGKILL);
            work(i % 8, argv);
        }
        struct timespec begun, now;
        clock_gettime(CLOCK_MONOTONIC, &begun);
        do clock_gettime(CLOCK_MONOTONIC, &now);
        while ((now.tv_sec - begun.tv_sec) * 1000000000L + now.tv_nsec - begun.tv_nsec < i * step);
        kill(pid, SIGKILL);
        int status;
        if (waitpid(pid, &status, 0) != pid || !WIFSIGNALED(status) || WTERMSIG(status) != SIGKILL) abort();
        printf("%d\n", pid);
    }
    return 0;
}
