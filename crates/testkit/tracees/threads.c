// Two hundred threads that live at the same time, each with calls of its own. Prints "TID PATH" for each.
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum { THREADS = 200, CALLS = 20 };
static pthread_barrier_t all_are_there;
static pid_t tids[THREADS];

static void *work(void *number) {
    long i = (long)number;
    tids[i] = gettid();
    char path[32];
    snprintf(path, sizeof path, "/thread/%ld", i);
    pthread_barrier_wait(&all_are_there);
    for (int call = 0; call < CALLS; call++) access(path, F_OK);
    pthread_barrier_wait(&all_are_there);
    return NULL;
}

int main(void) {
    static char lines[1 << 16]; // written at once, however long the numbers are
    setvbuf(stdout, lines, _IOFBF, sizeof lines);
    pthread_t threads[THREADS];
    pthread_barrier_init(&all_are_there, NULL, THREADS);
    pthread_attr_t small;
    pthread_attr_init(&small);
    pthread_attr_setstacksize(&small, 65536);
    for (long i = 0; i < THREADS; i++)
        if (pthread_create(&threads[i], &small, work, (void *)i)) abort();
    for (int i = 0; i < THREADS; i++) pthread_join(threads[i], NULL);
    for (int i = 0; i < THREADS; i++) printf("%d /thread/%d\n", tids[i], i);
    return 0;
}
