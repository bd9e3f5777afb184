// SPDX-License-Identifier: MIT OR GPL-2.0-only
/*
 * Uses a buffer of the exporter as another driver would, through the kernel's dma-buf API, and
 * compares each call that reaches the Rust side with what this file passed. Built against the
 * kernel's own headers only. Loading it runs the test; loading fails if the test does.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/dma-buf.h>
#include <linux/dma-mapping.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/platform_device.h>
#include <linux/scatterlist.h>
#include <linux/string.h>
#include <linux/vmalloc.h>
#include <linux/workqueue.h>
#ifdef CONFIG_DMABUF_DEBUG
#include <linux/dma-direct.h>
#include <linux/io.h>
#endif

#include "dma_buf_exporter.h"
#include "exporter.h"
#include "exporter_selftest_api.h"
#include "exporter_selftest_calls.h"

#define PAGES 5
#define SIZE (PAGES * PAGE_SIZE)

static bool mapping_cached;

/*
 * With CONFIG_DMABUF_DEBUG the kernel scrambles the table's pages, because a driver that uses a
 * buffer has only the addresses that its device sees. There is no IOMMU before this device, so
 * they lead to the memory.
 */
static size_t copy_contents(struct device *device, struct sg_table *table, void *copy)
{
#ifdef CONFIG_DMABUF_DEBUG
	struct scatterlist *entry;
	size_t copied = 0;
	unsigned int index;

	for_each_sg(table->sgl, entry, table->nents, index) {
		size_t length = min_t(size_t, sg_dma_len(entry), SIZE - copied);
		void *memory = memremap(dma_to_phys(device, sg_dma_address(entry)), length,
					MEMREMAP_WB);

		if (!memory)
			break;
		memcpy(copy + copied, memory, length);
		memunmap(memory);
		copied += length;
	}
	return copied;
#else
	return sg_copy_to_buffer(table->sgl, table->orig_nents, copy, SIZE);
#endif
}

static void check_table(struct device *device, struct sg_table *table, const void *contents)
{
	struct scatterlist *entry;
	size_t length = 0, mapped_length = 0;
	/* A copy, because the pages may lie in high memory, which has no address of its own. */
	void *copy = vmalloc(SIZE);
	unsigned int index;

	if (!copy)
		FAIL("map_dma_buf: no memory to check the table");
	else if (copy_contents(device, table, copy) != SIZE || memcmp(copy, contents, SIZE))
		FAIL("map_dma_buf: the table holds other memory than vmap shows");
	vfree(copy);

	for_each_sg(table->sgl, entry, table->orig_nents, index)
		length += entry->length;
	for_each_sg(table->sgl, entry, table->nents, index) {
		if (!sg_dma_address(entry))
			FAIL("map_dma_buf: entry %u has no DMA address", index);
		mapped_length += sg_dma_len(entry);
	}
	if (length != SIZE || mapped_length != SIZE)
		FAIL("map_dma_buf: %zu bytes, %zu mapped, instead of %lu", length, mapped_length,
		     SIZE);
}

static void test_cpu_access(struct dma_buf *buffer, enum dma_data_direction direction)
{
	int error = selftest_begin_cpu_access(buffer, direction);

	expect((struct exporter_call){ .op = "begin_cpu_access", .buffer = buffer,
				       .direction = direction, .result = error });
	if (error)
		FAIL("begin_cpu_access: error %d", error);
	error = selftest_end_cpu_access(buffer, direction);
	expect((struct exporter_call){ .op = "end_cpu_access", .buffer = buffer,
				       .direction = direction, .result = error });
	if (error)
		FAIL("end_cpu_access: error %d", error);
}

/*
 * A second mapping in the same direction shows `cache_sgt_mapping` at work: with it, the kernel
 * hands out the first table again, and calls unmap_dma_buf only when the device detaches.
 */
static void test_second_mapping(struct dma_buf_attachment *attachment, struct sg_table *first,
				enum dma_data_direction direction)
{
	struct sg_table *second = dma_buf_map_attachment_unlocked(attachment, direction);

	mapping_cached = second == first;
	if (IS_ERR_OR_NULL(second)) {
		FAIL("map_dma_buf: second mapping: error %ld", PTR_ERR(second));
		return;
	}
	if (!mapping_cached)
		expect((struct exporter_call){ .op = "map_dma_buf", .attachment = attachment,
					       .direction = direction, .result = (long)second });
	dma_buf_unmap_attachment_unlocked(attachment, second, direction);
	if (!mapping_cached)
		expect((struct exporter_call){ .op = "unmap_dma_buf", .attachment = attachment,
					       .table = second, .direction = direction });
	expect_no_further_call("second mapping");
}

static void test_device_access(struct dma_buf *buffer, struct device *device,
			       const void *contents, enum dma_data_direction direction)
{
	struct dma_buf_attachment *attachment = dma_buf_attach(buffer, device);
	struct exporter_call unmap;
	struct sg_table *table;

	if (IS_ERR(attachment)) {
		FAIL("attach: error %ld", PTR_ERR(attachment));
		return;
	}
	expect((struct exporter_call){ .op = "attach", .buffer = buffer, .attachment = attachment,
				       .device = ATTACH_PASSES_DEVICE ? device : NULL });

	table = dma_buf_map_attachment_unlocked(attachment, direction);
	if (IS_ERR_OR_NULL(table)) {
		FAIL("map_dma_buf: error %ld", PTR_ERR(table));
		goto detach;
	}
	expect((struct exporter_call){ .op = "map_dma_buf", .attachment = attachment,
				       .direction = direction, .result = (long)table });
	check_table(device, table, contents);
	test_second_mapping(attachment, table, direction);
	test_cpu_access(buffer, direction);

	unmap = (struct exporter_call){ .op = "unmap_dma_buf", .attachment = attachment,
					.table = table, .direction = direction };
	dma_buf_unmap_attachment_unlocked(attachment, table, direction);
	if (!mapping_cached)
		expect(unmap);
	expect_no_further_call("unmap_attachment");
detach:
	dma_buf_detach(buffer, attachment);
	if (!IS_ERR_OR_NULL(table) && mapping_cached)
		expect(unmap);
	expect((struct exporter_call){ .op = "detach", .buffer = buffer,
				       .attachment = attachment });
}

static void test_buffer(struct dma_buf *buffer, struct device *device)
{
	struct selftest_mapping mapping;
	unsigned char *contents = selftest_vmap(buffer, &mapping);
	size_t offset;

	if (!contents) {
		FAIL("vmap: no address");
		return;
	}
	/* The kernel passes a map of its own: only the result can be held against ours. */
	forget_map_of_next_call();
	expect((struct exporter_call){ .op = "vmap", .buffer = buffer, .address = contents,
				       .result = selftest_vmap_result(contents) });
	for (offset = 0; offset < SIZE; offset++) {
		if (contents[offset] != DMA_BUF_EXPORTER_PATTERN(offset)) {
			FAIL("vmap: byte %zu is %#x", offset, contents[offset]);
			break;
		}
	}
	for (offset = 0; offset < SIZE; offset++)
		contents[offset] = ~DMA_BUF_EXPORTER_PATTERN(offset);

	test_device_access(buffer, device, contents, DMA_BIDIRECTIONAL);
	test_device_access(buffer, device, contents, DMA_TO_DEVICE);
	test_device_access(buffer, device, contents, DMA_FROM_DEVICE);

	selftest_vunmap(buffer, &mapping);
	expect((struct exporter_call){ .op = "vunmap", .buffer = buffer,
				       .map = selftest_map_pointer(&mapping),
				       .address = contents });
}

static void run(struct work_struct *work)
{
	struct platform_device *platform =
		platform_device_register_simple("dma_buf_exporter_selftest", -1, NULL, 0);
	struct dma_buf *buffer;

	if (IS_ERR(platform)) {
		FAIL("platform device: error %ld", PTR_ERR(platform));
		return;
	}
	if (dma_coerce_mask_and_coherent(&platform->dev, DMA_BIT_MASK(64)))
		FAIL("platform device: no DMA mask");
	/* One byte short of whole pages: the exporter rounds up. */
	buffer = dma_buf_exporter_create(SIZE - 1);
	if (IS_ERR(buffer)) {
		FAIL("create: error %ld", PTR_ERR(buffer));
		goto unregister;
	}
	if (buffer->size != SIZE)
		FAIL("create: %zu bytes instead of %lu", buffer->size, SIZE);

	record_calls_of(buffer);
	test_buffer(buffer, &platform->dev);
	dma_buf_put(buffer);
	stop_recording_after_release();
	expect((struct exporter_call){ .op = "release", .buffer = buffer });
	expect_no_further_call("release");
unregister:
	platform_device_unregister(platform);
}

/*
 * In a worker, because the kernel releases the buffer's file from a work item when a kernel thread
 * drops it, but from a user process only once that process has left this very system call.
 */
static DECLARE_WORK(selftest_work, run);

static int __init selftest_init(void)
{
	schedule_work(&selftest_work);
	flush_work(&selftest_work);
	if (selftest_failed)
		return -EIO;
	pr_info("cached_mapping=%s\n", mapping_cached ? "yes" : "no");
	print_calls();
	return 0;
}
module_init(selftest_init);

static void __exit selftest_exit(void)
{
}
module_exit(selftest_exit);

MODULE_DESCRIPTION("Self-test of dma_buf_exporter");
MODULE_AUTHOR("The kernel-compat authors");
MODULE_LICENSE("Dual MIT/GPL");
/* What MODULE_IMPORT_NS comes to, whose argument was a word before it was a text; no harm before either. */
MODULE_INFO(import_ns, "DMA_BUF");
