// Runs in a terminal until it gets SIGINT. Writes its id to the file "pid", and what it notices to "noticed": "start",
// "continued" for each SIGCONT, and at the end "interrupted N", with the number of SIGINTs that came within half a second.
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static volatile sig_atomic_t interrupts;
static int out;

static void tell(const char *what) {
    if (write(out, what, strlen(what)) < 0) _exit(99);
}

static void continued(int signal) { tell("continued\n"), (void)signal; }
static void interrupted(int signal) { interrupts++, (void)signal; }

int main(void) {
    out = open("pid", O_CREAT | O_WRONLY, 0600);
    dprintf(out, "%d", getpid());
    close(out);
    out = open("noticed", O_CREAT | O_WRONLY | O_APPEND, 0600);
    signal(SIGCONT, continued);
    signal(SIGINT, interrupted);
    tell("start\n");
    while (!interrupts) usleep(10000);
    for (int i = 0; i < 50; i++) usleep(10000);
    dprintf(out, "interrupted %d\n", (int)interrupts);
    return 9;
}
