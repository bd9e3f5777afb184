/* SPDX-License-Identifier: MIT OR GPL-2.0-only */
/* Records the calls that reach the Rust side, and holds them against what the self-test expects. */
#ifndef EXPORTER_SELFTEST_CALLS_H
#define EXPORTER_SELFTEST_CALLS_H

#include <linux/dma-buf.h>
#include <linux/printk.h>

#include "exporter.h"

extern bool selftest_failed;

#define FAIL(format, ...)						\
	do {								\
		pr_err("FAIL " format "\n", ##__VA_ARGS__);		\
		selftest_failed = true;					\
	} while (0)

/* From here on, the calls for this buffer are recorded; those for others are not. */
void record_calls_of(struct dma_buf *buffer);
/* Waits for the buffer's release, for ten seconds at most. */
void stop_recording_after_release(void);

/* The next call that reached the Rust side must be this one, with these arguments and result. */
void expect(struct exporter_call expected);
/* Accept any map in that call. */
void forget_map_of_next_call(void);
void expect_no_further_call(const char *after);

/* The names of the ops that were called, each once, in the order of their first call. */
void print_calls(void);

#endif
