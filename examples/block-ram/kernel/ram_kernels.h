/* SPDX-License-Identifier: MIT OR GPL-2.0-only */
/*
 * The calls by which a disk comes and goes, which kernels spell differently. Nothing here is about the ops tables.
 * KERNEL_HAS_… is what Kbuild found in the kernel's own headers, which tell more than its version number.
 */
#ifndef RAM_KERNELS_H
#define RAM_KERNELS_H

#include <linux/blk-mq.h>
#include <linux/blkdev.h>
#include <linux/err.h>
#include <linux/highmem.h>
#include <linux/sizes.h>

/*
 * Discards and zeroes are served where nobody may sleep, and so without a chance for others to run: a request of
 * gigabytes would stall the CPU. The block layer splits what is larger.
 */
#define RAM_MAX_CLEAR_SECTORS (SZ_1M >> SECTOR_SHIFT)

/* It came to go without saying in 6.14. */
#ifdef KERNEL_HAS_SHOULD_MERGE
#define RAM_TAG_SET_FLAGS BLK_MQ_F_SHOULD_MERGE
#else
#define RAM_TAG_SET_FLAGS 0
#endif

/* What the queue can do, where it is not said by its limits alone. */
static inline void ram_describe_queue(struct request_queue *queue)
{
#ifndef KERNEL_HAS_QUEUE_LIMITS
	queue->limits.discard_granularity = SECTOR_SIZE;
	blk_queue_max_discard_sectors(queue, RAM_MAX_CLEAR_SECTORS);
	blk_queue_max_write_zeroes_sectors(queue, RAM_MAX_CLEAR_SECTORS);
#ifdef QUEUE_FLAG_DISCARD
	blk_queue_flag_set(QUEUE_FLAG_DISCARD, queue);
#endif
#endif
#ifndef BLK_FEAT_WRITE_CACHE
	blk_queue_write_cache(queue, true, true);
	blk_queue_flag_set(QUEUE_FLAG_NONROT, queue);
#endif
}

#if defined(KERNEL_HAS_QUEUE_LIMITS)
static inline struct gendisk *ram_allocate_disk(struct blk_mq_tag_set *tags, void *state)
{
	struct queue_limits limits = {
		.discard_granularity = SECTOR_SIZE,
		.max_hw_discard_sectors = RAM_MAX_CLEAR_SECTORS,
		.max_write_zeroes_sectors = RAM_MAX_CLEAR_SECTORS,
#ifdef BLK_FEAT_WRITE_CACHE
		.features = BLK_FEAT_WRITE_CACHE | BLK_FEAT_FUA,
#endif
	};

	return blk_mq_alloc_disk(tags, &limits, state);
}
#elif defined(KERNEL_HAS_ALLOC_DISK)
static inline struct gendisk *ram_allocate_disk(struct blk_mq_tag_set *tags, void *state)
{
	return blk_mq_alloc_disk(tags, state);
}
#else
static inline struct gendisk *ram_allocate_disk(struct blk_mq_tag_set *tags, void *state)
{
	struct request_queue *queue = blk_mq_init_queue(tags);
	struct gendisk *disk;

	if (IS_ERR(queue))
		return ERR_CAST(queue);
	disk = alloc_disk(0);
	if (!disk) {
		blk_cleanup_queue(queue);
		return ERR_PTR(-ENOMEM);
	}
	queue->queuedata = state;
	disk->queue = queue;
	disk->flags |= GENHD_FL_EXT_DEVT;
	return disk;
}
#endif

/* Without a result it can't fail. */
static inline int ram_add_disk(struct gendisk *disk)
{
#ifdef KERNEL_HAS_ADD_DISK_RESULT
	return add_disk(disk);
#else
	add_disk(disk);
	return 0;
#endif
}

/* Gives back a disk that was never added, or was deleted. */
static inline void ram_put_disk(struct gendisk *disk)
{
#if defined(KERNEL_HAS_CLEANUP_DISK)
	blk_cleanup_disk(disk);
#elif defined(KERNEL_HAS_ALLOC_DISK)
	put_disk(disk);
#else
	blk_cleanup_queue(disk->queue);
	put_disk(disk);
#endif
}

/* A page of a request for a moment, in which nobody may sleep. */
static inline void *ram_map_page(struct page *page)
{
#ifdef KERNEL_HAS_KMAP_LOCAL
	return kmap_local_page(page);
#else
	return kmap_atomic(page);
#endif
}

static inline void ram_unmap_page(void *address)
{
#ifdef KERNEL_HAS_KMAP_LOCAL
	kunmap_local(address);
#else
	kunmap_atomic(address);
#endif
}

#endif
