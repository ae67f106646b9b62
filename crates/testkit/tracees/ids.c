// Whose rights it runs with: prints "UID EUID GID EGID". With arguments, executes them.
#include <stdio.h>
#include <unistd.h>

int main(int argc, char **argv) {
    dprintf(1, "%d %d %d %d\n", getuid(), geteuid(), getgid(), getegid());
    if (argc > 1) execv(argv[1], argv + 1);
    return argc > 1;
}
