// Gives up its rights and makes a child without them. Prints the child's pid.
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

int main(void) {
    if (setregid(65532, 65532) || setresuid(65533, 65533, 65533)) return 1;
    // Refused: it is still what it was.
    if (!setuid(0)) return 2;
    pid_t child = fork();
    if (child < 0) return 3;
    if (!child) _exit(0);
    dprintf(1, "%d\n", child);
    return waitpid(child, NULL, 0) == child ? 0 : 4;
}
