// A process that replaces itself again and again, until there is a file "over" in its directory. Says "ready" at first, and
// how often it was at the end. It has one thread: with several, the kernel lets an attach and an execve wait for each other.
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

int main(int argc, char **argv) {
    int round_number = argc > 1 ? atoi(argv[1]) : 0;
    if (round_number == 0) {
        puts("ready");
        fflush(stdout);
    }
    if (access("over", F_OK) == 0) {
        printf("%d\n", round_number);
        return 0;
    }
    char number[20];
    snprintf(number, sizeof number, "%d", round_number + 1);
    execl("/proc/self/exe", "execs", number, NULL);
    return 1;
}
