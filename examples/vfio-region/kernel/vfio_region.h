/* SPDX-License-Identifier: ((GPL-2.0-only WITH Linux-syscall-note) OR MIT) */
/* What user space needs to know of the region that the driver adds. */
#ifndef VFIO_REGION_H
#define VFIO_REGION_H

#include <linux/vfio.h>

/* The device that the driver takes when it is told to: QEMU's pci-testdev. */
#define VFIO_REGION_VENDOR 0x1b36U
#define VFIO_REGION_DEVICE 0x0005U

/* What VFIO_REGION_INFO_CAP_TYPE says of the region. */
#define VFIO_REGION_TYPE (VFIO_REGION_TYPE_PCI_VENDOR_TYPE | VFIO_REGION_VENDOR)
#define VFIO_REGION_SUBTYPE 1U

/* So many pages. The first can only be read, and not be mapped; the others are memory. */
#define VFIO_REGION_PAGES 4

/* What the first page begins with: src/region.rs. */
#define VFIO_REGION_SIGNATURE "kcregion"

#endif
