// Strings of all kinds, in calls that succeed and calls that fail, and nothing that differs between two runs.
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

static void put(const char *text, size_t length) {
    if (write(1, text, length) < 0) _exit(1);
}

int main(void) {
    put("abc\n\t\v\f\r", 8);
    put("a\001b\0017", 5);
    put("a\0b", 3);
    put("\377x\177", 3);
    put("\\\"quoted\"", 9);
    put("0123456789012345678901234567890", 31);
    put("01234567890123456789012345678901", 32);
    put("0123456789012345678901234567890123456789", 40);
    put("", 0);
    mkdir("d\001<ir>", 0700);
    if (chdir("d\001<ir>") != 0) return 2;
    int file = open("k\303\244se\n", O_CREAT | O_RDWR | O_TRUNC, 0600);
    if (file < 0 || write(file, "x", 1) != 1 || lseek(file, 0, SEEK_SET) != 0) return 3;
    char bytes[64];
    if (read(file, bytes, sizeof bytes) != 1 || read(file, bytes, sizeof bytes) != 0) return 4;
    read(77, bytes, sizeof bytes);
    open("/no/such/directory/with/a/name/that/is/longer/than/any/limit/on/strings", O_RDONLY);
    open("no\"such", O_RDONLY | O_DIRECTORY);
    int null = open("/dev/null", O_WRONLY);
    struct stat stat;
    if (fstat(null, &stat) != 0 || !S_ISCHR(stat.st_mode)) return 5;
    int ends[2];
    if (pipe(ends) != 0 || write(null, "y", 1) != 1 || dup2(null, 50) != 50) return 6;
    close(file);
    unlink("k\303\244se\n");
    if (chdir("..") != 0) return 7;
    rmdir("d\001<ir>");
    return 0;
}
