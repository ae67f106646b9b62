// Spends nearly all of its time inside of fork, which has much to copy: whoever stops its tracer finds it there. One process
// (its pid goes to the file "maker") makes one child after the other until it or one of them is killed. Another waits for
// all of them, and says "maker N" and "orphans N": how the first ended, negative a signal, and how many children it left.
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

enum { BYTES = 256 << 20 };

static int make(void) {
    alarm(60);
    char *memory = mmap(NULL, BYTES, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (memory == MAP_FAILED) return 1;
    // Page by page, or there is little to copy.
    madvise(memory, BYTES, MADV_NOHUGEPAGE);
    for (size_t at = 0; at < BYTES; at += 4096) memory[at] = 1;
    int fd = open("maker.new", O_CREAT | O_WRONLY, 0600);
    dprintf(fd, "%d\n", getpid());
    if (rename("maker.new", "maker")) return 2;
    for (;;) {
        pid_t child = fork();
        if (child == 0) _exit(7);
        int status;
        if (waitpid(child, &status, 0) != child) return 3;
        if (WIFSIGNALED(status)) return 5;
    }
}

int main(void) {
    // Whatever becomes of the test.
    alarm(60);
    // Orphans are this process's to wait for.
    prctl(PR_SET_CHILD_SUBREAPER, 1);
    pid_t maker = fork();
    if (maker == 0) _exit(make());
    int status, how = 0, orphans = 0;
    for (pid_t gone; (gone = wait(&status)) > 0;)
        if (gone == maker) how = WIFSIGNALED(status) ? -WTERMSIG(status) : WEXITSTATUS(status);
        else orphans += WIFEXITED(status) && WEXITSTATUS(status) == 7;
    printf("maker %d\norphans %d\n", how, orphans);
    return 0;
}
