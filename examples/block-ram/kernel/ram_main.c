// SPDX-License-Identifier: MIT OR GPL-2.0-only
/* The module: one disk, there from loading to unloading. */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/blk-mq.h>
#include <linux/blkdev.h>
#include <linux/build_bug.h>
#include <linux/err.h>
#include <linux/module.h>
#include <linux/numa.h>
#include <linux/stddef.h>
#include <linux/string.h>

#include "block_ram.h"
#include "ram.h"
#include "ram_kernels.h"

#define RAM_QUEUE_DEPTH 128

static unsigned int mebibytes = BLOCK_RAM_MEBIBYTES;
module_param(mebibytes, uint, 0444);
MODULE_PARM_DESC(mebibytes, "Size of the disk in MiB");

/* The disk for Rust, and for the kernel. */
static void *ram_state;
static struct gendisk *ram_disk;

static struct blk_mq_tag_set ram_tags = {
	.ops = &block_ram_queue_ops,
	.nr_hw_queues = 1,
	.queue_depth = RAM_QUEUE_DEPTH,
	.numa_node = NUMA_NO_NODE,
	.flags = RAM_TAG_SET_FLAGS,
};

/* Whether the tables are the kernel's own structs, as its headers declare them to this compiler. */
static bool __init ram_tables_fit(void)
{
	static const size_t disk[] __initconst = {
		offsetof(struct block_device_operations, open),
		offsetof(struct block_device_operations, release),
		offsetof(struct block_device_operations, ioctl),
		offsetof(struct block_device_operations, getgeo),
		offsetof(struct block_device_operations, owner),
		sizeof(struct block_device_operations),
	};
	static const size_t queue[] __initconst = {
		offsetof(struct blk_mq_ops, queue_rq),
		offsetof(struct blk_mq_ops, complete),
		offsetof(struct blk_mq_ops, init_request),
		sizeof(struct blk_mq_ops),
	};

	BUILD_BUG_ON(sizeof(disk) != sizeof(block_ram_disk_table));
	BUILD_BUG_ON(sizeof(queue) != sizeof(block_ram_queue_table));
	return !memcmp(disk, block_ram_disk_table, sizeof(disk)) &&
	       !memcmp(queue, block_ram_queue_table, sizeof(queue));
}

static int ram_add(u64 size)
{
	int error;

	ram_disk = ram_allocate_disk(&ram_tags, ram_state);
	if (IS_ERR(ram_disk))
		return PTR_ERR(ram_disk);
	ram_describe_queue(ram_disk->queue);
	ram_disk->fops = &block_ram_disk_ops;
	ram_disk->private_data = ram_state;
	strscpy(ram_disk->disk_name, BLOCK_RAM_NAME, sizeof(ram_disk->disk_name));
	set_capacity(ram_disk, size >> SECTOR_SHIFT);
	error = ram_add_disk(ram_disk);
	if (error)
		ram_put_disk(ram_disk);
	return error;
}

static int __init ram_init(void)
{
	u64 size = (u64)mebibytes << 20;
	int error;

	if (!ram_tables_fit()) {
		pr_err("FAIL: the tables are not laid out like the kernel's\n");
		return -EINVAL;
	}
	ram_state = block_ram_create(size);
	if (IS_ERR(ram_state))
		return PTR_ERR(ram_state);
	ram_tags.cmd_size = block_ram_job_size;
	error = blk_mq_alloc_tag_set(&ram_tags);
	if (error)
		goto destroy;
	error = ram_add(size);
	if (error)
		goto free_tags;
	return 0;

free_tags:
	blk_mq_free_tag_set(&ram_tags);
destroy:
	block_ram_destroy(ram_state);
	return error;
}
module_init(ram_init);

static void __exit ram_exit(void)
{
	del_gendisk(ram_disk);
	ram_put_disk(ram_disk);
	blk_mq_free_tag_set(&ram_tags);
	block_ram_destroy(ram_state);
}
module_exit(ram_exit);

MODULE_DESCRIPTION("A disk in memory through ops tables written in Rust");
MODULE_AUTHOR("The kernel-compat authors");
MODULE_LICENSE("Dual MIT/GPL");
