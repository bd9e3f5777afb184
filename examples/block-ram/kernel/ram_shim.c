// SPDX-License-Identifier: MIT OR GPL-2.0-only
/*
 * What Rust cannot call by itself: inline functions, macros, and members of structs whose layout
 * only C knows. No logic here. src/shim.rs declares the other side.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/gfp.h>
#include <linux/mm.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/uaccess.h>

#include "block_ram.h"
#include "ram_kernels.h"
#include "ram_shim.h"

size_t ram_page_size(void)
{
	return PAGE_SIZE;
}

void *ram_allocate(size_t size)
{
	return kvzalloc(size, GFP_KERNEL);
}

void ram_free(void *memory)
{
	kvfree(memory);
}

/* A disk that does not fit must fail, and not have others killed for it. */
void *ram_allocate_page(void)
{
	return (void *)get_zeroed_page(GFP_KERNEL | __GFP_NORETRY | __GFP_NOWARN);
}

void ram_free_page(void *page)
{
	free_page((unsigned long)page);
}

void ram_copy(void *to, const void *from, size_t size)
{
	memcpy(to, from, size);
}

void ram_clear(void *memory, size_t size)
{
	memset(memory, 0, size);
}

struct gendisk *ram_disk_of_device(struct block_device *device)
{
	return device->bd_disk;
}

void *ram_disk_private(struct gendisk *disk)
{
	return disk->private_data;
}

void ram_set_geometry(struct hd_geometry *geometry, unsigned char heads, unsigned char sectors,
		      unsigned short cylinders)
{
	geometry->heads = heads;
	geometry->sectors = sectors;
	geometry->cylinders = cylinders;
}

unsigned int ram_statistics_command(void)
{
	return BLOCK_RAM_STATISTICS;
}

int ram_copy_to_user(unsigned long user, const void *from, size_t size)
{
	return copy_to_user((void __user *)user, from, size) ? -EFAULT : 0;
}

struct request *ram_queued_request(const struct blk_mq_queue_data *queued)
{
	return queued->rq;
}

void *ram_request_private(struct request *request)
{
	return request->q->queuedata;
}

void *ram_request_job(struct request *request)
{
	return blk_mq_rq_to_pdu(request);
}

enum ram_kind ram_request_kind(struct request *request)
{
	switch (req_op(request)) {
	case REQ_OP_READ:
		return RAM_READ;
	case REQ_OP_WRITE:
		return RAM_WRITE;
	case REQ_OP_FLUSH:
		return RAM_FLUSH;
	case REQ_OP_DISCARD:
		return RAM_DISCARD;
	case REQ_OP_WRITE_ZEROES:
		return RAM_WRITE_ZEROES;
	default:
		return RAM_OTHER;
	}
}

u64 ram_request_position(struct request *request)
{
	return (u64)blk_rq_pos(request) << SECTOR_SHIFT;
}

size_t ram_request_size(struct request *request)
{
	return blk_rq_bytes(request);
}

/* Until one fails. A segment lies in one page. */
int ram_each_segment(struct request *request, void *transfer)
{
	struct req_iterator iterator;
	struct bio_vec segment;
	int error;

	rq_for_each_segment(segment, request, iterator) {
		void *page = ram_map_page(segment.bv_page);

		error = block_ram_segment(transfer, page + segment.bv_offset, segment.bv_len);
		flush_dcache_page(segment.bv_page);
		ram_unmap_page(page);
		if (error)
			return error;
	}
	return 0;
}

void ram_start(struct request *request)
{
	blk_mq_start_request(request);
}

void ram_complete(struct request *request)
{
	blk_mq_complete_request(request);
}

void ram_end(struct request *request, int error)
{
	blk_mq_end_request(request, ram_status(error));
}

blk_status_t ram_status(int error)
{
	return errno_to_blk_status(error);
}

void ram_report(const char *op, const char *fault)
{
	if (fault)
		pr_err_ratelimited("op %s WRONG ARGUMENT: %s\n", op, fault);
	else
		pr_info("op %s ok\n", op);
}
