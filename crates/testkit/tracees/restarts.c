// Calls that a signal interrupts, and what the kernel does then: it restarts them, goes on with restart_syscall, or lets
// them fail. Prints "NAME RESULT" for each return, with the code that a tracer sees (512 to 516).
#include <errno.h>
#include <fcntl.h>
#include <linux/futex.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static int ends[2];

static void handler(int signal) {
    if (signal == SIGUSR2 && write(ends[1], "x", 1) != 1) abort();
}

// The state of a process: S once it sleeps in its call, T or t once it is stopped.
static char state(pid_t pid) {
    char path[64], text[256] = "";
    snprintf(path, sizeof path, "/proc/%d/stat", pid);
    int fd = open(path, O_RDONLY);
    if (fd < 0 || read(fd, text, sizeof text - 1) <= 0) abort();
    close(fd);
    for (char *at = text; *at; at++)
        if (at[0] == ')' && at[1] == ' ') return at[2];
    return 0;
}

// Sends the signals one after the other, each when this process sleeps; from a child whose end sends none.
static pid_t when_asleep(const int *signals) {
    pid_t sleeper = getpid(), child = syscall(SYS_clone, 0, NULL, NULL, NULL, NULL);
    if (child) return child;
    for (; *signals; signals++) {
        while (state(sleeper) != 'S') usleep(500);
        kill(sleeper, *signals);
        if (*signals == SIGSTOP) {
            // Stopped twice over: by ptrace at the delivery, and then by the signal. A while later it is the latter.
            while (state(sleeper) == 'S') usleep(500);
            usleep(50000);
            kill(sleeper, SIGCONT);
        }
    }
    _exit(0);
}

static void over(pid_t child) {
    while (waitpid(child, NULL, __WALL) < 0 && errno == EINTR) {}
}

#define INTERRUPTED(call, ...) \
    do { \
        pid_t child = when_asleep((int[]){__VA_ARGS__, 0}); \
        call; \
        over(child); \
    } while (0)

int main(void) {
    struct sigaction fails = {.sa_handler = handler}, restarts = {.sa_handler = handler, .sa_flags = SA_RESTART};
    sigaction(SIGUSR1, &fails, NULL), sigaction(SIGUSR2, &restarts, NULL);
    if (pipe(ends)) abort();
    struct timespec third = {0, 333333333};
    char byte;
    int word = 0;
    INTERRUPTED(syscall(SYS_nanosleep, &third, NULL), SIGURG);
    puts("nanosleep -516\nrestart_syscall 0");
    INTERRUPTED(syscall(SYS_nanosleep, &third, NULL), SIGSTOP);
    puts("nanosleep -516\nrestart_syscall 0");
    INTERRUPTED(syscall(SYS_poll, NULL, 0, 333), SIGURG, SIGWINCH);
    puts("poll -516\nrestart_syscall -516\nrestart_syscall 0");
    INTERRUPTED(syscall(SYS_futex, &word, FUTEX_WAIT, 0, &third, NULL, 0), SIGURG);
    puts("futex -516\nrestart_syscall -110");
    INTERRUPTED(syscall(SYS_nanosleep, &third, NULL), SIGUSR1);
    puts("nanosleep -516");
    INTERRUPTED(syscall(SYS_pause), SIGUSR1);
    puts("pause -514");
    INTERRUPTED(syscall(SYS_pselect6, 0, NULL, NULL, NULL, &third, NULL), SIGURG);
    puts("pselect6 -514\npselect6 0");
    INTERRUPTED(if (read(ends[0], &byte, 1) != -1 || errno != EINTR) abort(), SIGUSR1);
    puts("read -512");
    INTERRUPTED(if (read(ends[0], &byte, 1) != 1) abort(), SIGUSR2);
    puts("read -512\nread 1");
    return 0;
}
