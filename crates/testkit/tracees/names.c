// Names that are no UTF-8 and names that are as long as can be, of files, directories and arguments. Prints "NAME RESULT
// PATH" for calls, the path escaped as the format says, and at the end "argv TEXT" for the program that it executes.
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static char cwd[4096], path[16384];

static int tell(const char *name, int ret, const char *dir, const char *path) {
    dprintf(1, "%s %d %s%s\n", name, ret < 0 ? -errno : ret, dir, path);
    return ret;
}

int main(void) {
    if (!getcwd(cwd, sizeof cwd)) abort();
    mkdir("\xff dir", 0700);
    tell("chdir", chdir("\xff dir"), cwd, "/\\xff dir");
    int fd = tell("openat", open("f\\g", O_CREAT | O_WRONLY, 0600), cwd, "/\\xff dir/f\\\\g");
    tell("write", write(fd, "x", 1), cwd, "/\\xff dir/f\\\\g");
    tell("access", access("\xc3\xa4", F_OK), cwd, "/\\xff dir/\xc3\xa4");
    if (chdir(cwd)) abort();
    // A path of 4,095 bytes, which are the most.
    mkdir("d", 0700);
    strcpy(path, cwd);
    while (strlen(path) + 5 <= 4095 - 5) strcat(path, "/d/..");
    size_t rest = 4095 - strlen(path) - 1;
    strcat(path, "/");
    char *last = path + strlen(path);
    memset(last, 'e', rest);
    close(open(last, O_CREAT | O_WRONLY, 0600));
    tell("access", access(path, F_OK), "", path);
    // A directory whose own path is longer: the kernel does not tell it.
    strcpy(path, cwd);
    char name[202] = "/";
    memset(name + 1, 'n', 200);
    for (int depth = 0; depth < 25; depth++) {
        mkdir(name + 1, 0700);
        if (chdir(name + 1)) abort();
        strcat(path, name);
    }
    tell("openat", fd = open("deep", O_CREAT | O_WRONLY, 0600), path, "/deep");
    tell("write", write(fd, "x", 1), path, "/deep");
    dprintf(1, "argv \\xff\\\\\n");
    char *argv[] = {"true", "\xff\\", NULL};
    execv("/bin/true", argv);
    return 1;
}
