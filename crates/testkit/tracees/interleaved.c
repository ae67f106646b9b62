// Calls of two processes that begin and end between each other, 30 ms apart, so that their order is the same in every
// run (or nearly: what happens at the same moment may come in either order).
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

static void wait_ms(int ms) {
    // The kernel restarts it after a stop, with the time that is left.
    if (poll(NULL, 0, ms) != 0) exit(9);
}

// Some milliseconds without a call.
static void compute(void) {
    for (volatile int i = 0; i < 5000000; i++) {
    }
}

int main(void) {
    int ends[2];
    if (pipe(ends) != 0) return 1;
    pid_t child = fork();
    if (child == 0) {
        char byte;
        wait_ms(30);
        // Waits for the parent's write.
        if (read(ends[0], &byte, 1) != 1) return 2;
        wait_ms(30);
        if (open("/no/such/file", O_RDONLY) >= 0) return 3;
        // Stopped until the parent lets it go on.
        raise(SIGSTOP);
        wait_ms(30);
        raise(SIGKILL);
    }
    // The child's first calls, which are its C library's, come before anything of its parent.
    compute();
    wait_ms(90);
    if (write(ends[1], "x", 1) != 1) return 4;
    // Interrupted by the child's stop, and restarted.
    wait_ms(150);
    // Of its going on nobody is told.
    struct sigaction quiet = {.sa_handler = SIG_DFL, .sa_flags = SA_NOCLDSTOP};
    if (sigaction(SIGCHLD, &quiet, NULL) != 0) return 7;
    wait_ms(30);
    if (kill(child, SIGCONT) != 0) return 5;
    int status;
    if (wait(&status) != child) return 6;
    return WTERMSIG(status);
}
