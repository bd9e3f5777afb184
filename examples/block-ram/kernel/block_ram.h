/* SPDX-License-Identifier: ((GPL-2.0-only WITH Linux-syscall-note) OR MIT) */
/* What user space needs to know of the disk. */
#ifndef BLOCK_RAM_H
#define BLOCK_RAM_H

#include <linux/ioctl.h>
#include <linux/types.h>

#define BLOCK_RAM_NAME "blockram0"
#define BLOCK_RAM_DEVICE "/dev/" BLOCK_RAM_NAME

/* How large it is, in MiB, unless the module is told otherwise. */
#define BLOCK_RAM_MEBIBYTES 16

/* `Statistics` in src/disk.rs. */
struct block_ram_statistics {
	/* Requests that were served. */
	__u64 reads;
	__u64 writes;
	__u64 flushes;
	__u64 discards;
	__u64 zeroes;
	/* Requests that failed. */
	__u64 errors;
	/* How often the disk is open. */
	__u64 openers;
};

#define BLOCK_RAM_STATISTICS _IOR('k', 0, struct block_ram_statistics)

#endif
