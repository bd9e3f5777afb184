// SPDX-License-Identifier: MIT OR GPL-2.0-only
//! Finds the target kernel, as a driver's build.rs does.

fn main() {
    // The programs are not in this package's folder.
    compat_build::configure()
        .uses("dma_buf_ops")
        .uses("vfio_pci_regops")
        .emit()
}
