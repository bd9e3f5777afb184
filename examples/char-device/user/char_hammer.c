// SPDX-License-Identifier: MIT OR GPL-2.0-only
/*
 * Eight threads at once. First each in a part of the memory that is its own, where it must find what it wrote; then all append,
 * and no record may be torn or lost, while some follow; then all do anything, and the device must stay in its bounds.
 */
#define PROGRAM "char_hammer"

#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <stdint.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>

#include "../kernel/char_device.h"
#include "check.h"

#define THREADS 8
#define ROUNDS 150
#define PART (CHAR_DEVICE_CAPACITY / THREADS)

/* What appends: a record says by whom and which it is, twice. */
struct record {
	uint16_t thread, number, not_thread, not_number;
};
#define RECORDS 256

static int open_device(int flags)
{
	int file = open(CHAR_DEVICE_PATH, flags | O_CLOEXEC);

	demand(file >= 0, "open " CHAR_DEVICE_PATH);
	return file;
}

static void set_size(unsigned long long size)
{
	int file = open_device(O_RDWR);

	demand(!ioctl(file, CHAR_DEVICE_SET_SIZE, &size), "CHAR_DEVICE_SET_SIZE");
	demand(!close(file), "close");
}

static void all_threads(void *(*run)(void *))
{
	pthread_t threads[THREADS];
	intptr_t number;

	for (number = 0; number < THREADS; number++)
		demand(!pthread_create(&threads[number], NULL, run, (void *)number), "pthread_create");
	for (number = 0; number < THREADS; number++)
		demand(!pthread_join(threads[number], NULL), "pthread_join");
}

static void *own_part(void *number)
{
	off_t start = (intptr_t)number * PART;
	unsigned int state = (intptr_t)number + 1;
	unsigned char written[512], seen[512];
	int round;

	for (round = 0; round < ROUNDS; round++) {
		int file = open_device(O_RDWR);
		size_t size = 1 + rand_r(&state) % sizeof(written);
		off_t offset = start + rand_r(&state) % (PART - size);
		struct char_device_fill fill = { .offset = offset, .length = size, .byte = round };
		unsigned char *memory;

		memset(written, rand_r(&state), size);
		demand(pwrite(file, written, size, offset) == (ssize_t)size, "pwrite");
		demand(pread(file, seen, size, offset) == (ssize_t)size, "pread");
		demand(!memcmp(written, seen, size), "pread what pwrite wrote");
		demand(lseek(file, offset, SEEK_SET) == offset && write(file, "x", 1) == 1 &&
		       lseek(file, -1, SEEK_CUR) == offset && read(file, seen, 1) == 1 && *seen == 'x',
		       "write and read");
		demand(!ioctl(file, CHAR_DEVICE_FILL, &fill), "CHAR_DEVICE_FILL");
		memory = mmap(NULL, CHAR_DEVICE_CAPACITY, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
		demand(memory != MAP_FAILED && !close(file), "mmap");
		demand(memory[offset] == (unsigned char)round && memory[offset + size - 1] == (unsigned char)round,
		       "see in the mapping what was filled");
		demand(!munmap(memory, CHAR_DEVICE_CAPACITY), "munmap");
	}
	return NULL;
}

static void *append(void *number)
{
	int file = open_device(O_WRONLY | O_APPEND), count;

	for (count = 0; count < RECORDS; count++) {
		struct record record = { (intptr_t)number, count, ~(intptr_t)number, ~count };

		demand(write(file, &record, sizeof(record)) == sizeof(record), "append");
	}
	demand(!close(file), "close");
	return NULL;
}

/* Every record is whole, and each thread's come in order. Reads wait for what is not there yet, half of them by poll. */
static void *follow(void *number)
{
	int file = open_device((intptr_t)number % 2 ? O_RDONLY | O_NONBLOCK : O_RDONLY), count = 0;
	struct pollfd poll_file = { .fd = file, .events = POLLIN };
	int next[THREADS] = { 0 };
	unsigned int yes = 1;

	demand(!ioctl(file, CHAR_DEVICE_SET_FOLLOW, &yes), "CHAR_DEVICE_SET_FOLLOW");
	while (count < THREADS * RECORDS) {
		struct record record;
		ssize_t size = read(file, &record, sizeof(record));

		if (size < 0 && errno == EAGAIN) {
			demand(poll(&poll_file, 1, -1) == 1 && poll_file.revents == POLLIN, "poll");
			continue;
		}
		demand(size == sizeof(record) && record.thread < THREADS &&
		       (record.thread ^ record.not_thread) == UINT16_MAX &&
		       (record.number ^ record.not_number) == UINT16_MAX, "a whole record");
		demand(record.number == next[record.thread]++, "records in order");
		count++;
	}
	demand(!close(file), "close");
	return NULL;
}

static void *append_or_follow(void *number)
{
	pthread_t follower;

	demand(!pthread_create(&follower, NULL, follow, number), "pthread_create");
	append(number);
	demand(!pthread_join(follower, NULL), "pthread_join");
	return NULL;
}

static int shared;

/* On one open file, so that its position and state are fought for as well. */
static void *anything(void *number)
{
	unsigned int state = (intptr_t)number + 1;
	char bytes[2048];
	int round;

	for (round = 0; round < ROUNDS; round++) {
		unsigned long long size = rand_r(&state) % (CHAR_DEVICE_CAPACITY + 1);
		size_t count = rand_r(&state) % sizeof(bytes);
		struct pollfd poll_file = { .fd = shared, .events = POLLIN | POLLOUT };
		struct char_device_status status;
		unsigned int follow = round % 2;
		ssize_t done = 0;

		memset(bytes, round, sizeof(bytes));
		switch (rand_r(&state) % 6) {
		case 0:
			demand(!ioctl(shared, CHAR_DEVICE_SET_SIZE, &size), "CHAR_DEVICE_SET_SIZE");
			break;
		case 1:
			demand(lseek(shared, size, SEEK_SET) == (off_t)size, "lseek");
			break;
		case 2:
			done = read(shared, bytes, count);
			demand(done >= 0 || errno == EAGAIN, "read");
			break;
		case 3:
			done = write(shared, bytes, count);
			demand(done >= 0 || errno == ENOSPC, "write");
			break;
		case 4:
			demand(!ioctl(shared, CHAR_DEVICE_SET_FOLLOW, &follow), "CHAR_DEVICE_SET_FOLLOW");
			demand(poll(&poll_file, 1, 0) >= 0 && !(poll_file.revents & ~poll_file.events), "poll");
			break;
		default:
			demand(!ioctl(shared, CHAR_DEVICE_GET_STATUS, &status) &&
			       status.size <= CHAR_DEVICE_CAPACITY && status.open_files == 1, "status");
		}
		demand(done <= (ssize_t)count, "as much as was asked for, at most");
	}
	return NULL;
}

int main(void)
{
	set_size(CHAR_DEVICE_CAPACITY);
	all_threads(own_part);
	set_size(0);
	all_threads(append_or_follow);
	shared = open_device(O_RDWR | O_NONBLOCK);
	all_threads(anything);
	demand(!close(shared), "close");
	set_size(0);
	printf(PROGRAM ": PASS\n");
	return 0;
}
