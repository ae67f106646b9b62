// A process in a root directory of its own, and one in a mount namespace of its own. Prints "CALL RESULT PATH": the path
// as the format has it.
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static char cwd[4096];

static int tell(const char *name, int ret, const char *dir, const char *path) {
    int result = ret < 0 ? -errno : ret;
    printf("%s %d %s%s\n", name, result, dir, path);
    return ret;
}

static void inside(void) {
    // A descriptor has the kernel's name, seen from outside; an argument is as it was given.
    int fd = tell("open", open("/file", O_RDONLY), cwd, "/root/file");
    char byte;
    tell("read", read(fd, &byte, 1), cwd, "/root/file");
    tell("access", access("/file", F_OK), "", "/file");
    tell("access", access("/etc/passwd", F_OK), "", "/etc/passwd");
    _exit(0);
}

int main(void) {
    setvbuf(stdout, NULL, _IONBF, 0);
    if (!getcwd(cwd, sizeof cwd)) abort();
    mkdir("root", 0700);
    int fd = open("root/file", O_CREAT | O_WRONLY, 0600);
    if (write(fd, "x", 1) != 1) abort();
    close(fd);
    if (fork() == 0) {
        if (chroot("root") || chdir("/")) _exit(77);
        if (fork() == 0) inside();
        wait(NULL);
        _exit(0);
    }
    int status;
    wait(&status);
    if (status) return 77;
    int ours = open("/proc/self/ns/mnt", O_RDONLY);
    // A mount that nobody else sees.
    if (unshare(CLONE_NEWNS) || mount("none", "/", NULL, MS_REC | MS_PRIVATE, NULL)) return 77;
    if (mount("none", "root", "tmpfs", 0, NULL)) return 77;
    fd = tell("open", open("root/hidden", O_CREAT | O_RDWR, 0600), cwd, "/root/hidden");
    tell("write", write(fd, "ab", 2), cwd, "/root/hidden");
    // Whoever enters a mount namespace stands in its root directory.
    tell("access", access("root/hidden", F_OK), cwd, "/root/hidden");
    if (setns(ours, CLONE_NEWNS)) return 77;
    tell("access", access("root/hidden", F_OK), "", "/root/hidden");
    return 0;
}
