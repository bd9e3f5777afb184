// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! The names of the embedded histories, sorted.

macro_rules! with_names {
    ($then:ident) => {
        $then! {
            "dma_buf_ops",
            "vfio_pci_regops",
        }
    };
}
