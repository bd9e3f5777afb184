// SPDX-License-Identifier: MIT OR GPL-2.0-only
/*
 * Uses a buffer of the exporter as another driver would, through the kernel's dma-buf API, and
 * compares each call that reaches the Rust side with what this file passed. Built against the
 * kernel's own headers only. Loading it runs the test; loading fails if the test does.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/completion.h>
#include <linux/dma-buf.h>
#include <linux/dma-mapping.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/platform_device.h>
#include <linux/string.h>
#include <linux/version.h>
#include <linux/workqueue.h>

#include "dma_buf_exporter.h"
#include "exporter.h"
#include "exporter_selftest_api.h"

#define PAGES 5
#define SIZE (PAGES * PAGE_SIZE)
#define RECORDED_CALLS 64
#define RELEASE_TIMEOUT (10 * HZ)

static struct exporter_call recorded[RECORDED_CALLS];
static unsigned int recorded_count, checked_count;
static DECLARE_COMPLETION(released);
static bool failed, mapping_cached;

#define FAIL(format, ...)						\
	do {								\
		pr_err("FAIL " format "\n", ##__VA_ARGS__);		\
		failed = true;						\
	} while (0)

static void record(const struct exporter_call *call)
{
	if (recorded_count < RECORDED_CALLS)
		recorded[recorded_count] = *call;
	recorded_count++;
	if (!strcmp(call->op, "release"))
		complete(&released);
}

/* The next call that reached the Rust side must be this one, with these arguments and result. */
static void expect(struct exporter_call expected)
{
	const struct exporter_call *call = &recorded[checked_count];

	if (checked_count >= min_t(unsigned int, recorded_count, RECORDED_CALLS)) {
		FAIL("missing call: %s", expected.op);
		return;
	}
	checked_count++;
	if (strcmp(call->op, expected.op)) {
		FAIL("wrong call: %s instead of %s", call->op, expected.op);
		return;
	}
	if (call->fault)
		FAIL("%s: wrong argument: %s", call->op, call->fault);
#define EXPECT(field)							\
	do {								\
		if (call->field != expected.field)			\
			FAIL("%s: wrong argument or result: " #field, call->op); \
	} while (0)
	EXPECT(buffer);
	EXPECT(attachment);
	EXPECT(device);
	EXPECT(table);
	EXPECT(map);
	EXPECT(address);
	EXPECT(area);
	EXPECT(direction);
	EXPECT(result);
#undef EXPECT
}

static void expect_no_further_call(const char *after)
{
	if (checked_count != recorded_count)
		FAIL("%s: %u calls instead of %u", after, recorded_count, checked_count);
}

static void check_table(struct sg_table *table, const void *contents)
{
	struct scatterlist *entry;
	size_t length = 0, mapped_length = 0;
	unsigned int index;

	for_each_sg(table->sgl, entry, table->orig_nents, index) {
		if (length + entry->length <= SIZE &&
		    memcmp(page_address(sg_page(entry)) + entry->offset, contents + length,
			   entry->length))
			FAIL("map_dma_buf: entry %u holds other memory than vmap shows", index);
		length += entry->length;
	}
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
	check_table(table, contents);
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
	recorded[0].map = NULL;
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

/* The names of the ops that were called, each once, in the order of their first call. */
static void print_verdict(void)
{
	unsigned int index, earlier, length = 0;
	char ops[256] = "";

	for (index = 0; index < checked_count; index++) {
		for (earlier = 0; strcmp(recorded[earlier].op, recorded[index].op); earlier++)
			;
		if (earlier == index)
			length += scnprintf(ops + length, sizeof(ops) - length, "%s%s",
					    index ? "," : "", recorded[index].op);
	}
	pr_info("cached_mapping=%s\n", mapping_cached ? "yes" : "no");
	pr_info("PASS ops=%s calls=%u\n", ops, checked_count);
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

	dma_buf_exporter_observe(record);
	test_buffer(buffer, &platform->dev);
	dma_buf_put(buffer);
	if (!wait_for_completion_timeout(&released, RELEASE_TIMEOUT))
		FAIL("release: not called");
	dma_buf_exporter_observe(NULL);
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
	if (!failed)
		print_verdict();
	return failed ? -EIO : 0;
}
module_init(selftest_init);

static void __exit selftest_exit(void)
{
}
module_exit(selftest_exit);

MODULE_DESCRIPTION("Self-test of dma_buf_exporter");
MODULE_AUTHOR("The kernel-compat authors");
MODULE_LICENSE("Dual MIT/GPL");
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 13, 0)
MODULE_IMPORT_NS("DMA_BUF");
#elif LINUX_VERSION_CODE >= KERNEL_VERSION(5, 16, 0)
MODULE_IMPORT_NS(DMA_BUF);
#endif
