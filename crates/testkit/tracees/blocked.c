// One thread in each of many calls that wait. Says "ready" when all of them wait; a line on the standard input ends their
// waits. Prints "name ret errno" for each then, the way a program sees it that nobody interrupts.
//
// With the argument "vfork" there is one thread alone that waits for its vfork child, which no signal and no tracer can
// stop; with "sleep N" a nanosleep of N seconds, and then "slept ret errno milliseconds".
#include <errno.h>
#include <fcntl.h>
#include <linux/futex.h>
#include <netinet/in.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/file.h>
#include <sys/ipc.h>
#include <sys/msg.h>
#include <sys/select.h>
#include <sys/sem.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define LONG_S 3600
static const struct timespec long_time = {LONG_S, 0};
static const struct timeval long_timeval = {LONG_S, 0};

struct waiting {
    const char *name;
    long nr;
    int fds[2];
    int word;
    int peer;
    pid_t child;
    pid_t tid;
    long ret;
    int error;
};

static void die(const char *what) {
    perror(what);
    exit(1);
}

static int epoll_of(int fd) {
    int epoll = epoll_create1(0);
    struct epoll_event event = {.events = EPOLLIN};
    if (epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &event)) die("epoll_ctl");
    return epoll;
}

static int listener(void) {
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    if (bind(fd, (void *)&address, sizeof address) || listen(fd, 1)) die("listen");
    return fd;
}

static void limit(int fd) {
    if (setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &long_timeval, sizeof long_timeval)) die("SO_RCVTIMEO");
}

static int is(const struct waiting *w, const char *name) { return !strcmp(w->name, name); }

static void prepare(struct waiting *w) {
    if (pipe(w->fds)) die("pipe");
    if (is(w, "accept") || is(w, "accept_timed")) w->fds[0] = listener();
    if (is(w, "accept_timed")) limit(w->fds[0]);
    if (is(w, "recvfrom") || is(w, "recvfrom_timed") || is(w, "read_timed"))
        if (socketpair(AF_UNIX, SOCK_STREAM, 0, w->fds)) die("socketpair");
    if (is(w, "recvfrom_timed") || is(w, "read_timed")) limit(w->fds[0]);
    if (is(w, "read_eventfd")) w->fds[0] = w->fds[1] = eventfd(0, 0);
    if (is(w, "semop")) w->word = semget(IPC_PRIVATE, 1, 0600);
    if (is(w, "msgrcv")) w->word = msgget(IPC_PRIVATE, 0600);
    if (is(w, "flock")) {
        w->fds[0] = open("lock", O_CREAT | O_RDWR, 0600);
        w->fds[1] = open("lock", O_RDWR);
        if (flock(w->fds[1], LOCK_EX)) die("flock");
    }
    if (is(w, "openat_fifo") && mkfifo("fifo", 0600)) die("mkfifo");
    if (is(w, "write_full")) {
        char page[4096] = {0};
        fcntl(w->fds[1], F_SETFL, O_NONBLOCK);
        while (write(w->fds[1], page, sizeof page) > 0) continue;
        fcntl(w->fds[1], F_SETFL, 0);
    }
    if (is(w, "wait4") && !(w->child = fork())) {
        char byte;
        close(w->fds[1]);
        _exit(read(w->fds[0], &byte, 1) == 0 ? 0 : 1);
    }
}

static long call(struct waiting *w) {
    char byte;
    struct epoll_event event;
    int in = w->fds[0];
    struct pollfd one = {in, POLLIN, 0};
    fd_set set;
    FD_ZERO(&set);
    FD_SET(in, &set);
    struct timespec limit = long_time;
    struct timeval old_limit = long_timeval;
    struct sembuf take = {0, -1, 0};
    struct { long type; char text[8]; } message;
    unsigned long usr1 = 1ul << (SIGUSR1 - 1);
    switch (w->nr) {
    case SYS_read: return syscall(SYS_read, in, &byte, is(w, "read_eventfd") ? 8 : 1);
    case SYS_write: return syscall(SYS_write, w->fds[1], &byte, 1);
    case SYS_recvfrom: return syscall(SYS_recvfrom, in, &byte, 1, 0, 0, 0);
    case SYS_accept: return syscall(SYS_accept, in, 0, 0) >= 0 ? 0 : -1;
    case SYS_epoll_wait: return syscall(SYS_epoll_wait, epoll_of(in), &event, 1, is(w, "epoll_wait") ? -1 : LONG_S * 1000);
    case SYS_epoll_pwait: return syscall(SYS_epoll_pwait, epoll_of(in), &event, 1, -1, &usr1, 8);
    case SYS_poll: return syscall(SYS_poll, &one, 1, is(w, "poll") ? -1 : LONG_S * 1000);
    case SYS_ppoll: return syscall(SYS_ppoll, &one, 1, &limit, &usr1, 8);
    case SYS_select: return syscall(SYS_select, in + 1, &set, 0, 0, &old_limit);
    case SYS_pselect6: return syscall(SYS_pselect6, in + 1, &set, 0, 0, &limit, 0);
    case SYS_futex: return syscall(SYS_futex, &w->word, FUTEX_WAIT_PRIVATE, 0, is(w, "futex") ? 0 : &limit, 0, 0);
    case SYS_rt_sigtimedwait: return syscall(SYS_rt_sigtimedwait, &usr1, 0, is(w, "sigwaitinfo") ? 0 : &limit, 8);
    case SYS_semtimedop: return syscall(SYS_semtimedop, w->word, &take, 1, &limit);
    case SYS_msgrcv: return syscall(SYS_msgrcv, w->word, &message, sizeof message.text, 0, 0);
    case SYS_flock: return syscall(SYS_flock, in, LOCK_EX);
    case SYS_openat: return syscall(SYS_openat, AT_FDCWD, "fifo", O_RDONLY) >= 0 ? 0 : -1;
    case SYS_wait4: return syscall(SYS_wait4, w->child, 0, 0, 0) == w->child ? 0 : -1;
    default: abort();
    }
}

static void release(struct waiting *w) {
    char byte = 1, page[4096];
    unsigned long one = 1;
    struct sockaddr_in address;
    socklen_t length = sizeof address;
    struct sembuf give = {0, 1, 0};
    struct { long type; char text[8]; } message = {1, "message"};
    switch (w->nr) {
    case SYS_write: if (read(w->fds[0], page, sizeof page) < 0) die("read"); break;
    case SYS_accept:
        getsockname(w->fds[0], (void *)&address, &length);
        if (connect(socket(AF_INET, SOCK_STREAM, 0), (void *)&address, length)) die("connect");
        break;
    case SYS_futex:
        // It may just be on its way back into the call, and would miss the only one.
        for (int i = 0; i < 5000 && syscall(SYS_futex, &w->word, FUTEX_WAKE_PRIVATE, 1, 0, 0, 0) == 0; i++) usleep(1000);
        break;
    case SYS_rt_sigtimedwait: syscall(SYS_tgkill, getpid(), w->tid, SIGUSR1); break;
    case SYS_semtimedop: if (semop(w->word, &give, 1)) die("semop"); break;
    case SYS_msgrcv: if (msgsnd(w->word, &message, sizeof message.text, 0)) die("msgsnd"); break;
    case SYS_flock: flock(w->fds[1], LOCK_UN); break;
    case SYS_openat: w->peer = open("fifo", O_WRONLY); break;
    case SYS_wait4: close(w->fds[1]); break;
    default:
        if (is(w, "read_eventfd") ? write(w->fds[1], &one, 8) != 8 : write(w->fds[1], &byte, 1) != 1) die("write");
    }
}

static void *wait_in_call(void *argument) {
    struct waiting *w = argument;
    __atomic_store_n(&w->tid, gettid(), __ATOMIC_RELEASE);
    w->ret = call(w);
    w->error = w->ret < 0 ? errno : 0;
    return NULL;
}

static int waits(struct waiting *w) {
    char path[64], text[32] = "";
    snprintf(path, sizeof path, "/proc/self/task/%d/syscall", __atomic_load_n(&w->tid, __ATOMIC_ACQUIRE));
    FILE *file = fopen(path, "r");
    if (!file) return 0;
    if (!fgets(text, sizeof text, file)) text[0] = 0;
    fclose(file);
    return text[0] != 'r' && atol(text) == w->nr;
}

// The calls of the threads, in the order in which they are printed.
static struct waiting all[] = {
    {"read_pipe", SYS_read}, {"read_timed", SYS_read}, {"read_eventfd", SYS_read}, {"write_full", SYS_write},
    {"recvfrom", SYS_recvfrom}, {"recvfrom_timed", SYS_recvfrom}, {"accept", SYS_accept}, {"accept_timed", SYS_accept},
    {"epoll_wait", SYS_epoll_wait}, {"epoll_wait_timed", SYS_epoll_wait}, {"epoll_pwait", SYS_epoll_pwait},
    {"poll", SYS_poll}, {"poll_timed", SYS_poll}, {"ppoll", SYS_ppoll}, {"select", SYS_select},
    {"pselect6", SYS_pselect6}, {"futex", SYS_futex}, {"futex_timed", SYS_futex},
    {"sigwaitinfo", SYS_rt_sigtimedwait}, {"sigtimedwait", SYS_rt_sigtimedwait}, {"semop", SYS_semtimedop},
    {"msgrcv", SYS_msgrcv}, {"flock", SYS_flock}, {"openat_fifo", SYS_openat}, {"wait4", SYS_wait4},
};
#define COUNT (sizeof all / sizeof *all)

static void ready(void) {
    char line[8];
    puts("ready");
    fflush(stdout);
    if (!fgets(line, sizeof line, stdin)) exit(1);
}

static int sleeps(int seconds) {
    struct timespec begun, ended, time = {seconds, 0};
    puts("ready");
    fflush(stdout);
    clock_gettime(CLOCK_MONOTONIC, &begun);
    long ret = syscall(SYS_nanosleep, &time, &time);
    int error = ret < 0 ? errno : 0;
    clock_gettime(CLOCK_MONOTONIC, &ended);
    long ms = (ended.tv_sec - begun.tv_sec) * 1000 + (ended.tv_nsec - begun.tv_nsec) / 1000000;
    printf("slept %ld %d %ld\n", ret, error, ms);
    return 0;
}

static int vforks(void) {
    // The child holds its parent until it exits. It says so itself: before that its parent could still be stopped.
    pid_t child = vfork();
    if (child == 0) {
        char byte;
        _exit(write(1, "ready\n", 6) == 6 && read(0, &byte, 1) == 1 ? 0 : 1);
    }
    int status;
    pid_t ended = waitpid(child, &status, 0);
    printf("vfork %d %d\n", ended == child, status);
    return 0;
}

int main(int argc, char **argv) {
    if (argc > 1 && !strcmp(argv[1], "vfork")) return vforks();
    if (argc > 2 && !strcmp(argv[1], "sleep")) return sleeps(atoi(argv[2]));
    sigset_t usr1;
    sigemptyset(&usr1);
    sigaddset(&usr1, SIGUSR1);
    pthread_sigmask(SIG_BLOCK, &usr1, NULL);
    pthread_t threads[COUNT];
    for (unsigned i = 0; i < COUNT; i++) {
        prepare(&all[i]);
        if (pthread_create(&threads[i], NULL, wait_in_call, &all[i])) die("pthread_create");
    }
    for (unsigned i = 0; i < COUNT; i++)
        while (!waits(&all[i])) usleep(1000);
    ready();
    for (unsigned i = 0; i < COUNT; i++) release(&all[i]);
    for (unsigned i = 0; i < COUNT; i++) {
        pthread_join(threads[i], NULL);
        printf("%s %ld %d\n", all[i].name, all[i].ret, all[i].error);
    }
    for (unsigned i = 0; i < COUNT; i++) {
        if (is(&all[i], "semop")) semctl(all[i].word, 0, IPC_RMID);
        if (is(&all[i], "msgrcv")) msgctl(all[i].word, IPC_RMID, 0);
    }
    return 0;
}
