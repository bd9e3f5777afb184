/* SPDX-License-Identifier: MIT OR GPL-2.0-only */
/* The functions of ram_shim.c. */
#ifndef RAM_SHIM_H
#define RAM_SHIM_H

#include <linux/blk-mq.h>
#include <linux/blkdev.h>
#include <linux/hdreg.h>
#include <linux/types.h>

#include "ram.h"

size_t ram_page_size(void);
void *ram_allocate(size_t size);
void ram_free(void *memory);
void *ram_allocate_page(void);
void ram_free_page(void *page);
void ram_copy(void *to, const void *from, size_t size);
void ram_clear(void *memory, size_t size);
struct gendisk *ram_disk_of_device(struct block_device *device);
void *ram_disk_private(struct gendisk *disk);
void ram_set_geometry(struct hd_geometry *geometry, unsigned char heads, unsigned char sectors,
		      unsigned short cylinders);
unsigned int ram_statistics_command(void);
int ram_copy_to_user(unsigned long user, const void *from, size_t size);
struct request *ram_queued_request(const struct blk_mq_queue_data *queued);
void *ram_request_private(struct request *request);
void *ram_request_job(struct request *request);
enum ram_kind ram_request_kind(struct request *request);
u64 ram_request_position(struct request *request);
size_t ram_request_size(struct request *request);
int ram_each_segment(struct request *request, void *transfer);
void ram_start(struct request *request);
void ram_complete(struct request *request);
void ram_end(struct request *request, int error);
blk_status_t ram_status(int error);
void ram_report(const char *op, const char *fault);

#endif
