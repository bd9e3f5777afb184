// SPDX-License-Identifier: MIT OR GPL-2.0-only
/* Maps a dma-buf of the exporter as a program would: reads what the driver wrote, writes, reads back. */
#include <errno.h>
#include <fcntl.h>
#include <linux/dma-buf.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>

#include "../kernel/dma_buf_exporter.h"

#define PAGES 3

static int fail(const char *step)
{
	printf("mmap_test: FAIL %s: %s\n", step, strerror(errno));
	return 1;
}

static int wrong_byte(const char *step, size_t offset, unsigned char byte)
{
	printf("mmap_test: FAIL %s: byte %zu is %#x\n", step, offset, byte);
	return 1;
}

static int sync_buffer(int buffer, unsigned long long flags)
{
	struct dma_buf_sync sync = { .flags = flags };

	return ioctl(buffer, DMA_BUF_IOCTL_SYNC, &sync);
}

/* Whether the driver refuses a buffer of this size, and says so with this error. */
static int refuses(int device, unsigned long long size, int error)
{
	struct dma_buf_exporter_create create = { .size = size };

	return ioctl(device, DMA_BUF_EXPORTER_CREATE, &create) && errno == error;
}

int main(void)
{
	size_t size = PAGES * (size_t)sysconf(_SC_PAGESIZE), offset;
	struct dma_buf_exporter_create create = { .size = size };
	int device = open(DMA_BUF_EXPORTER_DEVICE, O_RDWR | O_CLOEXEC);
	unsigned char *memory;

	if (device < 0)
		return fail("open " DMA_BUF_EXPORTER_DEVICE);
	if (!refuses(device, 0, EINVAL) || !refuses(device, DMA_BUF_EXPORTER_MAX_SIZE + 1, E2BIG) ||
	    !refuses(device, ~0ULL, E2BIG))
		return fail("DMA_BUF_EXPORTER_CREATE of a size that it should refuse");
	if (ioctl(device, DMA_BUF_EXPORTER_CREATE, &create))
		return fail("DMA_BUF_EXPORTER_CREATE");

	memory = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, create.fd, 0);
	if (memory == MAP_FAILED)
		return fail("mmap");
	if (sync_buffer(create.fd, DMA_BUF_SYNC_START | DMA_BUF_SYNC_RW))
		return fail("DMA_BUF_SYNC_START");
	for (offset = 0; offset < size; offset++) {
		if (memory[offset] != DMA_BUF_EXPORTER_PATTERN(offset))
			return wrong_byte("read what the driver wrote", offset, memory[offset]);
	}
	memset(memory, 0xa5, size);
	if (sync_buffer(create.fd, DMA_BUF_SYNC_END | DMA_BUF_SYNC_RW))
		return fail("DMA_BUF_SYNC_END");
	if (munmap(memory, size))
		return fail("munmap");

	/* The last page alone: the offset must reach the driver, and the written bytes be there. */
	memory = mmap(NULL, size / PAGES, PROT_READ, MAP_SHARED, create.fd, size - size / PAGES);
	if (memory == MAP_FAILED)
		return fail("mmap of the last page");
	for (offset = 0; offset < size / PAGES; offset++) {
		if (memory[offset] != 0xa5)
			return wrong_byte("read what was written", offset, memory[offset]);
	}
	if (munmap(memory, size / PAGES) || close(create.fd) || close(device))
		return fail("close");
	printf("mmap_test: PASS\n");
	return 0;
}
