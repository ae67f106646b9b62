// A thousand processes that live at the same time and end at once. Prints "PID CODE" for each.
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

int main(void) {
    static char lines[1 << 16]; // written at once, however long the numbers are
    setvbuf(stdout, lines, _IOFBF, sizeof lines);
    int gate[2];
    char byte;
    if (pipe(gate)) abort();
    static pid_t pids[1000];
    for (int i = 0; i < 1000; i++)
        if ((pids[i] = fork()) == 0) {
            close(gate[1]);
            if (read(gate[0], &byte, 1) != 0) abort(); // the end of the pipe lets them all go
            char path[32];
            snprintf(path, sizeof path, "/swarm/%d", i);
            access(path, F_OK);
            _exit(i % 251);
        } else if (pids[i] < 0) abort();
    close(gate[1]);
    for (int i = 0; i < 1000; i++) {
        int status;
        if (waitpid(pids[i], &status, 0) != pids[i] || !WIFEXITED(status)) abort();
        printf("%d %d\n", pids[i], WEXITSTATUS(status));
    }
    return 0;
}
