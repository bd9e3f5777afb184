/* SPDX-License-Identifier: MIT OR GPL-2.0-only */
/* What the C and the Rust side of the driver, and its self-test, agree on. */
#ifndef REGION_H
#define REGION_H

#include <linux/types.h>
#include <linux/vfio_pci_core.h>

/* All of these are exported for the self-test. */

/* src/region.rs: a region's state, for the `data` of struct vfio_pci_region; NULL if it can't be had. */
void *vfio_region_create(size_t size);
/* Frees a state that the kernel was never given: else the table's release() does. */
void vfio_region_destroy(void *state);

/* The generated table, src/ops.rs, and where its members lie. */
extern const struct vfio_pci_regops vfio_region_ops;
extern const size_t vfio_region_table[5];

#endif
