// Descriptor tables and directories that are shared, and then are not. Prints "TID FD NAME" for each write of one byte,
// NAME being - where the descriptor is not known to that thread.
#include <fcntl.h>
#include <linux/close_range.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

static char cwd[4096];
static pthread_barrier_t turn;

static void write_to(int fd, const char *name) {
    if ((write(fd, "x", 1) == 1) != (name[0] == '/')) abort();
    printf("%d %d %s%s\n", gettid(), fd, name[0] == '/' ? cwd : "", name);
}

static int make(const char *path) {
    int fd = open(path, O_CREAT | O_WRONLY, 0600);
    if (fd < 0) abort();
    return fd;
}

static void *other(void *unused) {
    write_to(50, "/before");
    if (unshare(CLONE_FILES)) abort();
    pthread_barrier_wait(&turn); // 1: the tables differ from here on
    pthread_barrier_wait(&turn); // 2: the leader has put another file at 50 and opened 60
    write_to(50, "/before");
    write_to(60, "-");
    dup2(make("others"), 60);
    if (unshare(CLONE_FS)) abort();
    mkdir("d", 0700);
    if (chdir("d")) abort();
    write_to(make("here"), "/d/here");
    pthread_barrier_wait(&turn); // 3: this thread has another file at 60, and another directory
    return unused;
}

static int shares(void *fd) {
    write_to(*(int *)fd, "/shared");
    dup2(make("childs"), 71);
    _exit(0);
}

int main(void) {
    setvbuf(stdout, NULL, _IONBF, 0);
    pthread_barrier_init(&turn, NULL, 2);
    if (!getcwd(cwd, sizeof cwd)) abort();
    dup2(make("before"), 50);
    pthread_t thread;
    pthread_create(&thread, NULL, other, NULL);
    pthread_barrier_wait(&turn);
    dup2(make("after"), 50);
    dup2(make("leaders"), 60);
    pthread_barrier_wait(&turn);
    pthread_barrier_wait(&turn);
    write_to(50, "/after");
    write_to(60, "/leaders");
    write_to(make("here"), "/here");
    pthread_join(thread, NULL);
    // A process that shares the table, whose descriptors stay.
    static char stack[65536] __attribute__((aligned(16)));
    int fd = dup2(make("shared"), 70);
    waitpid(clone(shares, stack + sizeof stack, CLONE_FILES | SIGCHLD, &fd), NULL, 0);
    write_to(71, "/childs");
    // One that leaves the table as it closes descriptors: they stay open here.
    pid_t child = syscall(SYS_clone, CLONE_FILES | SIGCHLD, NULL, NULL, NULL, NULL);
    if (child == 0) {
        close_range(60, 80, CLOSE_RANGE_UNSHARE);
        write_to(70, "-");
        _exit(0);
    }
    waitpid(child, NULL, 0);
    write_to(70, "/shared");
    return 0;
}
