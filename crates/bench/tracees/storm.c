/*
 * Makes as many system calls as it is told, and little else; then writes into the file cpu_ns how many nanoseconds of CPU
 * time they took, of this process and of its child.
 *
 * storm getppid N     one thread, N times getppid
 * storm path N        one thread, N times access of a file in a directory that does not exist
 * storm file N        one thread, N / 4 times open, fstat, read and close of a small file
 * storm open N FILE   one thread, N / 2 times open and close of FILE, by its path from the root
 * storm processes N   two processes at once, N / 2 times getppid each
 * storm threads N     two threads at once, likewise
 */
#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static void *getppids(void *count)
{
	for (intptr_t i = (intptr_t)count; i > 0; i--)
		syscall(SYS_getppid);
	return NULL;
}

static void paths(long count)
{
	for (; count > 0; count--)
		if (access("/nonexistent/a", F_OK) != -1 || errno != ENOENT)
			errx(1, "/nonexistent/a exists");
}

static void files(long count)
{
	char buffer[64];
	struct stat status;
	for (; count > 0; count -= 4) {
		int fd = open("small", O_RDONLY);
		if (fd < 0 || fstat(fd, &status) || read(fd, buffer, sizeof buffer) < 0 || close(fd))
			err(1, "small");
	}
}

static void opens(long count, const char *path)
{
	for (; count > 0; count -= 2) {
		int fd = open(path, O_RDONLY);
		if (fd < 0 || close(fd))
			err(1, "%s", path);
	}
}

static void processes(long count)
{
	pid_t child = fork();
	if (child < 0)
		err(1, "fork");
	getppids((void *)(intptr_t)(count / 2));
	if (child == 0)
		_exit(0);
	int status;
	if (waitpid(child, &status, 0) != child || status != 0)
		errx(1, "the child failed");
}

static void threads(long count)
{
	pthread_t other;
	void *half = (void *)(intptr_t)(count / 2);
	if (pthread_create(&other, NULL, getppids, half))
		errx(1, "pthread_create");
	getppids(half);
	pthread_join(other, NULL);
}

/* CPU time of this process and of the children that it waited for. */
static long long cpu_ns(void)
{
	struct timespec own;
	struct rusage children;
	if (clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &own) || getrusage(RUSAGE_CHILDREN, &children))
		err(1, "CPU time");
	long long seconds = own.tv_sec + children.ru_utime.tv_sec + children.ru_stime.tv_sec;
	return seconds * 1000000000 + own.tv_nsec + (children.ru_utime.tv_usec + children.ru_stime.tv_usec) * 1000LL;
}

int main(int argc, char **argv)
{
	const char *storm = argc > 2 ? argv[1] : "";
	long count = argc > 2 ? atol(argv[2]) : 0;
	int opening = !strcmp(storm, "open");
	if (count <= 0 || argc != 3 + opening)
		errx(2, "usage: storm getppid|path|file|processes|threads N, storm open N FILE");
	char *path = opening ? realpath(argv[3], NULL) : NULL;
	if (opening && !path)
		err(1, "%s", argv[3]);

	long long before = cpu_ns();
	if (!strcmp(storm, "getppid"))
		getppids((void *)(intptr_t)count);
	else if (!strcmp(storm, "path"))
		paths(count);
	else if (!strcmp(storm, "file"))
		files(count);
	else if (opening)
		opens(count, path);
	else if (!strcmp(storm, "processes"))
		processes(count);
	else if (!strcmp(storm, "threads"))
		threads(count);
	else
		errx(2, "%s: no such storm", storm);
	long long after = cpu_ns();

	FILE *out = fopen("cpu_ns", "w");
	if (!out || fprintf(out, "%lld\n", after - before) < 0 || fclose(out))
		err(1, "cpu_ns");
	return 0;
}
