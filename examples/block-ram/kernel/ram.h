/* SPDX-License-Identifier: MIT OR GPL-2.0-only */
/* What the C and the Rust side of the driver agree on. */
#ifndef RAM_H
#define RAM_H

#include <linux/blk-mq.h>
#include <linux/blkdev.h>
#include <linux/types.h>

/* What a request asks for: `Kind` in src/shim.rs. */
enum ram_kind {
	RAM_READ = 0,
	RAM_WRITE = 1,
	RAM_FLUSH = 2,
	RAM_DISCARD = 3,
	RAM_WRITE_ZEROES = 4,
	RAM_OTHER = 5,
};

/* src/disk.rs: a disk of so many bytes, or an error pointer. */
void *block_ram_create(u64 size);
void block_ram_destroy(void *disk);

/* src/requests.rs. A segment is moved, or it is an error. */
extern const unsigned int block_ram_job_size;
int block_ram_segment(void *transfer, void *memory, size_t size);

/* The generated tables, src/ops.rs. */
extern const struct block_device_operations block_ram_disk_ops;
extern const struct blk_mq_ops block_ram_queue_ops;

/* Where Rust has the members that ram_main.c names, and the tables' sizes. */
extern const size_t block_ram_disk_table[6];
extern const size_t block_ram_queue_table[4];

#endif
