// Asks for and sets its own CPUs and those of a child and a thread, while it makes many calls. Prints what it was told.
#include <pthread.h>
#include <sched.h>
#include <stdio.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

static void storm(void) {
    for (int i = 0; i < 2000; i++) syscall(SYS_getppid);
}

static void tell(const char *who, pid_t tid) {
    cpu_set_t set;
    CPU_ZERO(&set);
    if (sched_getaffinity(tid, sizeof set, &set) != 0) { perror("sched_getaffinity"); return; }
    printf("%s:", who);
    for (int cpu = 0; cpu < CPU_SETSIZE; cpu++)
        if (CPU_ISSET(cpu, &set)) printf(" %d", cpu);
    printf("\n");
    fflush(stdout);
}

static void only(pid_t tid, int cpu) {
    cpu_set_t set;
    CPU_ZERO(&set);
    CPU_SET(cpu, &set);
    if (sched_setaffinity(tid, sizeof set, &set) != 0) perror("sched_setaffinity");
}

static void *thread(void *last) {
    storm();
    tell("thread", 0);
    only(0, *(int *)last);
    storm();
    tell("thread, set", 0);
    return NULL;
}

int main(void) {
    cpu_set_t own;
    int last = 0;
    tell("at once", 0);
    storm();
    tell("after calls", 0);
    sched_getaffinity(0, sizeof own, &own);
    for (int cpu = 0; cpu < CPU_SETSIZE; cpu++)
        if (CPU_ISSET(cpu, &own)) last = cpu;
    pthread_t other;
    pthread_create(&other, NULL, thread, &last);
    pthread_join(other, NULL);
    tell("after the thread", 0);
    int go[2], ready[2];
    if (pipe(go) != 0 || pipe(ready) != 0) return 1;
    pid_t child = fork();
    if (child == 0) {
        char byte;
        storm();
        tell("child", 0);
        only(0, last);
        storm();
        tell("child, set", 0);
        if (write(ready[1], "x", 1) != 1) return 1;
        if (read(go[0], &byte, 1) != 1) return 1;
        storm();
        tell("child, let go", 0);
        return 0;
    }
    storm();
    char byte;
    if (read(ready[0], &byte, 1) != 1) return 1;
    sched_setaffinity(child, sizeof own, &own);
    tell("of the child", child);
    if (write(go[1], "x", 1) != 1) return 1;
    waitpid(child, NULL, 0);
    only(0, last);
    storm();
    tell("set", 0);
    return 0;
}
