// A process that replaces itself again and again, each time from a thread that is not the first, until there is a file
// "over" in its directory. Says "ready" at first, and how often it was at the end.
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static int round_number;

static void *waits(void *unused) {
    for (;;) usleep(300);
    return unused;
}

static void *replaces(void *unused) {
    char number[20];
    snprintf(number, sizeof number, "%d", round_number + 1);
    execl("/proc/self/exe", "execs", number, NULL);
    exit(1);
    return unused;
}

int main(int argc, char **argv) {
    round_number = argc > 1 ? atoi(argv[1]) : 0;
    if (round_number == 0) {
        puts("ready");
        fflush(stdout);
    }
    if (access("over", F_OK) == 0) {
        printf("%d\n", round_number);
        return 0;
    }
    pthread_t thread;
    for (int i = 0; i < 3; i++)
        if (pthread_create(&thread, NULL, waits, NULL)) return 1;
    if (pthread_create(&thread, NULL, replaces, NULL)) return 1;
    for (;;) pause();
}
