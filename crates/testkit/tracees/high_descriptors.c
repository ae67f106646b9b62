// Descriptors above 1,024 in every role. Prints "FD PATH" for each write of one byte.
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static char cwd[4096];

static void write_to(int fd, const char *name) {
    if (write(fd, "x", 1) != 1) abort();
    printf("%d %s%s\n", fd, name[0] == '/' ? cwd : "", name);
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
    struct rlimit limit;
    if (getrlimit(RLIMIT_NOFILE, &limit)) abort();
    limit.rlim_cur = limit.rlim_max;
    if (setrlimit(RLIMIT_NOFILE, &limit) || limit.rlim_max < 4000) return 77;
    setvbuf(stdout, NULL, _IONBF, 0);
    if (!getcwd(cwd, sizeof cwd)) abort();
    int a = open("a", O_CREAT | O_WRONLY, 0600);
    int high = dup2(a, 1500);
    write_to(high, "/a");
    high = dup3(a, 3999, O_CLOEXEC);
    write_to(high, "/a");
    high = fcntl(a, F_DUPFD, 2000);
    write_to(high, "/a");
    // The lowest numbers are taken: everything new is high.
    for (int fd = 3; fd < 1100; fd++)
        if (dup2(a, fd) != fd) abort();
    high = open("b", O_CREAT | O_WRONLY, 0600);
    write_to(high, "/b");
    int ends[2], pair[2];
    if (pipe(ends) || socketpair(AF_UNIX, SOCK_STREAM, 0, pair) || pair[1] < 1100) abort();
    write_to(ends[1], "pipe");
    write_to(pair[1], "socket");
    mkdir("d", 0700);
    int dir = open("d", O_RDONLY | O_DIRECTORY);
    write_to(openat(dir, "c", O_CREAT | O_WRONLY, 0600), "/d/c");
    send_fd(pair[0], high);
    // The byte of write_to comes first.
    char byte;
    if (read(pair[0], &byte, 1) != 1) abort();
    int received = receive_fd(pair[1]);
    if (received < 1100) abort();
    write_to(received, "/b");
    // A child and a program that they are passed on to.
    pid_t child = fork();
    if (child == 0) {
        write_to(high, "/b");
        char *script[] = {"bash", "-c", "printf x >&2000", NULL};
        execv("/bin/bash", script);
        abort();
    }
    waitpid(child, NULL, 0);
    printf("1 %s/a\n", cwd); // the shell copies it to its standard output first
    close_range(1100, ~0u, 0);
    if (poll(&(struct pollfd){high, POLLOUT, 0}, 1, 0) != 1) abort();
    return 0;
}
