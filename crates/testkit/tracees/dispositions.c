// The signal state that a program starts with: prints which signals are ignored and which are blocked, as bit sets. With
// arguments, executes them with a state that no shell gives: every third signal ignored, every fifth blocked.
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <unistd.h>

int main(int argc, char **argv) {
    unsigned long mask = 0, ignored = 0, handler[4];
    if (argc > 1) {
        for (int signal = 1; signal <= 64; signal++) {
            handler[0] = (unsigned long)(signal % 3 ? SIG_DFL : SIG_IGN), handler[1] = handler[2] = handler[3] = 0;
            syscall(SYS_rt_sigaction, signal, handler, NULL, 8);
            if (signal % 5 == 0) mask |= 1UL << (signal - 1);
        }
        syscall(SYS_rt_sigprocmask, SIG_SETMASK, &mask, NULL, 8);
        execvp(argv[1], argv + 1);
        abort();
    }
    for (int signal = 1; signal <= 64; signal++) {
        syscall(SYS_rt_sigaction, signal, NULL, handler, 8);
        if (handler[0] == (unsigned long)SIG_IGN) ignored |= 1UL << (signal - 1);
    }
    syscall(SYS_rt_sigprocmask, SIG_SETMASK, NULL, &mask, 8);
    printf("ignored %016lx blocked %016lx\n", ignored, mask);
    return 0;
}
