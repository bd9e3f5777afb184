// SPDX-License-Identifier: MIT OR GPL-2.0-only
/*
 * Loads and unloads the module: with sizes that it must refuse, of which one is more than the memory there is, and so
 * often that what one time left behind would show in the next.
 */
#define PROGRAM "load_test"
#define _GNU_SOURCE
#include <fcntl.h>
#include <sys/syscall.h>

#include "test.h"

#define CYCLES 5
#define ATTEMPTS 50

static int load(const char *parameters)
{
	int file = open("/block_ram.ko", O_RDONLY | O_CLOEXEC);
	int result;

	demand(file >= 0, "open the module");
	result = syscall(SYS_finit_module, file, parameters, 0);
	close(file);
	return result;
}

static void refuse(const char *parameters, int error)
{
	int result = load(parameters);

	demand(result && errno == error, parameters);
	demand(access("/sys/block/" BLOCK_RAM_NAME, F_OK) && errno == ENOENT, "leave no disk behind");
}

static void unload(void)
{
	int attempt;

	/* The kernel may still have the disk open, to look for partitions. */
	for (attempt = 0; attempt < ATTEMPTS; attempt++) {
		if (!syscall(SYS_delete_module, "block_ram", O_NONBLOCK))
			return;
		usleep(100 * 1000);
	}
	fail("unload");
}

int main(void)
{
	int cycle;

	refuse("mebibytes=0", EINVAL);
	refuse("mebibytes=65537", E2BIG);
	refuse("mebibytes=65536", ENOMEM);
	for (cycle = 0; cycle < CYCLES; cycle++) {
		demand(!load(""), "load");
		demand(!access(BLOCK_RAM_DEVICE, F_OK), BLOCK_RAM_DEVICE);
		unload();
		demand(access(BLOCK_RAM_DEVICE, F_OK) && errno == ENOENT, "take the disk away");
	}
	printf("load_test: PASS cycles=%d\n", CYCLES);
	return 0;
}
