// A 32-bit program without a library, so that no 32-bit one is needed. Prints "NAME RESULT PATH" for its calls.
typedef unsigned int word;

static long call(long nr, const void *a, long b, long c) {
    long ret;
    __asm__ volatile("int $0x80" : "=a"(ret) : "a"(nr), "b"(a), "c"(b), "d"(c) : "memory");
    return ret;
}

static void print(const char *text) {
    long length = 0;
    while (text[length]) length++;
    call(4, (void *)1, (long)text, length);
}

__attribute__((force_align_arg_pointer)) void _start(void) {
    if (call(33, "/no/such/32", 0, 0) == -2) print("access -2 /no/such/32\n");
    long fd = call(5, "/etc/passwd", 0, 0);
    char byte[4];
    if (call(3, (void *)fd, (long)byte, 4) == 4) print("read 4 /etc/passwd\n");
    static const char *argv[] = {"sh", "-c", "exit 12", 0}, *envp[] = {0};
    call(11, "/bin/sh", (long)argv, (long)envp);
    call(1, (void *)99, 0, 0);
}
