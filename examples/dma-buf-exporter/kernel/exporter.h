/* SPDX-License-Identifier: MIT OR GPL-2.0-only */
/* What the C and the Rust side of the driver, and its self-test, agree on. */
#ifndef EXPORTER_H
#define EXPORTER_H

#include <linux/device.h>
#include <linux/dma-buf.h>
#include <linux/dma-direction.h>
#include <linux/scatterlist.h>
#include <linux/types.h>

/*
 * One call of an op, as the Rust side received it: `Call` in src/report.rs.
 * What the op does not take is zero.
 */
struct exporter_call {
	const char *op;
	const char *fault;	/* NULL, or what is wrong with an argument */
	struct dma_buf *buffer;
	struct dma_buf_attachment *attachment;
	struct device *device;
	struct sg_table *table;
	void *map;		/* struct iosys_map, struct dma_buf_map */
	void *address;
	struct vm_area_struct *area;
	unsigned int direction;
	long result;		/* what the op returned: 0, -errno or a pointer */
};

/* src/buffer.rs */
struct dma_buf *exporter_create(u64 size);

/* The generated table, src/ops.rs. */
extern const struct dma_buf_ops dma_buf_exporter_ops;

/* exporter_main.c: exported for the self-test. */
struct dma_buf *dma_buf_exporter_create(u64 size);

/* Sees every call of an op, of any buffer, as it ends. Must not sleep: some ops are called atomically. */
struct exporter_observer {
	void (*observe)(const struct exporter_call *call);
};

/* Sets the observer, or none with NULL. May sleep; then the one before is not in use any more. */
void dma_buf_exporter_observe(const struct exporter_observer *observer);

/*
 * exporter_main.c: called by the Rust side at the end of each op, and like kmap_atomic (until 4.11)
 * and map_atomic (until 4.18) perhaps in atomic context.
 */
void exporter_report(const struct exporter_call *call);

#endif
