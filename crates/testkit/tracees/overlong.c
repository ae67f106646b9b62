// Names shorter than what is copied of a string, just as long, and longer. Prints "memfd_create RESULT STATE LENGTH" for each.
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>

int main(void) {
    static char name[6000];
    const int lengths[] = {4095, 4096, 4097, 5000};
    for (int which = 0; which < 4; which++) {
        int length = lengths[which];
        memset(name, 'n', length);
        name[length] = 0;
        int result = memfd_create(name, 0) < 0 ? -errno : 0;
        dprintf(1, "memfd_create %d %s %d\n", result, length > 4096 ? "truncated" : "ok", length > 4096 ? 4096 : length);
    }
    return 0;
}
