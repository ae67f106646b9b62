// Hands operations to the kernel through io_uring: "plain", or "poller" with a thread of the kernel that looks for them.
// Exits with 1 if an operation does not end as it should, with 78 where the kernel has no io_uring.
#include <errno.h>
#include <fcntl.h>
#include <linux/io_uring.h>
#include <linux/time_types.h>
#include <poll.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

static int ring, poller;
static unsigned *sq_head, *sq_tail, *sq_mask, *sq_flags, *sq_array, *cq_head, *cq_tail, *cq_mask;
static struct io_uring_sqe *sqes;
static struct io_uring_cqe *cqes;

static void fail(const char *what) {
    fprintf(stderr, "%s: %s\n", what, strerror(errno));
    exit(1);
}

static void set_up(void) {
    struct io_uring_params params = {.flags = poller ? IORING_SETUP_SQPOLL : 0, .sq_thread_idle = 50};
    ring = syscall(SYS_io_uring_setup, 8, &params);
    if (ring < 0) exit(78);
    char *sq = mmap(NULL, params.sq_off.array + params.sq_entries * 4, PROT_READ | PROT_WRITE, MAP_SHARED, ring, IORING_OFF_SQ_RING);
    char *cq = mmap(NULL, params.cq_off.cqes + params.cq_entries * sizeof *cqes, PROT_READ | PROT_WRITE, MAP_SHARED, ring, IORING_OFF_CQ_RING);
    sqes = mmap(NULL, params.sq_entries * sizeof *sqes, PROT_READ | PROT_WRITE, MAP_SHARED, ring, IORING_OFF_SQES);
    if (sq == MAP_FAILED || cq == MAP_FAILED || (void *)sqes == MAP_FAILED) fail("mmap");
    sq_head = (unsigned *)(sq + params.sq_off.head), sq_tail = (unsigned *)(sq + params.sq_off.tail), sq_mask = (unsigned *)(sq + params.sq_off.ring_mask);
    sq_flags = (unsigned *)(sq + params.sq_off.flags), sq_array = (unsigned *)(sq + params.sq_off.array);
    cq_head = (unsigned *)(cq + params.cq_off.head), cq_tail = (unsigned *)(cq + params.cq_off.tail);
    cq_mask = (unsigned *)(cq + params.cq_off.ring_mask), cqes = (struct io_uring_cqe *)(cq + params.cq_off.cqes);
}

static void enter(unsigned count, unsigned wait) {
    unsigned flags = wait ? IORING_ENTER_GETEVENTS : 0;
    if (poller && __atomic_load_n(sq_flags, __ATOMIC_SEQ_CST) & IORING_SQ_NEED_WAKEUP) flags |= IORING_ENTER_SQ_WAKEUP;
    if (syscall(SYS_io_uring_enter, ring, count, wait, flags, NULL, 0) < 0) fail("io_uring_enter");
}

static void submit(struct io_uring_sqe sqe) {
    unsigned tail = *sq_tail, index = tail & *sq_mask;
    sqe.user_data = 100 + sqe.opcode;
    sqes[index] = sqe, sq_array[index] = index;
    __atomic_store_n(sq_tail, tail + 1, __ATOMIC_SEQ_CST);
    enter(1, 0);
    while (__atomic_load_n(sq_head, __ATOMIC_ACQUIRE) != tail + 1) usleep(100);
}

// The result of what completed first.
static int reap(void) {
    while (*cq_head == __atomic_load_n(cq_tail, __ATOMIC_ACQUIRE)) enter(0, 1);
    int result = cqes[*cq_head & *cq_mask].res;
    __atomic_store_n(cq_head, *cq_head + 1, __ATOMIC_RELEASE);
    return result;
}

static int run(const char *what, struct io_uring_sqe sqe, int expected) {
    submit(sqe);
    int result = reap();
    if (expected == -1 ? result < 0 : result != expected) {
        fprintf(stderr, "%s: %d\n", what, result);
        exit(1);
    }
    return result;
}

int main(int argc, char **argv) {
    (void)argc;
    poller = !strcmp(argv[1], "poller");
    set_up();
    char bytes[16] = "0123456789abcdef";
    struct __kernel_timespec pause = {.tv_nsec = 20000000};
    run("nop", (struct io_uring_sqe){.opcode = IORING_OP_NOP}, 0);
    int fd = run("openat", (struct io_uring_sqe){.opcode = IORING_OP_OPENAT, .fd = AT_FDCWD, .addr = (uintptr_t) "made", .len = 0600, .open_flags = O_CREAT | O_RDWR}, -1);
    run("write", (struct io_uring_sqe){.opcode = IORING_OP_WRITE, .fd = fd, .addr = (uintptr_t)bytes, .len = 10}, 10);
    // By a worker of the ring.
    run("read", (struct io_uring_sqe){.opcode = IORING_OP_READ, .fd = fd, .addr = (uintptr_t)bytes, .len = 16, .flags = IOSQE_ASYNC}, 10);
    run("no such file", (struct io_uring_sqe){.opcode = IORING_OP_OPENAT, .fd = AT_FDCWD, .addr = (uintptr_t) "/no/such", .open_flags = O_RDONLY}, -ENOENT);
    run("timeout", (struct io_uring_sqe){.opcode = IORING_OP_TIMEOUT, .addr = (uintptr_t)&pause, .len = 1}, -ETIME);
    // The descriptor is one like any other.
    if (pread(fd, bytes, 4, 0) != 4) fail("pread");
    // A file of the ring's own, at place 0 of its table, which is no descriptor.
    int place = fd;
    if (syscall(SYS_io_uring_register, ring, IORING_REGISTER_FILES, &place, 1)) fail("io_uring_register");
    run("fixed", (struct io_uring_sqe){.opcode = IORING_OP_READ, .fd = 0, .addr = (uintptr_t)bytes, .len = 2, .flags = IOSQE_FIXED_FILE}, 2);
    run("close", (struct io_uring_sqe){.opcode = IORING_OP_CLOSE, .fd = fd}, 0);
    // One request, and a completion each time that there is something to read.
    int pair[2];
    if (pipe(pair)) fail("pipe");
    submit((struct io_uring_sqe){.opcode = IORING_OP_POLL_ADD, .fd = pair[0], .len = IORING_POLL_ADD_MULTI, .poll32_events = POLLIN});
    for (int i = 0; i < 2; i++) {
        if (write(pair[1], "x", 1) != 1) fail("write");
        if (reap() != POLLIN) fail("poll");
    }
    // A success that nobody is told of, and a request that does not end.
    submit((struct io_uring_sqe){.opcode = IORING_OP_NOP, .flags = IOSQE_CQE_SKIP_SUCCESS});
    run("pipe", (struct io_uring_sqe){.opcode = IORING_OP_READ, .fd = pair[0], .addr = (uintptr_t)bytes, .len = 16}, 2);
    submit((struct io_uring_sqe){.opcode = IORING_OP_READ, .fd = pair[0], .addr = (uintptr_t)bytes, .len = 1});
    printf("%d %d\n", fd, pair[0]);
    return 0;
}
