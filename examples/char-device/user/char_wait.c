// SPDX-License-Identifier: MIT OR GPL-2.0-only
/* Waits for the device to change, in each way there is, and sees who is woken, and who is not. */
#define PROGRAM "char_wait"

#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <sys/epoll.h>
#include <sys/ioctl.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

#include "../kernel/char_device.h"
#include "check.h"

#define READS (POLLIN | POLLRDNORM)
#define WRITES (POLLOUT | POLLWRNORM)

/* Longer than anybody has to wait who is woken, in milliseconds. At its end poll looks again by itself. */
#define TOO_LONG 20000

static long long now(void)
{
	struct timespec time;

	demand(!clock_gettime(CLOCK_MONOTONIC, &time), "clock_gettime");
	return time.tv_sec * 1000LL + time.tv_nsec / 1000000;
}

static int open_device(int flags, unsigned int follow)
{
	int file = open(CHAR_DEVICE_PATH, flags | O_CLOEXEC);

	demand(file >= 0, "open " CHAR_DEVICE_PATH);
	demand(!ioctl(file, CHAR_DEVICE_SET_FOLLOW, &follow), "CHAR_DEVICE_SET_FOLLOW");
	return file;
}

static void set_size(int file, unsigned long long size)
{
	demand(!ioctl(file, CHAR_DEVICE_SET_SIZE, &size), "CHAR_DEVICE_SET_SIZE");
}

static short ready(int file, int milliseconds)
{
	struct pollfd poll_file = { .fd = file, .events = READS | WRITES };
	int count = poll(&poll_file, 1, milliseconds);

	demand(count == (poll_file.revents != 0), "poll");
	return poll_file.revents;
}

/* Ready as a regular file is, as long as it does not follow. */
static void without_following(void)
{
	int file = open_device(O_RDWR, 0);

	demand(ready(file, 0) == (READS | WRITES), "poll");
	demand(lseek(file, CHAR_DEVICE_CAPACITY, SEEK_SET) == CHAR_DEVICE_CAPACITY, "lseek");
	demand(ready(file, 0) == READS, "poll where there is no room");
	demand(!close(file), "close");
}

static void without_waiting(void)
{
	int file = open_device(O_RDWR | O_NONBLOCK, 1);
	char byte;

	demand_error(read(file, &byte, 1), EAGAIN, "read with O_NONBLOCK");
	demand(read(file, &byte, 0) == 0, "read nothing");
	demand(ready(file, 0) == WRITES, "poll before there is data");
	demand(pwrite(file, "x", 1, 0) == 1 && ready(file, 0) == (READS | WRITES), "poll when there is");
	demand(read(file, &byte, 1) == 1 && byte == 'x' && ready(file, 0) == WRITES, "poll after it");
	demand(lseek(file, CHAR_DEVICE_CAPACITY, SEEK_SET) == CHAR_DEVICE_CAPACITY, "lseek");
	demand(read(file, &byte, 1) == 0 && ready(file, 0) == READS, "where no data can come");
	set_size(file, 0);
	demand(!close(file), "close");
}

static volatile int waiting;

static void *wait_by_read(void *bytes)
{
	int file = open_device(O_RDONLY, 1);

	waiting = 1;
	demand(read(file, bytes, 8) == 5, "read what comes");
	demand(!close(file), "close");
	return NULL;
}

static void *wait_by_poll(void *bytes)
{
	int file = open_device(O_RDONLY | O_NONBLOCK, 1);
	struct pollfd poll_file = { .fd = file, .events = POLLIN };
	long long start = now();

	waiting = 1;
	demand(poll(&poll_file, 1, TOO_LONG) == 1 && poll_file.revents == POLLIN, "poll for data");
	demand(now() - start < TOO_LONG, "be woken by data");
	demand(read(file, bytes, 8) == 5, "read what came");
	demand(!close(file), "close");
	return NULL;
}

static void *wait_by_epoll(void *bytes)
{
	int file = open_device(O_RDONLY | O_NONBLOCK, 1), group = epoll_create1(EPOLL_CLOEXEC);
	struct epoll_event event = { .events = EPOLLIN | EPOLLET };

	demand(group >= 0 && !epoll_ctl(group, EPOLL_CTL_ADD, file, &event), "epoll_ctl");
	waiting = 1;
	demand(epoll_wait(group, &event, 1, TOO_LONG) == 1 && event.events == EPOLLIN, "epoll_wait");
	demand(read(file, bytes, 8) == 5, "read what came");
	demand(!close(file) && !close(group), "close");
	return NULL;
}

/* A write wakes who waits at the data's end; a change that brings nothing does not. */
static void woken_by_data(void *(*how)(void *))
{
	const struct timespec moment = { .tv_nsec = 50 * 1000 * 1000 };
	int file = open_device(O_RDWR, 0);
	char bytes[9] = "";
	pthread_t thread;

	waiting = 0;
	demand(!pthread_create(&thread, NULL, how, bytes), "pthread_create");
	while (!waiting)
		nanosleep(&moment, NULL);
	nanosleep(&moment, NULL);
	set_size(file, 0);
	nanosleep(&moment, NULL);
	demand(bytes[0] == 0, "nobody is woken by nothing");
	demand(write(file, "awake", 5) == 5, "write");
	demand(!pthread_join(thread, NULL) && !strcmp(bytes, "awake"), "what the reader got");
	set_size(file, 0);
	demand(!close(file), "close");
}

static void ring(int signal)
{
	(void)signal;
}

/* A signal ends a read that waits, and so does the end of following. */
static void woken_by_a_signal(void)
{
	struct sigaction action = { .sa_handler = ring };
	struct itimerval soon = { .it_value.tv_usec = 100 * 1000 };
	int file = open_device(O_RDONLY, 1);
	char byte;

	demand(!sigaction(SIGALRM, &action, NULL) && !setitimer(ITIMER_REAL, &soon, NULL), "a timer");
	demand_error(read(file, &byte, 1), EINTR, "read until a signal");
	demand(!close(file), "close");
}

static int shared;

static void *follow_no_more(void *nothing)
{
	const struct timespec moment = { .tv_nsec = 100 * 1000 * 1000 };
	unsigned int follow = 0;

	nanosleep(&moment, NULL);
	demand(!ioctl(shared, CHAR_DEVICE_SET_FOLLOW, &follow), "CHAR_DEVICE_SET_FOLLOW");
	return nothing;
}

static void woken_by_the_end_of_following(void)
{
	pthread_t thread;
	char byte;

	shared = open_device(O_RDONLY, 1);
	demand(!pthread_create(&thread, NULL, follow_no_more, NULL), "pthread_create");
	demand(read(shared, &byte, 1) == 0, "read until nobody follows");
	demand(!pthread_join(thread, NULL) && !close(shared), "close");
}

int main(void)
{
	without_following();
	without_waiting();
	woken_by_data(wait_by_read);
	woken_by_data(wait_by_poll);
	woken_by_data(wait_by_epoll);
	woken_by_a_signal();
	woken_by_the_end_of_following();
	printf(PROGRAM ": PASS\n");
	return 0;
}
