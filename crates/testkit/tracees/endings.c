// Every way in which a thread can end. Prints "pid how" for each process, as exit rows must have it.
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

static void *exec_from_thread(void *argv) {
    execv(((char **)argv)[0], argv);
    abort();
}

static void *sleep_for_ever(void *unused) {
    for (;;) pause();
    return unused;
}

static void child(int how) {
    pthread_t thread;
    char *argv[] = {"/bin/sh", "-c", "exit 9", NULL};
    struct rlimit none = {0, 0};
    setrlimit(RLIMIT_CORE, &none);
    switch (how) {
    case 0: _exit(3);
    case 1: raise(SIGKILL);
    case 2: raise(SIGTERM);
    case 3: abort();
    case 4: *(volatile int *)mmap(NULL, 4096, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) = 1;
    case 5: // exec while other threads are in a call
        pthread_create(&thread, NULL, sleep_for_ever, NULL);
        usleep(2000);
        execv(argv[0], argv);
    case 6: // exec from a thread that is not the leader
        pthread_create(&thread, NULL, exec_from_thread, argv);
        pthread_join(thread, NULL);
    case 7: // exit of the leader while a thread lives on a little
        pthread_create(&thread, NULL, sleep_for_ever, NULL);
        alarm(1);
        syscall(SYS_exit, 0);
    case 8: raise(SIGRTMIN + 5);
    }
}

int main(void) {
    const char *ends[] = {"exit 3",      "SIGKILL", "SIGTERM", "SIGABRT", "SIGSEGV",
                          "exit 9", "exit 9",  "SIGALRM", "SIGRT_7"};
    for (int how = 0; how < 9; how++) {
        pid_t pid = fork();
        if (pid == 0) child(how);
        waitpid(pid, NULL, 0);
        dprintf(1, "%d %s\n", pid, ends[how]);
    }
    return 0;
}
