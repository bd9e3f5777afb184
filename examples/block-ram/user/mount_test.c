// SPDX-License-Identifier: MIT OR GPL-2.0-only
/*
 * Uses the disk under a file system: makes one, writes files, and finds them as they were written after each of a hundred
 * mounts. While it is mounted, the module stays.
 */
#define PROGRAM "mount_test"
#define _GNU_SOURCE
#include <fcntl.h>
#include <sys/klog.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/syscall.h>

#include "test.h"

#define FOLDER "/mnt"
#define FILES 8
#define LARGEST (64 * 1024)
#define CYCLES 100

/* klogctl(): the console gets warnings and what is worse, and not each mount. */
#define CONSOLE_LEVEL 8
#define WARNINGS 5

static unsigned char *bytes;
/* What the files hold. */
static uint64_t sums[FILES];

static void path_of(int file, char *path, size_t size)
{
	snprintf(path, size, FOLDER "/folder%d/file%d", file % 4, file);
}

static void write_file(int file, uint64_t seed)
{
	size_t size = 1 + (seed * 7919) % LARGEST;
	char path[64];
	int opened;

	path_of(file, path, sizeof(path));
	fill(bytes, size, seed);
	sums[file] = checksum(bytes, size);
	opened = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	demand(opened >= 0 && write(opened, bytes, size) == (ssize_t)size, path);
	demand(!close(opened), path);
}

/* The checksum of a file as it is on the disk. */
static uint64_t sum_of(int file)
{
	char path[64];
	ssize_t size;
	int opened;

	path_of(file, path, sizeof(path));
	opened = open(path, O_RDONLY | O_CLOEXEC);
	demand(opened >= 0, path);
	size = read(opened, bytes, LARGEST);
	demand(size > 0, path);
	close(opened);
	return checksum(bytes, size);
}

static void mount_disk(void)
{
	demand(!mount(BLOCK_RAM_DEVICE, FOLDER, "ext4", MS_NOATIME, "discard"), "mount");
}

/* After this, all that is read comes from the disk. */
static void unmount_disk(void)
{
	demand(!umount(FOLDER), "unmount");
}

static void compare(void)
{
	int file;

	for (file = 0; file < FILES; file++) {
		uint64_t sum = sum_of(file);

		errno = EIO;
		demand(sum == sums[file], "compare a file's checksum");
	}
}

static void check_file_system(void)
{
	RUN("e2fsck", "-f", "-n", BLOCK_RAM_DEVICE);
}

int main(void)
{
	int file, folder, cycle;

	bytes = room(LARGEST);
	demand(!klogctl(CONSOLE_LEVEL, NULL, WARNINGS), "quiet the console");
	mkdir(FOLDER, 0755);
	RUN("mke2fs", "-q", "-F", "-t", "ext4", "-b", "4096", BLOCK_RAM_DEVICE);
	mount_disk();
	for (folder = 0; folder < 4; folder++) {
		char path[64];

		snprintf(path, sizeof(path), FOLDER "/folder%d", folder);
		demand(!mkdir(path, 0755), path);
	}
	for (file = 0; file < FILES; file++)
		write_file(file, file + 1);
	demand(syscall(SYS_delete_module, "block_ram", O_NONBLOCK) && errno == EWOULDBLOCK,
	       "keep the module while it is mounted");
	unmount_disk();
	check_file_system();
	for (cycle = 0; cycle < CYCLES; cycle++) {
		mount_disk();
		compare();
		/* The old one goes, and its blocks are discarded. */
		write_file(cycle % FILES, FILES + 1 + cycle);
		unmount_disk();
	}
	mount_disk();
	compare();
	unmount_disk();
	check_file_system();
	printf("mount_test: PASS cycles=%d files=%d\n", CYCLES, FILES);
	return 0;
}
