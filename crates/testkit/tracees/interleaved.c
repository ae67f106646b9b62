// Calls of two processes that begin and end between each other, each at a time of its own: neither wakes the other, so
// that no two events come at the same moment, and their order is the same in every run.
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/timerfd.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static void wait_ms(int ms) {
    // The kernel restarts it after a stop or an ignored signal, with the time that is left.
    if (poll(NULL, 0, ms) != 0) exit(10);
}

// So many milliseconds without a call (the clock is read in the vDSO).
static void compute_ms(int ms) {
    struct timespec from, now;
    clock_gettime(CLOCK_MONOTONIC, &from);
    do {
        clock_gettime(CLOCK_MONOTONIC, &now);
    } while ((now.tv_sec - from.tv_sec) * 1000 + (now.tv_nsec - from.tv_nsec) / 1000000 < ms);
}

static int in_child(void) {
    // The parent's clone returns, and its poll begins. Too short for SIGCHLD to count a hundredth of a second.
    compute_ms(6);

    // To 126 ms: a read that ends by itself while the parent begins another call.
    int timer = timerfd_create(CLOCK_MONOTONIC, 0);
    struct itimerspec in_120_ms = {.it_value.tv_nsec = 120 * 1000000};
    if (timer < 0 || timerfd_settime(timer, 0, &in_120_ms, NULL) != 0) return 2;
    uint64_t times;
    if (read(timer, &times, sizeof times) != sizeof times) return 3;
    if (open("/no/such/file", O_RDONLY) >= 0) return 4;

    // 126 to 286 ms: stopped until a timer of its own lets it go on.
    struct sigevent go_on = {.sigev_notify = SIGEV_SIGNAL, .sigev_signo = SIGCONT};
    struct itimerspec in_160_ms = {.it_value.tv_nsec = 160 * 1000000};
    timer_t continued;
    if (timer_create(CLOCK_MONOTONIC, &go_on, &continued) != 0) return 5;
    if (timer_settime(continued, 0, &in_160_ms, NULL) != 0) return 6;
    raise(SIGSTOP);

    // 286 to 446 ms: beyond the parent's poll, into its wait.
    wait_ms(160);
    raise(SIGKILL);
    return 7;
}

int main(void) {
    // Nobody tells it of the child's stop.
    struct sigaction quiet = {.sa_handler = SIG_DFL, .sa_flags = SA_NOCLDSTOP};
    if (sigaction(SIGCHLD, &quiet, NULL) != 0 || signal(SIGALRM, SIG_IGN) == SIG_ERR) return 1;
    // Not fork, whose child makes calls of the C library at once.
    pid_t child = (pid_t)syscall(SYS_clone, SIGCHLD, NULL, NULL, NULL, NULL);
    if (child == 0) _exit(in_child());
    wait_ms(90);
    // 90 to 390 ms: interrupted at 230 by a signal that it ignores, and restarted.
    struct itimerval in_140_ms = {.it_value.tv_usec = 140 * 1000};
    if (setitimer(ITIMER_REAL, &in_140_ms, NULL) != 0) return 8;
    wait_ms(300);
    int status;
    if (wait(&status) != child || !WIFSIGNALED(status)) return 11;
    return WTERMSIG(status) == SIGKILL ? 0 : 12;
}
