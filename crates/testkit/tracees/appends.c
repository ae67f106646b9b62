// File positions where writes go to the end (O_APPEND), which F_SETFL turns on and off. Prints "NAME POSITION" for each
// transfer, POSITION being - where it is not the descriptor's to know.
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static void put(int fd, const char *position) {
    if (write(fd, "ab", 2) != 2) abort();
    printf("write %s\n", position);
}

int main(void) {
    setvbuf(stdout, NULL, _IONBF, 0);
    int fd = open("appended", O_CREAT | O_RDWR | O_TRUNC, 0600), copy = dup(fd);
    put(fd, "0");
    fcntl(fd, F_SETFL, O_APPEND);
    put(fd, "-");
    put(copy, "-"); // the flag belongs to what both refer to
    lseek(fd, 1, SEEK_SET);
    char byte;
    if (read(fd, &byte, 1) != 1) abort();
    puts("read 1");
    put(fd, "-");
    fcntl(copy, F_SETFL, O_NONBLOCK);
    lseek(fd, 0, SEEK_SET);
    put(fd, "0");
    put(copy, "2");
    // Standard error was opened with O_APPEND by whoever started this program.
    if (write(2, "ab", 2) != 2) abort();
    puts("write -");
    return 0;
}
