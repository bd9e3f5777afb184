// SPDX-License-Identifier: MIT OR GPL-2.0-only
/* The calls that reached the Rust side, and what they should have been. */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/completion.h>
#include <linux/dma-buf.h>
#include <linux/kernel.h>
#include <linux/spinlock.h>
#include <linux/string.h>

#include "exporter.h"
#include "exporter_selftest_calls.h"

#define RECORDED_CALLS 64
#define RELEASE_TIMEOUT (10 * HZ)

bool selftest_failed;

/* The calls that concern the tested buffer: others may use the exporter at the same time. */
static struct dma_buf *tested_buffer;
static DEFINE_SPINLOCK(recorded_lock);
static struct exporter_call recorded[RECORDED_CALLS];
static unsigned int recorded_count, checked_count;
static DECLARE_COMPLETION(released);

/* Ops can be called atomically: nothing here sleeps. */
static void record(const struct exporter_call *call)
{
	unsigned long flags;

	if (call->buffer != tested_buffer &&
	    (!call->attachment || call->attachment->dmabuf != tested_buffer))
		return;
	spin_lock_irqsave(&recorded_lock, flags);
	if (recorded_count < RECORDED_CALLS)
		recorded[recorded_count] = *call;
	recorded_count++;
	spin_unlock_irqrestore(&recorded_lock, flags);
	if (!strcmp(call->op, "release"))
		complete(&released);
}

static const struct exporter_observer observer = { .observe = record };

void record_calls_of(struct dma_buf *buffer)
{
	tested_buffer = buffer;
	dma_buf_exporter_observe(&observer);
}

void stop_recording_after_release(void)
{
	if (!wait_for_completion_timeout(&released, RELEASE_TIMEOUT))
		FAIL("release: not called");
	dma_buf_exporter_observe(NULL);
}

void forget_map_of_next_call(void)
{
	if (checked_count < RECORDED_CALLS)
		recorded[checked_count].map = NULL;
}

void expect(struct exporter_call expected)
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

void expect_no_further_call(const char *after)
{
	if (checked_count != recorded_count)
		FAIL("%s: %u calls instead of %u", after, recorded_count, checked_count);
}

void print_calls(void)
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
	pr_info("PASS ops=%s calls=%u\n", ops, checked_count);
}
