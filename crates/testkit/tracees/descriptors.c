// Descriptors that are made, copied, shared, passed on and closed. Prints one line per write that must be recorded:
// the descriptor's number and the name of what it refers to then.
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static char cwd[4096];

static void write_to(int fd, const char *name) {
    if (write(fd, "x", 1) != 1) abort();
    if (name[0] == '/') dprintf(1, "%d %s%s\n", fd, cwd, name);
    else dprintf(1, "%d %s\n", fd, name);
}

static void send_fd(int socket, int fd) {
    char byte = 0, control[CMSG_SPACE(sizeof fd)] = {0};
    struct iovec iov = {&byte, 1};
    struct msghdr message = {.msg_iov = &iov, .msg_iovlen = 1, .msg_control = control, .msg_controllen = sizeof control};
    struct cmsghdr *head = CMSG_FIRSTHDR(&message);
    head->cmsg_level = SOL_SOCKET, head->cmsg_type = SCM_RIGHTS, head->cmsg_len = CMSG_LEN(sizeof fd);
    memcpy(CMSG_DATA(head), &fd, sizeof fd);
    if (sendmsg(socket, &message, 0) != 1) abort();
}

static int receive_fd(int socket) {
    char byte, control[CMSG_SPACE(sizeof(int))];
    struct iovec iov = {&byte, 1};
    struct msghdr message = {.msg_iov = &iov, .msg_iovlen = 1, .msg_control = control, .msg_controllen = sizeof control};
    if (recvmsg(socket, &message, 0) != 1) abort();
    int fd;
    memcpy(&fd, CMSG_DATA(CMSG_FIRSTHDR(&message)), sizeof fd);
    return fd;
}

int main(void) {
    if (!getcwd(cwd, sizeof cwd)) abort();
    int a = open("a", O_CREAT | O_WRONLY, 0600);
    write_to(a, "/a");
    int b = open("./b", O_CREAT | O_WRONLY | O_CLOEXEC, 0600);
    write_to(b, "/b");
    if (dup2(a, b) != b) abort();
    write_to(b, "/a");
    int high = fcntl(a, F_DUPFD, 700);
    close(a), close(b);
    write_to(high, "/a");
    if (mkdirat(AT_FDCWD, "d", 0700)) abort();
    int dir = open("d", O_RDONLY | O_DIRECTORY);
    int in_dir = openat(dir, "c", O_CREAT | O_WRONLY, 0600);
    write_to(in_dir, "/d/c");
    if (fchdir(dir)) abort();
    int after = open("e", O_CREAT | O_WRONLY, 0600);
    write_to(after, "/d/e");
    close_range(dir, after, 0);
    int reused = open("../f", O_CREAT | O_WRONLY, 0600);
    write_to(reused, "/f");
    int pair[2], ends[2];
    if (socketpair(AF_UNIX, SOCK_STREAM, 0, pair) || pipe(ends)) abort();
    write_to(ends[1], "pipe");
    write_to(pair[0], "socket");
    pid_t child = fork();
    if (child == 0) {
        int own = open("child", O_CREAT | O_WRONLY, 0600);
        write_to(own, "/d/child");
        send_fd(pair[1], own);
        _exit(0);
    }
    int received = receive_fd(pair[0]);
    waitpid(child, NULL, 0);
    write_to(received, "/d/child");
    return 0;
}
