// Threads that make threads, as fast as they can, until the standard input ends. Each new one looks for "/storm/NUMBER/0"
// to "/storm/NUMBER/2" and ends. Prints how many there were, and exits with 1 if anything failed that must not.
#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <sys/syscall.h>
#include <unistd.h>

static atomic_int next = 1, wrong, over;

static void *looks(void *unused) {
    int number = atomic_fetch_add(&next, 1);
    for (int i = 0; i < 3; i++) {
        char path[40];
        snprintf(path, sizeof path, "/storm/%d/%d", number, i);
        if (syscall(SYS_access, path, 0) != -1 || errno != ENOENT) wrong = 1;
    }
    return unused;
}

static void *makes(void *unused) {
    while (!over) {
        pthread_t made;
        if (pthread_create(&made, NULL, looks, NULL)) wrong = 1;
        else pthread_join(made, NULL);
    }
    return unused;
}

int main(void) {
    pthread_t makers[3];
    for (int i = 0; i < 3; i++)
        if (pthread_create(&makers[i], NULL, makes, NULL)) return 1;
    puts("ready");
    fflush(stdout);
    char byte;
    while (read(0, &byte, 1) > 0) continue;
    over = 1;
    for (int i = 0; i < 3; i++) pthread_join(makers[i], NULL);
    printf("%d\n", next - 1);
    return wrong;
}
