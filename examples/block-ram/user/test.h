/* SPDX-License-Identifier: MIT OR GPL-2.0-only */
/* What the test programs share. */
#ifndef TEST_H
#define TEST_H

#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../kernel/block_ram.h"

#define MEBIBYTE (1024UL * 1024)
#define DISK_SIZE (BLOCK_RAM_MEBIBYTES * MEBIBYTE)

/* Programs of the system, beside the libraries that they are linked against. */
#define LOADER "/ld-linux-x86-64.so.2"

static inline void fail(const char *step)
{
	printf("%s: FAIL %s: %s\n", PROGRAM, step, strerror(errno));
	exit(1);
}

static inline void demand(int holds, const char *step)
{
	if (!holds)
		fail(step);
}

/* Bytes that look random, and are others for each seed. */
static inline void fill(unsigned char *bytes, size_t size, uint64_t seed)
{
	uint64_t state = seed * 0x9e3779b97f4a7c15 + 1;
	size_t at;

	for (at = 0; at + 8 <= size; at += 8) {
		state ^= state << 13;
		state ^= state >> 7;
		state ^= state << 17;
		memcpy(bytes + at, &state, 8);
	}
	memset(bytes + at, (int)seed, size - at);
}

/* FNV-1a, of words in the place of bytes. */
static inline uint64_t checksum(const unsigned char *bytes, size_t size)
{
	uint64_t sum = 0xcbf29ce484222325 ^ size;

	for (; size; bytes += 8) {
		uint64_t word = 0;
		size_t part = size < 8 ? size : 8;

		memcpy(&word, bytes, part);
		sum = (sum ^ word) * 0x100000001b3;
		size -= part;
	}
	return sum;
}

static inline void *room(size_t size)
{
	void *memory;

	demand(!posix_memalign(&memory, 4096, size), "allocate");
	return memory;
}

/* Runs one of the system's programs. Its exit code must be 0. */
static inline void run(char *const arguments[])
{
	int status;
	pid_t child = fork();

	demand(child >= 0, "fork");
	if (!child) {
		execv(LOADER, arguments);
		_exit(127);
	}
	demand(waitpid(child, &status, 0) == child, "wait");
	errno = ECANCELED;
	demand(WIFEXITED(status) && !WEXITSTATUS(status), arguments[3]);
}

#define RUN(program, ...) \
	run((char *[]){ LOADER, "--library-path", "/", "/" program, __VA_ARGS__, NULL })

static inline struct block_ram_statistics statistics(int disk)
{
	struct block_ram_statistics statistics;

	demand(!ioctl(disk, BLOCK_RAM_STATISTICS, &statistics), "BLOCK_RAM_STATISTICS");
	return statistics;
}

#endif
