// SPDX-License-Identifier: MIT OR GPL-2.0-only
/*
 * Uses the device as programs do, and as they should not: reads, writes, seeks, maps, asks for what there is and what there
 * isn't, and tries to unload the module meanwhile. Polls, and what else waits, are in char_wait.c.
 */
#define _GNU_SOURCE
#define PROGRAM "char_test"

#include <fcntl.h>
#include <limits.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "../kernel/char_device.h"
#include "check.h"

/* No program has memory there, but the compiler must not know. */
static void *volatile nowhere = (void *)8;
static size_t page;

static int open_device(int flags)
{
	int file = open(CHAR_DEVICE_PATH, flags | O_CLOEXEC);

	demand(file >= 0, "open " CHAR_DEVICE_PATH);
	return file;
}

static void set_size(int file, unsigned long long size)
{
	demand(!ioctl(file, CHAR_DEVICE_SET_SIZE, &size), "CHAR_DEVICE_SET_SIZE");
}

static struct char_device_status status(int file)
{
	struct char_device_status status;

	demand(!ioctl(file, CHAR_DEVICE_GET_STATUS, &status), "CHAR_DEVICE_GET_STATUS");
	return status;
}

static void opening(void)
{
	int file = open_device(O_RDWR), other = open_device(O_RDONLY), third = open_device(O_WRONLY);
	char byte = 0;

	demand(status(file).open_files == 3 && status(file).capacity == CHAR_DEVICE_CAPACITY &&
	       status(file).size == 0 && !status(file).follow, "status of a fresh device");
	demand_error(write(other, &byte, 1), EBADF, "write what is open for reading");
	demand_error(read(third, &byte, 1), EBADF, "read what is open for writing");
	demand(!close(other) && !close(third), "close");
	demand(status(file).open_files == 1, "number of open files");
	demand(!close(file), "close");
}

static void reading_and_writing(void)
{
	int file = open_device(O_RDWR), other = open_device(O_WRONLY | O_APPEND);
	char bytes[16];

	demand(write(file, "hello, world", 12) == 12, "write");
	demand(read(file, bytes, 16) == 0, "read at the end");
	demand(lseek(file, 7, SEEK_SET) == 7 && read(file, bytes, 16) == 5, "read to the end");
	demand(!memcmp(bytes, "world", 5), "read back");
	demand(lseek(file, 0, SEEK_CUR) == 12, "position after reading");
	demand(pwrite(file, "W", 1, 7) == 1 && pread(file, bytes, 5, 7) == 5, "pwrite and pread");
	demand(!memcmp(bytes, "World", 5), "read what pwrite wrote");
	demand(lseek(file, 0, SEEK_CUR) == 12, "position after pwrite and pread");
	demand(write(file, bytes, 0) == 0 && read(file, bytes, 0) == 0, "nothing");

	demand(write(other, "!!", 2) == 2 && status(file).size == 14, "append");
	demand(lseek(other, 0, SEEK_CUR) == 14, "position after appending");
	demand(pwrite(other, "!", 1, 0) == 1 && status(file).size == 15, "pwrite appends as well");
	demand(pread(file, bytes, 16, 0) == 15 && !memcmp(bytes, "hello, World!!!", 15), "all");

	/* What is left out is zero. */
	demand(pwrite(file, "x", 1, 20) == 1 && pread(file, bytes, 16, 15) == 6, "write further on");
	demand(!memcmp(bytes, "\0\0\0\0\0x", 6), "zeroes between");

	demand(pwrite(file, "12345678", 8, CHAR_DEVICE_CAPACITY - 3) == 3, "write across the end");
	demand_error(pwrite(file, "1", 1, CHAR_DEVICE_CAPACITY), ENOSPC, "write at the end");
	demand_error(pwrite(file, "1", 1, 1LL << 40), ENOSPC, "write far beyond");
	demand_error(write(other, "1", 1), ENOSPC, "append to what is full");
	demand(pread(file, bytes, 16, CHAR_DEVICE_CAPACITY - 3) == 3 && !memcmp(bytes, "123", 3) &&
	       pread(file, bytes, 16, CHAR_DEVICE_CAPACITY) == 0, "read at the end");
	demand_error(pread(file, bytes, 1, -1), EINVAL, "read before the start");
	set_size(file, 0);
	demand(!close(file) && !close(other), "close");
}

static void seeking(void)
{
	int file = open_device(O_RDWR);

	set_size(file, 100);
	demand(lseek(file, 0, SEEK_END) == 100 && lseek(file, -60, SEEK_END) == 40 &&
	       lseek(file, 5, SEEK_CUR) == 45 && lseek(file, -45, SEEK_CUR) == 0 &&
	       lseek(file, CHAR_DEVICE_CAPACITY, SEEK_SET) == CHAR_DEVICE_CAPACITY, "lseek");
	demand_error(lseek(file, 1, SEEK_CUR), EINVAL, "lseek beyond the memory");
	demand_error(lseek(file, -1, SEEK_SET), EINVAL, "lseek before the start");
	demand_error(lseek(file, -101, SEEK_END), EINVAL, "lseek before the start from the end");
	demand_error(lseek(file, LLONG_MAX, SEEK_CUR), EOVERFLOW, "lseek beyond all numbers");
	demand_error(lseek(file, 0, SEEK_DATA), EINVAL, "lseek of another kind");
	demand_error(lseek(file, 0, 77), EINVAL, "lseek of no kind");
	demand(lseek(file, 0, SEEK_CUR) == CHAR_DEVICE_CAPACITY, "position after errors");
	set_size(file, 0);
	demand(!close(file), "close");
}

/* Only the first page of two can be touched. */
static void bad_pointers(void)
{
	int file = open_device(O_RDWR);
	char *memory = mmap(NULL, 2 * page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	char bytes[16], *edge = memory + page - 4;
	struct char_device_fill fill = { .length = 16, .byte = '.' };

	demand(memory != MAP_FAILED && !mprotect(memory + page, page, PROT_NONE), "memory");
	demand_error(write(file, nowhere, 1), EFAULT, "write from nowhere");
	demand_error(write(file, memory + page, 16), EFAULT, "write what can't be read");
	demand(status(file).size == 0, "size after such writes");
	demand(!ioctl(file, CHAR_DEVICE_FILL, &fill), "CHAR_DEVICE_FILL");
	demand_error(read(file, nowhere, 1), EFAULT, "read to nowhere");
	demand(lseek(file, 0, SEEK_CUR) == 0, "position after errors");

	memcpy(edge, "edge", 4);
	demand(write(file, edge, 16) == 4 && lseek(file, 0, SEEK_CUR) == 4, "write a part");
	demand(pread(file, bytes, 16, 0) == 16 && !memcmp(bytes, "edge............", 16),
	       "the rest stays as it was");
	demand(read(file, edge, 12) == 4 && !memcmp(edge, "....", 4), "read a part");
	demand(lseek(file, 0, SEEK_CUR) == 8, "position after a part");

	demand_error(ioctl(file, CHAR_DEVICE_GET_STATUS, nowhere), EFAULT, "status to nowhere");
	demand_error(ioctl(file, CHAR_DEVICE_SET_SIZE, nowhere), EFAULT, "size from nowhere");
	demand_error(ioctl(file, CHAR_DEVICE_SET_FOLLOW, NULL), EFAULT, "follow from nowhere");
	demand_error(ioctl(file, CHAR_DEVICE_FILL, edge), EFAULT, "fill from where only a part is");
	set_size(file, 0);
	demand(!close(file) && !munmap(memory, 2 * page), "close");
}

static void commands(void)
{
	int file = open_device(O_RDWR), reader = open_device(O_RDONLY);
	struct char_device_fill fill = { .offset = 10, .length = 5, .byte = 'f' };
	unsigned long long size = CHAR_DEVICE_CAPACITY + 1;
	unsigned int follow = 2;
	char bytes[32];

	demand(!ioctl(file, CHAR_DEVICE_FILL, &fill) && pread(file, bytes, 32, 0) == 15 &&
	       !memcmp(bytes + 9, "\0fffff", 6), "CHAR_DEVICE_FILL");
	fill.length = 0;
	fill.offset = CHAR_DEVICE_CAPACITY;
	demand(!ioctl(file, CHAR_DEVICE_FILL, &fill) && status(file).size == 15, "fill nothing");
	fill.length = 1;
	demand_error(ioctl(file, CHAR_DEVICE_FILL, &fill), EINVAL, "fill beyond the end");
	fill.offset = 1;
	fill.length = ~0ULL;
	demand_error(ioctl(file, CHAR_DEVICE_FILL, &fill), EINVAL, "fill more than there is");
	fill.length = 1;
	fill.reserved[6] = 1;
	demand_error(ioctl(file, CHAR_DEVICE_FILL, &fill), EINVAL, "fill with reserved bytes");

	set_size(file, 12);
	set_size(file, 15);
	demand(pread(file, bytes, 32, 0) == 15 && !memcmp(bytes + 9, "\0ff\0\0\0", 6),
	       "what was cut off is zero");
	demand_error(ioctl(file, CHAR_DEVICE_SET_SIZE, &size), EINVAL, "size beyond the capacity");
	demand_error(ioctl(file, CHAR_DEVICE_SET_FOLLOW, &follow), EINVAL, "follow is neither");
	size = 0;
	demand_error(ioctl(reader, CHAR_DEVICE_SET_SIZE, &size), EBADF, "size by a reader");
	demand_error(ioctl(reader, CHAR_DEVICE_FILL, &fill), EBADF, "fill by a reader");
	demand(status(reader).size == 15, "status by a reader");

	demand_error(ioctl(file, _IO('k', 9)), ENOTTY, "unknown command");
	demand_error(ioctl(file, _IOW('k', 1, unsigned int), &size), ENOTTY, "command of another size");
	demand_error(ioctl(file, _IOR('k', 1, unsigned long long), &size), ENOTTY, "command of another direction");
	demand_error(ioctl(file, _IOW('x', 1, unsigned long long), &size), ENOTTY, "command of another device");
	set_size(file, 0);
	demand(!close(file) && !close(reader), "close");
}

#ifdef __x86_64__
/* An ioctl as a 32-bit program does it: by the system call's number and entry there, with a pointer of that size. */
static long ioctl_32(int file, unsigned long command, void *argument)
{
	int result;

	__asm__ volatile("int $0x80" : "=a"(result) :
			 "a"(54), "b"(file), "c"((unsigned int)command), "d"((unsigned int)(size_t)argument) :
			 "memory", "r8", "r9", "r10", "r11");
	if (result >= 0)
		return result;
	errno = -result;
	return -1;
}

static void commands_of_32_bit_programs(void)
{
	int file = open_device(O_RDWR), reader = open_device(O_RDONLY);
	char *memory = mmap(NULL, page, PROT_READ | PROT_WRITE,
			    MAP_PRIVATE | MAP_ANONYMOUS | MAP_32BIT, -1, 0);
	struct char_device_status *seen = (void *)memory;
	unsigned long long *size = (void *)(memory + sizeof(*seen));

	demand(memory != MAP_FAILED, "memory for 32-bit programs");
	*size = 77;
	demand(!ioctl_32(file, CHAR_DEVICE_SET_SIZE, size), "CHAR_DEVICE_SET_SIZE, 32 bits");
	demand(!ioctl_32(file, CHAR_DEVICE_GET_STATUS, seen), "CHAR_DEVICE_GET_STATUS, 32 bits");
	demand(seen->size == 77 && seen->capacity == CHAR_DEVICE_CAPACITY && seen->open_files == 2,
	       "status, 32 bits");
	demand_error(ioctl_32(file, CHAR_DEVICE_GET_STATUS, nowhere), EFAULT, "status to nowhere, 32 bits");
	demand_error(ioctl_32(file, _IO('k', 9), seen), ENOTTY, "unknown command, 32 bits");
	demand_error(ioctl_32(reader, CHAR_DEVICE_SET_SIZE, size), EBADF, "size by a reader, 32 bits");
	set_size(file, 0);
	demand(!close(file) && !close(reader) && !munmap(memory, page), "close");
}
#else
static void commands_of_32_bit_programs(void)
{
	printf(PROGRAM ": 32-bit programs of this architecture are not tried\n");
}
#endif

static char *map(int file, size_t size, off_t offset, int protection)
{
	return mmap(NULL, size, protection, MAP_SHARED, file, offset);
}

static void mapping(void)
{
	int file = open_device(O_RDWR), reader = open_device(O_RDONLY);
	const int both = PROT_READ | PROT_WRITE;
	char *all, *last, *own, bytes[8];

	demand(map(file, CHAR_DEVICE_CAPACITY + page, 0, PROT_READ) == MAP_FAILED && errno == EINVAL,
	       "map more than there is");
	demand(map(file, page, CHAR_DEVICE_CAPACITY, PROT_READ) == MAP_FAILED && errno == EINVAL,
	       "map what lies behind");
	demand(map(file, 2 * page, CHAR_DEVICE_CAPACITY - page, PROT_READ) == MAP_FAILED && errno == EINVAL,
	       "map across the end");
	demand(map(reader, page, 0, both) == MAP_FAILED && errno == EACCES, "map by a reader to write");
	all = map(file, CHAR_DEVICE_CAPACITY, 0, both);
	last = map(reader, page, CHAR_DEVICE_CAPACITY - page, PROT_READ);
	demand(all != MAP_FAILED && last != MAP_FAILED, "mmap");
	demand(mprotect(last, page, both) == -1 && errno == EACCES, "write to what a reader mapped");

	demand(pwrite(file, "written", 8, 0) == 8 && !strcmp(all, "written"), "see what is written");
	strcpy(all + CHAR_DEVICE_CAPACITY - 8, "mapping");
	demand(!strcmp(last + page - 8, "mapping"), "see another mapping");
	set_size(file, CHAR_DEVICE_CAPACITY);
	demand(pread(file, bytes, 8, CHAR_DEVICE_CAPACITY - 8) == 8 && !strcmp(bytes, "mapping"),
	       "read what a mapping wrote");
	/* The program's memory is the device's own. */
	demand(pwrite(file, all, 8, 100) == 8 && !strcmp(all + 100, "written"), "write from a mapping");
	demand(pread(file, all + 200, 8, 0) == 8 && !strcmp(all + 200, "written"), "read to a mapping");

	own = mmap(NULL, page, PROT_READ | PROT_WRITE, MAP_PRIVATE, reader, 0);
	demand(own != MAP_FAILED && !strcmp(own, "written"), "a private mapping");
	strcpy(own, "private");
	demand(!strcmp(all, "written") && !munmap(own, page), "write to a private mapping");

	/* What is mapped stays when the file is closed, and so does the module. */
	demand(!close(file) && !close(reader), "close");
	strcpy(all, "stays");
	demand_error(syscall(SYS_delete_module, "char_device", O_NONBLOCK), EWOULDBLOCK,
		     "unload while it is mapped");
	demand(!strcmp(all, "stays"), "use a mapping of a closed file");
	memset(all, 0, CHAR_DEVICE_CAPACITY);
	demand(!munmap(all, CHAR_DEVICE_CAPACITY) && !munmap(last, page), "munmap");
	file = open_device(O_RDWR);
	set_size(file, 0);
	demand(!close(file), "close");
}

static void unloading(void)
{
	int file = open_device(O_RDONLY);

	demand_error(syscall(SYS_delete_module, "char_device", O_NONBLOCK), EWOULDBLOCK,
		     "unload while it is open");
	demand(status(file).open_files == 1 && !close(file), "use it after that");
}

int main(void)
{
	page = sysconf(_SC_PAGESIZE);
	opening();
	reading_and_writing();
	seeking();
	bad_pointers();
	commands();
	commands_of_32_bit_programs();
	mapping();
	unloading();
	printf(PROGRAM ": PASS\n");
	return 0;
}
