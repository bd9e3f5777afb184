/* SPDX-License-Identifier: ((GPL-2.0-only WITH Linux-syscall-note) OR MIT) */
/* What user space needs to ask /dev/dma_buf_exporter for a dma-buf. */
#ifndef DMA_BUF_EXPORTER_H
#define DMA_BUF_EXPORTER_H

#include <linux/ioctl.h>
#include <linux/types.h>

#define DMA_BUF_EXPORTER_DEVICE "/dev/dma_buf_exporter"

/* The largest buffer, in bytes: a larger one is refused with E2BIG, one of no bytes with EINVAL. */
#define DMA_BUF_EXPORTER_MAX_SIZE (64 * 1024 * 1024)

struct dma_buf_exporter_create {
	__u64 size;	/* in: bytes, rounded up to whole pages */
	__s32 fd;	/* out: the dma-buf's file descriptor */
	__u32 reserved;	/* must be zero */
};

#define DMA_BUF_EXPORTER_CREATE _IOWR('x', 0, struct dma_buf_exporter_create)

/* What byte number `offset` of a fresh buffer holds: the Rust side writes it. */
#define DMA_BUF_EXPORTER_PATTERN(offset) ((unsigned char)((offset) * 31 + 7))

#endif
