/*
 * Makes as many system calls as it is told, and little else.
 *
 * storm getppid N     one thread, N times getppid
 * storm file N        one thread, N / 4 times open, fstat, read and close of a small file
 * storm processes N   two processes at once, N / 2 times getppid each
 * storm threads N     two threads at once, likewise
 */
#include <err.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

static void *getppids(void *count)
{
	for (intptr_t i = (intptr_t)count; i > 0; i--)
		syscall(SYS_getppid);
	return NULL;
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

int main(int argc, char **argv)
{
	long count = argc == 3 ? atol(argv[2]) : 0;
	if (count <= 0)
		errx(2, "usage: storm getppid|file|processes|threads N");
	if (!strcmp(argv[1], "getppid"))
		getppids((void *)(intptr_t)count);
	else if (!strcmp(argv[1], "file"))
		files(count);
	else if (!strcmp(argv[1], "processes"))
		processes(count);
	else if (!strcmp(argv[1], "threads"))
		threads(count);
	else
		errx(2, "%s: no such storm", argv[1]);
	return 0;
}
