// Signals with something to say: queued ones with their values, in the kernel's order; of a timer; of a fault; of
// a child. Prints "SIGNAL CODE SENDER VALUE" as the handler got it: SENDER is si_pid or -, VALUE si_value, the address of
// a fault, or the status of a child.
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static char *fault;

static void handler(int signal, siginfo_t *info, void *context) {
    char sender[16] = "-";
    unsigned long value = (uintptr_t)info->si_value.sival_ptr;
    if (info->si_code <= 0 && info->si_code != SI_TIMER) snprintf(sender, sizeof sender, "%d", info->si_pid);
    if (signal == SIGSEGV) value = (uintptr_t)info->si_addr, mprotect(fault, 4096, PROT_READ | PROT_WRITE);
    if (signal == SIGCHLD) snprintf(sender, sizeof sender, "%d", info->si_pid), value = info->si_status;
    if (info->si_code == SI_USER || info->si_code == SI_TKILL) value = 0;
    dprintf(1, "%d %d %s %lx\n", signal, info->si_code, sender, value);
    (void)context;
}

int main(void) {
    struct sigaction action = {.sa_sigaction = handler, .sa_flags = SA_SIGINFO | SA_RESTART};
    sigset_t all;
    sigfillset(&all);
    action.sa_mask = all;
    for (int signal = 1; signal <= 64; signal++) sigaction(signal, &action, NULL);
    // What waits is delivered lowest number first, and equal ones in their order.
    sigprocmask(SIG_BLOCK, &all, NULL);
    for (int signal = 64; signal >= SIGRTMIN; signal -= 7)
        for (unsigned long i = 0; i < 3; i++)
            sigqueue(getpid(), signal, (union sigval){.sival_ptr = (void *)(0x1234567800000000 + signal * 16 + i)});
    sigqueue(getpid(), SIGUSR1, (union sigval){.sival_int = 77});
    sigqueue(getpid(), SIGUSR1, (union sigval){.sival_int = 78}); // not queued: there is one already
    kill(getpid(), SIGUSR2);
    raise(SIGHUP);
    sigprocmask(SIG_UNBLOCK, &all, NULL);
    struct sigevent event = {.sigev_notify = SIGEV_SIGNAL, .sigev_signo = 40, .sigev_value.sival_ptr = (void *)0xabcdef};
    struct itimerspec soon = {.it_value.tv_nsec = 1};
    timer_t timer;
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_BLOCK, &all, NULL);
    timer_create(CLOCK_MONOTONIC, &event, &timer);
    timer_settime(timer, 0, &soon, NULL);
    sigsuspend(&none);
    if (fork() == 0) _exit(42);
    sigsuspend(&none);
    sigprocmask(SIG_UNBLOCK, &all, NULL);
    fault = mmap(NULL, 4096, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    *(volatile char *)(fault + 0x123) = 1;
    return 0;
}
