// SPDX-License-Identifier: MIT OR GPL-2.0-only
/*
 * Uses the disk as a device: its whole size is written and read back, past the kernel's cache and through it, by dd and
 * by several programs at once; sectors are discarded and zeroed; what it refuses is refused.
 */
#define PROGRAM "device_test"
#define _GNU_SOURCE
#include <fcntl.h>
#include <linux/fs.h>
#include <linux/hdreg.h>
#include <sys/stat.h>

#include "test.h"

#define SECTOR 512UL
#define WRITERS 4
#define ROUNDS 3

static unsigned char *pattern, *memory;

static int open_disk(int flags)
{
	int disk = open(BLOCK_RAM_DEVICE, O_RDWR | O_CLOEXEC | flags);

	demand(disk >= 0, "open " BLOCK_RAM_DEVICE);
	return disk;
}

static void write_at(int disk, const void *bytes, size_t size, off_t at)
{
	demand(pwrite(disk, bytes, size, at) == (ssize_t)size, "write");
}

static void read_at(int disk, void *bytes, size_t size, off_t at)
{
	demand(pread(disk, bytes, size, at) == (ssize_t)size, "read");
}

static void same(const unsigned char *bytes, const unsigned char *expected, size_t size,
		 const char *step)
{
	errno = EIO;
	demand(!memcmp(bytes, expected, size), step);
}

/* What the disk says of itself. */
static void look(int disk)
{
	struct hd_geometry geometry;
	unsigned long long size = 0;
	int sector = 0;

	demand(!ioctl(disk, BLKGETSIZE64, &size) && size == DISK_SIZE, "BLKGETSIZE64");
	demand(!ioctl(disk, BLKSSZGET, &sector) && sector == (int)SECTOR, "BLKSSZGET");
	demand(!ioctl(disk, HDIO_GETGEO, &geometry) &&
	       geometry.heads * geometry.sectors * geometry.cylinders * SECTOR == DISK_SIZE,
	       "HDIO_GETGEO");
	demand(ioctl(disk, _IO('k', 99), 0) && errno == ENOTTY, "refuse an unknown ioctl");
	demand(ioctl(disk, BLOCK_RAM_STATISTICS, NULL) && errno == EFAULT, "refuse a bad address");
	demand(statistics(disk).openers >= 1, "count who has it open");
}

/* Nothing is after the end. */
static void look_past_the_end(void)
{
	int disk = open_disk(O_DIRECT);

	demand(!pread(disk, memory, SECTOR, DISK_SIZE), "read after the end");
	demand(pwrite(disk, memory, SECTOR, DISK_SIZE) < 0 && errno == ENOSPC, "write after the end");
	demand(pread(disk, memory, 2 * SECTOR, DISK_SIZE - SECTOR) == (ssize_t)SECTOR,
	       "read at the end");
	close(disk);
}

/* The whole disk, in blocks of a size. */
static void write_whole(int flags, uint64_t seed, size_t block)
{
	int disk = open_disk(flags);
	size_t at;

	fill(pattern, DISK_SIZE, seed);
	for (at = 0; at < DISK_SIZE; at += block)
		write_at(disk, pattern + at, block, at);
	demand(!fsync(disk), "fsync");
	/* What the cache holds would not come from the disk. */
	demand(!ioctl(disk, BLKFLSBUF), "BLKFLSBUF");
	memset(memory, 0, DISK_SIZE);
	for (at = 0; at < DISK_SIZE; at += block)
		read_at(disk, memory + at, block, at);
	same(memory, pattern, DISK_SIZE, "read back the whole disk");
	close(disk);
}

/* Single sectors, which lie anywhere in their pages. */
static void read_sectors(void)
{
	int disk = open_disk(O_DIRECT);
	size_t sector;

	for (sector = 1; sector * SECTOR < DISK_SIZE; sector += 1021) {
		size_t at = sector * SECTOR, size = SECTOR * (1 + sector % 16);

		if (size > DISK_SIZE - at)
			size = DISK_SIZE - at;
		read_at(disk, memory, size, at);
		same(memory, pattern + at, size, "read single sectors");
	}
	close(disk);
}

static void copy_with_dd(void)
{
	int file = open("/pattern", O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);

	fill(pattern, DISK_SIZE, 3);
	demand(file >= 0 && write(file, pattern, DISK_SIZE) == (ssize_t)DISK_SIZE, "/pattern");
	close(file);
	RUN("dd", "if=/pattern", "of=" BLOCK_RAM_DEVICE, "bs=128k", "oflag=direct", "status=none");
	RUN("dd", "if=" BLOCK_RAM_DEVICE, "of=/copy", "bs=192k", "iflag=direct", "status=none");
	file = open("/copy", O_RDONLY | O_CLOEXEC);
	demand(file >= 0 && read(file, memory, DISK_SIZE) == (ssize_t)DISK_SIZE, "/copy");
	same(memory, pattern, DISK_SIZE, "dd");
	close(file);
	unlink("/pattern");
	unlink("/copy");
}

/* A range that begins and ends in the middle of pages becomes zeroes, and nothing else does. */
static void clear(int disk, unsigned long request, const char *step)
{
	uint64_t range[2] = { 3 * SECTOR, 5 * MEBIBYTE + 7 * SECTOR };

	demand(!ioctl(disk, request, range), step);
	demand(!ioctl(disk, BLKFLSBUF), "BLKFLSBUF");
	memset(pattern + range[0], 0, range[1]);
	read_at(disk, memory, DISK_SIZE, 0);
	same(memory, pattern, DISK_SIZE, step);
}

/* Several programs, each with every so many-th sector: neighbours in a page are written at once. */
static void write_together(void)
{
	size_t at;
	int writer, status;

	for (writer = 0; writer < WRITERS; writer++) {
		pid_t child = fork();
		int disk, round;

		demand(child >= 0, "fork");
		if (child)
			continue;
		disk = open_disk(O_DIRECT);
		for (round = 0; round < ROUNDS; round++) {
			for (at = writer * SECTOR; at < MEBIBYTE; at += WRITERS * SECTOR) {
				fill(memory, SECTOR, at + round);
				write_at(disk, memory, SECTOR, at);
			}
		}
		_exit(0);
	}
	for (writer = 0; writer < WRITERS; writer++) {
		demand(wait(&status) > 0, "wait");
		errno = ECANCELED;
		demand(WIFEXITED(status) && !WEXITSTATUS(status), "write together");
	}
	for (at = 0; at < MEBIBYTE; at += SECTOR)
		fill(pattern + at, SECTOR, at + ROUNDS - 1);
}

int main(void)
{
	struct block_ram_statistics before, after;
	int disk = open_disk(0);

	pattern = room(DISK_SIZE);
	memory = room(DISK_SIZE);
	look(disk);
	look_past_the_end();
	before = statistics(disk);
	write_whole(O_DIRECT, 1, 64 * 1024);
	write_whole(0, 2, MEBIBYTE);
	read_sectors();
	copy_with_dd();
	clear(disk, BLKDISCARD, "discard");
	fill(pattern, DISK_SIZE, 4);
	write_at(disk, pattern, DISK_SIZE, 0);
	clear(disk, BLKZEROOUT, "zero");
	write_together();
	demand(!ioctl(disk, BLKFLSBUF), "BLKFLSBUF");
	read_at(disk, memory, DISK_SIZE, 0);
	same(memory, pattern, DISK_SIZE, "read what programs wrote together");
	after = statistics(disk);
	errno = EPROTO;
	demand(after.reads > before.reads && after.writes > before.writes &&
	       after.flushes > before.flushes && after.discards > before.discards &&
	       after.zeroes > before.zeroes, "see each kind of request served");
	demand(!after.errors, "see no request fail");
	printf("device_test: PASS reads=%llu writes=%llu flushes=%llu discards=%llu zeroes=%llu\n",
	       after.reads - before.reads, after.writes - before.writes,
	       after.flushes - before.flushes, after.discards - before.discards,
	       after.zeroes - before.zeroes);
	return 0;
}
